//! Projects of analyses: their file, cycles over them, and the commands of `monitor`, on real local
//! processes and on a scheduler that does what a test says.
#![expect(clippy::unwrap_used, reason = "what a test cannot set up, it cannot test")]

mod bad_input;
mod commands;
mod cycles;
mod imports;
mod kills;
mod own_kinds;
mod place;
mod scripted;
