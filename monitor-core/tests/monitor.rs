//! The monitor as a whole: switching it on and off, resetting it, and what its status shows.

use std::time::Duration;

use monitor_core::{
    Error, Event, JobEvent, Monitor, MonitorLimits, MonitorStatus, Observer, SystemEvent,
    Timestamp, WorkerEvent,
};

fn s(seconds: i64) -> Timestamp {
    Timestamp::from_secs(1_767_225_600 + seconds)
}

fn feed(monitor: &Monitor, events: impl IntoIterator<Item = Event>) {
    events.into_iter().for_each(|event| monitor.observe(&event));
}

fn world() -> Monitor {
    let monitor = Monitor::new(MonitorLimits::default());
    feed(
        &monitor,
        [
            SystemEvent::startup().at(s(0)),
            WorkerEvent::registered("w1").at(s(0)),
            JobEvent::queued("a").at(s(0)),
            JobEvent::queued("b").at(s(0)),
            JobEvent::started("a").worker("w1").tags(["t"]).name("n").at(s(1)),
        ],
    );
    monitor
}

#[test]
fn a_disabled_monitor_has_no_status_but_a_clear_error() {
    let monitor = world();
    monitor.disable();
    assert!(!monitor.is_enabled());
    let error = monitor.status(s(2)).unwrap_err();
    assert_eq!(error, Error::Disabled);
    assert_eq!(error.to_string(), "Monitoring system is disabled");
    monitor.enable();
    assert!(monitor.is_enabled() && monitor.status(s(2)).is_ok());
}

#[test]
fn nothing_is_collected_while_it_is_disabled() {
    let monitor = world();
    monitor.disable();
    let before =
        (monitor.jobs().summary(), monitor.workers().all(s(2)), monitor.system_summary(s(2)));
    feed(
        &monitor,
        [
            JobEvent::started("c").at(s(2)),
            JobEvent::completed("c").run_time(Duration::ZERO).at(s(2)),
            WorkerEvent::registered("w2").at(s(2)),
            SystemEvent::error("x").at(s(2)),
        ],
    );
    monitor.update_queue_depth(9);
    assert!(monitor.expire(s(1_000)).is_empty());
    let after =
        (monitor.jobs().summary(), monitor.workers().all(s(2)), monitor.system_summary(s(2)));
    assert_eq!(before, after);
}

#[test]
fn it_collects_again_when_it_is_enabled_again() {
    let monitor = world();
    monitor.disable();
    feed(&monitor, [JobEvent::completed("a").at(s(2))]);
    monitor.enable();
    feed(&monitor, [JobEvent::started("c").at(s(3)), JobEvent::completed("c").at(s(4))]);
    let jobs = monitor.status(s(5)).unwrap().jobs;
    assert_eq!((jobs.total_jobs, jobs.completed_jobs, jobs.currently_running), (2, 1, 0));
    assert_eq!((jobs.anomalies.open_jobs_forgotten, jobs.currently_queued), (2, 0));
    assert_eq!(monitor.workers().status("w1", s(5)).unwrap().running_jobs, 0);
}

#[test]
fn disabling_and_enabling_twice_changes_nothing() {
    let monitor = world();
    monitor.enable();
    assert_eq!(monitor.status(s(2)).unwrap().jobs.currently_running, 1);
    monitor.disable();
    monitor.disable();
    monitor.enable();
    monitor.enable();
    assert_eq!(monitor.status(s(2)).unwrap().jobs.anomalies.open_jobs_forgotten, 2);
}

#[test]
fn reset_forgets_all_but_the_uptime() {
    let monitor = world();
    monitor.reset();
    let status = monitor.status(s(60)).unwrap();
    assert_eq!(status.system.uptime_formatted, "1m 0s");
    let fresh = Monitor::new(MonitorLimits::default()).status(s(60)).unwrap();
    assert_eq!(status.jobs, fresh.jobs);
    assert_eq!(status.workers, fresh.workers);
    assert_eq!(status.system.event_counts, fresh.system.event_counts);
    assert_eq!(
        (status.tags, status.names, status.throughput),
        (fresh.tags, fresh.names, fresh.throughput)
    );
}

#[test]
fn the_depth_of_the_queue_is_what_events_say_until_the_host_says_it() {
    let monitor = world();
    let depth = || {
        let system = monitor.status(s(2)).unwrap().system;
        (system.queue_depth, system.max_queue_depth)
    };
    assert_eq!(depth(), (1, 1));
    monitor.update_queue_depth(12);
    assert_eq!(depth(), (12, 12));
    monitor.update_queue_depth(0);
    assert_eq!(depth(), (0, 12));
    monitor.reset();
    assert_eq!(depth(), (0, 0));
}

#[test]
fn it_finds_workers_that_were_lost() {
    let monitor = world();
    let lost = monitor.expire(s(121));
    assert_eq!(lost.len(), 1);
    feed(&monitor, lost);
    let status = monitor.status(s(122)).unwrap();
    assert_eq!((status.workers.active_count, status.workers.timed_out), (0, 1));
    assert!(monitor.expire(s(123)).is_empty());
}

#[test]
fn the_status_shows_10_recent_jobs_oldest_first() {
    let monitor = world();
    for second in 0..30 {
        let id = second.to_string();
        feed(&monitor, [JobEvent::completed(id).run_time(Duration::ZERO).at(s(second))]);
    }
    let recent = monitor.status(s(30)).unwrap().recent_jobs;
    let ids: Vec<_> = recent.iter().map(|job| job.job_id.as_str()).collect();
    assert_eq!(ids, ["20", "21", "22", "23", "24", "25", "26", "27", "28", "29"]);
}

#[test]
fn a_status_reads_back_from_its_json() {
    let monitor = world();
    feed(&monitor, [JobEvent::completed("").run_time(Duration::from_secs(1)).tags([""]).at(s(2))]);
    feed(&monitor, [SystemEvent::error("x").into(), JobEvent::failed("a", "y").at(s(4))]);
    let status = monitor.status(s(5)).unwrap();
    let text = serde_json::to_string(&status).unwrap();
    assert_eq!(serde_json::from_str::<MonitorStatus>(&text).unwrap(), status);
}
