//! A command that runs: waiting for it, cancelling it, reading its samples.

use std::future::Future;
use std::pin::Pin;
use std::process::{ChildStderr, ChildStdin, ChildStdout};
use std::task::{Context, Poll};
use std::time::Duration;

use crossbeam_channel::Receiver;

use crate::error::Error;
use crate::outcome::ExecOutcome;
use crate::platform::{RunControl, RunHandle};
use crate::sample::TreeSample;

/// A command, or an attached process, that is being watched.
///
/// Dropping it kills the tree and waits until it is gone, half a second at most, unless [`ExecCommand::kill_on_drop`](crate::ExecCommand::kill_on_drop) says otherwise; a process that was
/// attached to is only let go.
#[derive(Debug)]
pub struct RunningCommand {
    pub(crate) handle: RunHandle,
    pub(crate) pid: u32,
    pub(crate) samples: Option<Receiver<TreeSample>>,
    pub(crate) finished: Receiver<()>,
    pub(crate) kill_on_drop: bool,
    pub(crate) attached: bool,
    pub(crate) stdin: Option<ChildStdin>,
    pub(crate) stdout: Option<ChildStdout>,
    pub(crate) stderr: Option<ChildStderr>,
    pub(crate) taken: bool,
}

/// Cancels a run from anywhere; clones cancel the same run. After its end it does nothing.
#[derive(Clone, Debug)]
pub struct ControlHandle {
    control: RunControl,
}

impl ControlHandle {
    /// Asks the tree to end, and kills it after the grace; the outcome is
    /// [`ExitCause::Cancelled`](crate::ExitCause). A process that was attached to is let go.
    pub fn cancel(&self) {
        self.control.cancel();
    }

    /// Kills the tree at once, an attached one too.
    pub fn kill(&self) {
        self.control.kill();
    }

    /// Ends the watching, as [`RunningCommand::detach`] does, and leaves the tree as it is.
    pub fn detach(&self) {
        self.control.detach();
    }

    /// Sends a signal to the command alone, for hosts that pass on what they get themselves. The
    /// run goes on, and its outcome is what the command makes of the signal. If the command has
    /// ended and the rest of its tree is waited for, the signal goes to the tree.
    /// [`GroupSignalProbe`](crate::GroupSignalProbe) tells whether the command has it already.
    pub fn signal(&self, signal: i32) {
        self.control.signal(signal);
    }

    /// Sends a signal to every process of the tree.
    pub fn signal_tree(&self, signal: i32) {
        self.control.signal_tree(signal);
    }
}

impl RunningCommand {
    /// The process.
    #[must_use]
    pub const fn pid(&self) -> u32 {
        self.pid
    }

    /// A handle to cancel the run with.
    #[must_use]
    pub fn control_handle(&self) -> ControlHandle {
        ControlHandle { control: self.handle.control() }
    }

    /// The observations, if [`ExecCommand::channel`](crate::ExecCommand::channel) was set. The channel is closed when the run is over.
    #[must_use]
    pub const fn samples(&self) -> Option<&Receiver<TreeSample>> {
        self.samples.as_ref()
    }

    /// A channel that is closed when the run is over, for `select!` over several runs and
    /// whatever else the host waits for. Nothing is ever sent.
    ///
    /// ```
    /// use crossbeam_channel::{after, select};
    /// use std::time::Duration;
    ///
    /// let running = monitor_exec::ExecCommand::new("true").spawn()?;
    /// select! {
    ///     recv(running.finished()) -> _ => assert!(running.wait()?.success()),
    ///     recv(after(Duration::from_secs(60))) -> _ => running.control_handle().cancel(),
    /// }
    /// # Ok::<(), monitor_exec::Error>(())
    /// ```
    #[must_use]
    pub const fn finished(&self) -> &Receiver<()> {
        &self.finished
    }

    /// Whether the run is over.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.handle.is_finished()
    }

    /// Ends the watching; the command runs on by itself. The outcome is
    /// [`ExitCause::Detached`](crate::ExitCause).
    ///
    /// A command that was spawned stays our child: when it ends the host has to reap it.
    ///
    /// # Errors
    ///
    /// The outcome was taken before.
    pub fn detach(self) -> Result<ExecOutcome, Error> {
        self.handle.control().detach();
        self.wait()
    }

    /// Sleeps until the run is over. As with std, a pipe to the standard input is closed first, so
    /// that nobody waits for more of it.
    ///
    /// # Errors
    ///
    /// The outcome was taken before.
    pub fn wait(mut self) -> Result<ExecOutcome, Error> {
        drop(self.stdin.take());
        let waited = self.handle.wait();
        self.taken = true;
        waited.ok_or(Error::OutcomeTaken)
    }

    /// Sleeps until the run is over, or for so long; `None` when it is not over.
    ///
    /// # Errors
    ///
    /// The outcome was taken before.
    pub fn wait_timeout(&mut self, time: Duration) -> Result<Option<ExecOutcome>, Error> {
        match self.handle.wait_timeout(time) {
            None => Ok(None),
            Some(outcome) => {
                self.taken = true;
                outcome.map(Some).ok_or(Error::OutcomeTaken)
            }
        }
    }

    /// A future of the outcome, for any runtime: it is woken by the sampler.
    pub const fn wait_async(&mut self) -> OutcomeWait<'_> {
        OutcomeWait { running: self }
    }

    /// The pipe to the standard input, if there is one: [`StdinSource::Pipe`](crate::StdinSource), or as std
    /// was told.
    pub const fn take_stdin(&mut self) -> Option<ChildStdin> {
        self.stdin.take()
    }

    /// The pipe from the standard output, if there is one: [`StreamTarget::Pipe`](crate::StreamTarget), or as
    /// std was told.
    pub const fn take_stdout(&mut self) -> Option<ChildStdout> {
        self.stdout.take()
    }

    /// The pipe from the standard error, if there is one: [`StreamTarget::Pipe`](crate::StreamTarget), or as
    /// std was told.
    pub const fn take_stderr(&mut self) -> Option<ChildStderr> {
        self.stderr.take()
    }
}

impl Drop for RunningCommand {
    fn drop(&mut self) {
        if self.taken {
            return;
        }
        if self.attached {
            self.handle.control().detach();
        } else if self.kill_on_drop {
            self.handle.kill_now();
        }
    }
}

/// The future of an outcome; see [`RunningCommand::wait_async`].
#[derive(Debug)]
#[must_use = "futures do nothing unless polled"]
pub struct OutcomeWait<'a> {
    running: &'a mut RunningCommand,
}

impl Future for OutcomeWait<'_> {
    type Output = Result<ExecOutcome, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.running.handle.poll(context.waker()) {
            None => Poll::Pending,
            Some(outcome) => {
                self.running.taken = true;
                Poll::Ready(outcome.ok_or(Error::OutcomeTaken))
            }
        }
    }
}
