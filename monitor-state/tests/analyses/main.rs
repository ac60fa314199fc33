//! Analyses in a made-up world: cycles, ledgers, machines, and what holds of all of them.
#![expect(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

mod cycle;
mod ledger;
mod machine;
mod properties;
mod world;
