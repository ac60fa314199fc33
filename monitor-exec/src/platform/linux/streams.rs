//! The streams of a command: `drain` reads what is captured of them.

pub(crate) mod drain;
