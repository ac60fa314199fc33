//! Worker metrics in made-up worlds: every key, heartbeats that stop, and the bound on workers.

use std::time::Duration;

use monitor_core::{
    Event, EventKind, JobEvent, Monitor, MonitorLimits, Observer, Payload, Timestamp, WorkerEvent,
    WorkerMetrics, WorkerState,
};
use serde_json::json;

fn s(seconds: u64) -> Timestamp {
    Timestamp::from_secs(1_000_000).saturating_add(Duration::from_secs(seconds))
}

fn workers(change: impl FnOnce(&mut MonitorLimits)) -> WorkerMetrics {
    let mut limits = MonitorLimits::default();
    change(&mut limits);
    WorkerMetrics::new(&limits)
}

fn feed(metrics: &impl Observer, events: impl IntoIterator<Item = Event>) {
    events.into_iter().for_each(|event| metrics.observe(&event));
}

fn lost(events: &[Event]) -> Vec<(&str, &str)> {
    events
        .iter()
        .map(|event| match &event.payload {
            Payload::WorkerOffline(event) => {
                (event.worker.as_str(), event.phase.reason.as_deref().unwrap_or_default())
            }
            _ => ("", ""),
        })
        .collect()
}

#[test]
fn a_status_has_every_key_with_its_exact_value() {
    let monitor = Monitor::new(MonitorLimits::default());
    feed(
        &monitor,
        [
            WorkerEvent::registered("w1")
                .host("node-7")
                .tags(["gpu"])
                .max_concurrent_jobs(4)
                .at(s(0)),
            WorkerEvent::claimed_job("w1", "a").at(s(1)),
            JobEvent::started("a").worker("w1").at(s(1)),
            JobEvent::completed("a").at(s(11)),
            JobEvent::started("b").worker("w1").at(s(11)),
            JobEvent::retrying("b").at(s(21)),
            JobEvent::started("b").worker("w1").at(s(21)),
            JobEvent::failed("b", "x").at(s(31)),
            JobEvent::started("c").worker("w1").at(s(31)),
            JobEvent::cancelled("c").at(s(41)),
            JobEvent::started("d").worker("w1").at(s(41)),
            WorkerEvent::heartbeat("w1").at(s(45)),
        ],
    );
    let status = monitor.workers().status("w1", s(50)).unwrap();
    let expected = json!({
        "registered_at": 1_000_000.0, "host": "node-7", "tags": ["gpu"], "max_concurrent_jobs": 4,
        "status": "online", "running_jobs": 1, "jobs_claimed": 1, "uptime": 50.0,
        "last_heartbeat": 5.0, "completed_jobs": 1, "failed_jobs": 1, "cancelled_jobs": 1,
        "busy_time": 40.0, "busy_fraction": 0.2, "utilisation": 0.25,
    });
    assert_eq!(serde_json::to_value(&status).unwrap(), expected);
    let all = serde_json::to_value(monitor.workers().all(s(50))).unwrap();
    let expected = json!({"active_count": 1, "workers": {"w1": expected}, "self_registered": 0,
        "unknown": 0, "refused": 0, "purged": 0, "timed_out": 0});
    assert_eq!(all, expected);
    assert_eq!(monitor.workers().status("w2", s(50)), None);
}

#[test]
fn a_worker_that_says_nothing_of_itself_has_the_defaults() {
    let metrics = workers(|_| {});
    feed(&metrics, [WorkerEvent::registered("w1").at(s(0))]);
    let status = metrics.status("w1", s(0)).unwrap();
    assert_eq!((status.host.as_str(), status.max_concurrent_jobs), ("unknown", 1));
    assert!(status.tags.is_empty() && status.running_jobs == 0);
}

#[test]
fn what_a_heartbeat_says_is_running_is_what_runs() {
    let metrics = workers(|_| {});
    feed(
        &metrics,
        [
            WorkerEvent::registered("w1").max_concurrent_jobs(2).at(s(0)),
            WorkerEvent::heartbeat("w1").running_job_ids(["a", "b", "c"]).at(s(1)),
            WorkerEvent::heartbeat("w1").at(s(2)),
        ],
    );
    let status = metrics.status("w1", s(2)).unwrap();
    assert_eq!((status.running_jobs, status.utilisation.to_bits()), (3, 1.0_f64.to_bits()));
}

#[test]
fn a_silent_worker_turns_offline_once_at_its_deadline() {
    let metrics = workers(|limits| limits.heartbeat_timeout = Duration::from_secs(10));
    feed(&metrics, [WorkerEvent::registered("b").at(s(0)), WorkerEvent::registered("a").at(s(0))]);
    assert!(metrics.expire(s(10)).is_empty());
    assert_eq!(metrics.active_count(s(10)), 2);
    assert_eq!(metrics.active_count(s(11)), 0);

    let events = metrics.expire(s(12));
    assert_eq!(lost(&events), [("a", "heartbeat_timeout"), ("b", "heartbeat_timeout")]);
    assert!(events.iter().all(|event| event.at == Some(s(12))));
    assert!(metrics.expire(s(13)).is_empty());
    feed(&metrics, events);
    assert!(metrics.expire(s(14)).is_empty());

    let status = metrics.status("a", s(20)).unwrap();
    assert_eq!(status.status, WorkerState::Offline);
    assert_eq!(status.offline_at, Some(1_000_010.0));
    assert_eq!(status.offline_reason.as_deref(), Some("heartbeat_timeout"));
    assert_eq!(
        (status.uptime.to_bits(), status.last_heartbeat.to_bits()),
        (10.0_f64.to_bits(), 20.0_f64.to_bits())
    );
    let all = metrics.all(s(20));
    assert_eq!((all.timed_out, all.unknown, all.active_count), (2, 0, 0));
}

#[test]
fn a_worker_that_says_how_often_it_beats_may_miss_three() {
    let metrics = workers(|_| {});
    let every = |worker: &str, seconds| {
        WorkerEvent::registered(worker).heartbeat_interval(Duration::from_secs(seconds)).at(s(0))
    };
    feed(&metrics, [every("fast", 1), every("slow", 100), every("zero", 0)]);
    assert_eq!(lost(&metrics.expire(s(4))), [("fast", "heartbeat_timeout")]);
    assert_eq!(lost(&metrics.expire(s(121))), [("zero", "heartbeat_timeout")]);
    assert_eq!(lost(&metrics.expire(s(301))), [("slow", "heartbeat_timeout")]);
}

#[test]
fn a_worker_that_comes_back_is_online_and_can_be_lost_again() {
    let metrics = workers(|limits| limits.heartbeat_timeout = Duration::from_secs(10));
    feed(&metrics, [WorkerEvent::registered("w1").at(s(0))]);
    assert_eq!(metrics.expire(s(20)).len(), 1);
    feed(&metrics, [WorkerEvent::heartbeat("w1").at(s(21))]);
    let status = metrics.status("w1", s(22)).unwrap();
    assert_eq!((status.status, status.offline_at), (WorkerState::Online, None));
    assert_eq!(status.offline_reason, None);
    assert_eq!(metrics.expire(s(40)).len(), 1);
    assert_eq!(metrics.all(s(40)).timed_out, 2);
}

#[test]
fn a_worker_that_stops_says_so() {
    let metrics = workers(|_| {});
    feed(
        &metrics,
        [
            WorkerEvent::registered("w1").at(s(0)),
            WorkerEvent::offline("w1").at(s(5)),
            WorkerEvent::offline("w1").reason("again").at(s(6)),
        ],
    );
    let status = metrics.status("w1", s(100)).unwrap();
    assert_eq!(
        (status.offline_at, status.uptime.to_bits()),
        (Some(1_000_005.0), 5.0_f64.to_bits())
    );
    assert_eq!(status.offline_reason.as_deref(), Some("stopped"));
    assert!(metrics.expire(s(200)).is_empty());
}

#[test]
fn a_worker_that_registers_again_begins_anew() {
    let metrics = workers(|_| {});
    feed(
        &metrics,
        [
            WorkerEvent::registered("w1").host("old").at(s(0)),
            WorkerEvent::claimed_job("w1", "a").at(s(1)),
            WorkerEvent::offline("w1").at(s(2)),
            WorkerEvent::registered("w1").host("new").at(s(3)),
        ],
    );
    let status = metrics.status("w1", s(4)).unwrap();
    assert_eq!((status.host.as_str(), status.jobs_claimed), ("new", 0));
    assert_eq!(
        (status.status, status.registered_at.to_bits()),
        (WorkerState::Online, 1_000_003.0_f64.to_bits())
    );
}

#[test]
fn an_unknown_worker_that_beats_or_claims_is_known_from_then_on() {
    let metrics = workers(|_| {});
    feed(
        &metrics,
        [
            WorkerEvent::heartbeat("w1").at(s(0)),
            WorkerEvent::heartbeat("w1").at(s(1)),
            WorkerEvent::claimed_job("w2", "a").at(s(1)),
            WorkerEvent::offline("w3").at(s(1)),
            WorkerEvent::heartbeat("").at(s(1)),
        ],
    );
    let all = metrics.all(s(1));
    assert_eq!(all.workers.keys().collect::<Vec<_>>(), ["w1", "w2"]);
    assert_eq!((all.self_registered, all.unknown), (2, 2));
    assert_eq!(all.workers["w2"].jobs_claimed, 1);
}

#[test]
fn a_worker_that_is_offline_for_long_is_forgotten_with_its_figures() {
    let mut limits = MonitorLimits::default();
    limits.offline_retention = Duration::from_secs(100);
    let monitor = Monitor::new(limits);
    feed(
        &monitor,
        [
            WorkerEvent::registered("w1").at(s(0)),
            JobEvent::completed("a").run_time(Duration::from_secs(1)).worker("w1").at(s(1)),
            WorkerEvent::offline("w1").at(s(10)),
        ],
    );
    assert!(monitor.expire(s(110)).is_empty());
    assert!(monitor.workers().status("w1", s(110)).is_some());
    assert!(monitor.expire(s(111)).is_empty());
    assert!(monitor.workers().status("w1", s(111)).is_none());
    assert_eq!(monitor.workers().all(s(111)).purged, 1);
    feed(&monitor, [WorkerEvent::registered("w1").at(s(120))]);
    assert_eq!(monitor.workers().status("w1", s(120)).unwrap().completed_jobs, 0);
}

#[test]
fn the_one_that_is_offline_longest_makes_room_for_a_new_one() {
    let metrics = workers(|limits| limits.workers = 2);
    feed(
        &metrics,
        [
            WorkerEvent::registered("w1").at(s(0)),
            WorkerEvent::registered("w2").at(s(0)),
            WorkerEvent::registered("w3").at(s(1)),
            WorkerEvent::heartbeat("w3").at(s(1)),
        ],
    );
    let all = metrics.all(s(1));
    assert_eq!(all.workers.keys().collect::<Vec<_>>(), ["w1", "w2"]);
    assert_eq!((all.refused, all.purged, all.self_registered), (2, 0, 0));
    feed(
        &metrics,
        [
            WorkerEvent::offline("w2").at(s(2)),
            WorkerEvent::offline("w1").at(s(3)),
            WorkerEvent::heartbeat("w4").at(s(4)),
            WorkerEvent::registered("w5").at(s(5)),
        ],
    );
    let all = metrics.all(s(5));
    assert_eq!(all.workers.keys().collect::<Vec<_>>(), ["w4", "w5"]);
    assert_eq!((all.refused, all.purged, all.self_registered), (2, 2, 1));
}

#[test]
fn absurd_times_and_intervals_do_not_overflow() {
    let metrics = workers(|limits| {
        (limits.heartbeat_timeout, limits.offline_retention) = (Duration::MAX, Duration::MAX);
    });
    feed(
        &metrics,
        [
            WorkerEvent::registered("w1").heartbeat_interval(Duration::MAX).at(Timestamp::MIN),
            WorkerEvent::registered("w2").max_concurrent_jobs(0).at(Timestamp::MAX),
            WorkerEvent::heartbeat("w2").running_jobs(u32::MAX).at(Timestamp::MIN),
            WorkerEvent::offline("w1").at(Timestamp::MIN),
            WorkerEvent::heartbeat("w3").into(),
        ],
    );
    for now in [Timestamp::MIN, Timestamp::UNIX_EPOCH, Timestamp::MAX] {
        for status in metrics.all(now).workers.values() {
            assert!((0.0..=1.0).contains(&status.utilisation) && status.uptime >= 0.0);
            assert!((0.0..=1.0).contains(&status.busy_fraction));
        }
        let _ = metrics.expire(now);
    }
}

#[test]
fn reset_forgets_every_worker_and_count() {
    let metrics = workers(|_| {});
    feed(&metrics, [WorkerEvent::heartbeat("w1").at(s(0)), WorkerEvent::offline("w2").at(s(0))]);
    metrics.reset();
    assert_eq!(metrics.all(s(0)), Default::default());
}

#[test]
fn it_is_interested_in_workers_only() {
    let metrics = workers(|_| {});
    assert_eq!(metrics.interest(), EventKind::WORKERS);
    feed(&metrics, [JobEvent::started("a").worker("w1").at(s(0))]);
    assert!(metrics.all(s(0)).workers.is_empty());
}

#[test]
fn a_worker_that_is_heard_of_after_a_reset_is_who_it_said_it_was() {
    let metrics = workers(|limits| limits.workers = 2);
    let registered = WorkerEvent::registered("w1").host("alpha").tags(["gpu"]);
    feed(
        &metrics,
        [
            registered.max_concurrent_jobs(4).at(s(0)),
            WorkerEvent::claimed_job("w1", "job-1").at(s(1)),
        ],
    );
    metrics.reset();
    assert!(metrics.all(s(2)).workers.is_empty());
    feed(&metrics, [WorkerEvent::heartbeat("w1").at(s(3))]);
    let status = metrics.status("w1", s(5)).unwrap();
    assert_eq!((status.host.as_str(), status.max_concurrent_jobs), ("alpha", 4));
    assert_eq!(serde_json::to_value(&status.tags).unwrap(), json!(["gpu"]));
    assert_eq!((status.jobs_claimed, status.uptime), (0, 2.0));
    assert_eq!(metrics.all(s(5)).self_registered, 0);
}

#[test]
fn a_worker_that_is_silent_for_long_after_a_reset_is_forgotten_for_good() {
    let metrics = workers(|_| {});
    feed(&metrics, [WorkerEvent::registered("w1").host("alpha").at(s(0))]);
    metrics.reset();
    assert!(metrics.expire(s(10_000)).is_empty());
    feed(&metrics, [WorkerEvent::heartbeat("w1").at(s(10_001))]);
    assert_eq!(metrics.status("w1", s(10_001)).unwrap().host, "unknown");
}
