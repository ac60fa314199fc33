#![doc = include_str!("../README.md")]

mod error;
mod event;
mod id;
mod job;
mod limits;
mod metrics;
mod monitor;
mod observe;
mod resources;
mod saved;
mod sync;
mod time;

pub use error::Error;
pub use event::kind::{
    AnalysisPhase, Cancelled, ClaimedJob, Completed, Created, DebugPhase, Failed, Fault, Heartbeat,
    Offline, Paused, ProgressUpdated, Queued, Registered, Resumed, Retrying, Shutdown, Started,
    Startup,
};
pub use event::{
    AnalysisEvent, DebugEvent, Event, EventKind, EventSource, JobError, JobEvent, JobPhase,
    Payload, SystemEvent, SystemPhase, WorkerEvent, WorkerPhase,
};
pub use id::{AnalysisKey, JobId, JobName, Tag, WorkerId};
pub use job::{Job, Priority, Tags};
pub use limits::Limits;
pub use metrics::{
    ActiveJob, ActiveState, Anomalies, Durations, EndCounts, EventCounts, GroupSummary, Histogram,
    JobEnd, JobMetrics, JobSummary, RecentError, RecentJob, SourceWorkers, SystemMetrics,
    SystemSummary, Throughput, WindowCounts, WorkerMetrics, WorkerState, WorkerStatus, Workers,
};
pub use monitor::{Monitor, SourceJobs, Status};
pub use observe::{Kind, KindSet, Observer, TypedEvent};
pub use resources::Resources;
pub use saved::SavedMonitor;
pub use sync::{NonPoisonMutex, Striped};
pub use time::{Clock, SystemClock, Timestamp};
