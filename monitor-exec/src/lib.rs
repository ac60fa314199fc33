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
pub use command::group_signals::GroupSignalProbe;
pub use command::limit::{ExecLimit, ExecLimits};
pub use command::process_handle::ProcessHandle;
pub use command::pseudoterminal::Pseudoterminal;
pub use command::running::{ControlHandle, OutcomeWait, RunningCommand};
pub use command::{ExecCommand, ProcessGroup, WaitFor};
pub use error::{Error, SpawnStep};
pub use format::{SampleRecording, encode};
pub use metadata::{ExecMetadata, HoldMethod, MachineFacts};
pub use outcome::exit::{ExitCause, ProcessExit};
pub use outcome::{ExecOutcome, testing};
pub use output::{
    CaptureLimit, CapturedOutput, OutputLine, OutputStream, StdinSource, StreamTarget,
};
pub use sample::process::ProcessRow;
pub use sample::total::{CounterDescriptor, CounterUnit};
pub use sample::{ProcessSample, ProcessState, Sample, TreeSample};
pub use sampler::interval::SampleInterval;
pub use sampler::probe::ProcessProbe;
pub use summary::Summary;
pub use totals::{Certainty, FigureSource, ResourceFigure};
