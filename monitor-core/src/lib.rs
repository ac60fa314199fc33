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
    AnalysisPhase, DebugPhase, JobCancelled, JobCompleted, JobCreated, JobFailed, JobPaused,
    JobProgressUpdated, JobQueued, JobResumed, JobRetrying, JobStarted, SystemError,
    SystemShutdown, SystemStartup, WorkerClaimedJob, WorkerHeartbeat, WorkerOffline,
    WorkerRegistered,
};
pub use event::{
    AnalysisEvent, DebugEvent, Event, EventKind, EventSource, JobError, JobEvent, JobPhase,
    Payload, SystemEvent, SystemPhase, WorkerEvent, WorkerPhase,
};
pub use id::{AnalysisKey, JobId, JobName, Tag, WorkerId};
pub use job::{Job, Priority, Tags};
pub use limits::MonitorLimits;
pub use metrics::{
    ActiveJob, ActiveState, AnomalyCounts, DurationSummary, EventCounts, GroupSummary, Histogram,
    JobMetrics, JobOutcome, JobSummary, OutcomeCounts, RecentError, RecentJob, SourceWorkers,
    SystemMetrics, SystemSummary, Throughput, WindowCounts, WorkerMetrics, WorkerState,
    WorkerStatus, WorkerSummary,
};
pub use monitor::{Monitor, MonitorStatus, SourceJobs};
pub use observe::{KindIndex, KindSet, Observer, TypedEvent};
pub use resources::ResourceUsage;
pub use saved::SavedMonitor;
pub use sync::{NonPoisonMutex, ShardedMutex};
pub use time::{Clock, SystemClock, Timestamp};
