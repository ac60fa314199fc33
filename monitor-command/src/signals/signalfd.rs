//! Signals by signalfd(2), which says whether the terminal sent one.

use std::fs;
use std::thread;

use crate::error::Error;
use monitor_exec::CancelHandle;
use nix::libc::SI_KERNEL;
use nix::sys::signal::SigSet;
use nix::sys::signalfd::{SfdFlags, SignalFd};

use super::TAKEN;

/// The signals of this process, blocked in the thread that made this and in those that it makes.
#[derive(Debug)]
pub(crate) struct SignalListener {
    source: SignalFd,
}

impl SignalListener {
    /// Takes the signals. Those that whoever started us wanted ignored (nohup) stay so.
    pub(crate) fn catch_signals() -> Result<Self, Error> {
        let ignored = ignored_mask();
        let taken: SigSet =
            TAKEN.into_iter().filter(|&signal| ignored & (1 << (signal as i32 - 1)) == 0).collect();
        let take = || {
            taken.thread_block()?;
            SignalFd::with_flags(&taken, SfdFlags::SFD_CLOEXEC)
        };
        take()
            .map(|source| Self { source })
            .map_err(|errno| Error::System { what: "a file of signals", source: errno.into() })
    }

    /// Calls `handle` with the number of each signal, and whether it came from the terminal and so
    /// to the whole foreground group, on a thread that lasts as long as the process.
    pub(crate) fn for_each_signal(
        self,
        mut handle: impl FnMut(i32, bool) + Send + 'static,
    ) -> Result<(), Error> {
        let read = move || {
            while let Ok(Some(signal)) = self.source.read_signal() {
                let number = i32::try_from(signal.ssi_signo).unwrap_or(0);
                handle(number, signal.ssi_code == SI_KERNEL);
            }
        };
        let started =
            thread::Builder::new().name("signals".into()).stack_size(64 << 10).spawn(read);
        started.map(drop).map_err(|source| Error::System { what: "a thread", source })
    }

    /// Passes the signals on to a command. In our own group it has those of the terminal already.
    pub(crate) fn forward_to(self, to: CancelHandle, in_our_group: bool) -> Result<(), Error> {
        self.for_each_signal(move |signal, by_terminal| {
            if !(by_terminal && in_our_group) {
                to.signal(signal);
            }
        })
    }

    /// Ends the watching of a process that is not ours by the first signal.
    pub(crate) fn detach_on_signal(self, of: CancelHandle) -> Result<(), Error> {
        self.for_each_signal(move |_, _| of.detach())
    }
}

/// The mask of ignored signals, proc_pid_status(5); none if it cannot be read.
fn ignored_mask() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0)
}
