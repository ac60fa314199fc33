//! `monitor exec`, `attach` and `report` as their users meet them: the built binary, real
//! processes, files and terminals.

#![expect(clippy::unwrap_used, reason = "what a test cannot set up, it cannot test")]

mod attach;
mod ends;
mod options;
mod outputs;
mod program;
mod report;
mod results;
mod signals;
mod terminal;
mod trials;
