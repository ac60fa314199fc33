#![doc = include_str!("../README.md")]

mod error;
pub mod exec_report;
mod run_dir;
pub mod trials;
mod words;

#[cfg(feature = "http")]
pub mod http;

pub use error::Error;
pub use run_dir::{
    Bar, Durability, IfExists, IfRunning, LogChunk, RunDir, RunDirBuilder, RunSource, RunSummary,
    RunView, Tracked, View,
};
