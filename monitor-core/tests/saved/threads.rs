//! Several threads: serial events on different shards, and saving while other threads emit.
#![expect(clippy::disallowed_methods, reason = "it is about threads")]

use std::thread;

use monitor_core::{Event, EventKind, JobEvent, Monitor, MonitorLimits, Observer};
use proptest::prelude::any;
use proptest::test_runner::Config as ProptestConfig;
use proptest::{prop_assert_eq, proptest, sample::Index};

use crate::{arbitrary, restarted, s};

/// Feeds a few events from each of several threads, one thread after the other.
fn feed(monitors: &[&Monitor], events: &[Event]) {
    for part in events.chunks(8) {
        thread::scope(|scope| {
            scope.spawn(|| {
                part.iter().for_each(|event| monitors.iter().for_each(|m| m.observe(event)))
            });
        });
    }
}

/// All documents, without the order of open jobs that are equally new.
fn documents(monitor: &Monitor) -> String {
    let (jobs, now) = (monitor.jobs(), s(200));
    let mut active = jobs.active(usize::MAX);
    active.sort_by(|a, b| a.job_id.as_str().cmp(b.job_id.as_str()));
    let all = (monitor.status(now).unwrap(), jobs.recent(usize::MAX), active, jobs.revision());
    serde_json::to_string(&all).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn serial_events_in_order_give_the_same_on_whatever_threads(
        events in arbitrary::stream(), at in any::<Index>()
    ) {
        // That a job has been made is not looked for on other threads, for the sake of speed.
        let events: Vec<_> = events
            .into_iter()
            .filter(|event| event.kind() != EventKind::JobCreated)
            .zip(0..)
            .map(|(event, second)| event.at(s(second)))
            .collect();
        let (before, after) = events.split_at(at.index(events.len() + 1));
        let limits = MonitorLimits::default();
        let never_stopped = Monitor::new(limits.clone());
        feed(&[&never_stopped], before);
        let restored = restarted(&never_stopped, &limits);
        prop_assert_eq!(documents(&never_stopped), documents(&restored));
        feed(&[&never_stopped, &restored], after);
        prop_assert_eq!(documents(&never_stopped), documents(&restored));
    }
}

#[test]
fn a_job_that_is_on_two_shards_is_saved_once() {
    let monitor = Monitor::new(MonitorLimits::default());
    let events = [JobEvent::started("j").worker("w").at(s(2)), JobEvent::created("j").at(s(1))];
    events.iter().for_each(|event| feed(&[&monitor], std::slice::from_ref(event)));
    let restored = restarted(&monitor, &MonitorLimits::default());
    assert_eq!(restored.jobs().active(9).len(), 1);
    restored.observe(&JobEvent::completed("j").at(s(5)));
    assert_eq!(restored.jobs().summary().max_execution_time, 3.0);
    assert_eq!(restored.jobs().recent(1)[0].created_at, Some(s(1)));
}

#[test]
fn what_is_saved_while_threads_emit_can_be_restored_and_loses_nothing_from_before() {
    let monitor = Monitor::new(MonitorLimits::default());
    monitor.observe(&JobEvent::started("first").at(s(0)));
    thread::scope(|scope| {
        for thread in 0..3 {
            let monitor = &monitor;
            scope.spawn(move || {
                for job in 0..5_000 {
                    let id = format!("{thread}-{job}");
                    monitor.observe(&JobEvent::started(&id).worker("w").tags(["gpu"]).at(s(1)));
                    monitor.observe(&JobEvent::completed(&id).at(s(2)));
                }
            });
        }
        for _ in 0..20 {
            let restored = restarted(&monitor, &MonitorLimits::default());
            let jobs = restored.jobs().summary();
            let open = restored.jobs().active(usize::MAX);
            assert!(open.iter().any(|job| job.job_id == "first"));
            assert_eq!(jobs.currently_running, open.len() as u64);
            // A shard is a state that was there, so no job is in two figures at once.
            assert_eq!(jobs.total_jobs, jobs.completed_jobs + jobs.currently_running);
            let tags = restored.jobs().by_tag();
            let tagged = tags.get("gpu").map_or(0, |tag| tag.completed_jobs);
            assert_eq!(tagged, jobs.completed_jobs);
        }
    });
    let restored = restarted(&monitor, &MonitorLimits::default());
    assert_eq!(monitor.status(s(9)).unwrap(), restored.status(s(9)).unwrap());
}
