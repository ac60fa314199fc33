#![doc = include_str!("../README.md")]

mod command;
mod error;
mod format;
mod metadata;
mod outcome;
mod output;
mod platform;
mod sample;
mod sampler;
mod summary;
mod totals;

pub use command::limit::{ExecLimits, Limit};
pub use command::running::{Cancel, Running, Waiting};
pub use command::{Exec, Group, WaitFor};
pub use error::{Error, SpawnStep};
pub use format::{Recording, encode};
pub use metadata::{HoldMethod, Machine, Metadata};
pub use outcome::exit::{Exit, Status};
pub use outcome::{Outcome, testing};
pub use output::{CaptureLimit, Captured, Input, Output, OutputLine, OutputStream};
pub use platform::linux::cgroup::ControlGroup;
pub use sample::process::Process;
pub use sample::{Observation, ProcessSample, Sample, State};
pub use sampler::interval::Interval;
pub use sampler::probe::Probe;
pub use summary::Summary;
pub use totals::{Certainty, Figure, Source};
