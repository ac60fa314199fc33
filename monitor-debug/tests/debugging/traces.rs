//! Traces: what is recorded, what is dropped, what stays right, and who follows.

use std::collections::BTreeMap;
use std::thread;
use std::time::Duration;

use monitor_debug::{
    CallCause, CheckpointOutcome, DebugJobOutcome, DebugLimits, Error, JobSpec, TraceEvent,
    TraceKind, TraceUpdate,
};
use serde_json::json;

use crate::clock::{ManualClock, PATIENCE, debugger, on, until};

fn kinds(events: &[TraceEvent]) -> Vec<TraceKind> {
    events.iter().map(|event| event.event_type).collect()
}

#[test]
fn an_activation_leaves_its_events_in_order_with_their_numbers() {
    let (debugger, clock) = debugger();
    let job = debugger.start_job(JobSpec::new("job").flow("line")).unwrap();
    let frame = job.enter(&debugger.slot("start", "trigger"), &CallCause::NONE, &mut ()).unwrap();
    assert_eq!(frame.checkpoint(&debugger.event("start", "out"), &mut ()), CheckpointOutcome::On);
    let cause = frame.cause();
    clock.advance(Duration::from_millis(1500));
    frame.complete();
    let frame = job.enter(&debugger.slot("check", "in"), &cause, &mut ()).unwrap();
    assert_eq!(frame.checkpoint(&debugger.label("check", "half"), &mut ()), CheckpointOutcome::On);
    assert_eq!(frame.fail("ValueError", "boom", &mut ()), CheckpointOutcome::On);
    job.finish(DebugJobOutcome::Failed);
    let trace = debugger.trace("job", None, None).unwrap();
    assert_eq!(
        kinds(&trace.events),
        [
            TraceKind::RoutineStart,
            TraceKind::SlotCall,
            TraceKind::EventEmit,
            TraceKind::RoutineComplete,
            TraceKind::RoutineStart,
            TraceKind::SlotCall,
            TraceKind::Checkpoint,
            TraceKind::RoutineError,
            TraceKind::JobCompleted,
        ]
    );
    assert!(trace.events.iter().zip(1..).all(|(event, seq)| event.seq == seq));
    let shown = |at: usize| serde_json::to_value(&trace.events[at]).unwrap();
    assert_eq!(
        shown(0),
        json!({
            "event_id": "evt_1", "seq": 1, "job_id": "job", "routine_id": "start",
            "event_type": "routine_start", "timestamp": "1970-01-01T00:00:00.000000Z",
            "data": {"slot_name": "trigger", "frame": 1}, "duration": null, "status": "running",
        })
    );
    assert_eq!(shown(3)["duration"], json!(1.5));
    assert_eq!(shown(4)["data"], json!({"slot_name": "in", "frame": 2, "cause": 1}));
    let failed = json!({"frame": 2, "cause": 1, "message": "boom", "error_type": "ValueError"});
    assert_eq!(shown(7)["data"], failed);
    assert_eq!(shown(8)["status"], "failed");
}

#[test]
fn figures_stay_right_whatever_the_ring_drops() {
    let clock = ManualClock::default();
    let mut limits = DebugLimits::default();
    limits.events_per_job = 10;
    let debugger = on(&clock).limits(limits).build();
    let job = debugger.start("job").unwrap();
    let place = debugger.slot("r", "s");
    for ms in 1..=100 {
        let frame = job.enter(&place, &CallCause::NONE, &mut ()).unwrap();
        clock.advance(Duration::from_millis(ms));
        frame.complete();
    }
    let metrics = debugger.metrics("job").unwrap();
    assert_eq!((metrics.total_events, metrics.dropped_events), (300, 290));
    assert_eq!((metrics.total_routines, metrics.completed_routines), (100, 100));
    let routine = debugger.routine_metrics("job", "r").unwrap().unwrap();
    assert_eq!((routine.min_duration, routine.max_duration), (Some(0.001), Some(0.1)));
    assert_eq!((routine.avg_duration, routine.total_duration), (Some(0.0505), 5.05));
    assert_eq!(metrics.duration_ms, 5050.0);
    assert_eq!(debugger.routine_metrics("job", "x"), Ok(None));
    let trace = debugger.trace("job", None, None).unwrap();
    assert_eq!((trace.total, trace.first_seq, trace.events.len()), (300, 291, 10));
    let last = debugger.trace("job", Some(3), None).unwrap().events;
    assert_eq!(last.iter().map(|event| event.seq).collect::<Vec<_>>(), [298, 299, 300]);
    let page = debugger.trace("job", Some(3), Some(294)).unwrap().events;
    assert_eq!(page.iter().map(|event| event.seq).collect::<Vec<_>>(), [295, 296, 297]);
    assert!(debugger.trace("job", None, Some(u64::MAX)).unwrap().events.is_empty());
    debugger.set_events_per_job(4).unwrap();
    assert_eq!(debugger.trace("job", None, None).unwrap().events.len(), 4);
    assert_eq!(debugger.set_events_per_job(0), Err(Error::EmptyTrace));
}

#[test]
fn the_metrics_have_every_key_of_the_original_and_more() {
    let (debugger, clock) = debugger();
    let job = debugger.start_job(JobSpec::new("job").flow("line")).unwrap();
    let frame = job.enter(&debugger.slot("r", "s"), &CallCause::NONE, &mut ()).unwrap();
    clock.advance(Duration::from_millis(5234));
    frame.complete();
    job.finish(DebugJobOutcome::Completed);
    let metrics = serde_json::to_value(debugger.metrics("job").unwrap()).unwrap();
    let expected = json!({
        "job_id": "job", "flow_id": "line", "status": "completed",
        "start_time": "1970-01-01T00:00:00.000000Z", "end_time": "1970-01-01T00:00:05.234000Z",
        "total_routines": 1, "completed_routines": 1, "failed_routines": 0, "total_events": 4,
        "duration_ms": 5234.0, "duration": 5.234, "held_ms": 0.0, "total_slot_calls": 1,
        "total_event_emits": 0, "dropped_events": 0, "errors": [],
        "routine_metrics": {"r": {
            "routine_id": "r", "execution_count": 1, "running": 0, "total_duration": 5.234,
            "duration_ms": 5234.0, "avg_duration": 5.234, "min_duration": 5.234,
            "max_duration": 5.234, "error_count": 0,
            "last_execution": "1970-01-01T00:00:00.000000Z",
        }},
    });
    assert_eq!(metrics, expected);
}

#[test]
fn a_subscriber_that_never_reads_costs_nobody_and_learns_what_it_lost() {
    let (debugger, _) = debugger();
    let job = debugger.start("job").unwrap();
    let place = debugger.label("r", "here");
    let controls = debugger.controls("job").unwrap();
    let (mut slow, mut other) = (controls.subscribe(None, None), controls.subscribe(None, Some(5)));
    let pass = |times: usize| {
        (0..times).for_each(|_| assert_eq!(job.checkpoint(&place, &mut ()), CheckpointOutcome::On));
    };
    pass(150);
    let status = debugger.queue_status("job").unwrap();
    assert_eq!((status.subscriber_count, status.queue_size, status.max_size), (2, 100, 100));
    assert_eq!(status.subscribers[0].subscriber_id, "sub_1");
    assert_eq!(slow.try_next(), Some(TraceUpdate::Dropped(50)));
    assert_eq!(other.try_next(), Some(TraceUpdate::Dropped(145)));
    let Some(TraceUpdate::Event(first)) = slow.try_next() else { panic!("there are 100 events") };
    assert_eq!(first.seq, 51);
    pass(2_000);
    assert_eq!(slow.try_next(), Some(TraceUpdate::Dropped(1_999)));
    drop(other);
    let left = std::iter::from_fn(|| slow.try_next()).count();
    assert_eq!(left, 100);
    let status = debugger.queue_status("job").unwrap();
    assert_eq!((status.subscriber_count, status.subscribers[0].dropped), (1, 2_049));
    drop(slow);
    assert_eq!(debugger.queue_status("job").unwrap().subscriber_count, 0);
}

#[test]
fn a_subscriber_that_reads_ahead_loses_nothing_until_it_is_full() {
    let (debugger, _) = debugger();
    let job = debugger.start("job").unwrap();
    let place = debugger.label("r", "here");
    let controls = debugger.controls("job").unwrap();
    let pass = |times: usize| {
        (0..times).for_each(|_| assert_eq!(job.checkpoint(&place, &mut ()), CheckpointOutcome::On));
    };
    let seq = |next| match next {
        Some(TraceUpdate::Event(event)) => event.seq,
        other => panic!("an event was expected, not {other:?}"),
    };
    let mut cursor = controls.subscribe(None, None).reading_ahead(3_000);
    pass(3_050);
    let status = &debugger.queue_status("job").unwrap().subscribers[0];
    assert_eq!((status.read_ahead, status.queue_size, status.dropped), (3_000, 50, 0));
    assert_eq!(debugger.trace("job", None, None).unwrap().events.len(), 1_000);
    pass(150);
    let status = &debugger.queue_status("job").unwrap().subscribers[0];
    assert_eq!((status.read_ahead, status.queue_size, status.dropped), (3_000, 100, 100));
    assert_eq!(status.max_size, 100);
    assert_eq!(cursor.try_next(), Some(TraceUpdate::Dropped(100)));
    (101..=3_200).for_each(|expected| assert_eq!(seq(cursor.try_next()), expected));
    assert_eq!(cursor.try_next(), None);
    pass(1);
    assert_eq!(seq(cursor.try_next()), 3_201);
}

#[test]
fn a_follower_of_a_flow_can_read_ahead_too() {
    let (debugger, _) = debugger();
    let mut cursor = debugger.follow_flow("line", None).unwrap().reading_ahead(10_000);
    let place = debugger.label("r", "here");
    for id in ["one", "two", "three"] {
        let job = debugger.start_job(JobSpec::new(id).flow("line")).unwrap();
        (0..900).for_each(|_| assert_eq!(job.checkpoint(&place, &mut ()), CheckpointOutcome::On));
    }
    let read = std::iter::from_fn(|| cursor.try_next());
    assert_eq!(read.filter(|next| matches!(next, TraceUpdate::Event(_))).count(), 2_700 + 3);
}

#[test]
fn a_subscriber_that_comes_again_reads_on_where_it_was() {
    let (debugger, _) = debugger();
    let job = debugger.start("job").unwrap();
    let place = debugger.label("r", "here");
    let controls = debugger.controls("job").unwrap();
    (0..10).for_each(|_| assert_eq!(job.checkpoint(&place, &mut ()), CheckpointOutcome::On));
    let mut again = controls.subscribe(Some(7), None);
    let seqs = std::iter::from_fn(|| match again.try_next() {
        Some(TraceUpdate::Event(event)) => Some(event.seq),
        _ => None,
    });
    assert_eq!(seqs.collect::<Vec<_>>(), [8, 9, 10]);
}

#[test]
fn a_thread_that_waits_for_events_is_woken_by_them() {
    let (debugger, _) = debugger();
    let job = debugger.start("job").unwrap();
    let mut cursor = debugger.controls("job").unwrap().subscribe(None, None);
    assert_eq!(cursor.next_timeout(Duration::from_millis(1)), None);
    let reading = thread::spawn(move || until(&mut cursor, TraceKind::JobCompleted).status);
    job.finish(DebugJobOutcome::Completed);
    assert_eq!(reading.join().unwrap(), Some("completed"));
}

#[test]
fn a_flow_is_followed_through_all_its_jobs_also_later_ones() {
    let (debugger, _) = debugger();
    let mut cursor = debugger.follow_flow("line", Some(1_000)).unwrap();
    let place = debugger.slot("r", "s");
    let other = debugger.start_job(JobSpec::new("other").flow("circle")).unwrap();
    other.enter(&place, &CallCause::NONE, &mut ()).unwrap().complete();
    for id in ["one", "two", "three"] {
        let job = debugger.start_job(JobSpec::new(id).flow("line")).unwrap();
        job.enter(&place, &CallCause::NONE, &mut ()).unwrap().complete();
        job.finish(DebugJobOutcome::Completed);
    }
    let mut counts = BTreeMap::new();
    for _ in 0..12 {
        let Some(TraceUpdate::Event(event)) = cursor.next_timeout(PATIENCE) else {
            panic!("12 events")
        };
        *counts.entry(event.job_id.to_string()).or_insert(0) += 1;
    }
    assert_eq!(cursor.try_next(), None);
    assert_eq!(counts.into_values().collect::<Vec<_>>(), [4, 4, 4]);
}

#[test]
fn names_and_routines_beyond_their_bounds_share_one_place() {
    let mut limits = DebugLimits::default();
    (limits.names, limits.routines) = (20, 3);
    let debugger = on(&ManualClock::default()).limits(limits).build();
    let job = debugger.start("job").unwrap();
    for number in 0..30 {
        let place = debugger.slot(&format!("r{number}"), "s");
        job.enter(&place, &CallCause::NONE, &mut ()).unwrap().complete();
    }
    let metrics = debugger.metrics("job").unwrap();
    assert_eq!(metrics.routine_metrics.len(), 4);
    assert_eq!(metrics.routine_metrics["__other__"].execution_count, 27);
    assert_eq!(debugger.stats().refused_names, 11);
}
