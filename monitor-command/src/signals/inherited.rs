//! How signals were set when this process was started, what it changes, and what the command gets.

use std::fs;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};

use monitor_exec::ExecCommand;
use nix::libc::{SIGCHLD, SIGXFSZ};

/// Sets of signals as proc_pid_status(5) has them: signal N is bit N - 1.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct InheritedSignals {
    pub(super) ignored: u64,
    pub(super) blocked: u64,
}

static INHERITED: OnceLock<InheritedSignals> = OnceLock::new();

/// What was set when the process was started; nothing if that cannot be read.
pub(super) fn inherited_signals() -> InheritedSignals {
    *INHERITED.get_or_init(|| {
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let set = |name: &str| {
            let set = status.lines().find_map(|line| line.strip_prefix(name));
            set.and_then(|set| u64::from_str_radix(set.trim(), 16).ok()).unwrap_or(0)
        };
        InheritedSignals { ignored: set("SigIgn:"), blocked: set("SigBlk:") }
    })
}

pub(super) const fn contains(set: u64, signal: i32) -> bool {
    set >> (signal - 1) & 1 == 1
}

/// Called first of all. A file that has grown too long (`ulimit -f`) is an error of a write and not
/// the end of this process; and a child waits to be reaped, whoever has ignored SIGCHLD.
pub(crate) fn prepare_process() {
    let ignored = inherited_signals().ignored;
    // A handler, unlike an ignored signal, is not inherited by the command.
    let handle = |signal| {
        let _ = signal_hook::flag::register(signal, Arc::new(AtomicBool::new(false)));
    };
    if !contains(ignored, SIGXFSZ) {
        handle(SIGXFSZ);
    }
    if contains(ignored, SIGCHLD) {
        handle(SIGCHLD);
    }
}

/// Has the command start with its signals set as this process was started with them.
pub(crate) fn restore_signals(exec: ExecCommand) -> ExecCommand {
    let InheritedSignals { ignored, blocked } = inherited_signals();
    let blocked = (1..=64).filter(move |signal| contains(blocked, *signal));
    let ignored = [SIGCHLD].into_iter().filter(move |signal| contains(ignored, *signal));
    exec.block_signals(blocked).ignore_signals(ignored)
}
