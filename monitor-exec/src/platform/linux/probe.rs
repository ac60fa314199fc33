//! Looking at the tree of a process when the host asks for it.

use std::io;

use monitor_core::Clock;

use crate::error::Error;
use crate::platform::linux::proc::{FdBudget, LastPid, monotonic_ns};
use crate::platform::linux::sampler::recorder::Recorder;
use crate::platform::linux::sys;
use crate::platform::linux::tree::{Table, Tree};
use crate::sample::Observation;
use crate::sample::store::Store;
use crate::sampler::delivery::Delivery;

/// The tree of a process that runs.
#[derive(Debug)]
pub(crate) struct TreeProbe {
    recorder: Recorder,
    pid: i32,
}

impl TreeProbe {
    /// Takes a first look, from which totals count.
    pub(crate) fn attach(pid: u32, clock: &dyn Clock) -> Result<Self, Error> {
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
    pub(crate) fn is_alive(&self) -> bool {
        crate::platform::linux::proc::read_stat(self.pid).is_some_and(|stat| !stat.is_dead())
    }

    /// Looks at the tree.
    pub(crate) fn look(&mut self) -> &Observation {
        self.recorder.observe(monotonic_ns());
        self.recorder.last()
    }
}
