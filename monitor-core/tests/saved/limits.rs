//! Other limits than those of the monitor that was saved, and how long the saved form is.

use std::time::Duration;

use monitor_core::{Job, JobEvent, Monitor, MonitorLimits, Observer, WorkerEvent, WorkerState};

use crate::{json, restarted, s};

fn limits(change: impl FnOnce(&mut MonitorLimits)) -> MonitorLimits {
    let mut limits = MonitorLimits::default();
    change(&mut limits);
    limits
}

fn started(count: usize) -> Monitor {
    let monitor = Monitor::new(MonitorLimits::default());
    for number in 0..count {
        let job = Job::new(format!("j{number}")).name(format!("n{number}"));
        let job = job.tags([format!("t{number}")]);
        let event = JobEvent::started(job).worker(format!("w{number}"));
        monitor.observe(&event.at(s(i64::try_from(number).unwrap())));
    }
    monitor
}

#[test]
fn the_oldest_open_jobs_are_forgotten_and_counted() {
    for (room, shown) in [(2, &["j3", "j4"][..]), (0, &[])] {
        let restored = restarted(&started(5), &limits(|limits| limits.open_jobs = room));
        let open: Vec<_> = restored.jobs().active(9).into_iter().map(|job| job.job_id).collect();
        assert_eq!(open, shown);
        let jobs = restored.jobs().summary();
        assert_eq!((jobs.total_jobs, jobs.currently_running), (5, room as u64));
        assert_eq!(jobs.anomalies.open_jobs_forgotten, 5 - room as u64);
        restored.observe(&WorkerEvent::heartbeat("w0").at(s(6)));
        assert_eq!(restored.workers().status("w0", s(6)).unwrap().running_jobs, 0);
    }
}

#[test]
fn groups_without_room_share_those_of_other_and_are_counted() {
    let small = limits(|limits| (limits.tags, limits.names, limits.workers) = (2, 3, 1));
    let restored = restarted(&started(5), &small);
    let tags = restored.jobs().by_tag();
    let keys: Vec<_> = tags.keys().map(String::as_str).collect();
    assert_eq!((keys, tags["__other__"].total_jobs), (vec!["__other__", "t0", "t1"], 3));
    assert_eq!(restored.jobs().by_name()["__other__"].total_jobs, 2);
    let anomalies = restored.jobs().summary().anomalies;
    assert_eq!((anomalies.tags_overflowed, anomalies.names_overflowed), (3, 2));
    assert_eq!(anomalies.workers_overflowed, 4);
    (0..5).for_each(|job| restored.observe(&JobEvent::completed(format!("j{job}")).at(s(9))));
    assert_eq!(restored.jobs().by_tag()["__other__"].completed_jobs, 3);
    assert_eq!(restored.jobs().summary().anomalies.tags_overflowed, 3, "each once");
}

#[test]
fn more_room_gives_later_tags_figures_of_their_own() {
    let small = limits(|limits| limits.tags = 1);
    let monitor = Monitor::new(small);
    ["a", "b"]
        .iter()
        .for_each(|tag| monitor.observe(&JobEvent::started(*tag).tags([*tag]).at(s(0))));
    let restored = restarted(&monitor, &MonitorLimits::default());
    restored.observe(&JobEvent::started("c").tags(["c"]).at(s(1)));
    restored.observe(&JobEvent::completed("b").at(s(1)));
    let tags = restored.jobs().by_tag();
    assert_eq!((tags["__other__"].completed_jobs, tags["c"].total_jobs), (1, 1));
}

#[test]
fn workers_that_have_been_offline_or_silent_longest_are_forgotten() {
    let monitor = Monitor::new(MonitorLimits::default());
    for (number, worker) in (0..).zip(["a", "b", "c", "d"]) {
        monitor.observe(&WorkerEvent::registered(worker).at(s(number)));
    }
    monitor.observe(&WorkerEvent::offline("d").at(s(9)));
    let restored = restarted(&monitor, &limits(|limits| limits.workers = 2));
    let workers = restored.workers().all(s(9));
    let names: Vec<_> = workers.workers.keys().map(String::as_str).collect();
    assert_eq!((names, workers.purged), (vec!["b", "c"], 2));
    assert_eq!(restored.workers().forgotten_count(), 2);
}

#[test]
fn a_worker_without_an_interval_of_its_own_has_the_new_timeout() {
    let monitor = Monitor::new(MonitorLimits::default());
    let own = WorkerEvent::registered("own").heartbeat_interval(Duration::from_secs(100));
    monitor.observe(&own.at(s(0)));
    monitor.observe(&WorkerEvent::registered("any").at(s(0)));
    let short = limits(|limits| limits.heartbeat_timeout = Duration::from_secs(10));
    let workers = restarted(&monitor, &short).workers().all(s(11)).workers;
    assert_eq!(workers["own"].status, WorkerState::Online);
    assert_eq!(workers["any"].status, WorkerState::Offline);
}

#[test]
fn the_last_ended_jobs_are_kept() {
    let monitor = started(5);
    (0..5).for_each(|job| monitor.observe(&JobEvent::completed(format!("j{job}")).at(s(9))));
    let restored = restarted(&monitor, &limits(|limits| limits.history = 2));
    let ended: Vec<_> = restored.jobs().recent(9).into_iter().map(|job| job.job_id).collect();
    assert_eq!(ended, ["j3", "j4"]);
}

#[test]
fn with_all_default_limits_reached_it_is_as_long_as_documented() {
    let limits = MonitorLimits::default();
    let monitor = Monitor::new(limits.clone());
    let uuid = |kind: char, number: usize| format!("{kind}0000000-0000-4000-8000-{number:012}");
    let job = |kind: char, number: usize| {
        let tag = |which| format!("a-tag-or-so-{:04}", (number * 2 + which) % limits.tags);
        let job = Job::new(uuid(kind, number)).name(format!("a-name-of-{:05}", number % 256));
        job.tags([tag(0), tag(1)])
    };
    let at = |number: usize| s(1_767_225_600 + i64::try_from(number).unwrap());
    for number in 0..limits.workers {
        let worker = WorkerEvent::registered(uuid('c', number)).host("node-7.example.org");
        monitor.observe(&worker.tags(["gpu"]).at(at(number)));
    }
    for number in 0..limits.history {
        let (job, worker) = (job('d', number), uuid('c', number));
        monitor.observe(&JobEvent::started(&job).worker(worker).at(at(number)));
        monitor.observe(&JobEvent::failed(&job, "exit status 1").at(at(number)));
    }
    for number in 0..limits.open_jobs {
        let (job, worker) = (job('b', number), uuid('c', number % limits.workers));
        monitor.observe(&JobEvent::queued(&job).at(at(number)));
        monitor.observe(&JobEvent::started(&job).worker(worker).at(at(number)));
    }
    let bytes = json(&monitor).len();
    assert!((29_000_000..30_000_000).contains(&bytes), "{bytes}");
}
