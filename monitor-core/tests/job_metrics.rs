//! Job metrics in made-up worlds: every figure of the summary, and the rules by which jobs count.
#![expect(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

use std::time::Duration;

use monitor_core::{
    Event, Job, JobEvent, JobMetrics, JobSummary, MonitorLimits, Observer, Priority, Timestamp,
};
use serde_json::{Value, json};

/// Seconds after a moment in a made-up world.
fn s(seconds: f64) -> Timestamp {
    let begin: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
    begin.saturating_add(Duration::from_secs_f64(seconds))
}

fn metrics() -> JobMetrics {
    JobMetrics::new(&MonitorLimits::default())
}

fn after(events: impl IntoIterator<Item = Event>) -> JobMetrics {
    let metrics = metrics();
    events.into_iter().for_each(|event| metrics.observe(&event));
    metrics
}

fn counts(summary: &JobSummary) -> [u64; 5] {
    let JobSummary { total_jobs, completed_jobs, failed_jobs, cancelled_jobs, .. } = *summary;
    [total_jobs, completed_jobs, failed_jobs, cancelled_jobs, summary.currently_running]
}

fn ends(counts: monitor_core::OutcomeCounts) -> [u64; 3] {
    [counts.completed, counts.failed, counts.cancelled]
}

fn value(document: impl serde::Serialize) -> Value {
    serde_json::to_value(document).unwrap()
}

#[track_caller]
fn assert_near(found: f64, wanted: f64) {
    assert!((found - wanted).abs() < 1e-9, "{found} is not {wanted}");
}

/// One job that completes, one that fails, one that is cancelled, one that still runs.
fn world() -> JobMetrics {
    let job = |id: &str| Job::new(id).name("align").tags(["gpu"]).priority(Priority::High);
    after([
        JobEvent::created(job("a")).at(s(0.0)),
        JobEvent::queued(job("a")).at(s(1.0)),
        JobEvent::started(job("a")).worker("w1").at(s(3.0)),
        JobEvent::completed(job("a")).at(s(7.0)),
        JobEvent::started("b").at(s(8.0)),
        JobEvent::failed("b", "disk full").at(s(9.0)),
        JobEvent::started("c").tags(["gpu", "night"]).at(s(9.0)),
        JobEvent::cancelled("c").reason("by hand").at(s(9.5)),
        JobEvent::started("d").at(s(10.0)),
    ])
}

#[test]
fn an_empty_summary_is_all_zero() {
    let queued = json!({"low": 0, "medium": 0, "high": 0, "critical": 0});
    let mut empty = JobSummary::default();
    empty.queued_by_priority = serde_json::from_value(queued).unwrap();
    assert_eq!(metrics().summary(), empty);
    assert!(metrics().by_tag().is_empty() && metrics().by_name().is_empty());
    assert!(metrics().by_priority().is_empty() && metrics().recent(10).is_empty());
}

#[test]
fn the_summary_has_every_key_with_its_exact_value() {
    let durations = |count: u64, seconds: f64| {
        json!({"count": count, "avg": seconds, "min": seconds, "p50": seconds, "p90": seconds,
               "p95": seconds, "p99": seconds, "max": seconds})
    };
    let none = json!({"completed": 0, "failed": 0, "cancelled": 0});
    let expected = json!({
        "total_jobs": 4, "completed_jobs": 1, "failed_jobs": 1, "cancelled_jobs": 1,
        "success_rate": 25.0, "failure_rate": 25.0, "cancel_rate": 25.0,
        "avg_execution_time": 4.0, "min_execution_time": 4.0, "max_execution_time": 4.0,
        "currently_running": 1, "currently_paused": 0, "currently_queued": 0,
        "queued_by_priority": {"low": 0, "medium": 0, "high": 0, "critical": 0},
        "created": 1, "queued": 1, "attempts": 4, "retries": 0, "retry_rate": 0.0,
        "retries_exhausted": 0,
        "execution_time": durations(1, 4.0), "queue_wait": durations(1, 2.0),
        "before_start": none, "unmatched": none,
        "anomalies": {
            "repeated_starts": 0, "out_of_order": 0, "unidentified": 0, "untimed": 0,
            "shortened_ids": 0, "clock_steps": 0, "late": 0, "open_jobs_forgotten": 0,
            "tags_overflowed": 0, "names_overflowed": 0, "workers_overflowed": 0,
        },
    });
    assert_eq!(value(world().summary()), expected);
}

#[test]
fn groups_have_every_key_with_its_exact_value() {
    let group = |total: u64, ends: [u64; 3], rates: [f64; 3], avg: f64| {
        json!({"total_jobs": total, "completed_jobs": ends[0], "failed_jobs": ends[1],
               "cancelled_jobs": ends[2], "success_rate": rates[0], "failure_rate": rates[1],
               "cancel_rate": rates[2], "avg_execution_time": avg})
    };
    let done = group(1, [1, 0, 0], [100.0, 0.0, 0.0], 4.0);
    let world = world();
    assert_eq!(
        value(world.by_tag()),
        json!({"gpu": group(2, [1, 0, 1], [50.0, 0.0, 50.0], 4.0),
               "night": group(1, [0, 0, 1], [0.0, 0.0, 100.0], 0.0)})
    );
    assert_eq!(value(world.by_name()), json!({"align": done}));
    let third = 100.0 / 3.0;
    assert_eq!(
        value(world.by_priority()),
        json!({"high": done, "medium": group(3, [0, 1, 1], [0.0, third, third], 0.0)})
    );
}

#[test]
fn recent_jobs_have_every_key_oldest_first() {
    let expected = json!([
        {"job_id": "a", "name": "align", "status": "completed", "execution_time": 4.0,
         "tags": ["gpu"], "priority": "high", "created_at": "2026-01-01T00:00:00.000000Z",
         "completed_at": "2026-01-01T00:00:07.000000Z", "attempts": 1, "worker_id": "w1"},
        {"job_id": "b", "name": "b", "status": "failed", "execution_time": 1.0, "tags": [],
         "priority": "medium", "created_at": null, "failed_at": "2026-01-01T00:00:09.000000Z",
         "error": "disk full", "attempts": 1},
        {"job_id": "c", "name": "c", "status": "cancelled", "execution_time": 0.5,
         "tags": ["gpu", "night"], "priority": "medium", "created_at": null,
         "cancelled_at": "2026-01-01T00:00:09.500000Z", "error": "by hand", "attempts": 1},
    ]);
    assert_eq!(value(world().recent(10)), expected);
    let ids = |limit| world().recent(limit).iter().map(|job| job.job_id.to_string()).collect();
    let two: Vec<String> = ids(2);
    assert_eq!(two, ["b", "c"]);
    assert_eq!(ids(0).len(), 0);
    assert_eq!(ids(usize::MAX).len(), 3);
}

#[test]
fn a_job_counts_once_however_often_it_is_tried() {
    let summary = after([
        JobEvent::queued("a").at(s(0.0)),
        JobEvent::started("a").worker("w1").at(s(1.0)),
        JobEvent::retrying("a").retries(1, 2).at(s(2.0)),
        JobEvent::queued("a").at(s(2.0)),
        JobEvent::started("a").worker("w2").at(s(5.0)),
        JobEvent::retrying("a").retries(2, 2).at(s(6.0)),
        JobEvent::started("a").worker("w1").at(s(7.0)),
        JobEvent::completed("a").at(s(9.0)),
    ])
    .summary();
    assert_eq!(counts(&summary), [1, 1, 0, 0, 0]);
    assert_eq!((summary.attempts, summary.retries, summary.retries_exhausted), (3, 2, 0));
    assert_near(summary.retry_rate, 200.0 / 3.0);
    assert_near(summary.success_rate, 100.0);
    assert_near(summary.avg_execution_time, 2.0);
    assert_near(summary.queue_wait.max, 3.0);
    assert_eq!(summary.queue_wait.count, 2);
}

#[test]
fn a_job_that_fails_after_retries_has_exhausted_them() {
    let metrics = after([
        JobEvent::started("a").at(s(0.0)),
        JobEvent::retrying("a").at(s(1.0)),
        JobEvent::started("a").at(s(2.0)),
        JobEvent::failed("a", "again").at(s(3.0)),
        JobEvent::started("b").at(s(4.0)),
        JobEvent::failed("b", "at once").at(s(5.0)),
    ]);
    let summary = metrics.summary();
    assert_eq!((summary.failed_jobs, summary.retries_exhausted), (2, 1));
    assert_eq!(metrics.recent(10)[0].attempts, 2);
}

#[test]
fn a_start_that_is_said_twice_counts_once() {
    let summary = after([
        JobEvent::started("a").at(s(0.0)),
        JobEvent::started("a").attempt(1).at(s(1.0)),
        JobEvent::completed("a").at(s(3.0)),
    ])
    .summary();
    assert_eq!(counts(&summary), [1, 1, 0, 0, 0]);
    assert_eq!((summary.attempts, summary.anomalies.repeated_starts), (1, 1));
    assert_near(summary.max_execution_time, 3.0);
}

#[test]
fn a_start_of_a_later_attempt_is_one_without_a_retry_before_it() {
    let summary = after([
        JobEvent::started("a").at(s(0.0)),
        JobEvent::started("a").attempt(2).at(s(1.0)),
        JobEvent::completed("a").at(s(3.0)),
    ])
    .summary();
    assert_eq!(counts(&summary), [1, 1, 0, 0, 0]);
    assert_eq!((summary.attempts, summary.anomalies.repeated_starts), (2, 0));
    assert_near(summary.max_execution_time, 2.0);
}

#[test]
fn a_job_whose_first_attempt_was_not_seen_counts_all_the_same() {
    let summary = after([
        JobEvent::started("a").attempt(3).at(s(0.0)),
        JobEvent::completed("a").at(s(1.0)),
        JobEvent::retrying("b").at(s(2.0)),
        JobEvent::started("b").at(s(3.0)),
        JobEvent::failed("b", "x").at(s(4.0)),
        JobEvent::retrying("c").at(s(2.0)),
        JobEvent::cancelled("c").at(s(3.0)),
    ])
    .summary();
    assert_eq!(counts(&summary), [3, 1, 1, 1, 0]);
    assert_eq!(summary.anomalies.out_of_order, 2);
}

#[test]
fn absurd_numbers_of_attempts_do_not_matter() {
    let summary = after([
        JobEvent::started("a").attempt(u32::MAX).at(s(0.0)),
        JobEvent::retrying("a").at(s(1.0)),
        JobEvent::started("a").at(s(2.0)),
        JobEvent::completed("a").at(s(3.0)),
        JobEvent::started("b").attempt(0).at(s(4.0)),
        JobEvent::completed("b").at(s(5.0)),
    ])
    .summary();
    assert_eq!(counts(&summary), [2, 2, 0, 0, 0]);
    assert_eq!(ends(summary.before_start), [0, 0, 0]);
}

#[test]
fn an_end_without_a_start_counts_apart() {
    let metrics = after([
        JobEvent::completed("a").at(s(0.0)),
        JobEvent::failed("b", "x").at(s(0.0)),
        JobEvent::cancelled("c").at(s(0.0)),
        JobEvent::started("d").at(s(0.0)),
        JobEvent::completed("d").at(s(1.0)),
        JobEvent::completed("d").at(s(2.0)),
    ]);
    let summary = metrics.summary();
    assert_eq!(counts(&summary), [1, 1, 0, 0, 0]);
    assert_eq!(ends(summary.unmatched), [2, 1, 1]);
    assert_near(summary.success_rate, 100.0);
    assert_eq!(metrics.recent(10).len(), 1);
}

#[test]
fn an_end_that_says_how_long_the_job_ran_needs_no_start() {
    let metrics = after([
        JobEvent::completed("a").tags(["t"]).run_time(Duration::from_secs(2)).at(s(2.0)),
        JobEvent::started("b").at(s(0.0)),
        JobEvent::completed("b").run_time(Duration::from_secs(4)).at(s(1.0)),
    ]);
    let summary = metrics.summary();
    assert_eq!(counts(&summary), [2, 2, 0, 0, 0]);
    assert_eq!(summary.attempts, 2);
    assert_near(summary.avg_execution_time, 3.0);
    assert_near(metrics.by_tag()["t"].success_rate, 100.0);
}

#[test]
fn a_job_that_ends_in_its_queue_counts_before_start() {
    let metrics = after([
        JobEvent::created("a").at(s(0.0)),
        JobEvent::cancelled("a").at(s(1.0)),
        JobEvent::queued("b").at(s(0.0)),
        JobEvent::failed("b", "no room").at(s(2.0)),
        JobEvent::started("c").at(s(0.0)),
    ]);
    let summary = metrics.summary();
    assert_eq!(counts(&summary), [1, 0, 0, 0, 1]);
    assert_eq!(ends(summary.before_start), [0, 1, 1]);
    assert_eq!(ends(summary.unmatched), [0, 0, 0]);
    assert_near(summary.cancel_rate, 0.0);
    assert_eq!(metrics.recent(10)[0].attempts, 0);
}

#[test]
fn pauses_are_no_run_time() {
    let metrics = metrics();
    let run = |events: &[Event]| events.iter().for_each(|event| metrics.observe(event));
    run(&[JobEvent::started("a").at(s(0.0)), JobEvent::paused("a").at(s(1.0))]);
    assert_eq!((metrics.summary().currently_running, metrics.summary().currently_paused), (1, 1));
    run(&[JobEvent::resumed("a").at(s(4.0)), JobEvent::paused("a").at(s(5.0))]);
    run(&[JobEvent::completed("a").at(s(9.0))]);
    let summary = metrics.summary();
    assert_near(summary.max_execution_time, 2.0);
    assert_eq!((summary.currently_running, summary.currently_paused), (0, 0));
}

#[test]
fn a_pause_or_resume_of_what_does_not_run_is_out_of_order() {
    let summary = after([
        JobEvent::paused("a").at(s(0.0)),
        JobEvent::resumed("a").at(s(0.0)),
        JobEvent::started("b").at(s(0.0)),
        JobEvent::resumed("b").at(s(0.0)),
        JobEvent::queued("b").at(s(0.0)),
        JobEvent::retrying("c").at(s(0.0)),
    ])
    .summary();
    assert_eq!(summary.anomalies.out_of_order, 5);
    assert_eq!(counts(&summary), [1, 0, 0, 0, 1]);
}

#[test]
fn a_clock_that_was_set_back_is_counted_and_gives_no_duration() {
    let summary = after([
        JobEvent::queued("a").at(s(100.0)),
        JobEvent::started("a").at(s(50.0)),
        JobEvent::completed("a").at(s(10.0)),
    ])
    .summary();
    assert_eq!(counts(&summary), [1, 1, 0, 0, 0]);
    assert_eq!(summary.anomalies.clock_steps, 2);
    assert_eq!((summary.execution_time.count, summary.queue_wait.count), (0, 0));
}

#[test]
fn absurd_times_and_durations_do_not_overflow() {
    let metrics = after([
        JobEvent::started("a").wait_time(Duration::MAX).at(Timestamp::MIN),
        JobEvent::paused("a").at(Timestamp::MIN),
        JobEvent::resumed("a").at(Timestamp::MAX),
        JobEvent::completed("a").at(Timestamp::MAX),
        JobEvent::completed("b").tags(["t"]).run_time(Duration::MAX).at(Timestamp::MIN),
        JobEvent::completed("c").tags(["t"]).run_time(Duration::MAX).worker("w").at(Timestamp::MAX),
    ]);
    let summary = metrics.summary();
    assert_eq!(counts(&summary), [3, 3, 0, 0, 0]);
    assert!(
        summary.avg_execution_time.is_finite() && metrics.by_tag()["t"].avg_execution_time > 1e9
    );
    for now in [Timestamp::MIN, Timestamp::UNIX_EPOCH, Timestamp::MAX] {
        let _ = metrics.throughput(now);
    }
}

#[test]
fn events_without_an_id_or_a_time_are_counted() {
    let summary = after([
        JobEvent::started("").into(),
        JobEvent::completed("").at(s(0.0)),
        JobEvent::created("x".repeat(1_000)).at(s(0.0)),
    ])
    .summary();
    let anomalies = summary.anomalies;
    assert_eq!((anomalies.unidentified, anomalies.untimed, anomalies.shortened_ids), (2, 1, 1));
    assert_eq!(ends(summary.unmatched), [1, 0, 0]);
}

#[test]
fn what_only_a_later_event_says_of_a_job_counts_from_its_start() {
    let metrics = after([
        JobEvent::created("a").tags(["gpu"]).name("align").priority(Priority::Low).at(s(0.0)),
        JobEvent::started("a").at(s(1.0)),
        JobEvent::completed("a").at(s(2.0)),
        JobEvent::started("b").at(s(1.0)),
        JobEvent::completed("b").tags(["gpu"]).name("align").priority(Priority::Low).at(s(2.0)),
    ]);
    for group in [&metrics.by_tag()["gpu"], &metrics.by_name()["align"]] {
        assert_eq!((group.total_jobs, group.completed_jobs), (2, 2));
    }
    for (name, group) in metrics.by_priority() {
        assert_eq!((group.total_jobs, group.completed_jobs), (1, 1), "{name}");
    }
}

#[test]
fn queued_jobs_are_counted_by_priority() {
    let metrics = metrics();
    for (id, priority) in [("a", Priority::Low), ("b", Priority::High), ("c", Priority::High)] {
        metrics.observe(&JobEvent::queued(id).priority(priority).at(s(0.0)));
    }
    metrics.observe(&JobEvent::queued("d").at(s(0.0)));
    metrics.observe(&JobEvent::started("b").at(s(1.0)));
    let summary = metrics.summary();
    assert_eq!(summary.currently_queued, 3);
    let expected = json!({"low": 1, "medium": 1, "high": 1, "critical": 0});
    assert_eq!(value(&summary.queued_by_priority), expected);
}

#[test]
fn a_long_error_is_kept_in_its_beginning() {
    let metrics = after([
        JobEvent::started("a").at(s(0.0)),
        JobEvent::failed("a", "ü".repeat(500_000)).at(s(1.0)),
    ]);
    assert_eq!(metrics.recent(1)[0].error.as_ref().unwrap().len(), 1_024);
}

#[test]
fn reset_forgets_everything() {
    let metrics = world();
    metrics.reset();
    assert_eq!(metrics.summary(), self::metrics().summary());
    assert!(metrics.by_tag().is_empty() && metrics.by_name().is_empty());
    assert!(metrics.by_priority().is_empty() && metrics.recent(10).is_empty());
    assert_eq!(metrics.throughput(s(10.0)).last_day(), Default::default());
    metrics.observe(&JobEvent::completed("d").at(s(20.0)));
    assert_eq!(ends(metrics.summary().unmatched), [1, 0, 0]);
}

#[test]
fn a_job_that_is_made_after_it_was_queued_waits_with_the_priority_it_was_given() {
    let metrics = after([
        JobEvent::queued("a").at(s(0.0)),
        JobEvent::created("a").priority(Priority::High).at(s(0.0)),
    ]);
    assert_eq!(metrics.summary().queued_by_priority["high"], 1);
    metrics.observe(&JobEvent::started("a").at(s(1.0)));
    assert_eq!(metrics.summary().currently_queued, 0);
}

#[test]
fn the_revision_is_another_one_after_every_change_and_only_then() {
    let metrics = metrics();
    let mut seen = vec![metrics.revision()];
    let mut changed = |what: &str| {
        let revision = metrics.revision();
        assert!(!seen.contains(&revision), "the same after {what}");
        let _ = (metrics.summary(), metrics.by_tag(), metrics.recent(3));
        assert_eq!(metrics.revision(), revision, "another one by looking, after {what}");
        seen.push(revision);
    };
    for event in [
        JobEvent::created("a").at(s(0.0)),
        JobEvent::queued("a").at(s(0.0)),
        JobEvent::started("a").at(s(1.0)),
        JobEvent::progress("a", 10.0).at(s(1.5)),
        JobEvent::completed("a").at(s(2.0)),
        JobEvent::completed("unmatched").at(s(2.0)),
    ] {
        let kind = event.kind();
        metrics.observe(&event);
        if kind != monitor_core::EventKind::JobProgressUpdated {
            changed(kind.as_str());
        }
    }
    metrics.reset();
    changed("a reset");
    metrics.forget_open_jobs();
    changed("forgetting what is open");
}

#[test]
fn jobs_that_have_not_ended_are_listed_with_what_happens_to_them() {
    let job = Job::new("a").name("sort").tags(["cpu"]);
    let metrics = after([
        JobEvent::created(&job).at(s(0.0)),
        JobEvent::queued(&job).at(s(1.0)),
        JobEvent::started("b").worker("w").at(s(2.0)),
        JobEvent::started("c").at(s(3.0)),
        JobEvent::paused("c").at(s(4.0)),
        JobEvent::started("d").at(s(5.0)),
        JobEvent::completed("d").at(s(6.0)),
        JobEvent::created("e").at(s(7.0)),
    ]);
    let active = value(metrics.active(10));
    let words: Vec<_> = active.as_array().unwrap().iter().map(|job| &job["status"]).collect();
    assert_eq!(words, ["queued", "running", "paused", "created"]);
    assert_eq!(
        active[0],
        json!({
            "job_id": "a", "name": "sort", "status": "queued", "tags": ["cpu"],
            "priority": "medium", "created_at": "2026-01-01T00:00:00.000000Z",
            "queued_at": "2026-01-01T00:00:01.000000Z", "attempts": 0,
        })
    );
    assert_eq!((&active[1]["worker_id"], &active[1]["attempts"]), (&json!("w"), &json!(1)));
    let last: Vec<_> = metrics.active(2).into_iter().map(|job| job.job_id).collect();
    assert_eq!(last, ["c", "e"]);
    assert!(metrics.active(0).is_empty());
}
