//! Events that come late, on the wrong thread, or about a worker that has been forgotten.

#![expect(clippy::disallowed_methods, reason = "it is about threads")]

use std::thread;

use monitor_core::{
    Event, JobEvent, Monitor, MonitorLimits, Observer, Timestamp, WorkerEvent, WorkerState,
};

fn s(seconds: i64) -> Timestamp {
    Timestamp::from_secs(seconds)
}

fn monitor() -> Monitor {
    Monitor::new(MonitorLimits::default())
}

fn on_another_thread(monitor: &Monitor, event: Event) {
    thread::scope(|scope| {
        scope.spawn(|| monitor.observe(&event));
    });
}

#[test]
fn a_job_whose_creation_is_told_after_its_start_on_another_thread_is_one_job() {
    let monitor = monitor();
    on_another_thread(&monitor, JobEvent::started("j").worker("w").at(s(2)));
    monitor.observe(&JobEvent::created("j").at(s(1)));
    monitor.observe(&JobEvent::completed("j").at(s(5)));
    let jobs = monitor.jobs().summary();
    assert_eq!((jobs.total_jobs, jobs.completed_jobs, jobs.currently_running), (1, 1, 0));
    assert_eq!(jobs.max_execution_time, 3.0);
    assert_eq!(monitor.jobs().recent(1)[0].created_at, Some(s(1)));
    monitor.disable();
    assert_eq!(monitor.jobs().summary().anomalies.open_jobs_forgotten, 0);
}

#[test]
fn threads_that_have_no_open_jobs_leave_the_room_to_others() {
    let mut limits = MonitorLimits::default();
    limits.open_jobs = 4;
    let monitor = Monitor::new(limits);
    for thread in 0..6 {
        thread::scope(|scope| {
            scope.spawn(|| {
                for job in 0..2 {
                    monitor.observe(&JobEvent::started(format!("{thread}-{job}")).at(s(1)));
                }
                for job in 0..2 {
                    monitor.observe(&JobEvent::completed(format!("{thread}-{job}")).at(s(2)));
                }
            });
        });
    }
    let jobs = monitor.jobs().summary();
    assert_eq!((jobs.completed_jobs, jobs.anomalies.open_jobs_forgotten), (12, 0));
}

#[test]
fn a_worker_that_was_forgotten_with_a_job_running_comes_back_with_none() {
    let monitor = monitor();
    monitor.observe(&WorkerEvent::registered("w").at(s(0)));
    monitor.observe(&JobEvent::started("lost").worker("w").at(s(1)));
    assert_eq!(monitor.expire(s(100_000)).len(), 1);
    monitor.observe(&JobEvent::failed("lost", "its worker is gone").at(s(100_001)));
    monitor.observe(&WorkerEvent::registered("w").at(s(100_002)));
    monitor.observe(&JobEvent::started("next").worker("w").at(s(100_003)));
    let worker = monitor.workers().status("w", s(100_004)).unwrap();
    assert_eq!((worker.running_jobs, worker.utilisation), (1, 1.0));
}

#[test]
fn workers_that_only_jobs_name_make_way_for_those_that_register() {
    let mut limits = MonitorLimits::default();
    limits.workers = 3;
    let monitor = Monitor::new(limits);
    for pod in 0..10 {
        monitor.observe(&JobEvent::started(format!("{pod}")).worker(format!("pod-{pod}")).at(s(0)));
    }
    monitor.observe(&WorkerEvent::registered("w").at(s(1)));
    assert!(monitor.expire(s(2)).is_empty());
    monitor.observe(&JobEvent::started("j").worker("w").at(s(3)));
    monitor.observe(&JobEvent::completed("j").at(s(4)));
    assert_eq!(monitor.workers().status("w", s(5)).unwrap().completed_jobs, 1);
}

#[test]
fn a_heartbeat_from_before_its_worker_went_does_not_bring_it_back() {
    let monitor = monitor();
    monitor.observe(&WorkerEvent::registered("w").at(s(0)));
    monitor.observe(&WorkerEvent::offline("w").at(s(10)));
    monitor.observe(&WorkerEvent::heartbeat("w").at(s(9)));
    assert_eq!(monitor.workers().status("w", s(11)).unwrap().status, WorkerState::Offline);
    assert!(monitor.expire(s(500)).is_empty());
    monitor.observe(&WorkerEvent::heartbeat("w").at(s(501)));
    assert_eq!(monitor.workers().status("w", s(502)).unwrap().status, WorkerState::Online);
}

#[test]
fn a_worker_is_not_lost_because_nobody_listened_to_it() {
    let monitor = monitor();
    monitor.observe(&WorkerEvent::registered("w").at(s(0)));
    monitor.disable();
    monitor.observe(&WorkerEvent::heartbeat("w").at(s(290)));
    monitor.enable();
    assert!(monitor.expire(s(300)).is_empty());
    assert_eq!(monitor.expire(s(421)).len(), 1, "but it is when it stays silent");
}

#[test]
fn ids_that_a_kind_of_event_has_no_place_for_are_kept_as_extra() {
    let json =
        r#"{"event_type":"system.error","job_id":"j1","worker_id":"w1","data":{"message":"x"}}"#;
    let extra = Event::from_json(json).unwrap().extra.unwrap();
    assert_eq!((extra["job_id"].as_str(), extra["worker_id"].as_str()), (Some("j1"), Some("w1")));
}
