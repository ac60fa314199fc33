//! Spans of a host that knows nothing of us, as jobs.

#![cfg(feature = "tracing")]
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use monitor_core::{Event, Payload};
use monitor_events::{ChannelOptions, Emitter};
use monitor_host::SpanJobs;
use tracing::subscriber::with_default;
use tracing::{debug_span, error, info_span, warn};
use tracing_subscriber::layer::SubscriberExt as _;

/// The events of what `host` does.
fn events(layer: impl FnOnce(&Emitter) -> SpanJobs, host: impl FnOnce()) -> Vec<Event> {
    let emitter = Emitter::new();
    let queue = emitter.subscribe(ChannelOptions::new(64));
    let subscriber = tracing_subscriber::registry().with(layer(&emitter));
    with_default(subscriber, host);
    queue.try_iter().map(|event| (*event).clone()).collect()
}

fn words(events: &[Event]) -> Vec<String> {
    let word = |event: &Event| format!("{} {}", event.kind(), event.job_id().unwrap());
    events.iter().map(word).collect()
}

#[test]
fn an_outermost_span_is_a_job_and_what_is_inside_is_part_of_it() {
    let events = events(SpanJobs::new, || {
        let _import = info_span!("import", job_id = "j7", worker = "w1").entered();
        let _read = info_span!("read").entered();
        warn!("slow");
        debug_span!("row").in_scope(|| {});
    });
    assert_eq!(words(&events), ["job.started j7", "job.completed j7"]);
    assert_eq!(events[1].worker_id().unwrap(), "w1");
    assert_eq!(events[0].job().unwrap().name, "import");
    let Payload::JobCompleted(completed) = &events[1].payload else { panic!("{events:?}") };
    assert!(completed.phase.run_ns.is_some());
}

#[test]
fn an_error_inside_makes_the_job_fail() {
    let events = events(SpanJobs::new, || {
        let _job = info_span!("import", id = 3).entered();
        info_span!("read").in_scope(|| error!("the {} is full", "disk"));
    });
    let Payload::JobFailed(failed) = &events[1].payload else { panic!("{events:?}") };
    assert_eq!((failed.job.id.as_str(), &*failed.phase.error.message), ("3", "the disk is full"));
}

#[test]
fn an_error_that_is_recorded_makes_the_job_fail() {
    let events = events(SpanJobs::new, || {
        let job = info_span!("import", error = tracing::field::Empty);
        job.record("error", "no such table");
    });
    assert_eq!(words(&events), ["job.started import-1", "job.failed import-1"]);
}

#[test]
fn the_host_chooses_which_spans_are_jobs() {
    let chosen = |emitter: &Emitter| SpanJobs::of_spans(emitter, |span| span.name() == "task");
    let events = events(chosen, || {
        let _outer = info_span!("serve").entered();
        debug_span!("task", tags = "a, b", priority = "high").in_scope(|| {});
        debug_span!("task").in_scope(|| {});
    });
    assert_eq!(words(&events)[2..], ["job.started task-2", "job.completed task-2"]);
    let job = events[0].job().unwrap();
    assert_eq!(job.tags.iter().map(|tag| tag.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(job.priority.unwrap().as_str(), "high");
}
