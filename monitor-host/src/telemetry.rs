//! What programs already tell of their work, as events: spans of `tracing` as jobs.

mod span_jobs;

pub use span_jobs::SpanJobs;
