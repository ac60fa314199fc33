//! Arbitrary events for property tests: every kind, with and without what it may leave out.

use std::time::Duration;

use monitor_core::{
    AnalysisEvent, AnalysisPhase, DebugEvent, DebugPhase, Event, EventSource, Job, JobError,
    JobEvent, Priority, ResourceUsage, SystemEvent, Timestamp, WorkerEvent,
};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::{Just, Strategy, any};
use proptest::strategy::BoxedStrategy;
use proptest::{prop_oneof, sample::select};
use serde_json::Value;

/// Few enough that streams of events meet the same ones again.
pub(crate) const JOBS: [&str; 6] = ["a", "b", "c", "d", "e", "f"];
const WORKERS: [&str; 3] = ["w1", "w2", "w3"];
const TAGS: [&str; 4] = ["gpu", "night", "__other__", "x"];

/// A stream of events about few jobs and workers, each job with an id.
pub(crate) fn stream() -> impl Strategy<Value = Vec<Event>> {
    vec(event(select(&JOBS[..]).prop_map(str::to_owned).boxed()), 0..120)
}

/// Any event, about any job.
pub(crate) fn any_event() -> impl Strategy<Value = Event> {
    let extra = of(vec((any::<String>(), value()), 1..4));
    (event(text()), extra, of(source())).prop_map(|(event, extra, source)| {
        let event = source.into_iter().fold(event, Event::source);
        extra.into_iter().flatten().fold(event, |event, (key, value)| event.extra(key, value))
    })
}

/// Any text that is long enough for an id, of up to 250 bytes.
fn text() -> BoxedStrategy<String> {
    prop_oneof!["[a-z0-9-]{1,40}", "\\PC{1,60}", ".{1,60}", "[a-z]{200,250}"].boxed()
}

fn source() -> impl Strategy<Value = EventSource> {
    (of(text()), of(text()), of(text())).prop_map(|(host, program, instance)| {
        let source = host.into_iter().fold(EventSource::new(), EventSource::with_host);
        let source = program.into_iter().fold(source, EventSource::with_program);
        instance.into_iter().fold(source, EventSource::with_instance)
    })
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec((any::<String>(), inner), 0..4)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

fn time() -> BoxedStrategy<Option<Timestamp>> {
    let near = (0..100_000_i64).prop_map(|ms| Timestamp::from_micros(ms * 1_000));
    let far = any::<i64>().prop_map(Timestamp::from_micros);
    of(prop_oneof![8 => near, 1 => far, 1 => select(&[Timestamp::MIN, Timestamp::MAX][..])]).boxed()
}

fn duration() -> BoxedStrategy<Duration> {
    prop_oneof![
        9 => (0..10_000_u64).prop_map(Duration::from_millis),
        1 => any::<u64>().prop_map(Duration::from_nanos),
        1 => Just(Duration::MAX),
    ]
    .boxed()
}

/// Durations that are exact as seconds in JSON.
fn short() -> impl Strategy<Value = Duration> {
    (0..2_000_000_000_u64).prop_map(Duration::from_micros)
}

fn error() -> impl Strategy<Value = JobError> {
    (any::<String>(), of(any::<String>()), any::<bool>()).prop_map(|(message, kind, timed_out)| {
        let mut error = JobError::new(message);
        error.kind = kind.map(Into::into);
        error.timed_out = timed_out;
        error
    })
}

fn used() -> impl Strategy<Value = ResourceUsage> {
    any::<(u64, u64, u32)>().prop_map(|(wall_ns, read_bytes, max_threads)| {
        let mut used = ResourceUsage::default();
        (used.wall_ns, used.read_bytes, used.max_threads) = (wall_ns, read_bytes, max_threads);
        used
    })
}

fn job(id: BoxedStrategy<String>) -> BoxedStrategy<Job> {
    let tags = vec(select(&TAGS[..]), 0..3);
    (id, of(text()), of(select(&Priority::ALL[..])), tags)
        .prop_map(|(id, name, priority, tags)| {
            let mut job = Job::new(id).tags(tags);
            job.name = name.map(Into::into).unwrap_or_default();
            job.priority = priority;
            job
        })
        .boxed()
}

fn event(id: BoxedStrategy<String>) -> BoxedStrategy<Event> {
    let worker = || of(select(&WORKERS[..]).prop_map(Into::into));
    let untimed = prop_oneof![
        (job(id.clone()), worker(), 0..6_u8)
            .prop_map(|(job, worker, kind)| waiting(job, worker, kind)),
        (job(id.clone()), worker(), of(any::<u32>()), of(duration())).prop_map(
            |(job, worker, attempt, wait)| {
                let mut event = JobEvent::started(job);
                event.worker = worker;
                event.phase.attempt = attempt;
                if let Some(wait) = wait { event.wait_time(wait).into() } else { event.into() }
            }
        ),
        (job(id.clone()), worker(), of(duration()), of(used()), 0..3_u8, error(), of(value()))
            .prop_map(|(job, worker, ran, used, kind, error, result)| {
                ended(job, worker, ran, used, kind, error, result)
            }),
        (job(id.clone()), of(any::<(u32, u32)>()), of(short()), of(error())).prop_map(
            |(job, retries, delay, error)| {
                let mut event = JobEvent::retrying(job);
                if let Some((count, max)) = retries {
                    event = event.retries(count, max)
                }
                if let Some(delay) = delay {
                    event = event.delay(delay)
                }
                event.phase.error = error.map(Box::new);
                event.into()
            }
        ),
        (select(&WORKERS[..]), of(text()), of(any::<u32>()), of(short()), vec(text(), 0..3))
            .prop_map(|(worker, host, slots, interval, tags)| {
                let mut event = WorkerEvent::registered(worker).tags(tags);
                event.phase.host = host.map(Into::into);
                event.phase.max_concurrent_jobs = slots;
                if let Some(interval) = interval {
                    event.heartbeat_interval(interval).into()
                } else {
                    event.into()
                }
            }),
        (select(&WORKERS[..]), of(any::<u32>()), vec(id.clone(), 0..3), job(id.clone()), 0..5_u8)
            .prop_map(|(worker, running, ids, job, kind)| match kind {
                0 => WorkerEvent::heartbeat(worker).running_job_ids(ids).into(),
                1 => {
                    let mut event = WorkerEvent::heartbeat(worker);
                    event.phase.running_jobs = running;
                    event.into()
                }
                2 => WorkerEvent::claimed_job(worker, job).into(),
                3 => WorkerEvent::offline(worker).into(),
                _ => WorkerEvent::offline(worker).reason("stopped").into(),
            }),
        about_the_system(),
        about_an_analysis(),
        about_a_routine(job(id)),
    ];
    (untimed, time())
        .prop_map(|(mut event, at): (Event, _)| {
            event.at = at;
            event
        })
        .boxed()
}

fn waiting(job: Job, worker: Option<monitor_core::WorkerId>, kind: u8) -> Event {
    match (kind, worker) {
        (0, _) => JobEvent::created(job).into(),
        (1, Some(worker)) => JobEvent::queued(job).worker(worker).into(),
        (1, None) => JobEvent::queued(job).into(),
        (2, _) => JobEvent::paused(job).into(),
        (3, _) => JobEvent::resumed(job).into(),
        _ => JobEvent::progress(job, f64::from(kind) * 12.3).into(),
    }
}

fn ended(
    job: Job,
    worker: Option<monitor_core::WorkerId>,
    ran: Option<Duration>,
    used: Option<ResourceUsage>,
    kind: u8,
    error: JobError,
    result: Option<Value>,
) -> Event {
    let run_ns = ran.map(|ran| u64::try_from(ran.as_nanos()).unwrap_or(u64::MAX));
    let used = used.map(Box::new);
    match kind {
        0 => {
            let mut event = JobEvent::completed(job);
            (event.worker, event.phase.run_ns, event.phase.resources) = (worker, run_ns, used);
            event.phase.result = result.map(Box::new);
            event.into()
        }
        1 => {
            let mut event = JobEvent::failed(job, error);
            (event.worker, event.phase.run_ns, event.phase.resources) = (worker, run_ns, used);
            event.into()
        }
        _ => {
            let mut event = JobEvent::cancelled(job);
            (event.worker, event.phase.run_ns, event.phase.resources) = (worker, run_ns, used);
            event.phase.reason = result.map(|result| result.to_string().into());
            event.into()
        }
    }
}

fn about_the_system() -> impl Strategy<Value = Event> {
    (any::<String>(), of(any::<String>()), 0..3_u8).prop_map(
        |(message, operation, kind)| match kind {
            0 => SystemEvent::startup().into(),
            1 => SystemEvent::shutdown().into(),
            _ => {
                let mut event = SystemEvent::error(message);
                event.phase.operation = operation.map(Into::into);
                event.into()
            }
        },
    )
}

fn about_an_analysis() -> impl Strategy<Value = Event> {
    const PHASES: [AnalysisPhase; 3] =
        [AnalysisPhase::Added, AnalysisPhase::Stuck, AnalysisPhase::Moved];
    let words = of((any::<String>(), any::<String>()));
    (select(&PHASES[..]), text(), words, of(any::<u32>())).prop_map(
        |(phase, key, words, attempt)| {
            let mut event = AnalysisEvent::new(phase, key);
            event.attempt = attempt;
            match words {
                Some((from, to)) => event.state_change(from, to).into(),
                None => event.into(),
            }
        },
    )
}

fn about_a_routine(job: BoxedStrategy<Job>) -> impl Strategy<Value = Event> {
    const PHASES: [DebugPhase; 3] =
        [DebugPhase::RoutineStarted, DebugPhase::Held, DebugPhase::Detached];
    (select(&PHASES[..]), job, of(text()), of(any::<u64>())).prop_map(
        |(phase, job, routine, lane)| {
            let mut event = DebugEvent::new(phase, job);
            (event.routine, event.lane) = (routine.map(Into::into), lane);
            event.into()
        },
    )
}
