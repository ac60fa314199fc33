//! Long runs: what one says of itself, how far it is, how long it will take, and whether it lives.

mod bar;
mod delta;
mod document;
mod dropped;
mod entry;
mod eta;
mod json;
mod lenient;
mod limits;
mod liveness;
mod name;
mod recorder;
mod report;
mod ring;
mod series;
mod state;
mod text;
mod writer;

pub use bar::{BarId, BarState, BarStatus};
pub use delta::{Moved, RunDelta};
pub use document::RunStatus;
pub use dropped::Dropped;
pub use entry::{Level, LoggedError, Message, PlotFile, Step};
pub use eta::{Estimator, Eta};
pub use limits::RunLimits;
pub use liveness::{Liveness, Patience, Presence};
pub use name::file_stem;
pub use recorder::Run;
pub use report::{ReportPlot, RunReport, duration_text};
pub use ring::Ring;
pub use series::Series;
pub use state::RunState;
pub use writer::Writer;
