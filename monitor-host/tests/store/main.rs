//! Ledgers in files: what is committed is there, whoever reads, whoever else writes, and however
//! the writer ends.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod files;
mod full_disk;
mod kills;
mod readers;
mod round_trip;
mod world;
mod writers;
