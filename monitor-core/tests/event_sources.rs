//! Streams of several sources: each is counted as if it were alone, and all together as their sum.
#![expect(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

#[expect(dead_code, reason = "each test takes what it needs")]
#[path = "world/arbitrary.rs"]
mod arbitrary;

use std::collections::BTreeMap;

use monitor_core::{
    EventSource, GroupSummary, JobEvent, JobMetrics, Monitor, MonitorLimits, Observer, Timestamp,
    WorkerEvent, WorkerMetrics,
};
use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, any, prop_assert_eq, proptest};
use serde_json::{Value, json};

fn host(name: &str) -> EventSource {
    EventSource::new().with_host(name)
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_secs(seconds)
}

/// A document without the source, so that it can be compared with that of a stream without one.
fn anonymous(document: &impl serde::Serialize) -> Value {
    let mut value = serde_json::to_value(document).unwrap();
    let documents = value.as_array_mut().into_iter().flatten();
    documents.filter_map(Value::as_object_mut).for_each(|object| drop(object.remove("source")));
    value
}

fn of_jobs(jobs: &JobMetrics, now: Timestamp) -> [Value; 7] {
    [
        anonymous(&jobs.summary()),
        anonymous(&jobs.recent(1_000)),
        anonymous(&jobs.active(1_000)),
        anonymous(&jobs.by_tag()),
        anonymous(&jobs.by_name()),
        anonymous(&jobs.by_priority()),
        anonymous(&jobs.throughput(now)),
    ]
}

fn of_workers(workers: &WorkerMetrics, now: Timestamp) -> Value {
    anonymous(&workers.all(now))
}

/// The counts of two streams, one by one.
fn sums(one: &BTreeMap<String, GroupSummary>, two: &BTreeMap<String, GroupSummary>) -> Value {
    let mut sums: BTreeMap<&str, [u64; 4]> = BTreeMap::new();
    for (name, group) in one.iter().chain(two) {
        let counts =
            [group.total_jobs, group.completed_jobs, group.failed_jobs, group.cancelled_jobs];
        let sum = sums.entry(name).or_default();
        sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
    }
    json!(sums)
}

/// Adds up what counts in two documents of the same form.
fn added(one: &Value, two: &Value) -> Value {
    match (one, two) {
        (Value::Object(one), Value::Object(two)) => {
            let added = one.iter().map(|(key, value)| (key.clone(), added(value, &two[key])));
            added.filter(|(_, value)| !value.is_null()).collect()
        }
        (Value::Array(one), Value::Array(two)) => {
            one.iter().zip(two).map(|(one, two)| added(one, two)).collect()
        }
        (one, two) => match (one.as_u64(), two.as_u64()) {
            (Some(one), Some(two)) => json!(one + two),
            _ => Value::Null,
        },
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn each_of_two_interleaved_sources_is_counted_as_if_it_were_alone(
        streams in (arbitrary::stream(), arbitrary::stream()),
        turns in vec(any::<bool>(), 240),
    ) {
        let now = at(120);
        let sources = [host("one"), host("two")];
        let alone = [&streams.0, &streams.1].map(|stream| {
            let monitor = Monitor::new(MonitorLimits::default());
            stream.iter().for_each(|event| monitor.observe(event));
            monitor
        });

        let together = Monitor::new(MonitorLimits::default());
        let mut left = [streams.0.iter(), streams.1.iter()];
        for turn in turns.into_iter().map(usize::from).chain([0; 120]).chain([1; 120]) {
            if let Some(event) = left[turn].next() {
                together.observe(&event.clone().source(&sources[turn]));
            }
        }

        for (source, alone) in sources.iter().zip(&alone) {
            match together.jobs().for_source(source) {
                Some(jobs) => prop_assert_eq!(of_jobs(&jobs, now), of_jobs(alone.jobs(), now)),
                None => prop_assert_eq!(alone.jobs().summary(), JobMetrics::new(&MonitorLimits::default()).summary()),
            }
            let workers = together.workers().for_source(source);
            let workers = workers.map_or(json!(null), |workers| of_workers(&workers, now));
            let none = of_workers(&WorkerMetrics::new(&MonitorLimits::default()), now);
            let workers = if workers.is_null() { none } else { workers };
            prop_assert_eq!(workers, of_workers(alone.workers(), now));
        }

        let [one, two] = &alone;
        let counts = added(&anonymous(&one.jobs().summary()), &anonymous(&two.jobs().summary()));
        let all = anonymous(&together.jobs().summary());
        prop_assert_eq!(added(&all, &anonymous(&Monitor::new(MonitorLimits::default()).jobs().summary())), counts);
        prop_assert_eq!(
            anonymous(&together.jobs().throughput(now)),
            added(&anonymous(&one.jobs().throughput(now)), &anonymous(&two.jobs().throughput(now)))
        );
        let none = BTreeMap::new();
        for groups in [JobMetrics::by_tag, JobMetrics::by_name, JobMetrics::by_priority] {
            let sum = sums(&groups(one.jobs()), &groups(two.jobs()));
            prop_assert_eq!(sums(&groups(together.jobs()), &none), sum);
        }
        let active = alone.iter().map(|monitor| monitor.workers().active_count(now)).sum::<usize>();
        prop_assert_eq!(together.workers().active_count(now), active);
        let lists = |monitor: &Monitor| {
            (monitor.jobs().recent(1_000).len(), monitor.jobs().active(1_000).len())
        };
        let (one, two) = (lists(one), lists(two));
        prop_assert_eq!(lists(&together), (one.0 + two.0, one.1 + two.1));

        let lost = |monitor: &Monitor| monitor.expire(at(1_000_000)).len();
        prop_assert_eq!(lost(&together), alone.iter().map(lost).sum::<usize>());
    }
}

#[test]
fn lists_say_the_source_and_documents_without_one_say_nothing_of_it() {
    let monitor = Monitor::new(MonitorLimits::default());
    monitor.observe(&JobEvent::started("a").at(at(0)));
    monitor.observe(&JobEvent::completed("a").at(at(1)));
    monitor.observe(&WorkerEvent::registered("w").at(at(1)));
    let text = serde_json::to_string(&monitor.status(at(2)).unwrap()).unwrap();
    assert!(!text.contains("source"), "{text}");

    let source = host("node-1");
    monitor.observe(&JobEvent::started("a").worker("w").at(at(2)).source(&source));
    monitor.observe(&WorkerEvent::registered("w").at(at(2)).source(&source));
    let active = monitor.jobs().active(10);
    assert_eq!(active[0].source.as_ref(), Some(&source));
    monitor.observe(&JobEvent::completed("a").at(at(5)).source(&source));
    let recent: Vec<_> = monitor.jobs().recent(10).into_iter().map(|job| job.source).collect();
    assert_eq!(recent, [None, Some(source.clone())]);

    let status = monitor.status(at(6)).unwrap();
    assert_eq!(status.jobs.completed_jobs, 2);
    assert_eq!(status.sources[0].source, source);
    assert_eq!(status.sources[0].jobs.completed_jobs, 1);
    assert_eq!(status.workers.active_count, 2);
    assert_eq!(status.workers.workers["w"].completed_jobs, 0);
    assert_eq!(status.workers.sources[0].workers["w"].completed_jobs, 1);
    let text = serde_json::to_string(&status).unwrap();
    assert_eq!(serde_json::from_str::<monitor_core::MonitorStatus>(&text).unwrap(), status);
}

#[test]
fn a_worker_of_a_source_that_is_lost_is_reported_with_its_source() {
    let workers = WorkerMetrics::new(&MonitorLimits::default());
    for source in [host("one"), host("two")] {
        workers.observe(&WorkerEvent::registered("w").at(at(0)).source(&source));
    }
    workers.observe(&WorkerEvent::heartbeat("w").at(at(500)).source(host("two")));
    let lost = workers.expire(at(500));
    assert_eq!(
        lost.iter().map(|event| event.source.clone()).collect::<Vec<_>>(),
        [Some(host("one"))]
    );
    assert_eq!(workers.for_source(&host("two")).unwrap().active_count(at(500)), 1);
}

#[test]
fn sources_beyond_the_limit_stay_apart_and_are_counted() {
    let mut limits = MonitorLimits::default();
    limits.sources = 1;
    let monitor = Monitor::new(limits);
    for name in ["one", "two", "three"] {
        monitor.observe(&JobEvent::started("a").worker("w").at(at(0)).source(host(name)));
        monitor.observe(&WorkerEvent::registered("w").at(at(0)).source(host(name)));
    }
    monitor.observe(&JobEvent::failed("a", "disk full").at(at(1)).source(host("two")));
    let summary = monitor.jobs().summary();
    assert_eq!((summary.total_jobs, summary.failed_jobs, summary.currently_running), (3, 1, 2));
    assert_eq!(summary.anomalies.repeated_starts, 0);
    assert_eq!(summary.anomalies.sources_overflowed, 3);
    assert_eq!(monitor.jobs().sources(), [host("one")]);
    assert!(monitor.jobs().for_source(&host("two")).is_none());
    let workers = monitor.workers().all(at(1));
    assert_eq!((workers.active_count, workers.refused), (1, 2));
    monitor.reset();
    assert_eq!(monitor.jobs().summary(), JobMetrics::new(&MonitorLimits::default()).summary());
}

#[test]
fn the_limit_of_workers_holds_for_all_sources_together() {
    let mut limits = MonitorLimits::default();
    limits.workers = 3;
    let workers = WorkerMetrics::new(&limits);
    for number in 0..40 {
        let worker = WorkerEvent::registered(format!("w{number}")).at(at(number));
        workers.observe(&worker.source(host(&format!("node-{}", number % 4))));
    }
    let all = workers.all(at(40));
    assert_eq!((all.active_count, all.refused), (3, 37));
    assert_eq!(workers.expire(at(100_000)).len(), 3);
    workers.observe(&WorkerEvent::registered("w").at(at(100_000)).source(host("node-3")));
    assert_eq!(workers.active_count(at(100_000)), 1);
    workers.reset();
    for number in 0..5 {
        workers.observe(&WorkerEvent::registered(format!("w{number}")).at(at(100_000)));
    }
    assert_eq!(workers.active_count(at(100_000)), 3);
}

#[test]
fn the_limit_of_open_jobs_holds_for_all_sources_together() {
    let mut limits = MonitorLimits::default();
    limits.open_jobs = 10;
    let jobs = JobMetrics::new(&limits);
    for number in 0..40 {
        let source = host(&format!("node-{}", number % 4));
        jobs.observe(&JobEvent::started(format!("job-{number}")).at(at(number)).source(source));
    }
    let summary = jobs.summary();
    assert_eq!((summary.total_jobs, summary.currently_running), (40, 10));
    assert_eq!(summary.anomalies.open_jobs_forgotten, 30);
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a thread has a stripe of its own")]
fn two_threads_report_the_same_job_of_two_sources() {
    let jobs = JobMetrics::new(&MonitorLimits::default());
    for name in ["one", "two"] {
        jobs.observe(&JobEvent::started("a").at(at(0)).source(host(name)));
    }
    std::thread::scope(|scope| {
        scope.spawn(|| jobs.observe(&JobEvent::completed("a").at(at(3)).source(host("two"))));
    });
    let [one, two] = ["one", "two"].map(|name| jobs.for_source(&host(name)).unwrap().summary());
    assert_eq!((one.completed_jobs, one.currently_running), (0, 1));
    assert_eq!((two.completed_jobs, two.avg_execution_time), (1, 3.0));
}
