//! `monitor run`: programs that know nothing of it, with real processes, pipes and terminals.
#![expect(clippy::unwrap_used, reason = "tests")]

mod bars;
mod ends;
mod hooks;
mod place;
mod streams;
mod terminals;
