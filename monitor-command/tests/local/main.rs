//! Processes of this machine as jobs: real ones, watched by the real `monitor`.

#![expect(clippy::unwrap_used, reason = "what a test cannot set up, it cannot test")]

mod cancel;
mod crashes;
mod ends;
mod killed_cycles;
mod kills;
mod place;
mod queue;
