//! The seams: what makes a type an event, and what takes events in.

use std::fmt;
use std::marker::PhantomData;
use std::ops::BitOr;
use std::sync::Arc;

use crate::time::Timestamp;

/// A closed set of event kinds of at most 64, usually a field-less enum.
///
/// ```
/// use monitor_core::KindIndex;
///
/// #[derive(Clone, Copy, Debug, PartialEq, Eq)]
/// enum Light { Red, Green }
///
/// impl KindIndex for Light {
///     const ALL: &'static [Self] = &[Light::Red, Light::Green];
///     fn index(self) -> usize { self as usize }
/// }
/// ```
pub trait KindIndex: Copy + PartialEq + fmt::Debug + Send + Sync + 'static {
    /// Every kind, in the order of [`KindIndex::index`]. More than 64 do not compile.
    const ALL: &'static [Self];

    /// The position of this kind in [`KindIndex::ALL`].
    fn index(self) -> usize;
}

/// A type that is an event: it has a kind, and may have a time.
///
/// ```
/// # use monitor_core::{KindIndex, Timestamp, TypedEvent};
/// # #[derive(Clone, Copy, Debug, PartialEq, Eq)]
/// # enum Light { Red, Green }
/// # impl KindIndex for Light {
/// #     const ALL: &'static [Self] = &[Light::Red, Light::Green];
/// #     fn index(self) -> usize { self as usize }
/// # }
/// struct Switched { to: Light, at: Option<Timestamp> }
///
/// impl TypedEvent for Switched {
///     type Kind = Light;
///     fn kind(&self) -> Light { self.to }
///     fn stamp(&mut self, now: impl FnOnce() -> Timestamp) { self.at.get_or_insert_with(now); }
/// }
/// ```
pub trait TypedEvent: Send + Sync + 'static {
    /// The set that its kinds are from.
    type Kind: KindIndex;

    /// What kind of event this is.
    fn kind(&self) -> Self::Kind;

    /// Called once on the way in, before anybody sees the event: an event that keeps a time and
    /// has none yet takes it from `now`. By default events keep no time, and no clock is read.
    #[inline]
    fn stamp(&mut self, now: impl FnOnce() -> Timestamp) {
        let _ = now;
    }
}

/// Something that takes every event it is interested in and keeps something from it.
///
/// An observer is called on the thread that emits. It must be quick and must not panic.
pub trait Observer<E: TypedEvent = crate::Event>: Send + Sync {
    /// The kinds that [`Observer::observe`] wants to be called with. Asked once, when the observer
    /// is attached.
    fn interest(&self) -> KindSet<E::Kind> {
        KindSet::all()
    }

    /// Takes one event.
    fn observe(&self, event: &E);
}

impl<E: TypedEvent, O: Observer<E> + ?Sized> Observer<E> for Arc<O> {
    fn interest(&self) -> KindSet<E::Kind> {
        (**self).interest()
    }

    #[inline]
    fn observe(&self, event: &E) {
        (**self).observe(event);
    }
}

/// A set of kinds.
///
/// ```
/// use monitor_core::{EventKind, KindSet};
///
/// let ends = KindSet::from([EventKind::JobCompleted, EventKind::JobFailed]);
/// assert!(ends.contains(EventKind::JobFailed));
/// assert_eq!((ends | EventKind::JobCancelled.into()).len(), 3);
/// ```
pub struct KindSet<K>(u64, PhantomData<K>);

impl<K: KindIndex> KindSet<K> {
    /// The bits of every kind; its evaluation is where too many kinds fail to compile.
    const MASK: u64 = {
        assert!(K::ALL.len() <= 64, "an event type may have at most 64 kinds");
        if K::ALL.len() == 64 { u64::MAX } else { (1 << K::ALL.len()) - 1 }
    };

    /// No kind.
    #[must_use]
    pub const fn empty() -> Self {
        Self(0, PhantomData)
    }

    /// Every kind.
    #[must_use]
    pub const fn all() -> Self {
        Self(Self::MASK, PhantomData)
    }

    /// The set with one bit for each kind, at the kind's index; bits beyond the last kind are dropped.
    #[must_use]
    pub const fn from_bits(bits: u64) -> Self {
        Self(bits & Self::MASK, PhantomData)
    }

    /// One bit for each kind, at the kind's index.
    #[must_use]
    #[inline]
    pub const fn bits(self) -> u64 {
        self.0
    }

    /// Whether `kind` is one of them.
    #[must_use]
    #[inline]
    pub fn contains(self, kind: K) -> bool {
        self.0 & kind_bit(kind) != 0
    }

    /// How many kinds there are.
    #[must_use]
    pub const fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The kinds in order.
    pub fn iter(self) -> impl Iterator<Item = K> {
        K::ALL.iter().copied().filter(move |&kind| self.contains(kind))
    }
}

#[inline]
fn kind_bit<K: KindIndex>(kind: K) -> u64 {
    let index = kind.index();
    debug_assert!(index < K::ALL.len(), "{kind:?} is not in Kind::ALL");
    1 << (index & 63)
}

impl<K> Clone for KindSet<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K> Copy for KindSet<K> {}

impl<K> PartialEq for KindSet<K> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<K> Eq for KindSet<K> {}

impl<K: KindIndex> fmt::Debug for KindSet<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

impl<K: KindIndex> From<K> for KindSet<K> {
    fn from(kind: K) -> Self {
        Self::from_bits(kind_bit(kind))
    }
}

impl<K: KindIndex, const N: usize> From<[K; N]> for KindSet<K> {
    fn from(kinds: [K; N]) -> Self {
        kinds.into_iter().collect()
    }
}

impl<K: KindIndex> From<&[K]> for KindSet<K> {
    fn from(kinds: &[K]) -> Self {
        kinds.iter().copied().collect()
    }
}

impl<K: KindIndex> FromIterator<K> for KindSet<K> {
    fn from_iter<I: IntoIterator<Item = K>>(kinds: I) -> Self {
        Self::from_bits(kinds.into_iter().fold(0, |bits, kind| bits | kind_bit(kind)))
    }
}

impl<K: KindIndex> BitOr for KindSet<K> {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0, PhantomData)
    }
}
