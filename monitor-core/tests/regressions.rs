//! One test for each flaw that people know from the system which this one follows.
#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "helpers of tests may fail as tests do"
)]
#![expect(clippy::disallowed_methods, reason = "a deadlock is found from another thread")]

#[path = "world/arbitrary.rs"]
mod arbitrary;

use std::sync::{Arc, mpsc};
use std::time::Duration;

use monitor_core::{
    Event, EventKind, GroupSummary, JobEvent, Monitor, MonitorLimits, MonitorStatus, Observer,
    SystemEvent, Timestamp, WorkerEvent,
};
use proptest::collection::vec;
use proptest::test_runner::TestCaseError;
use proptest::{prop_assert, prop_assert_eq, proptest};

fn s(seconds: i64) -> Timestamp {
    Timestamp::from_secs(1_767_225_600 + seconds)
}

fn monitor() -> Monitor {
    Monitor::new(MonitorLimits::default())
}

fn feed(monitor: &Monitor, events: impl IntoIterator<Item = Event>) {
    events.into_iter().for_each(|event| monitor.observe(&event));
}

/// Runs `work` and fails if it hangs.
fn ends(work: impl FnOnce() + Send + 'static) {
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || {
        work();
        let _ = send.send(());
    });
    receive.recv_timeout(Duration::from_secs(60)).expect("it hangs");
}

#[test]
fn the_status_with_a_worker_does_not_deadlock() {
    ends(|| {
        let monitor = monitor();
        feed(&monitor, [WorkerEvent::registered("w1").at(s(0))]);
        assert_eq!(monitor.workers().all(s(1)).workers.len(), 1);
        assert_eq!(monitor.status(s(1)).unwrap().workers.active_count, 1);
        feed(&monitor, [WorkerEvent::heartbeat("w1").at(s(2)), JobEvent::started("a").at(s(2))]);
        assert_eq!(monitor.status(s(3)).unwrap().jobs.total_jobs, 1);
    });
}

/// Asks for everything with every event, as a handler may.
struct Curious(Arc<Monitor>);

impl Observer for Curious {
    fn observe(&self, event: &Event) {
        self.0.observe(event);
        let status = self.0.status(s(9)).unwrap();
        let _ = (self.0.workers().status("w1", s(9)), self.0.expire(s(9)), format!("{:?}", self.0));
        self.0.observe(&SystemEvent::error(status.system.uptime_formatted).at(s(9)));
    }
}

#[test]
fn the_status_can_be_asked_for_while_an_event_is_handled() {
    ends(|| {
        let curious = Curious(Arc::new(monitor()));
        for event in [
            WorkerEvent::registered("w1").at(s(0)),
            JobEvent::queued("a").at(s(0)),
            JobEvent::started("a").worker("w1").at(s(1)),
            JobEvent::completed("a").at(s(2)),
            WorkerEvent::offline("w1").at(s(3)),
        ] {
            curious.observe(&event);
        }
        assert_eq!(curious.0.status(s(9)).unwrap().system.error_count, 5);
    });
}

#[test]
fn the_status_can_be_asked_for_while_other_threads_emit_switch_and_reset() {
    ends(|| {
        let monitor = monitor();
        std::thread::scope(|scope| {
            for thread in 0..3 {
                let monitor = &monitor;
                scope.spawn(move || {
                    for job in 0..3_000 {
                        let id = format!("{}", (job + thread) % 50);
                        feed(
                            monitor,
                            [
                                WorkerEvent::heartbeat(&*id).at(s(job)),
                                JobEvent::queued(&id).at(s(job)),
                                JobEvent::started(&id).worker(&*id).tags([&id]).at(s(job)),
                                JobEvent::completed(&id).at(s(job)),
                            ],
                        );
                    }
                });
            }
            for round in 0..300 {
                let _ = (monitor.status(s(round)), monitor.expire(s(round)));
                match round % 30 {
                    10 => monitor.disable(),
                    11 => monitor.enable(),
                    20 => monitor.reset(),
                    _ => {}
                }
            }
        });
        monitor.disable();
        monitor.enable();
        let jobs = monitor.status(s(0)).unwrap().jobs;
        assert_eq!((jobs.currently_running, jobs.currently_queued), (0, 0));
    });
}

#[test]
fn a_completion_without_a_start_does_not_give_200_percent() {
    let monitor = monitor();
    feed(&monitor, [JobEvent::started("a").at(s(0)), JobEvent::completed("a").at(s(1))]);
    feed(&monitor, [JobEvent::completed("b").at(s(1))]);
    let jobs = monitor.jobs().summary();
    assert_eq!((jobs.success_rate.to_bits(), jobs.unmatched.completed), (100.0_f64.to_bits(), 1));
}

#[test]
fn a_job_that_is_cancelled_in_its_queue_is_not_in_the_rate_of_those_that_started() {
    let monitor = monitor();
    feed(&monitor, [JobEvent::queued("a").at(s(0)), JobEvent::started("b").at(s(0))]);
    feed(&monitor, [JobEvent::cancelled("a").at(s(1))]);
    let jobs = monitor.jobs().summary();
    assert_eq!((jobs.cancel_rate.to_bits(), jobs.before_start.cancelled), (0.0_f64.to_bits(), 1));
}

#[test]
fn a_job_that_is_retried_and_completes_is_one_job_that_succeeds() {
    let monitor = monitor();
    let started = |at| JobEvent::started("a").at(s(at));
    feed(&monitor, [started(0), JobEvent::retrying("a").at(s(1)), started(2)]);
    feed(&monitor, [JobEvent::completed("a").at(s(3))]);
    let jobs = monitor.jobs().summary();
    assert_eq!((jobs.total_jobs, jobs.success_rate.to_bits()), (1, 100.0_f64.to_bits()));
}

#[test]
fn a_start_that_manager_and_worker_both_say_on_their_threads_counts_once() {
    let monitor = monitor();
    for _ in 0..2 {
        std::thread::scope(|scope| {
            scope.spawn(|| feed(&monitor, [JobEvent::started("a").worker("w1").at(s(0))]));
        });
    }
    feed(&monitor, [JobEvent::completed("a").at(s(1))]);
    let jobs = monitor.jobs().summary();
    assert_eq!((jobs.total_jobs, jobs.completed_jobs, jobs.currently_running), (1, 1, 0));
    assert_eq!(jobs.anomalies.repeated_starts, 1);
}

#[test]
fn the_mean_is_over_jobs_whose_run_time_is_known() {
    let monitor = monitor();
    feed(&monitor, [JobEvent::started("a").at(s(0)), JobEvent::completed("a").at(s(4))]);
    feed(&monitor, [JobEvent::completed("b").at(s(9))]);
    assert_eq!(monitor.jobs().summary().avg_execution_time.to_bits(), 4.0_f64.to_bits());
}

#[test]
fn a_tag_that_is_listed_twice_counts_once_and_a_limit_of_0_shows_nothing() {
    let monitor = monitor();
    feed(&monitor, [JobEvent::started("a").tags(["t", "t"]).at(s(0))]);
    feed(&monitor, [JobEvent::completed("a").at(s(1))]);
    assert_eq!(monitor.jobs().by_tag()["t"].total_jobs, 1);
    assert!(monitor.jobs().recent(0).is_empty());
}

#[test]
fn a_worker_that_comes_back_is_not_offline_since_anything() {
    let monitor = monitor();
    feed(&monitor, [WorkerEvent::offline("w1").at(s(0)), WorkerEvent::registered("w1").at(s(0))]);
    feed(&monitor, [WorkerEvent::offline("w1").at(s(1)), WorkerEvent::heartbeat("w1").at(s(2))]);
    let status = monitor.workers().status("w1", s(3)).unwrap();
    assert_eq!((status.offline_at, status.running_jobs), (None, 0));
}

#[test]
fn a_worker_that_dies_without_a_word_does_not_stay_online() {
    let monitor = monitor();
    feed(&monitor, [WorkerEvent::registered("w1").at(s(0))]);
    assert_eq!(monitor.workers().active_count(s(10_000)), 0);
}

#[test]
fn a_disabled_monitor_collects_nothing() {
    let monitor = monitor();
    monitor.disable();
    feed(&monitor, [JobEvent::started("a").at(s(0)), WorkerEvent::registered("w1").at(s(0))]);
    monitor.enable();
    let status = monitor.status(s(1)).unwrap();
    assert_eq!((status.jobs.total_jobs, status.workers.workers.len()), (0, 0));
    assert_eq!(status.system.event_counts.total(), 0);
}

fn check_group(group: &GroupSummary, exact: bool) -> Result<(), TestCaseError> {
    for rate in [group.success_rate, group.failure_rate, group.cancel_rate] {
        prop_assert!((0.0..=100.0).contains(&rate));
    }
    prop_assert!(group.avg_execution_time >= 0.0);
    let ended = group.completed_jobs + group.failed_jobs + group.cancelled_jobs;
    prop_assert!(!exact || ended <= group.total_jobs, "{:?}", group);
    Ok(())
}

/// What holds after any events. `exact` where no tag or name shared the figures of others.
fn check(status: &MonitorStatus, exact: bool) -> Result<u64, TestCaseError> {
    let jobs = &status.jobs;
    for rate in [jobs.success_rate, jobs.failure_rate, jobs.cancel_rate, jobs.retry_rate] {
        prop_assert!((0.0..=100.0).contains(&rate));
    }
    for group in status.tags.values().chain(status.names.values()).chain(status.priorities.values())
    {
        check_group(group, exact)?;
    }
    for worker in status.workers.workers.values() {
        prop_assert!((0.0..=1.0).contains(&worker.utilisation));
        prop_assert!((0.0..=1.0).contains(&worker.busy_fraction));
    }
    let ended = jobs.completed_jobs + jobs.failed_jobs + jobs.cancelled_jobs;
    prop_assert!(ended + jobs.currently_running <= jobs.total_jobs);
    prop_assert!(jobs.currently_paused <= jobs.currently_running);
    prop_assert!(jobs.attempts >= ended);
    prop_assert_eq!(jobs.queued_by_priority.values().sum::<u64>(), jobs.currently_queued);
    Ok(ended)
}

fn drained(monitor: &Monitor) -> MonitorStatus {
    feed(monitor, arbitrary::JOBS.map(|id| JobEvent::completed(id).at(s(0))));
    monitor.status(s(1)).unwrap()
}

proptest! {
    #[test]
    fn whatever_happens_every_job_that_started_ends_or_runs(events in arbitrary::stream()) {
        let monitor = monitor();
        for event in &events {
            monitor.observe(event);
        }
        check(&monitor.status(s(0)).unwrap(), true)?;
        let status = drained(&monitor);
        let ended = check(&status, true)?;
        prop_assert_eq!(status.jobs.total_jobs, ended);
        prop_assert_eq!((status.jobs.currently_running, status.jobs.currently_queued), (0, 0));
        prop_assert_eq!(status.system.event_counts.total(), events.len() as u64 + 6);
    }

    #[test]
    fn with_little_room_what_is_missing_is_counted_as_forgotten(events in arbitrary::stream()) {
        let mut limits = MonitorLimits::default();
        (limits.open_jobs, limits.workers, limits.tags, limits.names) = (2, 1, 1, 1);
        let monitor = Monitor::new(limits);
        for event in &events {
            monitor.observe(event);
        }
        check(&monitor.status(s(0)).unwrap(), false)?;
        let status = drained(&monitor);
        let ended = check(&status, false)?;
        prop_assert!(status.jobs.total_jobs - ended <= status.jobs.anomalies.open_jobs_forgotten);
        prop_assert_eq!((status.jobs.currently_running, status.jobs.currently_queued), (0, 0));
    }

    #[test]
    fn serial_events_give_the_same_figures_on_whatever_threads(events in arbitrary::stream()) {
        // That a job has been made is not looked for on other threads, for the sake of speed.
        let looked_for = |event: &&Event| event.kind() != EventKind::JobCreated;
        let events: Vec<_> = events.iter().filter(looked_for).collect();
        let (one, several) = (monitor(), monitor());
        events.iter().for_each(|event| one.observe(event));
        for part in events.chunks(20) {
            std::thread::scope(|scope| {
                scope.spawn(|| part.iter().for_each(|event| several.observe(event)));
            });
        }
        let (one, several) = (one.status(s(0)).unwrap(), several.status(s(0)).unwrap());
        let counts = |status: &MonitorStatus| {
            let mut jobs = status.jobs.clone();
            jobs.anomalies.late = 0;
            (jobs, status.tags.clone(), status.names.clone(), status.priorities.clone())
        };
        prop_assert_eq!(counts(&one), counts(&several));
        prop_assert_eq!((one.system, one.workers), (several.system, several.workers));
    }

    #[test]
    fn no_event_whatever_makes_the_monitor_panic(events in vec(arbitrary::any_event(), 0..12)) {
        let monitor = monitor();
        for event in &events {
            monitor.observe(event);
        }
        for now in [Timestamp::MIN, s(0), Timestamp::MAX] {
            let status = monitor.status(now).unwrap();
            let text = serde_json::to_string(&status).unwrap();
            prop_assert_eq!(serde_json::from_str::<MonitorStatus>(&text).unwrap(), status);
            let _ = monitor.expire(now);
        }
    }
}
