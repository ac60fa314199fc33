//! Metrics: collectors of what jobs, workers and the system do, and the documents they give.

mod active;
mod group;
mod histogram;
mod history;
mod job;
mod job_end;
mod job_figures;
mod job_shard;
mod job_summary;
mod open;
mod open_jobs;
mod system;
mod window;
mod worker;
mod worker_status;

pub use active::{ActiveJob, ActiveState};
pub use histogram::Histogram;
pub use history::{JobEnd, RecentJob};
pub use job::JobMetrics;
pub use job_summary::{Anomalies, Durations, EndCounts, GroupSummary, JobSummary};
pub use system::{EventCounts, RecentError, SystemMetrics, SystemSummary};
pub use window::{Throughput, WindowCounts};
pub use worker::WorkerMetrics;
pub use worker_status::{WorkerState, WorkerStatus, Workers};
