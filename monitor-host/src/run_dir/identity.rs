//! Who a process is: what readers of its documents tell it by.

use std::fs;

use monitor_state::Writer;

use crate::file_lock::this_machine;

/// This process as the writer of a document.
pub(super) fn this_process() -> Writer {
    Writer {
        pid: std::process::id(),
        pid_start_ticks: start_ticks("self").unwrap_or(0),
        host: this_machine(),
        boot_id: boot_id(),
        ..Writer::default()
    }
}

/// This machine, in this start of it.
#[derive(Debug)]
pub(super) struct Here {
    pub(super) host: String,
    pub(super) boot_id: String,
}

impl Here {
    pub(super) fn now() -> Self {
        Self { host: this_machine(), boot_id: boot_id() }
    }
}

/// Which start of the machine this is; empty if the system does not say.
fn boot_id() -> String {
    let text = fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
    text.trim().to_owned()
}

/// When a process began, in clock ticks since the machine did: field 22 of proc(5)'s `stat`.
pub(super) fn start_ticks(process: &str) -> Option<u64> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name, field 2, may have spaces and brackets of its own.
    let (_, behind_name) = stat.rsplit_once(')')?;
    behind_name.split_whitespace().nth(19)?.parse().ok()
}
