//! Metrics: collectors of what jobs, workers and the system do, and the documents they give.

mod histogram;
mod job;
mod source;
mod system;
mod worker;

pub use histogram::Histogram;
pub use job::{
    ActiveJob, ActiveState, AnomalyCounts, DurationSummary, GroupSummary, JobMetrics, JobOutcome,
    JobSummary, OutcomeCounts, RecentJob, Throughput, WindowCounts,
};
pub use system::{EventCounts, RecentError, SystemMetrics, SystemSummary};
pub use worker::{SourceWorkers, WorkerMetrics, WorkerState, WorkerStatus, WorkerSummary};
