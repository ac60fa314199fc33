//! What Monitor's crates cost, beside what a host would use instead.
//!
//! Every claim is one function in [`workload`]: it makes ours and its peers ready, each as a
//! closure that runs so and so many operations. The criterion benches in `benches/` and the
//! `compare` command measure the same closures: criterion one after the other, for a look at how
//! one of them changes over time; `compare` interleaved, for ratios that a busy machine does not
//! distort.

pub mod workload;

mod claim;
mod compare;
mod run;
mod under_criterion;

pub use claim::{Claim, Contender, Group, Make, Peer};
pub use compare::{Effort, compare};
pub use under_criterion::under_criterion;
