#![doc = include_str!("../README.md")]

mod breakpoint;
mod checkpoint;
mod condition;
mod debugger;
mod error;
mod job;
mod location;
mod session;
mod suspend;
mod sync;
mod trace;
mod variables;
mod words;

pub use breakpoint::{Breakpoint, BreakpointStatus, FlowShape};
pub use checkpoint::{Cause, FrameStatus, Go, JobCancelled, Place};
pub use condition::{Condition, ConditionError, EvalError};
pub use debugger::{
    DebugLimits, DebugStats, Debugger, DebuggerBuilder, Expiry, HoldPolicy, Target,
};
pub use error::Error;
pub use job::{Frame, Job, JobSpec, Outcome, Reason, Status};
pub use location::{BreakpointLocation, LocationNames};
pub use session::{Controls, LaneStatus, Reply, Role, Session};
pub use suspend::Step;
pub use trace::{
    Cursor, Next, QueueStatus, RoutineError, RoutineMetrics, SubscriberStatus, Trace, TraceData,
    TraceEvent, TraceKind, TraceMetrics,
};
pub use variables::{Binding, Scope, SetError, ShownVariables, Var, Variable, Variables, bind};
