#![doc = include_str!("../README.md")]

#[cfg(feature = "project")]
pub mod cycle;
#[cfg(doctest)]
mod doc_examples;
mod error;
mod journal;
#[cfg(feature = "project")]
pub mod project;
pub mod report;
#[cfg(feature = "runs")]
mod run_dir;
#[cfg(feature = "schedulers")]
pub mod scheduler;
#[cfg(feature = "project")]
mod spoken;
#[cfg(feature = "schedulers")]
pub mod store;
mod system;
#[cfg(feature = "tracing")]
mod telemetry;
pub mod trials;

pub use error::Error;
pub use journal::{
    Journal, JournalCounts, JournalEntry, JournalHandle, JournalLimits, JournalReader,
    JournalRecord, MetricsChange,
};
#[cfg(feature = "runs")]
pub use run_dir::{
    Durability, IfExists, IfRunning, LogChunk, ProgressBar, RunDir, RunDirBuilder, RunSource,
    RunSummary, RunView, TerminalView, TrackedIter,
};
#[cfg(feature = "tracing")]
pub use telemetry::SpanJobs;
