//! A made-up world: a clock that stands still until it is told, and waiting for what comes.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use monitor_core::{Clock, Timestamp};
use monitor_debug::{Debugger, DebuggerBuilder, TraceCursor, TraceEvent, TraceKind, TraceUpdate};

/// A clock that stands still until it is told.
#[derive(Clone, Debug, Default)]
pub(crate) struct ManualClock(Arc<AtomicI64>);

impl ManualClock {
    pub(crate) fn advance(&self, by: Duration) -> Timestamp {
        self.0.fetch_add(i64::try_from(by.as_micros()).unwrap_or(0), Ordering::SeqCst);
        self.now()
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::SeqCst))
    }
}

/// A debugger with a clock of its own.
pub(crate) fn debugger() -> (Debugger, ManualClock) {
    let clock = ManualClock::default();
    (on(&clock).build(), clock)
}

pub(crate) fn on(clock: &ManualClock) -> DebuggerBuilder {
    Debugger::builder().clock(clock.clone())
}

/// Longer than anything here takes: a test that waits so long has failed.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// The next event of that kind; those before it are read over.
#[track_caller]
pub(crate) fn until(cursor: &mut TraceCursor, kind: TraceKind) -> Arc<TraceEvent> {
    loop {
        match cursor.next_timeout(PATIENCE) {
            Some(TraceUpdate::Event(event)) if event.event_type == kind => return event,
            Some(_) => {}
            None => panic!("no {kind:?} came"),
        }
    }
}
