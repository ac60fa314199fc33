//! The breakpoints of one job: a mask to pass them by quickly, and a list that never changes.

use std::sync::Arc;

use monitor_core::NonPoisonMutex;

use crate::breakpoint::ActiveBreakpoint;
use crate::checkpoint::NameId;
use crate::sync::{AtomicU64, Ordering};

/// The breakpoints of one job.
#[derive(Debug)]
pub(crate) struct BreakpointSet {
    /// One bit for each routine that may have one; others may share its bit.
    mask: AtomicU64,
    /// Replaced as a whole, so that nobody evaluates anything under the lock.
    list: NonPoisonMutex<Arc<[Arc<ActiveBreakpoint>]>>,
}

impl BreakpointSet {
    pub(crate) fn new(list: Vec<Arc<ActiveBreakpoint>>) -> Self {
        let mask = AtomicU64::new(combined_mask(&list));
        Self { mask, list: NonPoisonMutex::new(list.into()) }
    }

    /// Whether there may be a breakpoint in this routine.
    #[inline]
    pub(crate) fn may_be_in(&self, routine: NameId) -> bool {
        self.mask.load(Ordering::Relaxed) & routine.mask_bit() != 0
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.mask.load(Ordering::Relaxed) == 0
    }

    pub(crate) fn current_list(&self) -> Arc<[Arc<ActiveBreakpoint>]> {
        Arc::clone(&self.list.lock())
    }

    /// Adds one, unless there are so many already.
    pub(crate) fn add(&self, active: Arc<ActiveBreakpoint>, max: usize) -> bool {
        let mut list = self.list.lock();
        if list.len() >= max {
            return false;
        }
        let longer: Vec<_> = list.iter().cloned().chain([active]).collect();
        self.replace_list(&mut list, longer);
        true
    }

    /// Removes the one of that number, if it is there.
    pub(crate) fn remove(&self, number: u32) -> bool {
        let mut list = self.list.lock();
        let shorter: Vec<_> =
            list.iter().filter(|active| active.number != number).cloned().collect();
        let found = shorter.len() < list.len();
        if found {
            self.replace_list(&mut list, shorter);
        }
        found
    }

    fn replace_list(
        &self,
        list: &mut Arc<[Arc<ActiveBreakpoint>]>,
        by: Vec<Arc<ActiveBreakpoint>>,
    ) {
        self.mask.store(combined_mask(&by), Ordering::Relaxed);
        *list = by.into();
    }
}

fn combined_mask(list: &[Arc<ActiveBreakpoint>]) -> u64 {
    list.iter().fold(0, |mask, active| mask | active.routine_mask())
}
