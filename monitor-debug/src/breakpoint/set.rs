//! The breakpoints of one job: a mask to pass them by quickly, and a list that never changes.

use std::sync::Arc;

use monitor_core::NonPoisonMutex;

use crate::breakpoint::Active;
use crate::checkpoint::Name;
use crate::sync::{AtomicU64, Ordering};

/// The breakpoints of one job.
#[derive(Debug)]
pub(crate) struct BreakpointSet {
    /// One bit for each routine that may have one; others may share its bit.
    mask: AtomicU64,
    /// Replaced as a whole, so that nobody evaluates anything under the lock.
    list: NonPoisonMutex<Arc<[Arc<Active>]>>,
}

impl BreakpointSet {
    pub(crate) fn new(list: Vec<Arc<Active>>) -> Self {
        let mask = AtomicU64::new(mask(&list));
        Self { mask, list: NonPoisonMutex::new(list.into()) }
    }

    /// Whether there may be a breakpoint in this routine.
    #[inline]
    pub(crate) fn may_be_in(&self, routine: Name) -> bool {
        self.mask.load(Ordering::Relaxed) & routine.bit() != 0
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.mask.load(Ordering::Relaxed) == 0
    }

    pub(crate) fn list(&self) -> Arc<[Arc<Active>]> {
        Arc::clone(&self.list.lock())
    }

    /// Adds one, unless there are so many already.
    pub(crate) fn add(&self, active: Arc<Active>, max: usize) -> bool {
        let mut list = self.list.lock();
        if list.len() >= max {
            return false;
        }
        let longer: Vec<_> = list.iter().cloned().chain([active]).collect();
        self.replace(&mut list, longer);
        true
    }

    /// Removes the one of that number, if it is there.
    pub(crate) fn remove(&self, number: u32) -> bool {
        let mut list = self.list.lock();
        let shorter: Vec<_> =
            list.iter().filter(|active| active.number != number).cloned().collect();
        let found = shorter.len() < list.len();
        if found {
            self.replace(&mut list, shorter);
        }
        found
    }

    fn replace(&self, list: &mut Arc<[Arc<Active>]>, by: Vec<Arc<Active>>) {
        self.mask.store(mask(&by), Ordering::Relaxed);
        *list = by.into();
    }
}

fn mask(list: &[Arc<Active>]) -> u64 {
    list.iter().fold(0, |mask, active| mask | active.mask())
}
