#![doc = include_str!("../README.md")]

#[cfg(feature = "project")]
pub mod cycle;
mod error;
pub mod exec_report;
mod file_lock;
mod journal;
mod process;
#[cfg(feature = "project")]
pub mod project;
mod replace;
mod run_dir;
pub mod scheduler;
pub mod store;
pub mod trials;
mod words;

#[cfg(feature = "tracing")]
mod span_jobs;

pub use error::Error;
pub use journal::{
    Journal, JournalCounts, JournalEntry, JournalHandle, JournalLimits, JournalReader,
    JournalRecord, MetricsChange,
};
pub use run_dir::{
    Bar, Durability, IfExists, IfRunning, LogChunk, RunDir, RunDirBuilder, RunSource, RunSummary,
    RunView, Tracked, View,
};
#[cfg(feature = "tracing")]
pub use span_jobs::SpanJobs;
