//! What all jobs of a debugger share: the host's clock and observer, names, and the rules.

use std::fmt;
use std::sync::Arc;

use monitor_core::{Clock, Event, EventKind, KindSet, Observer, Timestamp};

use crate::checkpoint::Names;
use crate::debugger::limits::{DebugLimits, HoldPolicy};

/// What all jobs of a debugger share.
pub(crate) struct World {
    pub(crate) clock: Arc<dyn Clock>,
    observer: Option<Arc<dyn Observer>>,
    interest: KindSet<EventKind>,
    pub(crate) names: Names,
    pub(crate) limits: DebugLimits,
    pub(crate) policy: HoldPolicy,
}

impl World {
    pub(crate) fn new(
        clock: Arc<dyn Clock>,
        observer: Option<Arc<dyn Observer>>,
        limits: DebugLimits,
        policy: HoldPolicy,
    ) -> Self {
        let interest = observer.as_ref().map_or(KindSet::empty(), |observer| observer.interest());
        let names = Names::new(limits.names);
        Self { clock, observer, interest, names, limits, policy }
    }

    #[inline]
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Whether anybody wants to hear of this kind.
    #[inline]
    pub(crate) fn wants(&self, kind: EventKind) -> bool {
        self.interest.contains(kind)
    }

    /// Hands an event to the observer; never under a lock.
    pub(crate) fn tell(&self, event: &Event) {
        if let Some(observer) = self.observer.as_ref().filter(|_| self.wants(event.kind())) {
            observer.observe(event);
        }
    }
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("World").field("limits", &self.limits).finish_non_exhaustive()
    }
}
