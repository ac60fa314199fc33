//! Passing signals on, so that each reaches the command exactly once, and stopping and going on
//! with it.
//!
//! In our own process group the command gets what is sent to the group by itself: what the
//! terminal sends is known by its origin, what others send by a probe in the group.

use std::fmt;
use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use crate::error::Error;
use monitor_exec::{GroupSignalProbe, RunningCommand};
use nix::libc::{SI_KERNEL, SIGCONT, SIGTSTP};
use nix::sys::signalfd::{SignalFd, siginfo};
use signal_hook::low_level::raise;

use super::signalfd::{SignalListener, signal_set, wait_for_signal};

/// How long the command may take to stop when it is asked to; one that does not stop then ignores
/// it, and so do we.
const STOP_WAIT: Duration = Duration::from_secs(1);
/// How often it is asked meanwhile whether it has.
const STOP_LOOK: Duration = Duration::from_millis(5);

/// What has to be done with the terminal when the shell stops us and lets us go on.
pub(crate) struct JobControl {
    /// Called when we are asked to stop, for a command that does not hear of it by itself.
    pub(crate) on_stop: Box<dyn FnMut() + Send>,
    /// Called when we are about to stop.
    pub(crate) before_stop: Box<dyn FnMut() + Send>,
    /// Called when we go on, and when others went on.
    pub(crate) after_continue: Box<dyn FnMut() + Send>,
    /// Called when the size of the terminal has changed.
    pub(crate) after_resize: Box<dyn FnMut() + Send>,
}

impl fmt::Debug for JobControl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JobControl").finish_non_exhaustive()
    }
}

impl Default for JobControl {
    fn default() -> Self {
        let nothing = || Box::new(|| {});
        Self {
            on_stop: nothing(),
            before_stop: nothing(),
            after_continue: nothing(),
            after_resize: nothing(),
        }
    }
}

/// Who gets the signals.
pub(crate) struct SignalTarget {
    /// Called with every signal that comes.
    pub(crate) note: Box<dyn FnMut(i32) + Send>,
    /// Called with every signal that the command does not get by itself.
    pub(crate) pass: Box<dyn FnMut(i32) + Send>,
    /// The command, if it is one and the same to the end: we stop when it stops.
    pub(crate) pid: Option<u32>,
    /// Whether the command is in our process group, and so gets what is sent to the group.
    pub(crate) in_our_group: bool,
}

impl SignalTarget {
    /// A command that runs.
    pub(crate) fn running(running: &RunningCommand, in_our_group: bool) -> Self {
        let to = running.control_handle();
        Self {
            note: Box::new(|_| {}),
            pass: Box::new(move |signal| to.signal(signal)),
            pid: Some(running.pid()),
            in_our_group,
        }
    }
}

/// Passes the signals of this process on to a command.
pub(crate) struct SignalForwarder {
    source: SignalFd,
    target: SignalTarget,
    job: JobControl,
    /// Until when the command is expected to stop.
    stop_until: Option<Instant>,
}

impl SignalForwarder {
    /// Starts the thread, which lasts as long as the process.
    pub(crate) fn start(
        listener: SignalListener,
        target: SignalTarget,
        job: JobControl,
    ) -> Result<(), Error> {
        let forwarder = Self { source: listener.source, target, job, stop_until: None };
        let started = thread::Builder::new()
            .name("signals".into())
            .stack_size(128 << 10)
            .spawn(move || forwarder.forward_all());
        started.map(drop).map_err(|source| Error::System { what: "a thread", source })
    }

    fn forward_all(mut self) {
        // Without a process to spare, a signal to the group arrives twice, and none is lost.
        let in_group = self.target.in_our_group;
        let mut probe = if in_group { GroupSignalProbe::start().ok() } else { None };
        loop {
            let due = probe.as_ref().and_then(GroupSignalProbe::next_due);
            let look = self.stop_until.map(|_| STOP_LOOK);
            wait_for_signal(&self.source, [due, look].into_iter().flatten().min());
            while let Ok(Some(signal)) = self.source.read_signal() {
                self.take_signal(&signal, probe.as_mut());
            }
            for signal in probe.as_mut().map(GroupSignalProbe::take_due).unwrap_or_default() {
                (self.target.pass)(signal);
            }
            self.stop_with_command();
        }
    }

    fn take_signal(&mut self, signal: &siginfo, probe: Option<&mut GroupSignalProbe>) {
        let number = i32::try_from(signal.ssi_signo).unwrap_or(0);
        let by_terminal = signal.ssi_code == SI_KERNEL;
        (self.target.note)(number);
        match probe {
            _ if by_terminal && self.target.in_our_group => {}
            Some(probe) => probe.note_signal(number, signal.ssi_pid),
            None => (self.target.pass)(number),
        }
        match number {
            SIGTSTP => {
                (self.job.on_stop)();
                self.stop_until = Some(Instant::now() + STOP_WAIT);
            }
            SIGCONT => (self.job.after_continue)(),
            nix::libc::SIGWINCH => (self.job.after_resize)(),
            _ => {}
        }
    }

    /// Stops this process once the command has stopped: then the shell shows its prompt.
    fn stop_with_command(&mut self) {
        let Some(until) = self.stop_until else { return };
        if !self.target.pid.is_some_and(is_stopped) {
            if Instant::now() >= until {
                self.stop_until = None;
            }
            return;
        }
        self.stop_until = None;
        (self.job.before_stop)();
        let stop = signal_set([SIGTSTP]);
        let _ = stop.thread_unblock();
        // Comes back when the shell lets us go on; at once in a group that no shell could let go on.
        let _ = raise(SIGTSTP);
        let _ = stop.thread_block();
        (self.job.after_continue)();
    }
}

/// Whether a process is stopped, proc_pid_stat(5).
fn is_stopped(pid: u32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit_once(')').is_some_and(|(_, fields)| fields.trim_start().starts_with('T'))
}
