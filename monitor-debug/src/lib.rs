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
pub use checkpoint::{CallCause, Checkpoint, CheckpointOutcome, DebugJobCancelled, FrameStatus};
pub use condition::{Condition, ConditionError, EvalError};
pub use debugger::{
    BreakpointTarget, DebugLimits, DebugStats, Debugger, DebuggerBuilder, ExpiryAction,
    SuspendPolicy,
};
pub use error::Error;
pub use job::{ActivationGuard, DebugJob, DebugJobOutcome, DebugJobStatus, JobSpec, StopReason};
pub use location::{BreakpointLocation, LocationNames};
pub use session::{DebugSession, JobControls, PendingReply, SessionRole, SuspendedThread};
pub use suspend::StepKind;
pub use trace::{
    QueueStatus, RoutineError, RoutineMetrics, SubscriberStatus, Trace, TraceCursor, TraceData,
    TraceEvent, TraceKind, TraceMetrics, TraceUpdate,
};
pub use variables::{
    SetVariableError, Variable, VariableAccess, VariableBinding, VariableScope, VariableSnapshot,
    VariableValue, bind,
};
