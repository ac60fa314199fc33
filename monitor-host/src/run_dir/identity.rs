//! Who a process is: what readers of its documents tell it by.

use monitor_run::WriterProcess;

use crate::system::this_machine::{ProcessStat, boot_id, host_name};

/// This process as the writer of a document.
pub(super) fn this_process() -> WriterProcess {
    WriterProcess {
        pid: std::process::id(),
        pid_start_ticks: ProcessStat::of_process("self").map_or(0, |stat| stat.start_ticks),
        host: host_name(),
        boot_id: boot_id(),
        ..WriterProcess::default()
    }
}

/// This machine, in this start of it.
#[derive(Debug)]
pub(super) struct BootIdentity {
    pub(super) host: String,
    pub(super) boot_id: String,
}

impl BootIdentity {
    pub(super) fn now() -> Self {
        Self { host: host_name(), boot_id: boot_id() }
    }
}
