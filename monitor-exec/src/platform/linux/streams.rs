//! The streams of a command: `open` makes the descriptors that it is given, `drain` reads what is
//! captured of its output, and `window` keeps as much of that as the host wants.

pub(crate) mod drain;
pub(crate) mod open;
mod window;
