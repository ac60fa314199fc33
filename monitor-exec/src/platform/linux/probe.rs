//! Looking at the tree of a process when the host asks for it.

use std::io;

use monitor_core::Clock;

use crate::error::Error;
use crate::platform::linux::proc::{FdBudget, LastPid, monotonic_ns};
use crate::platform::linux::sampler::recorder::SampleRecorder;
use crate::platform::linux::sys;
use crate::platform::linux::tree::{MemberTable, ProcessTree};
use crate::sample::TreeSample;
use crate::sample::store::SampleStore;
use crate::sampler::delivery::SampleDelivery;

/// The tree of a process that runs.
#[derive(Debug)]
pub(crate) struct TreeProbe {
    recorder: SampleRecorder,
    pid: i32,
}

impl TreeProbe {
    /// Takes a first look, from which totals count.
    pub(crate) fn attach(pid: u32, clock: &dyn Clock) -> Result<Self, Error> {
        let refused = |source| Error::Attach { pid, source };
        let number =
            i32::try_from(pid).map_err(|_| refused(io::Error::from_raw_os_error(libc::ESRCH)))?;
        drop(sys::pidfd_open(number).map_err(refused)?);
        let mut tree = ProcessTree::new(
            FdBudget::of_this_process(),
            LastPid::open(),
            16_384,
            MemberTable::new(0, false),
        );
        tree.register_root(number);
        let delivery = SampleDelivery::new(None, Vec::new(), None);
        let mut recorder = SampleRecorder::new(tree, SampleStore::new(0, 0), delivery, false);
        recorder.started_at = clock.now();
        recorder.started_ns = monotonic_ns();
        let baseline = recorder.tree.sample_members(0).used;
        recorder.totals.start_at(baseline);
        Ok(Self { recorder, pid: number })
    }

    /// Whether the process lives.
    pub(crate) fn is_alive(&self) -> bool {
        crate::platform::linux::proc::read_stat(self.pid).is_some_and(|stat| !stat.is_dead())
    }

    /// Looks at the tree.
    pub(crate) fn sample_tree(&mut self) -> &TreeSample {
        self.recorder.observe(monotonic_ns());
        self.recorder.last()
    }
}
