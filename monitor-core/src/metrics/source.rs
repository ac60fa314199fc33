//! One collector for each source of events, with a bound on how many there are.

use std::hash::BuildHasher;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use foldhash::fast::RandomState;
use hashbrown::HashMap;

use crate::event::EventSource;
use crate::sync::{NonPoisonMutex, ShardedMutex};

type BySource<T> = HashMap<EventSource, Arc<T>, RandomState>;

/// The collectors of the events that have a source, by source.
///
/// A thread asks the shared map only for a source that its own stripe does not have. A source
/// stays registered.
pub(crate) struct SourceRegister<T> {
    limit: usize,
    stripes: ShardedMutex<BySource<T>>,
    registered: NonPoisonMutex<BySource<T>>,
    /// The one collector of all sources beyond the limit.
    other: NonPoisonMutex<Option<Arc<T>>>,
    overflowed: AtomicU64,
    hasher: RandomState,
}

/// The collector of the events of a source.
pub(crate) enum SourceCollector<T> {
    /// One that has this source alone.
    Own(Arc<T>),
    /// One that all sources beyond the limit share. With it the hash of this source.
    Other(Arc<T>, u64),
}

impl<T> SourceRegister<T> {
    pub(crate) fn new(limit: usize) -> Self {
        let hasher = RandomState::default();
        let map = || HashMap::with_hasher(RandomState::default());
        Self {
            limit,
            stripes: ShardedMutex::new(map),
            registered: NonPoisonMutex::new(map()),
            other: NonPoisonMutex::new(None),
            overflowed: AtomicU64::new(0),
            hasher,
        }
    }

    /// The collector of this source. `make` creates it: for a source, or for all beyond the limit.
    pub(crate) fn get_or_create(
        &self,
        source: &EventSource,
        make: impl FnOnce(Option<&EventSource>) -> T,
    ) -> SourceCollector<T> {
        let mut local = self.stripes.lock_local();
        if let Some(known) = local.get(source) {
            return SourceCollector::Own(Arc::clone(known));
        }
        let mut registered = self.registered.lock();
        let own = match registered.get(source) {
            Some(known) => Arc::clone(known),
            None if registered.len() < self.limit => {
                let made = Arc::new(make(Some(source)));
                registered.insert(source.clone(), Arc::clone(&made));
                made
            }
            None => {
                drop(registered);
                drop(local);
                return self.shared_collector(source, make);
            }
        };
        local.insert(source.clone(), Arc::clone(&own));
        SourceCollector::Own(own)
    }

    fn shared_collector(
        &self,
        source: &EventSource,
        make: impl FnOnce(Option<&EventSource>) -> T,
    ) -> SourceCollector<T> {
        self.overflowed.fetch_add(1, Ordering::Relaxed);
        let other = self.make_other(|| make(None));
        SourceCollector::Other(other, self.hasher.hash_one(source))
    }

    /// The collector of all sources beyond the limit, which is created if there is none.
    pub(crate) fn make_other(&self, make: impl FnOnce() -> T) -> Arc<T> {
        Arc::clone(self.other.lock().get_or_insert_with(|| Arc::new(make())))
    }

    /// The collector of all sources beyond the limit; `None` if there was no such source.
    pub(crate) fn other_collector(&self) -> Option<Arc<T>> {
        self.other.lock().clone()
    }

    /// Counts events that had a source beyond the limit.
    pub(crate) fn add_overflowed(&self, events: u64) {
        self.overflowed.fetch_add(events, Ordering::Relaxed);
    }

    /// The collector of a source that is registered.
    pub(crate) fn find(&self, source: &EventSource) -> Option<Arc<T>> {
        self.registered.lock().get(source).cloned()
    }

    /// Every registered source with its collector, sorted.
    pub(crate) fn sorted_by_source(&self) -> Vec<(EventSource, Arc<T>)> {
        let registered = self.registered.lock();
        let mut sorted: Vec<_> = registered.iter().map(|(s, c)| (s.clone(), c.clone())).collect();
        drop(registered);
        sorted.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        sorted
    }

    /// Every collector: those of the sources in their order, then that of sources beyond the limit.
    pub(crate) fn collectors(&self) -> Vec<Arc<T>> {
        let mut collectors: Vec<_> =
            self.sorted_by_source().into_iter().map(|(_, own)| own).collect();
        collectors.extend(self.other.lock().clone());
        collectors
    }

    /// How many events had a source beyond the limit.
    pub(crate) fn overflow_count(&self) -> u64 {
        self.overflowed.load(Ordering::Relaxed)
    }

    pub(crate) fn reset_overflowed(&self) {
        self.overflowed.store(0, Ordering::Relaxed);
    }
}
