//! What the host holds of a run: waiting for its outcome, and requests to the sampler.

use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::task::Waker;
use std::time::Duration;

use crate::outcome::ExecOutcome;
use crate::platform::linux::sampler::hand_over::HandOver;
use crate::platform::linux::sampler::shared::{CANCEL, DETACH, KILL, SamplerShared};
use crate::platform::linux::sys;

/// How long a drop waits for the end of a tree that was killed: a process that hangs in the kernel
/// ends later.
const KILL_WAIT: Duration = Duration::from_millis(500);

/// The outcome of a run that is over; `None` if it was taken before.
type Taken = Option<ExecOutcome>;

/// A run, for the handle that waits for it.
#[derive(Debug)]
pub(crate) struct RunHandle {
    pub(super) shared: Arc<SamplerShared>,
    /// Readable when the process has ended.
    pub(super) process: Option<Arc<OwnedFd>>,
    /// Where the watching lies at first, if the command was spawned by us.
    pub(super) watching: Arc<HandOver>,
}

impl RunHandle {
    /// A handle for requests.
    pub(crate) fn control(&self) -> RunControl {
        RunControl { shared: Arc::clone(&self.shared), process: self.process.clone() }
    }

    /// Whether the run is over.
    pub(crate) fn is_finished(&self) -> bool {
        self.shared.finished()
    }

    /// Sleeps until the run is over, or samples it to its end on this thread if no other does.
    pub(crate) fn wait(&self) -> Taken {
        if let Some(taken) = self.watching.take() {
            let (sampler, start) = *taken;
            sampler.run(start);
        }
        self.shared.wait(None, self.process.as_deref()).flatten()
    }

    /// Sleeps until the run is over, or for so long; `None` when it is not over.
    pub(crate) fn wait_timeout(&self, time: Duration) -> Option<Taken> {
        self.shared.wait(Some(time), self.process.as_deref())
    }

    /// Kills the tree and waits until it is gone, so that a host that ends leaves nothing behind.
    pub(crate) fn kill_now(&self) {
        self.shared.request(KILL);
        if let Some(taken) = self.watching.take() {
            let (sampler, start) = *taken;
            sampler.run(start);
        }
        if !self.shared.wait_finished(KILL_WAIT)
            && let Some(process) = &self.process
        {
            // The sampler sits in a callback of the host.
            let _ = sys::pidfd_signal(process, libc::SIGKILL);
        }
    }

    /// The outcome if the run is over; otherwise the waker is kept and woken then.
    pub(crate) fn poll(&self, waker: &Waker) -> Option<Taken> {
        self.shared.poll(waker)
    }
}

/// A run, for requests from any thread. After its end they do nothing.
#[derive(Clone, Debug)]
pub(crate) struct RunControl {
    shared: Arc<SamplerShared>,
    /// The command that was spawned.
    process: Option<Arc<OwnedFd>>,
}

impl RunControl {
    /// Stops the tree, with the grace of the builder.
    pub(crate) fn cancel(&self) {
        self.shared.request(CANCEL);
    }

    /// Kills the tree.
    pub(crate) fn kill(&self) {
        self.shared.request(KILL);
    }

    /// Ends the sampling and leaves the tree as it is.
    pub(crate) fn detach(&self) {
        self.shared.request(DETACH);
    }

    /// Sends a signal to the command: at once and each time, where there is a descriptor of it.
    pub(crate) fn signal(&self, signal: i32) {
        match &self.process {
            Some(process) if !sys::has_ended(process) => {
                let _ = sys::pidfd_signal(process, signal);
            }
            _ => self.shared.request_signal(signal),
        }
    }

    /// Sends a signal to the tree.
    pub(crate) fn signal_tree(&self, signal: i32) {
        self.shared.request_tree_signal(signal);
    }
}
