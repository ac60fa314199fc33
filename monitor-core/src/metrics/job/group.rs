//! Figures by tag, name or worker, with a bound on how many there are.

use std::collections::BTreeMap;
use std::hash::Hash;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use foldhash::fast::RandomState;
use hashbrown::hash_map::EntryRef;
use hashbrown::{HashMap, HashSet};

use crate::sync::NonPoisonMutex;

/// Under this key is what had no room for a key of its own.
pub(crate) const OTHER: &str = "__other__";

/// Which keys have figures of their own, for all stripes together.
pub(crate) struct KeyAdmission<K> {
    limit: usize,
    /// How many keys have been admitted, here and by those that share the limit.
    taken: Arc<AtomicUsize>,
    admitted: NonPoisonMutex<HashSet<K, RandomState>>,
    overflowed: AtomicU64,
}

impl<K: Clone + Eq + Hash + AsRef<str>> KeyAdmission<K> {
    pub(crate) fn new(limit: usize) -> Self {
        Self::with_shared_count(limit, Arc::default())
    }

    /// Another one, whose keys are other keys although they may have the same text.
    pub(crate) fn sharing_limit(&self) -> Self {
        Self::with_shared_count(self.limit, Arc::clone(&self.taken))
    }

    fn with_shared_count(limit: usize, taken: Arc<AtomicUsize>) -> Self {
        let admitted = NonPoisonMutex::new(HashSet::with_hasher(RandomState::default()));
        Self { limit, taken, admitted, overflowed: AtomicU64::new(0) }
    }

    fn try_admit(&self, key: &K) -> bool {
        if key.as_ref() == OTHER {
            return false;
        }
        let mut admitted = self.admitted.lock();
        if admitted.contains(key) {
            return true;
        }
        let one_more = |taken| (taken < self.limit).then_some(taken + 1);
        let room = self.taken.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_more).is_ok();
        if room {
            admitted.insert(key.clone());
        } else {
            self.overflowed.fetch_add(1, Ordering::Relaxed);
        }
        room
    }

    /// How often something was counted under [`OTHER`].
    pub(crate) fn overflow_count(&self) -> u64 {
        self.overflowed.load(Ordering::Relaxed)
    }

    pub(crate) fn add_overflowed(&self, times: u64) {
        self.overflowed.fetch_add(times, Ordering::Relaxed);
    }

    /// Whether a further key would have no room.
    pub(crate) fn is_full(&self) -> bool {
        self.taken.load(Ordering::Relaxed) >= self.limit
    }

    /// The keys that have figures of their own.
    pub(crate) fn keys(&self) -> Vec<K> {
        self.admitted.lock().iter().cloned().collect()
    }

    pub(crate) fn forget_key(&self, key: &K) {
        let removed = self.admitted.lock().remove(key);
        self.taken.fetch_sub(usize::from(removed), Ordering::Relaxed);
    }

    pub(crate) fn reset(&self) {
        let mut admitted = self.admitted.lock();
        self.taken.fetch_sub(admitted.len(), Ordering::Relaxed);
        admitted.clear();
        drop(admitted);
        self.overflowed.store(0, Ordering::Relaxed);
    }
}

/// Figures that can be added up.
pub(crate) trait MergeTotals: Copy + Default {
    fn add(&mut self, other: &Self);
}

/// Where the figures of a key are on one stripe. It stays so until the stripe forgets the key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct GroupSlot(u32);

/// The figures of each key on one stripe. The first place is that of all keys without room.
pub(crate) struct GroupTable<K, F> {
    places: HashMap<K, GroupSlot, RandomState>,
    figures: Vec<F>,
    free: Vec<GroupSlot>,
    other_used: bool,
}

impl<K: Clone + Eq + Hash + AsRef<str>, F: MergeTotals> GroupTable<K, F> {
    pub(crate) fn new() -> Self {
        Self {
            places: HashMap::with_hasher(RandomState::default()),
            figures: vec![F::default()],
            free: Vec::new(),
            other_used: false,
        }
    }

    /// Where the figures of `key` are, or those of all that have no room.
    #[inline]
    pub(crate) fn slot_for(&mut self, key: &K, admission: &KeyAdmission<K>) -> GroupSlot {
        match self.places.entry_ref(key) {
            EntryRef::Occupied(entry) => *entry.get(),
            EntryRef::Vacant(entry) if admission.try_admit(key) => {
                let place = self.free.pop().unwrap_or_else(|| {
                    self.figures.push(F::default());
                    GroupSlot(u32::try_from(self.figures.len() - 1).unwrap_or(0))
                });
                *entry.insert_with_key(key.clone(), place)
            }
            EntryRef::Vacant(_) => {
                self.other_used = true;
                GroupSlot(0)
            }
        }
    }

    /// Where the figures of `key` are if it has any, be it among those that have no room.
    #[inline]
    pub(crate) fn existing_slot(&self, key: &K) -> Option<GroupSlot> {
        self.places.get(key).copied().or(self.other_used.then_some(GroupSlot(0)))
    }

    /// The figures at a place.
    #[inline]
    pub(crate) fn totals_at(&mut self, place: GroupSlot) -> &mut F {
        &mut self.figures[place.0 as usize]
    }

    /// The figures of `key`, or those of all that have no room.
    #[inline]
    pub(crate) fn totals_for(&mut self, key: &K, admission: &KeyAdmission<K>) -> &mut F {
        let place = self.slot_for(key, admission);
        self.totals_at(place)
    }

    pub(crate) fn remove(&mut self, key: &K) {
        if let Some(place) = self.places.remove(key) {
            *self.totals_at(place) = F::default();
            self.free.push(place);
        }
    }

    /// The figures of `key` on this stripe.
    pub(crate) fn find(&self, key: &str) -> Option<&F>
    where
        K: std::borrow::Borrow<str>,
    {
        let place = if key == OTHER { Some(&GroupSlot(0)) } else { self.places.get(key) };
        place.map(|place| &self.figures[place.0 as usize])
    }

    pub(crate) fn for_each(&mut self, change: impl FnMut(&mut F)) {
        self.figures.iter_mut().for_each(change);
    }

    /// The figures of every key as they are, made quickly: it is done under the stripe's lock.
    pub(crate) fn copy(&self) -> GroupSnapshot<K, F> {
        let figures = |&GroupSlot(place): &GroupSlot| self.figures[place as usize];
        GroupSnapshot {
            by_key: self.places.iter().map(|(key, place)| (key.clone(), figures(place))).collect(),
            other: self.other_used.then(|| self.figures[0]),
        }
    }
}

/// The figures of each key on one stripe as they were.
pub(crate) struct GroupSnapshot<K, F> {
    by_key: Vec<(K, F)>,
    other: Option<F>,
}

/// Adds up the figures of each key over all stripes; last, those of the keys without room.
pub(crate) fn sum_by_key<K: Eq + Hash, F: MergeTotals>(
    stripes: impl IntoIterator<Item = GroupSnapshot<K, F>>,
) -> (HashMap<K, F, RandomState>, Option<F>) {
    let mut sums: HashMap<K, F, RandomState> = HashMap::with_hasher(RandomState::default());
    let mut rest = None::<F>;
    for GroupSnapshot { by_key, other } in stripes {
        for (key, figures) in by_key {
            sums.entry(key).or_default().add(&figures);
        }
        if let Some(other) = other {
            rest.get_or_insert_default().add(&other);
        }
    }
    (sums, rest)
}

/// The sums over all stripes in the order of their keys, as `document` shows them.
pub(crate) fn summaries_by_key<K: AsRef<str>, F: MergeTotals, D>(
    (sums, other): (HashMap<K, F, RandomState>, Option<F>),
    mut document: impl FnMut(&F) -> D,
) -> BTreeMap<String, D> {
    let mut sorted = BTreeMap::new();
    for (key, figures) in sums {
        sorted.insert(key.as_ref().to_owned(), document(&figures));
    }
    if let Some(figures) = other {
        sorted.insert(OTHER.to_owned(), document(&figures));
    }
    sorted
}
