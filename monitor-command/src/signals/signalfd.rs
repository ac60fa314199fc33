//! Signals by signalfd(2), which says who sent one and whether the kernel did.
#![expect(unsafe_code, reason = "no safe set of signals has those without a name")]

use std::mem::MaybeUninit;
use std::os::fd::AsFd;
use std::thread;
use std::time::Duration;

use crate::error::Error;
use monitor_exec::ControlHandle;
use nix::libc;
use nix::poll::{PollFd, PollFlags, ppoll};
use nix::sys::signal::SigSet;
use nix::sys::signalfd::{SfdFlags, SignalFd};
use nix::sys::time::TimeSpec;

use super::TAKEN;
use super::inherited::{contains, inherited_signals};

/// The signals of this process, blocked in the thread that made this and in those that it makes.
#[derive(Debug)]
pub(crate) struct SignalListener {
    pub(super) source: SignalFd,
}

impl SignalListener {
    /// Takes the signals that end, reload and poke programs. Those that whoever started us wanted
    /// ignored (nohup) stay so.
    pub(crate) fn catch_signals() -> Result<Self, Error> {
        Self::catch(TAKEN.into_iter().map(|signal| signal as i32))
    }

    /// Takes every signal that can be meant for a command, but for those in `except`.
    pub(crate) fn catch_all_signals(except: &[i32]) -> Result<Self, Error> {
        let untouched = [
            // Cannot be caught.
            libc::SIGKILL,
            libc::SIGSTOP,
            // Faults of this process.
            libc::SIGSEGV,
            libc::SIGBUS,
            libc::SIGFPE,
            libc::SIGILL,
            libc::SIGTRAP,
            libc::SIGSYS,
            // Of what this process does with its own children and files.
            libc::SIGCHLD,
            libc::SIGPIPE,
            libc::SIGXFSZ,
            // To every process in the background that uses the terminal; they stop us as well.
            libc::SIGTTIN,
            libc::SIGTTOU,
        ];
        Self::catch(
            (1..=64).filter(|signal| !untouched.contains(signal) && !except.contains(signal)),
        )
    }

    fn catch(signals: impl Iterator<Item = i32>) -> Result<Self, Error> {
        let ignored = inherited_signals().ignored;
        let taken = signal_set(signals.filter(|signal| !contains(ignored, *signal)));
        let take = || {
            taken.thread_block()?;
            SignalFd::with_flags(&taken, SfdFlags::SFD_CLOEXEC | SfdFlags::SFD_NONBLOCK)
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
            loop {
                wait_for_signal(&self.source, None);
                while let Ok(Some(signal)) = self.source.read_signal() {
                    let number = i32::try_from(signal.ssi_signo).unwrap_or(0);
                    handle(number, signal.ssi_code == libc::SI_KERNEL);
                }
            }
        };
        let started =
            thread::Builder::new().name("signals".into()).stack_size(64 << 10).spawn(read);
        started.map(drop).map_err(|source| Error::System { what: "a thread", source })
    }

    /// Ends the watching of a process that is not ours by the first signal.
    pub(crate) fn detach_on_signal(self, of: ControlHandle) -> Result<(), Error> {
        self.for_each_signal(move |_, _| of.detach())
    }
}

/// A set of signals by number, those without a name (real-time signals) too.
pub(super) fn signal_set(signals: impl IntoIterator<Item = i32>) -> SigSet {
    let mut set = MaybeUninit::<libc::sigset_t>::zeroed();
    // SAFETY: the set is initialised by the first call, the others change it and refuse numbers
    // that are no signals.
    unsafe {
        libc::sigemptyset(set.as_mut_ptr());
        for signal in signals {
            libc::sigaddset(set.as_mut_ptr(), signal);
        }
        SigSet::from_sigset_t_unchecked(set.assume_init())
    }
}

/// Sleeps until there is a signal to be read, or so long.
pub(super) fn wait_for_signal(source: &SignalFd, limit: Option<Duration>) {
    let mut fds = [PollFd::new(source.as_fd(), PollFlags::POLLIN)];
    let _ = ppoll(&mut fds, limit.map(TimeSpec::from_duration), None);
}
