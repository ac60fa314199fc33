//! A ring of numbered items: the last ones are kept, and the numbers say what is gone.

use std::collections::VecDeque;

/// The last items of an endless sequence, numbered from 1. Behind what it shows it may keep more,
/// for those who have not read that yet.
#[derive(Debug)]
pub(crate) struct TraceRing<T> {
    items: VecDeque<T>,
    /// How many it shows.
    capacity: usize,
    /// How many it keeps, if that is more.
    kept: usize,
    /// How many there have been.
    total: u64,
}

impl<T> TraceRing<T> {
    /// A ring for at least one item. Room is made as it is needed.
    pub(crate) fn new(capacity: usize) -> Self {
        Self { items: VecDeque::new(), capacity: capacity.max(1), kept: 0, total: 0 }
    }

    #[inline]
    pub(crate) fn push(&mut self, item: T) {
        if self.items.len() >= self.capacity.max(self.kept) {
            self.items.pop_front();
        }
        self.items.push_back(item);
        self.total += 1;
    }

    /// How many there have been: also the number of the last one.
    pub(crate) fn total(&self) -> u64 {
        self.total
    }

    /// How many it shows.
    pub(crate) fn len(&self) -> usize {
        self.items.len().min(self.capacity)
    }

    /// The number of the first one that it shows, or would.
    pub(crate) fn first(&self) -> u64 {
        self.total + 1 - u64::try_from(self.len()).unwrap_or(0)
    }

    /// The number of the first one that is kept, or would be.
    pub(crate) fn first_kept(&self) -> u64 {
        self.total + 1 - u64::try_from(self.items.len()).unwrap_or(0)
    }

    /// The item of that number, if it is kept.
    pub(crate) fn get(&self, number: u64) -> Option<&T> {
        let at = number.checked_sub(self.first_kept())?;
        self.items.get(usize::try_from(at).ok()?)
    }

    /// The items from that number on, with their numbers, as far as they are shown.
    pub(crate) fn from(&self, number: u64) -> impl Iterator<Item = (u64, &T)> {
        self.kept_from(number.max(self.first()))
    }

    /// The same, as far as they are kept.
    pub(crate) fn kept_from(&self, number: u64) -> impl Iterator<Item = (u64, &T)> {
        let first = self.first_kept();
        let skipped = usize::try_from(number.saturating_sub(first)).unwrap_or(usize::MAX);
        let skipped = skipped.min(self.items.len());
        let numbers = first + u64::try_from(skipped).unwrap_or(0)..;
        numbers.zip(self.items.range(skipped..))
    }

    /// Shows so many from now on; what is too much goes now.
    pub(crate) fn resize(&mut self, capacity: usize) {
        self.capacity = capacity.max(1);
        self.trim();
    }

    /// Keeps so many for those who read it, if it shows less.
    pub(crate) fn keep_at_least(&mut self, kept: usize) {
        self.kept = kept;
        self.trim();
    }

    fn trim(&mut self) {
        let room = self.capacity.max(self.kept);
        let over = self.items.len().saturating_sub(room);
        self.items.drain(..over);
        self.items.shrink_to(room);
    }

    /// Forgets all items, not how many there have been.
    pub(crate) fn clear(&mut self) {
        self.items = VecDeque::new();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_right_whatever_is_dropped() {
        let mut ring = TraceRing::new(3);
        (1..=5_u64).for_each(|item| ring.push(item));
        assert_eq!((ring.total(), ring.first(), ring.len()), (5, 3, 3));
        assert_eq!(ring.from(4).collect::<Vec<_>>(), [(4, &4), (5, &5)]);
        assert_eq!(ring.from(0).count(), 3);
        assert_eq!((ring.get(2), ring.get(3), ring.get(6)), (None, Some(&3), None));
        ring.resize(1);
        assert_eq!((ring.first(), ring.get(5)), (5, Some(&5)));
        ring.clear();
        assert_eq!((ring.first(), ring.total(), ring.from(1).count()), (6, 5, 0));
    }

    #[test]
    fn what_is_kept_for_readers_is_not_shown() {
        let mut ring = TraceRing::new(2);
        ring.keep_at_least(4);
        (1..=6_u64).for_each(|item| ring.push(item));
        assert_eq!((ring.first(), ring.len(), ring.first_kept()), (5, 2, 3));
        assert_eq!(ring.from(1).collect::<Vec<_>>(), [(5, &5), (6, &6)]);
        assert_eq!(ring.kept_from(4).map(|(number, _)| number).collect::<Vec<_>>(), [4, 5, 6]);
        assert_eq!(ring.kept_from(9).count(), 0);
        ring.keep_at_least(0);
        assert_eq!((ring.first_kept(), ring.get(4)), (5, None));
    }
}
