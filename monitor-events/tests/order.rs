//! Who is called, in which order, and from which event on.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::sync::{Arc, Mutex};

use monitor_core::{EventKind, JobEvent, Monitor, MonitorLimits, SystemEvent, Timestamp};
use monitor_events::testing::{EventRecorder, ManualClock};
use monitor_events::{ChannelOptions, EmitOutcome, Emitter, EmitterLimits, Subscription};

type Log = Arc<Mutex<Vec<String>>>;

fn noting(log: &Log, word: &str) -> impl Fn(&monitor_core::Event) + Send + Sync + 'static {
    let (log, word) = (Arc::clone(log), word.to_owned());
    move |event| log.lock().unwrap().push(format!("{word} {}", event.kind()))
}

fn taken(log: &Log) -> Vec<String> {
    std::mem::take(&mut log.lock().unwrap())
}

#[test]
fn specific_handlers_come_before_any_handlers_each_in_order_of_registration() {
    let (emitter, log) = (Emitter::new(), Log::default());
    let _subscriptions = [
        emitter.on_any(noting(&log, "any 1")),
        emitter.on(EventKind::JobStarted, noting(&log, "specific 1")),
        emitter.on_any(noting(&log, "any 2")),
        emitter.on([EventKind::JobStarted, EventKind::JobFailed], noting(&log, "specific 2")),
        emitter.on(EventKind::JobFailed, noting(&log, "other kind")),
    ];
    let delivery = emitter.emit(JobEvent::started("a"));
    assert_eq!(delivery.handled, 4);
    let expected = ["specific 1", "specific 2", "any 1", "any 2"];
    assert_eq!(taken(&log), expected.map(|word| format!("{word} job.started")));
}

#[test]
fn a_handler_that_asks_a_collector_finds_the_event_counted() {
    let emitter = Emitter::new();
    let monitor = Arc::new(Monitor::new(MonitorLimits::default()));
    let seen = Arc::new(Mutex::new(0));
    let handler = {
        let (monitor, seen) = (Arc::clone(&monitor), Arc::clone(&seen));
        move |_: &monitor_core::Event| *seen.lock().unwrap() = monitor.jobs().summary().total_jobs
    };
    let _first = emitter.on(EventKind::JobStarted, handler);
    let _second = emitter.attach(&monitor);
    emitter.emit(JobEvent::started("a"));
    assert_eq!(*seen.lock().unwrap(), 1);
}

#[test]
fn the_same_handler_registered_twice_runs_twice() {
    let (emitter, log) = (Emitter::new(), Log::default());
    let _twice = [
        emitter.on(EventKind::JobStarted, noting(&log, "x")),
        emitter.on(EventKind::JobStarted, noting(&log, "x")),
    ];
    emitter.emit(JobEvent::started("a"));
    assert_eq!(taken(&log).len(), 2);
}

#[test]
fn a_handler_that_unsubscribes_itself_does_not_make_the_next_one_be_skipped() {
    let (emitter, log) = (Emitter::new(), Log::default());
    let own: Arc<Mutex<Option<Subscription>>> = Arc::default();
    let _a = emitter.on(EventKind::JobStarted, noting(&log, "a"));
    let removing = Arc::clone(&own);
    *own.lock().unwrap() = Some(emitter.on(EventKind::JobStarted, move |_| {
        assert!(removing.lock().unwrap().take().is_some_and(Subscription::unsubscribe));
    }));
    let _c = emitter.on(EventKind::JobStarted, noting(&log, "c"));
    emitter.emit(JobEvent::started("1"));
    assert_eq!(taken(&log), ["a job.started", "c job.started"]);
    assert_eq!(emitter.emit(JobEvent::started("2")).handled, 2);
}

#[test]
fn a_handler_that_an_earlier_one_removes_is_not_called_even_for_the_current_event() {
    let (emitter, log) = (Emitter::new(), Log::default());
    let later: Arc<Mutex<Option<Subscription>>> = Arc::default();
    let removing = Arc::clone(&later);
    let _first = emitter.on(EventKind::JobStarted, move |_| drop(removing.lock().unwrap().take()));
    *later.lock().unwrap() = Some(emitter.on(EventKind::JobStarted, noting(&log, "removed")));
    emitter.emit(JobEvent::started("1"));
    assert_eq!(taken(&log), Vec::<String>::new());
}

#[test]
fn a_handler_that_is_added_by_a_handler_sees_the_next_event_first() {
    let (emitter, log) = (Emitter::new(), Log::default());
    let added: Arc<Mutex<Vec<Subscription>>> = Arc::default();
    let (handle, keep, inner) = (emitter.clone(), Arc::clone(&added), Arc::clone(&log));
    let _adding = emitter.once(EventKind::JobStarted, move |_| {
        keep.lock().unwrap().push(handle.on(EventKind::JobStarted, noting(&inner, "added")));
    });
    emitter.emit(JobEvent::started("1"));
    assert_eq!(taken(&log), Vec::<String>::new());
    emitter.emit(JobEvent::started("2"));
    assert_eq!(taken(&log), ["added job.started"]);
    added.lock().unwrap().clear();
}

#[test]
fn an_event_that_a_handler_emits_comes_after_the_current_one_has_been_everywhere() {
    let (emitter, log) = (Emitter::new(), Log::default());
    let handle = emitter.clone();
    let deferred = Arc::new(Mutex::new(Vec::new()));
    let deliveries = Arc::clone(&deferred);
    let _nesting = emitter.on(EventKind::JobFailed, move |_| {
        deliveries.lock().unwrap().push(handle.emit(JobEvent::retrying("a")));
        deliveries.lock().unwrap().push(handle.emit(JobEvent::queued("a")));
    });
    let _any = emitter.on_any(noting(&log, "any"));
    emitter.emit(JobEvent::failed("a", "boom"));
    assert_eq!(taken(&log), ["any job.failed", "any job.retrying", "any job.queued"]);
    assert!(deferred.lock().unwrap().iter().all(|delivery: &EmitOutcome| delivery.deferred));
}

#[test]
fn a_long_chain_of_nested_events_needs_no_deep_stack() {
    let emitter = Emitter::new();
    let (handle, left) = (emitter.clone(), Arc::new(Mutex::new(100_000_u32)));
    let counting = Arc::clone(&left);
    let _chain = emitter.on(EventKind::JobQueued, move |_| {
        let mut left = counting.lock().unwrap();
        *left -= 1;
        let more = *left > 0;
        drop(left);
        if more {
            handle.emit(JobEvent::queued("a"));
        }
    });
    emitter.emit(JobEvent::queued("a"));
    assert_eq!(*left.lock().unwrap(), 0);
}

#[test]
fn nested_events_beyond_the_bound_are_given_up_and_counted() {
    let mut limits = EmitterLimits::default();
    limits.nested = 3;
    let emitter: Emitter = Emitter::with(limits);
    let recorder = Arc::new(EventRecorder::new(100));
    let _all = emitter.attach(&recorder);
    let handle = emitter.clone();
    let _burst = emitter.on(EventKind::JobFailed, move |_| {
        for _ in 0..10 {
            handle.emit(JobEvent::queued("a"));
        }
    });
    emitter.emit(JobEvent::failed("a", "boom"));
    recorder.assert_count(EventKind::JobQueued, 3);
    assert_eq!(emitter.stats().nested_dropped, 7);
}

#[test]
fn emitters_that_feed_each_other_deliver_at_once_and_a_loop_back_waits() {
    let (first, second) = (Emitter::new(), Emitter::new());
    let log = Log::default();
    let (to_second, to_first) = (second.clone(), first.clone());
    let _a = first.on(EventKind::JobStarted, move |_| {
        assert!(!to_second.emit(JobEvent::queued("a")).deferred);
    });
    let _b = second.on(EventKind::JobQueued, move |_| {
        assert!(to_first.emit(JobEvent::completed("a")).deferred);
    });
    let _c = [second.on_any(noting(&log, "second")), first.on_any(noting(&log, "first"))];
    first.emit(JobEvent::started("a"));
    assert_eq!(taken(&log), ["second job.queued", "first job.started", "first job.completed"]);
}

#[test]
fn an_event_gets_its_time_once_when_it_is_emitted_and_keeps_one_that_it_has() {
    let clock = Arc::new(ManualClock::new(Timestamp::from_secs(7)));
    let mut limits = EmitterLimits::default();
    limits.clock = clock.clone();
    let emitter: Emitter = Emitter::with(limits);
    let events = emitter.subscribe(ChannelOptions::new(8));
    emitter.emit(JobEvent::started("a"));
    clock.set(Timestamp::from_secs(9));
    emitter.emit(JobEvent::started("b").at(Timestamp::from_secs(1)));
    let forwarded = events.try_recv().unwrap();
    emitter.emit_shared(&forwarded);
    let times: Vec<_> = events.try_iter().map(|event| event.at.unwrap()).collect();
    assert_eq!(forwarded.at, Some(Timestamp::from_secs(7)));
    assert_eq!(times, [Timestamp::from_secs(1), Timestamp::from_secs(7)]);
}

#[test]
fn an_event_that_nobody_listens_to_is_not_even_made() {
    let emitter = Emitter::new();
    let made = Arc::new(Mutex::new(0));
    let make = || {
        *made.lock().unwrap() += 1;
        SystemEvent::error("x")
    };
    assert!(!emitter.is_enabled(EventKind::SystemError));
    assert_eq!(emitter.emit_with(EventKind::SystemError, make), EmitOutcome::default());
    let subscription = emitter.on(EventKind::SystemError, |_| {});
    assert!(emitter.is_enabled(EventKind::SystemError));
    assert_eq!(emitter.emit_with(EventKind::SystemError, make).handled, 1);
    drop(subscription);
    assert!(!emitter.is_enabled(EventKind::SystemError));
    assert_eq!(*made.lock().unwrap(), 1);
}

#[test]
fn an_emitter_can_be_attached_to_another_as_an_observer() {
    let (outer, inner) = (Emitter::new(), Arc::new(Emitter::new()));
    let _forward = outer.attach(&inner);
    let events = inner.subscribe(ChannelOptions::new(1));
    outer.emit(JobEvent::started("a"));
    assert_eq!(events.try_recv().unwrap().job_id().unwrap(), &"a");
}
