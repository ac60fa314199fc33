//! One thread: saved at any event of any stream, restored, and fed the rest.

use std::time::Duration;

use monitor_core::{Event, EventSource, JobEvent, Monitor, MonitorLimits, Observer, Timestamp};
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any};
use proptest::test_runner::{Config as ProptestConfig, TestCaseResult};
use proptest::{prop_assert_eq, prop_oneof, proptest, sample::Index};

use crate::{arbitrary, documents, json, restarted, s};

/// What a host does with a monitor, beside giving it events.
#[derive(Clone, Debug)]
enum Call {
    Observe(Box<Event>),
    Expire(Timestamp),
    Status(Timestamp),
    QueueDepth(u64),
    Reset,
    Disable,
    Enable,
}

fn call() -> impl Strategy<Value = Call> {
    let time = || prop_oneof![8 => (0..5_000_i64).prop_map(s), 1 => Just(Timestamp::MAX)];
    prop_oneof![
        4 => time().prop_map(Call::Expire),
        3 => time().prop_map(Call::Status),
        1 => (0..9_u64).prop_map(Call::QueueDepth),
        1 => Just(Call::QueueDepth(u64::MAX)),
        1 => Just(Call::Reset),
        1 => Just(Call::Disable),
        2 => Just(Call::Enable),
    ]
}

fn calls() -> impl Strategy<Value = Vec<Call>> {
    let any_events = vec(arbitrary::any_event(), 0..8);
    let events = prop_oneof![6 => arbitrary::stream(), 1 => any_events];
    (events, vec((any::<Index>(), call()), 0..10)).prop_map(|(events, others)| {
        let mut calls: Vec<_> =
            events.into_iter().map(|event| Call::Observe(Box::new(event))).collect();
        for (at, call) in others {
            calls.insert(at.index(calls.len() + 1), call);
        }
        calls
    })
}

fn limits() -> impl Strategy<Value = MonitorLimits> {
    let bounds = (0..4_usize, 0..4_usize, 0..3_usize, 0..4_usize, 0..4_usize);
    let tight = bounds.prop_map(|(history, tags, names, workers, open_jobs)| {
        let mut limits = MonitorLimits::default();
        (limits.history, limits.tags, limits.names) = (history, tags, names);
        (limits.workers, limits.open_jobs) = (workers, open_jobs);
        limits.heartbeat_timeout = Duration::from_secs(20);
        limits
    });
    prop_oneof![Just(MonitorLimits::default()), tight]
}

/// Makes the call, and returns what the monitor answers.
fn make(monitor: &Monitor, call: &Call) -> String {
    match call {
        Call::Observe(event) => monitor.observe(event),
        Call::Expire(now) => return format!("{:?}", monitor.expire(*now)),
        Call::Status(now) => return format!("{:?}", monitor.status(*now)),
        Call::QueueDepth(jobs) => monitor.update_queue_depth(*jobs),
        Call::Reset => monitor.reset(),
        Call::Disable => monitor.disable(),
        Call::Enable => monitor.enable(),
    }
    String::new()
}

fn same(never_stopped: &Monitor, restored: &Monitor) -> TestCaseResult {
    prop_assert_eq!(json(never_stopped), json(restored));
    for now in [s(50), s(4_000), Timestamp::MAX] {
        prop_assert_eq!(documents(never_stopped, now), documents(restored, now));
    }
    // What is asked may change what is kept: the largest depth, the workers that begin anew.
    prop_assert_eq!(json(never_stopped), json(restored));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn a_restored_monitor_goes_on_as_if_it_had_never_stopped(
        calls in calls(), at in any::<Index>(), limits in limits()
    ) {
        let (before, after) = calls.split_at(at.index(calls.len() + 1));
        let never_stopped = Monitor::new(limits.clone());
        for call in before {
            make(&never_stopped, call);
        }
        let restored = restarted(&never_stopped, &limits);
        prop_assert_eq!(json(&never_stopped), json(&restored));
        for call in after {
            prop_assert_eq!(make(&never_stopped, call), make(&restored, call));
        }
        same(&never_stopped, &restored)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn a_restart_after_every_call_changes_nothing(calls in calls(), limits in limits()) {
        let never_stopped = Monitor::new(limits.clone());
        let mut restored = Monitor::new(limits.clone());
        for call in &calls {
            prop_assert_eq!(make(&never_stopped, call), make(&restored, call));
            restored = restarted(&restored, &limits);
        }
        same(&never_stopped, &restored)?;
    }
}

/// The same calls, with a source on two thirds of the events.
fn with_sources(calls: Vec<Call>, choices: &[u8]) -> Vec<Call> {
    let sources = ["one", "two"].map(|host| EventSource::new().with_host(host));
    let mut choices = choices.iter().cycle();
    let mut choose = |call| match (call, choices.next()) {
        (Call::Observe(event), Some(&at @ 0..2)) => {
            Call::Observe(Box::new(event.source(&sources[usize::from(at)])))
        }
        (call, _) => call,
    };
    calls.into_iter().map(&mut choose).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_restored_monitor_keeps_the_sources_of_events_apart(
        calls in calls(), choices in vec(0..3_u8, 1..20), at in any::<Index>()
    ) {
        let limits = MonitorLimits::default();
        let calls = with_sources(calls, &choices);
        let (before, after) = calls.split_at(at.index(calls.len() + 1));
        let never_stopped = Monitor::new(limits.clone());
        for call in before {
            make(&never_stopped, call);
        }
        let restored = restarted(&never_stopped, &limits);
        prop_assert_eq!(json(&never_stopped), json(&restored));
        for call in after {
            prop_assert_eq!(make(&never_stopped, call), make(&restored, call));
        }
        same(&never_stopped, &restored)?;
        for host in ["one", "two"] {
            let source = EventSource::new().with_host(host);
            let alone = |monitor: &Monitor| {
                let own = monitor.jobs().for_source(&source)?;
                Some(format!("{:?} {:?}", own.summary(), own.active(usize::MAX)))
            };
            prop_assert_eq!(alone(&never_stopped), alone(&restored));
        }
    }
}

#[test]
fn sources_without_room_are_counted_and_their_open_jobs_forgotten() {
    let mut limits = MonitorLimits::default();
    limits.sources = 1;
    let monitor = Monitor::new(limits.clone());
    for host in ["first", "second", "third"] {
        let source = EventSource::new().with_host(host);
        monitor.observe(&JobEvent::started("open").source(&source).at(s(1)));
        monitor.observe(&JobEvent::started("ended").source(&source).at(s(2)));
        monitor.observe(&JobEvent::completed("ended").source(&source).at(s(3)));
    }
    let before = monitor.jobs().summary();
    let restored = restarted(&monitor, &limits).jobs().summary();
    assert_eq!((before.total_jobs, before.completed_jobs, before.currently_running), (6, 3, 3));
    assert_eq!((restored.total_jobs, restored.completed_jobs), (6, 3));
    assert_eq!(restored.currently_running, 1, "the one of the first source");
    assert_eq!(restored.anomalies.open_jobs_forgotten, 2);
    assert_eq!(restored.anomalies.sources_overflowed, before.anomalies.sources_overflowed);
    limits.sources = 0;
    let smaller = restarted(&monitor, &limits).jobs().summary();
    assert_eq!(smaller.anomalies.sources_overflowed, before.anomalies.sources_overflowed + 1);
}
