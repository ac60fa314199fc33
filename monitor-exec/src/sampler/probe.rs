//! Single looks at a process tree, without a thread: the host says when.

use std::sync::Arc;

use monitor_core::{Clock, SystemClock};

use crate::error::Error;
use crate::platform::TreeProbe;
use crate::sample::TreeSample;

/// A process that runs, looked at whenever the host wants to.
///
/// ```
/// let mut probe = monitor_exec::ProcessProbe::new(std::process::id())?;
/// assert!(probe.sample_tree().sample.rss_bytes > 0);
/// # Ok::<(), monitor_exec::Error>(())
/// ```
#[derive(Debug)]
pub struct ProcessProbe {
    tree: TreeProbe,
}

impl ProcessProbe {
    /// Takes a first look, from which totals count. Processes are looked at in a tree of 16384 at
    /// most.
    ///
    /// # Errors
    ///
    /// There is no such process, or the system is not supported.
    pub fn new(pid: u32) -> Result<Self, Error> {
        Self::with_clock(pid, Arc::new(SystemClock))
    }

    /// As [`ProcessProbe::new`], with the host's clock for the times of the samples.
    ///
    /// # Errors
    ///
    /// There is no such process, or the system is not supported.
    pub fn with_clock(pid: u32, clock: Arc<dyn Clock>) -> Result<Self, Error> {
        Ok(Self { tree: TreeProbe::attach(pid, &*clock)? })
    }

    /// Whether the process lives.
    #[must_use]
    pub fn is_alive(&self) -> bool {
        self.tree.is_alive()
    }

    /// Looks at the tree. Members that have not run since the last look cost one reading of their
    /// clock.
    pub fn sample_tree(&mut self) -> &TreeSample {
        self.tree.sample_tree()
    }
}
