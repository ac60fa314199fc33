//! How much memory a ledger takes, asked of the kernel.

use monitor_state::Machine;

use super::{MILLION, running};

/// Bytes that a ledger of a million running analyses takes for each of them, with keys of 16 bytes.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "bytes")]
pub fn bytes_each() -> f64 {
    // What building one leaves behind in the allocator is there before the second one.
    drop(running(MILLION, Machine::standard()));
    let before = resident_bytes();
    let ledger = running(MILLION, Machine::standard());
    let taken = resident_bytes().saturating_sub(before);
    drop(ledger);
    taken as f64 / f64::from(MILLION)
}

fn resident_bytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse().ok());
    kilobytes.map_or(0, |kilobytes: u64| kilobytes * 1_024)
}
