//! A bounded list that keeps the newest and counts all.

use std::collections::VecDeque;

/// The last so many of a growing list, and how many there ever were.
///
/// ```
/// use monitor_run::CountedRing;
///
/// let mut ring = CountedRing::new(2);
/// assert_eq!((ring.push('a'), ring.push('b'), ring.push('c')), (None, None, Some('a')));
/// assert_eq!((ring.total(), ring.dropped()), (3, 1));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountedRing<T> {
    kept: VecDeque<T>,
    limit: usize,
    total: u64,
}

impl<T> CountedRing<T> {
    /// An empty ring that keeps at most `limit` entries.
    #[must_use]
    pub const fn new(limit: usize) -> Self {
        Self { kept: VecDeque::new(), limit, total: 0 }
    }

    /// A ring that goes on from the entries that were kept of `total` so far.
    #[must_use]
    pub fn resumed(limit: usize, kept: impl IntoIterator<Item = T>, total: u64) -> Self {
        let mut ring = Self::new(limit);
        for entry in kept {
            ring.push(entry);
        }
        ring.total = ring.total.max(total);
        ring
    }

    /// Adds the newest entry and returns the one that had to go for it: the oldest, or, if none
    /// is kept at all, the entry itself.
    pub fn push(&mut self, entry: T) -> Option<T> {
        self.total = self.total.saturating_add(1);
        if self.limit == 0 {
            return Some(entry);
        }
        let gone = if self.kept.len() < self.limit { None } else { self.kept.pop_front() };
        self.kept.push_back(entry);
        gone
    }

    /// The kept entries, the oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> + ExactSizeIterator {
        self.kept.iter()
    }

    /// The newest entry.
    #[must_use]
    pub fn last(&self) -> Option<&T> {
        self.kept.back()
    }

    /// How many are kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.kept.len()
    }

    /// Whether none is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// How many there ever were.
    #[must_use]
    pub const fn total(&self) -> u64 {
        self.total
    }

    /// How many there were and are kept no more.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.total - self.kept.len() as u64
    }
}
