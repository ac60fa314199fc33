//! The Rust examples of the documents in `docs` that show this crate, compiled as doctests.

#[doc = include_str!("../../docs/runs.md")]
mod runs {}

#[doc = include_str!("../../docs/schedulers.md")]
mod schedulers {}

#[cfg(feature = "sqlite")]
#[doc = include_str!("../../docs/ledgers.md")]
mod ledgers {}

#[cfg(feature = "project")]
#[doc = include_str!("../../docs/migrating/asimov.md")]
mod asimov {}
