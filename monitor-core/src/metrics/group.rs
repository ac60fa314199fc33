//! Figures by tag, name or worker, with a bound on how many there are.

use std::collections::BTreeMap;
use std::hash::Hash;
use std::sync::atomic::{AtomicU64, Ordering};

use foldhash::fast::RandomState;
use hashbrown::hash_map::EntryRef;
use hashbrown::{HashMap, HashSet};

use crate::sync::{Mutex, lock};

/// Under this key is what had no room for a key of its own.
pub(crate) const OTHER: &str = "__other__";

/// Which keys have figures of their own, for all stripes together.
pub(crate) struct Admission<K> {
    limit: usize,
    admitted: Mutex<HashSet<K, RandomState>>,
    overflowed: AtomicU64,
}

impl<K: Clone + Eq + Hash + AsRef<str>> Admission<K> {
    pub(crate) fn new(limit: usize) -> Self {
        let admitted = Mutex::new(HashSet::with_hasher(RandomState::default()));
        Self { limit, admitted, overflowed: AtomicU64::new(0) }
    }

    fn admits(&self, key: &K) -> bool {
        if key.as_ref() == OTHER {
            return false;
        }
        let mut admitted = lock(&self.admitted);
        if admitted.contains(key) {
            return true;
        }
        let room = admitted.len() < self.limit;
        if room {
            admitted.insert(key.clone());
        } else {
            self.overflowed.fetch_add(1, Ordering::Relaxed);
        }
        room
    }

    /// How often something was counted under [`OTHER`].
    pub(crate) fn overflowed(&self) -> u64 {
        self.overflowed.load(Ordering::Relaxed)
    }

    pub(crate) fn forget(&self, key: &K) {
        lock(&self.admitted).remove(key);
    }

    pub(crate) fn reset(&self) {
        lock(&self.admitted).clear();
        self.overflowed.store(0, Ordering::Relaxed);
    }
}

/// Figures that can be added up.
pub(crate) trait Figures: Default {
    fn add(&mut self, other: &Self);
}

/// The figures of each key on one stripe.
pub(crate) struct Groups<K, F> {
    by_key: HashMap<K, F, RandomState>,
    other: Option<F>,
}

impl<K: Clone + Eq + Hash + AsRef<str>, F: Figures> Groups<K, F> {
    pub(crate) fn new() -> Self {
        Self { by_key: HashMap::with_hasher(RandomState::default()), other: None }
    }

    /// The figures of `key`, or those of all that have no room.
    #[inline]
    pub(crate) fn of(&mut self, key: &K, admission: &Admission<K>) -> &mut F {
        match self.by_key.entry_ref(key) {
            EntryRef::Occupied(entry) => entry.into_mut(),
            EntryRef::Vacant(entry) if admission.admits(key) => {
                entry.insert_with_key(key.clone(), F::default())
            }
            EntryRef::Vacant(_) => self.other.get_or_insert_default(),
        }
    }

    pub(crate) fn remove(&mut self, key: &K) {
        self.by_key.remove(key);
    }

    /// The figures of `key` on this stripe.
    pub(crate) fn find(&self, key: &str) -> Option<&F>
    where
        K: std::borrow::Borrow<str>,
    {
        if key == OTHER { self.other.as_ref() } else { self.by_key.get(key) }
    }

    pub(crate) fn for_each(&mut self, change: impl FnMut(&mut F)) {
        self.by_key.values_mut().chain(&mut self.other).for_each(change);
    }

    /// Adds the figures to sums over several stripes.
    pub(crate) fn add_to(&self, sums: &mut HashMap<K, F, RandomState>, other: &mut Option<F>) {
        for (key, figures) in &self.by_key {
            match sums.entry_ref(key) {
                EntryRef::Occupied(mut sum) => sum.get_mut().add(figures),
                EntryRef::Vacant(entry) => {
                    entry.insert_with_key(key.clone(), F::default()).add(figures);
                }
            }
        }
        if let Some(figures) = &self.other {
            other.get_or_insert_default().add(figures);
        }
    }
}

/// The sums over all stripes in the order of their keys, as `document` shows them.
pub(crate) fn sorted<K: AsRef<str>, F: Figures, D>(
    sums: HashMap<K, F, RandomState>,
    other: Option<F>,
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
