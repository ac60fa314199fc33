//! The words and the collectors of Monitor.

mod error;
mod resources;
mod time;

pub use error::Error;
pub use resources::Resources;
pub use time::{Clock, SystemClock, Timestamp};
