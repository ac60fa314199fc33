//! What all jobs of a debugger share: the host's clock and observer, names, and the rules.

use std::fmt;
use std::sync::Arc;

use monitor_core::{Clock, Event, EventKind, KindSet, Observer, Timestamp};

use crate::checkpoint::NameTable;
use crate::debugger::limits::{DebugLimits, SuspendPolicy};
use crate::sync::{AtomicU64, Ordering};

/// What all jobs of a debugger share.
pub(crate) struct DebuggerContext {
    pub(crate) clock: Arc<dyn Clock>,
    observer: Option<Arc<dyn Observer>>,
    interest: KindSet<EventKind>,
    pub(crate) names: NameTable,
    pub(crate) limits: DebugLimits,
    pub(crate) policy: SuspendPolicy,
    /// As the limits have it, until the host says otherwise.
    events_per_job: AtomicU64,
}

impl DebuggerContext {
    pub(crate) fn new(
        clock: Arc<dyn Clock>,
        observer: Option<Arc<dyn Observer>>,
        limits: DebugLimits,
        policy: SuspendPolicy,
    ) -> Self {
        let interest = observer.as_ref().map_or(KindSet::empty(), |observer| observer.interest());
        let names = NameTable::new(limits.names);
        let events_per_job = AtomicU64::new(as_number(limits.events_per_job));
        Self { clock, observer, interest, names, limits, policy, events_per_job }
    }

    /// How many events the trace of a job keeps.
    pub(crate) fn events_per_job(&self) -> usize {
        usize::try_from(self.events_per_job.load(Ordering::Relaxed)).unwrap_or(usize::MAX)
    }

    pub(crate) fn set_events_per_job(&self, events: usize) {
        self.events_per_job.store(as_number(events), Ordering::Relaxed);
    }

    #[inline]
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Whether anybody wants to hear of this kind.
    #[inline]
    pub(crate) fn is_interested(&self, kind: EventKind) -> bool {
        self.interest.contains(kind)
    }

    /// Hands an event to the observer; never under a lock.
    pub(crate) fn notify_observer(&self, event: &Event) {
        if let Some(observer) = self.observer.as_ref().filter(|_| self.is_interested(event.kind()))
        {
            observer.observe(event);
        }
    }
}

fn as_number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

impl fmt::Debug for DebuggerContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DebuggerContext").field("limits", &self.limits).finish_non_exhaustive()
    }
}
