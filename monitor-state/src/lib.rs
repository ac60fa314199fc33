#![doc = include_str!("../README.md")]

mod console;
mod error;
mod run;

pub use console::{
    BarReading, Console, ConsoleBar, ConsoleBarId, ConsoleCounts, ConsoleLimits, Sighting,
};
pub use error::Error;
pub use run::{
    BarId, BarState, BarStatus, Dropped, Estimator, Eta, Level, Liveness, LoggedError, Message,
    Moved, Patience, PlotFile, Presence, ReportPlot, Ring, Run, RunDelta, RunLimits, RunReport,
    RunState, RunStatus, Series, Step, Writer, duration_text, file_stem,
};
