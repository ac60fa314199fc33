#![doc = include_str!("../README.md")]

mod console;
mod document;
mod error;
mod eta;
mod limits;
mod liveness;
mod name;
mod recorder;
mod report;
mod text;

pub use console::{
    BarReading, ConsoleBar, ConsoleBarId, ConsoleCounts, ConsoleEvent, ConsoleParser,
    ConsoleParserLimits,
};
pub use document::{
    BarId, BarState, BarStatus, DroppedCounts, ListDelta, LogLevel, LogMessage, LoggedError,
    MetricSeries, PlotFile, RunDelta, RunState, RunStatus, RunStep, WriterProcess,
};
pub use error::Error;
pub use eta::{Eta, EtaEstimator};
pub use limits::RunLimits;
pub use liveness::{Liveness, LivenessTimeouts, WriterPresence};
pub use name::file_stem;
pub use recorder::{CountedRing, RunRecorder};
pub use report::{ReportPlot, RunReport, duration_text, time_text, value_text};
