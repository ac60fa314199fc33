#![doc = include_str!("../README.md")]

mod breakpoint;
mod checkpoint;
mod condition;
mod control;
mod controls;
mod debugger;
mod error;
mod flow;
mod frame;
mod hold;
mod job;
mod limits;
mod name;
mod parker;
mod place;
mod registry;
mod reply;
mod session;
mod status;
mod step;
mod sync;
mod trace;
mod variables;
mod watched;
mod world;

pub use breakpoint::{Breakpoint, BreakpointKind, BreakpointStatus, FlowShape};
pub use checkpoint::{Go, JobCancelled};
pub use condition::{Condition, ConditionError, EvalError};
pub use controls::{Controls, LaneStatus};
pub use debugger::{Debugger, DebuggerBuilder, Target};
pub use error::Error;
pub use frame::{Cause, Frame, FrameStatus};
pub use job::{Job, JobSpec};
pub use limits::{DebugLimits, Expiry, HoldPolicy};
pub use place::Place;
pub use registry::DebugStats;
pub use reply::Reply;
pub use session::{Role, Session};
pub use status::{Outcome, Reason, Status};
pub use step::Step;
pub use trace::{
    Cursor, Next, QueueStatus, RoutineError, RoutineMetrics, SubscriberStatus, Trace, TraceData,
    TraceEvent, TraceKind, TraceMetrics,
};
pub use variables::{Binding, Scope, SetError, ShownVariables, Var, Variable, Variables, bind};
