#![doc = include_str!("../README.md")]

#[cfg(feature = "project")]
pub mod cycle;
#[cfg(doctest)]
mod doc_examples;
mod error;
mod files;
mod journal;
#[cfg(feature = "project")]
pub mod project;
pub mod report;
mod run_dir;
pub mod scheduler;
pub mod store;
mod subprocess;
mod this_machine;
pub mod trials;

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
