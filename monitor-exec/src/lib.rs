#![doc = include_str!("../README.md")]
#![cfg_attr(
    not(all(target_os = "linux", not(monitor_unsupported))),
    expect(dead_code, reason = "only a platform that runs commands reads what the builder says")
)]

mod command;
#[cfg_attr(
    not(all(target_os = "linux", not(monitor_unsupported))),
    expect(unused_macros, unused_imports, reason = "only that platform reads the sources")
)]
mod counters;
#[cfg(doctest)]
mod doc_examples;
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

pub use command::control_group::ControlGroup;
pub use command::limit::{ExecLimits, Limit};
pub use command::process_handle::ProcessHandle;
pub use command::pseudoterminal::Pseudoterminal;
pub use command::running::{Cancel, Running, Waiting};
pub use command::{Exec, Group, WaitFor};
pub use error::{Error, SpawnStep};
pub use format::{Recording, encode};
pub use metadata::{HoldMethod, Machine, Metadata};
pub use outcome::exit::{Exit, Status};
pub use outcome::{Outcome, testing};
pub use output::{CaptureLimit, Captured, Input, Output, OutputLine, OutputStream};
pub use sample::process::Process;
pub use sample::total::{CounterUnit, SampleTotal};
pub use sample::{Observation, ProcessSample, Sample, State};
pub use sampler::interval::Interval;
pub use sampler::probe::Probe;
pub use summary::Summary;
pub use totals::{Certainty, Figure, Source};
