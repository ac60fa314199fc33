#![doc = include_str!("../README.md")]

mod command;
mod deliver;
mod error;
mod format;
mod interval;
mod limit;
mod metadata;
mod outcome;
mod output;
mod platform;
mod probe;
mod readers;
mod running;
mod sample;
mod store;
mod summary;
pub mod testing;
mod totals;

pub use command::{Exec, Group, WaitFor};
pub use error::{Error, SpawnStep};
pub use format::{Recording, encode};
pub use interval::Interval;
pub use limit::{ExecLimits, Limit};
pub use metadata::{Machine, Metadata};
pub use outcome::{Exit, Outcome, Status};
pub use output::{CaptureLimit, Captured, Input, Output, OutputLine, OutputStream};
pub use platform::linux::cgroup::ControlGroup;
pub use platform::linux::spawn::HoldMethod;
pub use platform::linux::tree::Process;
pub use probe::Probe;
pub use running::{Cancel, Running, Waiting};
pub use sample::{Observation, ProcessSample, Sample, State};
pub use summary::Summary;
pub use totals::{Certainty, Figure, Source};
