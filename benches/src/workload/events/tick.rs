//! The event of these benches: a small one of a host's own, so that what is measured is the way
//! and not the luggage.

use monitor_core::{KindIndex, TypedEvent};
use monitor_events::{Emitter, EmitterLimits};

/// What a tick is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u32)]
pub(crate) enum Beat {
    Started,
    Ended,
}

impl KindIndex for Beat {
    const ALL: &'static [Self] = &[Self::Started, Self::Ended];

    #[inline]
    fn index(self) -> usize {
        self as usize
    }
}

/// An event that costs nothing to make and keeps no time. It has no padding: to copy that would
/// cost more than to copy the rest.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tick {
    pub(crate) beat: Beat,
    pub(crate) worker: u32,
    pub(crate) job: u64,
    pub(crate) run_ns: u64,
}

/// The tick that is emitted again and again.
pub(crate) const TICK: Tick = Tick { beat: Beat::Ended, worker: 1, job: 7, run_ns: 1_500_000 };

impl TypedEvent for Tick {
    type Kind = Beat;

    #[inline]
    fn kind(&self) -> Beat {
        self.beat
    }
}

pub(crate) fn emitter() -> Emitter<Tick> {
    Emitter::with(EmitterLimits::default())
}
