//! What a program shows on its terminal or into its pipe, as lines and progress bars.

mod bars;
mod escape;
mod reading;
mod row;
mod screen;
mod stream;

pub use bars::{ConsoleBar, ConsoleBarId};
pub use reading::BarReading;
pub use stream::{ConsoleCounts, ConsoleEvent, ConsoleParser, ConsoleParserLimits};
