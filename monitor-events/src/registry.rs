//! Who listens to what: the registrations in their order, and the lists that emitting reads.
//!
//! Each thread remembers the lists that it saw last, so that it need not lock them. It does so
//! weakly: a thread that emits no more keeps no handler alive.

use std::any::Any;
use std::cell::RefCell;
use std::sync::{Arc, Weak};

use crossbeam_utils::CachePadded;
use monitor_core::{KindIndex, KindSet, TypedEvent};

use crate::handler::{AsyncTarget, EventTarget};
use crate::subscription::RegistrationHead;
use crate::sync::per_thread;

/// In which order registrations get an event: first by this, then by age.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum CallRank {
    /// Collectors, so that a handler that asks one finds the event counted.
    Observer,
    /// Handlers and bounded subscriptions of certain kinds.
    Specific,
    /// Handlers and bounded subscriptions of every kind.
    Any,
}

/// What one registration calls.
pub(crate) enum HandlerTarget<E> {
    Sync(Arc<dyn EventTarget<E>>),
    Async(Arc<dyn AsyncTarget<E>>),
}

impl<E> HandlerTarget<E> {
    pub(crate) fn head(&self) -> &RegistrationHead {
        match self {
            Self::Sync(target) => target.head(),
            Self::Async(target) => target.head(),
        }
    }
}

struct RegistryEntry<E, K> {
    id: u64,
    rank: CallRank,
    kinds: KindSet<K>,
    callee: HandlerTarget<E>,
}

/// Those who get events of one kind, in order.
pub(crate) struct KindTargets<E> {
    pub(crate) targets: Box<[Arc<dyn EventTarget<E>>]>,
    pub(crate) async_targets: Box<[Arc<dyn AsyncTarget<E>>]>,
    /// Whether any of `targets` needs the event behind an `Arc`.
    pub(crate) wants_shared: bool,
    /// Whether any of `targets` is called once only.
    pub(crate) has_once: bool,
}

impl<E> Default for KindTargets<E> {
    fn default() -> Self {
        Self {
            targets: Box::default(),
            async_targets: Box::default(),
            wants_shared: false,
            has_once: false,
        }
    }
}

/// One row a kind. A set of rows never changes once it has been published. It is padded so that
/// the reference counts of two stripes never share a line of the cache.
pub(crate) struct DispatchTable<E>(CachePadded<Box<[Arc<KindTargets<E>>]>>);

impl<E: TypedEvent> DispatchTable<E> {
    /// Those who get events of this kind.
    #[inline]
    pub(crate) fn targets_for(&self, kind: E::Kind) -> &KindTargets<E> {
        &self.0[kind.index()]
    }
}

/// The registrations of one emitter.
pub(crate) struct HandlerRegistry<E, K> {
    entries: Vec<RegistryEntry<E, K>>,
    rows: Vec<Arc<KindTargets<E>>>,
    next_id: u64,
}

impl<E, K: KindIndex> HandlerRegistry<E, K> {
    pub(crate) fn new() -> Self {
        Self {
            entries: Vec::new(),
            rows: (0..K::ALL.len()).map(|_| Arc::default()).collect(),
            next_id: 0,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(crate) fn next_id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id
    }

    pub(crate) fn add(
        &mut self,
        id: u64,
        rank: CallRank,
        kinds: KindSet<K>,
        callee: HandlerTarget<E>,
    ) {
        let place = self.entries.partition_point(|entry| (entry.rank, entry.id) <= (rank, id));
        self.entries.insert(place, RegistryEntry { id, rank, kinds, callee });
        self.rebuild_targets(kinds);
    }

    /// Takes a registration out; it is not called any more. What it called is given back, so that it is dropped where no
    /// lock is held.
    pub(crate) fn remove(&mut self, id: u64) -> Option<(HandlerTarget<E>, bool)> {
        let place = self.entries.iter().position(|entry| entry.id == id)?;
        let entry = self.entries.remove(place);
        let was_active = entry.callee.head().deactivate();
        self.rebuild_targets(entry.kinds);
        Some((entry.callee, was_active))
    }

    /// The kinds that anybody listens to.
    pub(crate) fn interest(&self) -> KindSet<K> {
        self.entries.iter().fold(KindSet::empty(), |kinds, entry| kinds | entry.kinds)
    }

    /// The lists as they are now.
    pub(crate) fn build_table(&self) -> Arc<DispatchTable<E>> {
        Arc::new(DispatchTable(CachePadded::new(self.rows.iter().map(Arc::clone).collect())))
    }

    fn rebuild_targets(&mut self, kinds: KindSet<K>) {
        for kind in kinds.iter() {
            let listening = self.entries.iter().filter(|entry| entry.kinds.contains(kind));
            let (mut targets, mut async_targets) = (Vec::new(), Vec::new());
            for entry in listening {
                match &entry.callee {
                    HandlerTarget::Sync(target) => targets.push(Arc::clone(target)),
                    HandlerTarget::Async(target) => async_targets.push(Arc::clone(target)),
                }
            }
            self.rows[kind.index()] = Arc::new(KindTargets {
                wants_shared: targets.iter().any(|target| target.wants_shared()),
                has_once: targets.iter().any(|target| target.is_once()),
                targets: targets.into(),
                async_targets: async_targets.into(),
            });
        }
    }
}

/// Of how many emitters a thread remembers the lists.
const REMEMBERED: usize = 4;

struct CachedTable {
    version: u64,
    lists: Weak<dyn Any + Send + Sync>,
}

impl CachedTable {
    const NOTHING: Self = Self { version: 0, lists: Weak::<()>::new() };
}

per_thread! {
    static SEEN: RefCell<[CachedTable; REMEMBERED]> = RefCell::new([const { CachedTable::NOTHING }; REMEMBERED]);
}

/// The lists of this version, if this thread has seen them and they are still published. Versions
/// are unique among all emitters, and begin with 1.
#[inline]
pub(crate) fn seen_lists<L: Any + Send + Sync>(version: u64) -> Option<Arc<L>> {
    // Destructors of thread locals may emit when this one has gone.
    let lists = SEEN.try_with(|seen| {
        let seen = seen.borrow();
        seen.iter().find(|seen| seen.version == version)?.lists.upgrade()
    });
    lists.ok()??.downcast().ok()
}

/// Remembers the lists of this version, and forgets those that were seen first.
pub(crate) fn remember_lists<L: Any + Send + Sync>(version: u64, lists: &Arc<L>) {
    let weak: Weak<L> = Arc::downgrade(lists);
    let _ = SEEN.try_with(|seen| {
        let mut seen = seen.borrow_mut();
        seen.rotate_right(1);
        seen[0] = CachedTable { version, lists: weak };
    });
}
