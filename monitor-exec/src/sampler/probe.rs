//! Single looks at a process tree, without a thread: the host says when.

use std::io;
use std::sync::Arc;

use monitor_core::{Clock, SystemClock};

use crate::error::Error;
use crate::platform::linux::proc::{FdBudget, LastPid, monotonic_ns};
use crate::platform::linux::sampler::recorder::Recorder;
use crate::platform::linux::sys;
use crate::platform::linux::tree::{Table, Tree};
use crate::sample::Observation;
use crate::sample::store::Store;
use crate::sampler::delivery::Delivery;

/// A process that runs, looked at whenever the host wants to.
///
/// ```
/// let mut probe = monitor_exec::Probe::new(std::process::id())?;
/// assert!(probe.look().sample.rss_bytes > 0);
/// # Ok::<(), monitor_exec::Error>(())
/// ```
#[derive(Debug)]
pub struct Probe {
    recorder: Recorder,
    pid: i32,
}

impl Probe {
    /// Takes a first look, from which totals count. Processes are looked at in a tree of 16384 at
    /// most.
    ///
    /// # Errors
    ///
    /// There is no such process.
    pub fn new(pid: u32) -> Result<Self, Error> {
        Self::with_clock(pid, Arc::new(SystemClock))
    }

    /// As [`Probe::new`], with the host's clock for the times of the samples.
    ///
    /// # Errors
    ///
    /// There is no such process.
    pub fn with_clock(pid: u32, clock: Arc<dyn Clock>) -> Result<Self, Error> {
        let refused = |source| Error::Attach { pid, source };
        let number =
            i32::try_from(pid).map_err(|_| refused(io::Error::from_raw_os_error(libc::ESRCH)))?;
        drop(sys::pidfd_open(number).map_err(refused)?);
        let mut tree =
            Tree::new(FdBudget::of_this_process(), LastPid::open(), 16_384, Table::new(0, false));
        tree.plant(number);
        let delivery = Delivery::new(None, Vec::new(), None);
        let mut recorder = Recorder::new(tree, Store::new(0, 0), delivery, false);
        recorder.started_at = clock.now();
        recorder.started_ns = monotonic_ns();
        let baseline = recorder.tree.look(0).used;
        recorder.totals.start_at(baseline);
        Ok(Self { recorder, pid: number })
    }

    /// Whether the process lives.
    #[must_use]
    pub fn is_alive(&self) -> bool {
        crate::platform::linux::proc::read_stat(self.pid).is_some_and(|stat| !stat.is_dead())
    }

    /// Looks at the tree. Members that have not run since the last look cost one reading of their
    /// clock.
    pub fn look(&mut self) -> &Observation {
        self.recorder.observe(monotonic_ns());
        self.recorder.last()
    }
}
