//! One event on its way through the emitter: from the lists to every target, panics isolated.

pub(crate) mod nesting;

use std::any::Any;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Weak};

use monitor_core::{Clock, KindSet, NonPoisonMutex, ShardedMutex, SystemClock, TypedEvent};

use crate::handler::{EmitOutcome, HandlerPanic, PanicHook, drop_quietly, panic_message};
use crate::registry::{
    CallRank, DispatchTable, HandlerRegistry, HandlerTarget, KindTargets, remember_lists,
    seen_lists,
};
use crate::subscription::{RegistrationHead, RegistrationState, RegistrationStore, Subscription};
use crate::sync::{AtomicU64, Ordering};

/// Bounds and clock of an [`Emitter`](crate::Emitter).
#[derive(Clone)]
#[non_exhaustive]
pub struct EmitterLimits {
    /// How many registrations there may be at one time. One more is refused: it is never called,
    /// and [`EmitterStats::refused`] counts it.
    pub subscriptions: usize,
    /// How many events that handlers emit may wait on one thread for the current one. One more is
    /// given up, and [`EmitterStats::nested_dropped`] counts it.
    pub nested: usize,
    /// Where events that have no time yet get theirs from.
    pub clock: Arc<dyn Clock>,
}

impl Default for EmitterLimits {
    /// 65,536 registrations, 10,000 waiting events, the clock of the system.
    fn default() -> Self {
        Self { subscriptions: 65_536, nested: 10_000, clock: Arc::new(SystemClock) }
    }
}

impl fmt::Debug for EmitterLimits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EmitterLimits")
            .field("subscriptions", &self.subscriptions)
            .field("nested", &self.nested)
            .finish_non_exhaustive()
    }
}

/// What an emitter counts about itself. Counters only grow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct EmitterStats {
    /// Registrations that there are now.
    pub subscriptions: usize,
    /// Registrations that were refused because there were too many.
    pub refused: u64,
    /// Panics of handlers.
    pub panicked: u64,
    /// Events that were emitted by a handler and given up because too many waited.
    pub nested_dropped: u64,
    /// Async handlers that were there when `emit`, which cannot run them, was called.
    pub unreached: u64,
}

/// What all handles of one emitter share.
pub(crate) struct EmitterInner<E: TypedEvent> {
    /// The kinds that anybody listens to. An emit that runs beside a registration may or may not
    /// see it, so relaxed is enough.
    interest: AtomicU64,
    /// What emitting reads: a copy a stripe, so that emitting threads share no reference count.
    rows: ShardedMutex<Arc<DispatchTable<E>>>,
    /// Which of all rows of all emitters are the published ones. An emit that sees a version sees
    /// its rows.
    version: AtomicU64,
    registry: NonPoisonMutex<HandlerRegistry<E, E::Kind>>,
    limits: EmitterLimits,
    counts: EmitterCounters,
    panic_hook: NonPoisonMutex<Option<Arc<PanicHook<E::Kind>>>>,
}

#[derive(Default)]
struct EmitterCounters {
    refused: AtomicU64,
    panicked: AtomicU64,
    nested_dropped: AtomicU64,
    unreached: AtomicU64,
}

/// A number that no rows have had yet, from 1. Not loom's: which one it is makes no difference.
fn next_version() -> u64 {
    static NEXT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(1);
    NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed)
}

/// An event that a handler emitted, and those who listened to it then.
struct DeferredEvent<E> {
    event: Arc<E>,
    /// Whether it was emitted by `emit`, which reaches no async handler.
    leaves_async: bool,
    rows: Arc<DispatchTable<E>>,
}

impl<E: TypedEvent> EmitterInner<E> {
    pub(crate) fn new(limits: EmitterLimits) -> Self {
        let registry = HandlerRegistry::new();
        Self {
            interest: AtomicU64::new(0),
            rows: ShardedMutex::new(|| registry.build_table()),
            version: AtomicU64::new(next_version()),
            registry: NonPoisonMutex::new(registry),
            limits,
            counts: EmitterCounters::default(),
            panic_hook: NonPoisonMutex::new(None),
        }
    }

    #[inline]
    pub(crate) fn interest(&self) -> KindSet<E::Kind> {
        KindSet::from_bits(self.interest.load(Ordering::Relaxed))
    }

    /// What tells this emitter from others on this thread.
    #[inline]
    pub(crate) fn emitter_address(&self) -> usize {
        std::ptr::from_ref(self) as usize
    }

    pub(crate) fn emit(&self, mut event: E) -> EmitOutcome {
        event.stamp(|| self.limits.clock.now());
        let mut delivery = EmitOutcome::default();
        let Some(_inside) = nesting::enter(self.emitter_address()) else {
            self.defer_event(Arc::new(event), true, &mut delivery);
            return delivery;
        };
        let rows = self.dispatch_table();
        let row = rows.targets_for(event.kind());
        if row.wants_shared {
            let shared = Arc::new(event);
            self.deliver_event(row, &shared, Some(&shared), &mut delivery);
        } else {
            self.deliver_event(row, &event, None, &mut delivery);
        }
        self.count_unreached(row, &mut delivery);
        release_table(rows);
        self.deliver_deferred();
        delivery
    }

    pub(crate) fn emit_shared(&self, event: &Arc<E>) -> EmitOutcome {
        let rows = self.dispatch_table();
        let row = rows.targets_for(event.kind());
        let mut delivery = EmitOutcome::default();
        self.deliver_shared(row, event, true, &mut delivery);
        self.count_unreached(row, &mut delivery);
        release_table(rows);
        delivery
    }

    fn deliver_shared(
        &self,
        row: &KindTargets<E>,
        event: &Arc<E>,
        leaves_async: bool,
        delivery: &mut EmitOutcome,
    ) {
        if let Some(_inside) = nesting::enter(self.emitter_address()) {
            self.deliver_event(row, event, Some(event), delivery);
            self.deliver_deferred();
        } else {
            self.defer_event(Arc::clone(event), leaves_async, delivery);
        }
    }

    /// Delivers an event to all but the async handlers. Returns what those still need: the event,
    /// the lists as they were, and what has become of the event so far.
    pub(crate) fn emit_before_async(
        &self,
        mut event: E,
    ) -> (Arc<E>, Arc<DispatchTable<E>>, EmitOutcome) {
        event.stamp(|| self.limits.clock.now());
        let event = Arc::new(event);
        let rows = self.dispatch_table();
        let row = rows.targets_for(event.kind());
        let mut delivery = EmitOutcome::default();
        if !row.targets.is_empty() {
            self.deliver_shared(row, &event, false, &mut delivery);
        }
        (event, rows, delivery)
    }

    #[inline]
    fn dispatch_table(&self) -> Arc<DispatchTable<E>> {
        let version = self.version.load(Ordering::Acquire);
        seen_lists(version).unwrap_or_else(|| self.load_table(version))
    }

    /// The rows of `version` or later ones. Noted as those of `version` they are at worst looked
    /// for once more.
    #[cold]
    fn load_table(&self, version: u64) -> Arc<DispatchTable<E>> {
        let rows = Arc::clone(&self.rows.lock_local());
        remember_lists(version, &rows);
        rows
    }

    /// What became of the event is written where the caller of `emit` finds it: to copy it there
    /// would wait for what has just been written to it in smaller pieces.
    fn deliver_event(
        &self,
        row: &KindTargets<E>,
        event: &E,
        shared: Option<&Arc<E>>,
        delivery: &mut EmitOutcome,
    ) {
        let mut next = 0;
        while next < row.targets.len() {
            // One catch for all is enough as long as nobody panics.
            let caught = catch_unwind(AssertUnwindSafe(|| {
                // What a panic must find is only written in the loop, never read: a counter that
                // lives in memory would make each handler wait for the one before.
                let mut handled = delivery.handled;
                for (index, target) in row.targets.iter().enumerate().skip(next) {
                    next = index + 1;
                    handled += u32::from(target.deliver(event, shared, delivery));
                    delivery.handled = handled;
                }
            }));
            if let Err(payload) = caught {
                delivery.panicked += 1;
                self.note_panic(row.targets[next - 1].head(), event.kind(), payload);
            }
        }
        if row.has_once {
            self.remove_spent(row);
        }
    }

    #[inline]
    fn count_unreached(&self, row: &KindTargets<E>, delivery: &mut EmitOutcome) {
        if !row.async_targets.is_empty() && !delivery.deferred {
            delivery.unreached = u32::try_from(row.async_targets.len()).unwrap_or(u32::MAX);
            self.counts.unreached.fetch_add(u64::from(delivery.unreached), Ordering::Relaxed);
        }
    }

    #[cold]
    fn remove_spent(&self, row: &KindTargets<E>) {
        for target in &row.targets {
            if target.is_once() && !target.head().is_active() {
                self.remove(target.head().shared_state().id);
            }
        }
    }

    #[cold]
    fn defer_event(&self, event: Arc<E>, leaves_async: bool, delivery: &mut EmitOutcome) {
        let rows = self.dispatch_table();
        let deferred = Box::new(DeferredEvent { event, leaves_async, rows });
        if let Err(refused) =
            nesting::queue_event(self.emitter_address(), deferred, self.limits.nested)
        {
            self.counts.nested_dropped.fetch_add(1, Ordering::Relaxed);
            drop_quietly(refused);
            delivery.dropped = 1;
        } else {
            delivery.deferred = true;
        }
    }

    #[inline]
    fn deliver_deferred(&self) {
        if nesting::has_waiting() {
            self.deliver_all_deferred();
        }
    }

    #[cold]
    fn deliver_all_deferred(&self) {
        while let Some(deferred) = nesting::next_waiting(self.emitter_address()) {
            if let Ok(deferred) = deferred.downcast::<DeferredEvent<E>>() {
                let DeferredEvent { event, leaves_async, rows } = &*deferred;
                let row = rows.targets_for(event.kind());
                let mut delivery = EmitOutcome::default();
                self.deliver_event(row, event, Some(event), &mut delivery);
                if *leaves_async {
                    self.count_unreached(row, &mut delivery);
                }
                drop_quietly(deferred);
            }
        }
    }

    /// Counts a panic, and tells whoever wants to know.
    #[cold]
    pub(crate) fn note_panic(
        &self,
        head: &RegistrationHead,
        kind: E::Kind,
        payload: Box<dyn Any + Send>,
    ) {
        self.counts.panicked.fetch_add(1, Ordering::Relaxed);
        head.shared_state().panics.fetch_add(1, Ordering::Relaxed);
        let hook = self.panic_hook.lock().clone();
        if let Some(hook) = hook {
            let panic = HandlerPanic {
                kind,
                subscription: head.shared_state().id,
                message: panic_message(payload.as_ref()),
            };
            if let Err(payload) = catch_unwind(AssertUnwindSafe(|| hook(&panic))) {
                drop_quietly(payload);
            }
        }
        drop_quietly(payload);
    }

    pub(crate) fn add_registration<R>(
        self: &Arc<Self>,
        rank: CallRank,
        kinds: KindSet<E::Kind>,
        make: impl FnOnce(RegistrationHead) -> (HandlerTarget<E>, R),
    ) -> (Subscription, R) {
        let life = RegistrationState::new(self.registry.lock().next_id());
        let (callee, rest) = make(RegistrationHead::new(&life));
        let mut registry = self.registry.lock();
        if registry.len() < self.limits.subscriptions {
            registry.add(life.id, rank, kinds, callee);
            let earlier = self.publish_table(&registry);
            drop(registry);
            drop_quietly(earlier);
        } else {
            drop(registry);
            self.counts.refused.fetch_add(1, Ordering::Relaxed);
            drop_quietly(callee);
        }
        let registrations: Weak<Self> = Arc::downgrade(self);
        (Subscription::new(registrations, life), rest)
    }

    /// Lets emitting threads see the registry as it is. What they saw before is given back, so
    /// that it is dropped where no lock is held.
    fn publish_table(&self, registry: &HandlerRegistry<E, E::Kind>) -> Vec<Arc<DispatchTable<E>>> {
        let mut earlier = Vec::new();
        for mut rows in self.rows.iter() {
            earlier.push(std::mem::replace(&mut *rows, registry.build_table()));
        }
        self.interest.store(registry.interest().bits(), Ordering::Relaxed);
        self.version.store(next_version(), Ordering::Release);
        earlier
    }

    pub(crate) fn set_panic_hook(&self, hook: Arc<PanicHook<E::Kind>>) {
        let earlier = self.panic_hook.lock().replace(hook);
        drop_quietly(earlier);
    }

    pub(crate) fn stats(&self) -> EmitterStats {
        EmitterStats {
            subscriptions: self.registry.lock().len(),
            refused: self.counts.refused.load(Ordering::Relaxed),
            panicked: self.counts.panicked.load(Ordering::Relaxed),
            nested_dropped: self.counts.nested_dropped.load(Ordering::Relaxed),
            unreached: self.counts.unreached.load(Ordering::Relaxed),
        }
    }
}

/// Gives up what emitting has read. Whoever is the last to hold it drops handlers with it.
#[inline]
pub(crate) fn release_table<E>(rows: Arc<DispatchTable<E>>) {
    if let Some(rows) = Arc::into_inner(rows) {
        drop_quietly(rows);
    }
}

impl<E: TypedEvent> RegistrationStore for EmitterInner<E> {
    fn remove(&self, id: u64) -> bool {
        let mut registry = self.registry.lock();
        let Some((callee, was_active)) = registry.remove(id) else { return false };
        let earlier = self.publish_table(&registry);
        drop(registry);
        drop_quietly((earlier, callee));
        was_active
    }
}
