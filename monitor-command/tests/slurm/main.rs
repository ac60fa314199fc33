//! A real Slurm of one node, with jobs that end in every way and a controller that dies. It is there
//! when this is run by `ci/slurm-up.sh run`; see CONTRIBUTING.

#![expect(clippy::unwrap_used, reason = "what a test cannot set up, it cannot test")]

mod ends;
#[path = "../local/killed_cycles.rs"]
mod killed_cycles;
mod kills;
mod lab;
mod outage;
mod tags;
