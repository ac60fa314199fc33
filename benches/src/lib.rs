#![doc = include_str!("../README.md")]

pub mod workload;

mod claim;
mod compare;
mod run;
mod under_criterion;

pub use claim::{Bar, Claim, Contender, Group, Make, Peer, Unit};
pub use compare::{Effort, compare};
pub use under_criterion::under_criterion;
