//! What several tests need: the workload and what it said.
#![allow(dead_code, reason = "not every test file needs all of it")]
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use monitor_exec::{ExecCommand, ExecOutcome};

pub(crate) const WORKLOAD: &str = env!("CARGO_BIN_EXE_monitor-exec-workload");

/// The workload with its deeds.
pub(crate) fn workload<'a>(deeds: impl IntoIterator<Item = &'a str>) -> ExecCommand {
    ExecCommand::new(WORKLOAD).args(deeds)
}

/// All that a command printed, which must have been captured.
pub(crate) fn said(outcome: &ExecOutcome) -> String {
    let captured = outcome.stdout.as_ref().unwrap();
    assert_eq!(captured.dropped_bytes, 0);
    captured.text()
}

/// Whether the process is there and has not ended.
pub(crate) fn alive(pid: u32) -> bool {
    std::fs::read_to_string(format!("/proc/{pid}/stat"))
        .is_ok_and(|stat| !stat[stat.rfind(')').unwrap()..].starts_with(") Z"))
}
