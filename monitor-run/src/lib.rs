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
    BarReading, Console, ConsoleBar, ConsoleBarId, ConsoleCounts, ConsoleLimits, Sighting,
};
pub use document::{
    BarId, BarState, BarStatus, Dropped, Level, LoggedError, Message, Moved, PlotFile, RunDelta,
    RunState, RunStatus, Series, Step, Writer,
};
pub use error::Error;
pub use eta::{Estimator, Eta};
pub use limits::RunLimits;
pub use liveness::{Liveness, Patience, Presence};
pub use name::file_stem;
pub use recorder::{Ring, Run};
pub use report::{ReportPlot, RunReport, duration_text, time_text, value_text};
