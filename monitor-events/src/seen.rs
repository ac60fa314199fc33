//! What this thread saw last of the lists that it emitted to, so that it need not lock them.
//!
//! It is seen weakly: a thread that emits no more keeps no handler alive.

use std::any::Any;
use std::cell::RefCell;
use std::sync::{Arc, Weak};

use crate::sync::per_thread;

/// Of how many emitters a thread remembers the lists.
const REMEMBERED: usize = 4;

struct Seen {
    version: u64,
    lists: Weak<dyn Any + Send + Sync>,
}

impl Seen {
    const NOTHING: Self = Self { version: 0, lists: Weak::<()>::new() };
}

per_thread! {
    static SEEN: RefCell<[Seen; REMEMBERED]> = RefCell::new([const { Seen::NOTHING }; REMEMBERED]);
}

/// The lists of this version, if this thread has seen them and they are still published. Versions
/// are unique among all emitters, and begin with 1.
#[inline]
pub(crate) fn lists<L: Any + Send + Sync>(version: u64) -> Option<Arc<L>> {
    // Destructors of thread locals may emit when this one has gone.
    let lists = SEEN.try_with(|seen| {
        let seen = seen.borrow();
        seen.iter().find(|seen| seen.version == version)?.lists.upgrade()
    });
    lists.ok()??.downcast().ok()
}

/// Remembers the lists of this version, and forgets those that were seen first.
pub(crate) fn remember<L: Any + Send + Sync>(version: u64, lists: &Arc<L>) {
    let weak: Weak<L> = Arc::downgrade(lists);
    let _ = SEEN.try_with(|seen| {
        let mut seen = seen.borrow_mut();
        seen.rotate_right(1);
        seen[0] = Seen { version, lists: weak };
    });
}
