//! Run directories: what a long run leaves on the disk, and what its readers see.

#![expect(clippy::unwrap_used, reason = "tests with fallible set-up outside of test functions")]

mod earlier;
mod ends;
mod kills;
mod listing;
mod names;
mod place;
mod program;
mod readers;
mod told;
