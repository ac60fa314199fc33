//! The children that this crate has made and not yet reaped, in the whole process.
//!
//! A host that adopts orphans reaps children which it has not made. Those that another run of the
//! same host waits for are none of them.

use std::collections::BTreeSet;

use monitor_core::NonPoisonMutex;

static OWN_CHILDREN: NonPoisonMutex<BTreeSet<i32>> = NonPoisonMutex::new(BTreeSet::new());

/// The entry of one child, which is taken out when this is dropped: once the child is reaped.
#[derive(Debug)]
pub(crate) struct OwnChild(i32);

impl OwnChild {
    /// Enters a child that was just made.
    pub(crate) fn register(pid: i32) -> Self {
        OWN_CHILDREN.lock().insert(pid);
        Self(pid)
    }
}

impl Drop for OwnChild {
    fn drop(&mut self) {
        OWN_CHILDREN.lock().remove(&self.0);
    }
}

/// Whether a child was made by this crate and is not reaped yet.
pub(super) fn is_own_child(pid: i32) -> bool {
    OWN_CHILDREN.lock().contains(&pid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_child_is_own_until_its_entry_is_dropped() {
        // No process has this number; see PID_MAX_LIMIT in proc_sys_kernel(5).
        let pid = 1 << 30;
        let entry = OwnChild::register(pid);
        assert!(is_own_child(pid));
        drop(entry);
        assert!(!is_own_child(pid));
    }
}
