//! Metrics: collectors of what jobs, workers and the system do, and the documents they give.

mod histogram;
mod job;
mod source;
mod system;
mod worker;

pub use histogram::Histogram;
pub use job::{
    ActiveJob, ActiveState, Anomalies, Durations, EndCounts, GroupSummary, JobEnd, JobMetrics,
    JobSummary, RecentJob, Throughput, WindowCounts,
};
pub use system::{EventCounts, RecentError, SystemMetrics, SystemSummary};
pub use worker::{SourceWorkers, WorkerMetrics, WorkerState, WorkerStatus, Workers};
