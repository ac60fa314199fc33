//! What job metrics keep, windows, percentiles, and exact totals when threads share the work.
#![expect(
    clippy::disallowed_methods,
    reason = "threads that emit at the same time are the subject"
)]

use std::sync::Barrier;
use std::time::Duration;

use monitor_core::{
    Event, Histogram, JobEvent, JobMetrics, Monitor, MonitorLimits, Observer, Timestamp,
    WorkerEvent,
};
use proptest::collection::vec;
use proptest::prelude::{Strategy, any};
use proptest::{prop_assert, prop_assert_eq, prop_oneof, proptest};

fn s(seconds: i64) -> Timestamp {
    Timestamp::from_secs(1_767_225_600 + seconds)
}

fn limits(change: impl FnOnce(&mut MonitorLimits)) -> MonitorLimits {
    let mut limits = MonitorLimits::default();
    change(&mut limits);
    limits
}

fn feed(metrics: &impl Observer, events: impl IntoIterator<Item = Event>) {
    events.into_iter().for_each(|event| metrics.observe(&event));
}

#[test]
fn tags_and_names_beyond_their_bounds_share_other() {
    let metrics = JobMetrics::new(&limits(|limits| (limits.tags, limits.names) = (2, 1)));
    for (index, tag) in ["x", "y", "z", "x", "z"].into_iter().enumerate() {
        let id = format!("job-{index}");
        feed(
            &metrics,
            [
                JobEvent::started(&id).tags([tag, tag]).name(tag).at(s(0)),
                JobEvent::completed(&id).at(s(2)),
            ],
        );
    }
    let figures = |group: &monitor_core::GroupSummary| (group.total_jobs, group.completed_jobs);
    let tags: Vec<_> =
        metrics.by_tag().iter().map(|(tag, group)| (tag.clone(), figures(group))).collect();
    assert_eq!(tags, [("__other__".into(), (2, 2)), ("x".into(), (2, 2)), ("y".into(), (1, 1))]);
    assert_eq!(figures(&metrics.by_name()["__other__"]), (3, 3));
    let anomalies = metrics.summary().anomalies;
    assert_eq!((anomalies.tags_overflowed, anomalies.names_overflowed), (2, 3));
}

#[test]
fn a_tag_that_is_called_other_keeps_its_figures() {
    let metrics = JobMetrics::new(&limits(|limits| limits.tags = 1));
    for (id, tag) in [("a", "__other__"), ("b", "x"), ("c", "y")] {
        feed(&metrics, [JobEvent::started(id).tags([tag]).at(s(0))]);
    }
    let tags = metrics.by_tag();
    assert_eq!((tags["__other__"].total_jobs, tags["x"].total_jobs, tags.len()), (2, 1, 2));
}

#[test]
fn workers_beyond_their_bound_have_no_figures_of_their_own() {
    let metrics = JobMetrics::new(&limits(|limits| limits.workers = 1));
    for worker in ["w1", "w2", "w1"] {
        feed(&metrics, [JobEvent::completed("a").run_time(Duration::ZERO).worker(worker).at(s(0))]);
    }
    assert_eq!(metrics.summary().anomalies.workers_overflowed, 1);
}

#[test]
fn the_oldest_open_job_is_forgotten_for_a_new_one() {
    let metrics = JobMetrics::new(&limits(|limits| limits.open_jobs = 3));
    feed(&metrics, ["a", "b", "c", "d"].map(|id| JobEvent::started(id).at(s(0))));
    feed(&metrics, ["a", "b", "c", "d"].map(|id| JobEvent::completed(id).at(s(1))));
    let summary = metrics.summary();
    assert_eq!((summary.total_jobs, summary.completed_jobs, summary.currently_running), (4, 3, 0));
    assert_eq!((summary.anomalies.open_jobs_forgotten, summary.unmatched.completed), (1, 1));
}

#[test]
fn limits_of_zero_keep_nothing_and_lose_no_count() {
    let monitor = Monitor::new(limits(|limits| {
        (limits.history, limits.tags, limits.names) = (0, 0, 0);
        (limits.open_jobs, limits.workers) = (0, 0);
    }));
    feed(
        &monitor,
        [
            WorkerEvent::registered("w1").at(s(0)),
            WorkerEvent::heartbeat("w1").at(s(0)),
            JobEvent::created("a").at(s(0)),
            JobEvent::queued("a").at(s(0)),
            JobEvent::started("a").worker("w1").tags(["t"]).name("n").at(s(0)),
            JobEvent::retrying("a").at(s(1)),
            JobEvent::started("a").worker("w1").at(s(2)),
            JobEvent::completed("a").run_time(Duration::from_secs(1)).at(s(3)),
        ],
    );
    let status = monitor.status(s(4)).unwrap();
    assert!(status.recent_jobs.is_empty() && status.workers.workers.is_empty());
    assert_eq!((status.workers.refused, status.workers.self_registered), (2, 0));
    assert_eq!((status.jobs.attempts, status.jobs.completed_jobs), (4, 1));
    assert_eq!((status.jobs.currently_running, status.jobs.anomalies.open_jobs_forgotten), (0, 5));
    assert_eq!(status.tags.keys().collect::<Vec<_>>(), ["__other__"]);
    assert_eq!(status.names.keys().collect::<Vec<_>>(), ["__other__"]);
}

#[test]
fn a_worker_whose_jobs_had_no_room_is_not_busy_for_ever() {
    let monitor = Monitor::new(limits(|limits| limits.open_jobs = 0));
    feed(
        &monitor,
        [
            WorkerEvent::registered("w1").at(s(0)),
            JobEvent::started("a").worker("w1").at(s(0)),
            JobEvent::completed("a").worker("w1").at(s(1)),
        ],
    );
    assert_eq!(monitor.workers().status("w1", s(2)).unwrap().running_jobs, 0);
}

#[test]
fn history_keeps_the_last_jobs() {
    let metrics = JobMetrics::new(&limits(|limits| limits.history = 3));
    for second in 0..10 {
        let id = second.to_string();
        feed(&metrics, [JobEvent::completed(id).run_time(Duration::ZERO).at(s(second))]);
    }
    let ids: Vec<_> = metrics.recent(10).iter().map(|job| job.job_id.to_string()).collect();
    assert_eq!(ids, ["7", "8", "9"]);
}

#[test]
fn windows_begin_and_end_where_they_say() {
    let metrics = JobMetrics::new(&MonitorLimits::default());
    feed(&metrics, [JobEvent::started("a").at(s(0)), JobEvent::completed("a").at(s(59))]);
    let last = |now: i64| {
        let now = metrics.throughput(s(now));
        [now.last_minute(), now.last_hour(), now.last_day()].map(|sum| (sum.started, sum.completed))
    };
    assert_eq!(last(-1), [(0, 0), (0, 0), (0, 0)]);
    assert_eq!(last(0), [(1, 0), (1, 1), (1, 1)]);
    assert_eq!(last(59), [(1, 1), (1, 1), (1, 1)]);
    assert_eq!(last(60), [(0, 1), (1, 1), (1, 1)]);
    assert_eq!(last(118), [(0, 1), (1, 1), (1, 1)]);
    assert_eq!(last(119), [(0, 0), (1, 1), (1, 1)]);
    assert_eq!(last(3_599), [(0, 0), (1, 1), (1, 1)]);
    assert_eq!(last(3_600), [(0, 0), (0, 0), (1, 1)]);
    assert_eq!(last(86_399), [(0, 0), (0, 0), (1, 1)]);
    assert_eq!(last(86_400), [(0, 0), (0, 0), (0, 0)]);
    let now = metrics.throughput(s(59));
    assert_eq!((now.seconds.len(), now.minutes.len(), now.hours.len()), (60, 60, 24));
    assert_eq!((now.seconds[0].started, now.seconds[59].completed), (1, 1));
    assert_eq!((now.minutes[59].started, now.hours[23].completed), (1, 1));
}

#[test]
fn a_time_from_far_ahead_does_not_blind_the_windows() {
    let metrics = JobMetrics::new(&MonitorLimits::default());
    feed(&metrics, [JobEvent::started("bad").at(Timestamp::MAX)]);
    for job in 0..100 {
        feed(&metrics, [JobEvent::started(job.to_string()).at(s(job % 60))]);
    }
    let late = metrics.summary().anomalies.late;
    assert_eq!(late, 15);
    assert_eq!(metrics.throughput(s(59)).last_minute().started, 100 - late);
}

#[test]
fn a_straggler_from_long_ago_is_counted_as_late_and_changes_no_window() {
    let metrics = JobMetrics::new(&MonitorLimits::default());
    for job in 0..60 {
        feed(&metrics, [JobEvent::started(job.to_string()).at(s(job))]);
        feed(&metrics, [JobEvent::started(format!("old-{job}")).at(Timestamp::MIN)]);
    }
    assert_eq!(metrics.summary().anomalies.late, 60);
    assert_eq!(metrics.throughput(s(59)).last_minute().started, 60);
}

fn values() -> impl Strategy<Value = Vec<u64>> {
    let value = prop_oneof![0..100_u64, 0..10_000_000_000_u64, any::<u64>()];
    vec(value, 1..400)
}

fn recorded(values: &[u64]) -> Histogram {
    let mut histogram = Histogram::new();
    values.iter().for_each(|value| histogram.record(*value));
    histogram
}

proptest! {
    #[test]
    fn quantiles_are_within_a_64th_of_those_of_the_sorted_values(mut values in values(), q in 0.0..=1.0_f64) {
        let histogram = recorded(&values);
        values.sort_unstable();
        for q in [q, 0.0, 0.5, 0.9, 0.95, 0.99, 1.0] {
            let rank = (q * values.len() as f64).ceil().max(1.0) as usize;
            let exact = values[rank - 1];
            prop_assert!(histogram.quantile(q).abs_diff(exact) <= exact / 64, "{} {}", q, exact);
        }
        prop_assert_eq!(histogram.min(), values[0]);
        prop_assert_eq!(histogram.max(), values[values.len() - 1]);
        prop_assert_eq!(histogram.count(), values.len() as u64);
        prop_assert_eq!(histogram.sum(), values.iter().map(|value| u128::from(*value)).sum::<u128>());
    }

    #[test]
    fn merged_histograms_are_one_histogram_of_all_values(parts in vec(values(), 0..5)) {
        let mut merged = Histogram::new();
        parts.iter().for_each(|part| merged.merge(&recorded(part)));
        prop_assert_eq!(merged, recorded(&parts.concat()));
    }
}

#[test]
fn a_histogram_never_overflows_and_takes_any_quantile() {
    let mut doubled = recorded(&[u64::MAX, 0]);
    for _ in 0..200 {
        let same = doubled.clone();
        doubled.merge(&same);
    }
    for q in [f64::NAN, f64::NEG_INFINITY, -1.0, 0.5, 2.0, f64::INFINITY] {
        let _ = (doubled.quantile(q), Histogram::new().quantile(q));
    }
    assert_eq!((Histogram::new().min(), Histogram::new().max()), (0, 0));
    assert_eq!(doubled.max(), u64::MAX);
}

#[test]
fn a_job_may_be_made_begun_and_ended_on_three_threads() {
    let metrics = JobMetrics::new(&MonitorLimits::default());
    let steps: [fn(String) -> Event; 5] = [
        |id| JobEvent::created(id).tags(["t"]).at(s(0)),
        |id| JobEvent::queued(id).at(s(1)),
        |id| JobEvent::started(id).worker("w").at(s(3)),
        |id| JobEvent::paused(id).at(s(4)),
        |id| JobEvent::completed(id).at(s(7)),
    ];
    for step in steps {
        std::thread::scope(|scope| {
            scope.spawn(|| (0..100).for_each(|id| metrics.observe(&step(id.to_string()))));
        });
    }
    let summary = metrics.summary();
    assert_eq!(
        (summary.total_jobs, summary.completed_jobs, summary.currently_running),
        (100, 100, 0)
    );
    assert_eq!((summary.unmatched.completed, summary.queue_wait.count), (0, 100));
    assert_eq!(summary.max_execution_time.to_bits(), 1.0_f64.to_bits());
    assert_eq!(metrics.by_tag()["t"].completed_jobs, 100);
}

#[test]
fn totals_are_exact_when_8_threads_hand_jobs_on() {
    const JOBS: u64 = 2_000;
    let metrics = JobMetrics::new(&MonitorLimits::default());
    let phase = |thread: u64, step: &(dyn Fn(String) -> Event + Sync)| {
        (0..JOBS).for_each(|job| metrics.observe(&step(format!("{thread}-{job}"))));
    };
    let barrier = Barrier::new(8);
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let (phase, barrier) = (&phase, &barrier);
            scope.spawn(move || {
                phase(thread, &|id| JobEvent::queued(id).at(s(0)));
                barrier.wait();
                phase((thread + 1) % 8, &|id| JobEvent::started(id).worker("w").at(s(1)));
                barrier.wait();
                phase((thread + 3) % 8, &|id| JobEvent::retrying(id).at(s(2)));
                phase((thread + 3) % 8, &|id| JobEvent::started(id).worker("w").at(s(3)));
                barrier.wait();
                phase((thread + 6) % 8, &|id| JobEvent::completed(id).at(s(4)));
            });
        }
    });
    let (summary, all) = (metrics.summary(), 8 * JOBS);
    assert_eq!((summary.total_jobs, summary.completed_jobs, summary.attempts), (all, all, 2 * all));
    assert_eq!((summary.currently_running, summary.currently_queued), (0, 0));
    assert_eq!((summary.execution_time.count, summary.queue_wait.count), (all, all));
    assert_eq!(
        serde_json::to_value(summary.anomalies).unwrap(),
        serde_json::to_value(monitor_core::AnomalyCounts::default()).unwrap()
    );
}

#[test]
fn a_start_that_two_threads_say_at_the_same_time_counts_once() {
    const JOBS: u64 = 20_000;
    let metrics = JobMetrics::new(&MonitorLimits::default());
    (0..JOBS / 2).for_each(|job| metrics.observe(&JobEvent::queued(job.to_string()).at(s(0))));
    let barrier = Barrier::new(2);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                barrier.wait();
                for job in 0..JOBS {
                    metrics.observe(&JobEvent::started(job.to_string()).at(s(1)));
                }
            });
        }
    });
    let summary = metrics.summary();
    assert_eq!((summary.total_jobs, summary.currently_running), (JOBS, JOBS));
    assert_eq!(summary.anomalies.repeated_starts, JOBS);
    (0..JOBS).for_each(|job| metrics.observe(&JobEvent::completed(job.to_string()).at(s(2))));
    let summary = metrics.summary();
    assert_eq!((summary.completed_jobs, summary.currently_running), (JOBS, 0));
}
