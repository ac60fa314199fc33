//! Holding an activation in its own thread: look, change, resume, cancel, and never for ever.

use std::thread;
use std::time::Duration;

use monitor_debug::{
    Breakpoint, BreakpointTarget, CallCause, CheckpointOutcome, DebugJobOutcome, DebugJobStatus,
    DebugLimits, Error, ExpiryAction, JobSpec, SetVariableError, StopReason, SuspendPolicy,
    TraceKind, VariableScope, bind,
};
use serde_json::json;

use crate::clock::{ManualClock, PATIENCE, debugger, on, until};

#[test]
fn a_held_activation_shows_its_variables_takes_new_ones_and_goes_on() {
    let (debugger, _) = debugger();
    let job = debugger.start("job").unwrap();
    debugger
        .set_breakpoint(BreakpointTarget::Job("job"), Breakpoint::slot("resize", "image"))
        .unwrap();
    let place = debugger.slot("resize", "image").line(42);
    let controls = debugger.controls("job").unwrap();
    let mut cursor = controls.subscribe(Some(0), None);
    let watched = thread::spawn(move || {
        let (mut width, mut name) = (640_u32, String::from("cat"));
        let mut vars = [bind("width", &mut width), bind("name", &mut name)];
        job.enter(&place, &CallCause::NONE, &mut vars).unwrap().complete();
        job.finish(DebugJobOutcome::Completed);
        (width, name)
    });
    let hit = until(&mut cursor, TraceKind::BreakpointHit);
    assert_eq!((hit.data.lane, hit.data.breakpoint_id.as_deref()), (Some(1), Some("bp_1")));
    assert_eq!(controls.status(), DebugJobStatus::Paused);
    let stack = controls.call_stack(None).unwrap();
    assert_eq!(
        (&*stack[0].routine_id, &*stack[0].slot_name, stack[0].line),
        ("resize", "image", 42)
    );
    let shown = controls.variables(None).unwrap().wait(PATIENCE).unwrap().unwrap();
    assert_eq!(json!(shown.local), json!({"width": 640, "name": "cat"}));
    let set = |name: &str, value| {
        controls.set_variable(None, None, name, value).unwrap().wait(PATIENCE).unwrap().unwrap()
    };
    assert_eq!(set("width", json!(320)), Ok(()));
    assert_eq!(
        set("width", json!(-1)).unwrap_err().to_string(),
        "the variable takes a whole number that fits u32"
    );
    assert_eq!(set("height", json!(1)), Err(SetVariableError::Unknown));
    let sum = controls.evaluate(Some(1), "width + len(name)").unwrap();
    assert_eq!(sum.wait(PATIENCE).unwrap().unwrap(), Ok(json!(323)));
    controls.resume(None).unwrap();
    assert_eq!(watched.join().unwrap(), (320, "cat".to_owned()));
    let ended = until(&mut cursor, TraceKind::JobCompleted);
    assert_eq!(ended.status, Some("completed"));
    assert!(matches!(controls.variables(None), Err(Error::NotHeld { .. })));
}

#[test]
fn time_that_is_held_is_neither_time_of_the_routine_nor_of_the_job() {
    let (debugger, clock) = debugger();
    let job = debugger.start_job(JobSpec::new("job").suspended_at_start()).unwrap();
    let (place, controls) = (debugger.slot("r", "s"), debugger.controls("job").unwrap());
    let mut cursor = controls.subscribe(Some(0), None);
    let on_thread = clock.clone();
    let watched = thread::spawn(move || {
        let frame = job.enter(&place, &CallCause::NONE, &mut ()).unwrap();
        on_thread.advance(Duration::from_millis(30));
        frame.complete();
        job.finish(DebugJobOutcome::Completed);
    });
    let paused = until(&mut cursor, TraceKind::JobPaused);
    assert_eq!(paused.data.reason, Some("start"));
    while controls.suspended_threads().is_empty() {
        thread::yield_now();
    }
    clock.advance(Duration::from_millis(500));
    controls.resume(None).unwrap();
    watched.join().unwrap();
    let metrics = controls.metrics();
    assert_eq!((metrics.held_ms, metrics.duration_ms), (500.0, 30.0));
    assert_eq!(metrics.routine_metrics["r"].max_duration, Some(0.03));
    assert_eq!(metrics.total_events, controls.trace(None, None).total);
}

#[test]
fn two_lanes_are_held_at_once_and_released_one_by_one() {
    let (debugger, _) = debugger();
    let job = debugger.start("job").unwrap();
    debugger.set_breakpoint(BreakpointTarget::Job("job"), Breakpoint::routine("*")).unwrap();
    let controls = debugger.controls("job").unwrap();
    let mut cursor = controls.subscribe(Some(0), None);
    let watched: Vec<_> = (0..2_i64)
        .map(|mut number| {
            let (job, place) = (job.clone(), debugger.slot("r", "s"));
            thread::spawn(move || {
                let go = job.enter(&place, &CallCause::NONE, &mut [bind("number", &mut number)]);
                (go.is_ok(), number)
            })
        })
        .collect();
    until(&mut cursor, TraceKind::BreakpointHit);
    until(&mut cursor, TraceKind::BreakpointHit);
    assert_eq!(
        controls.suspended_threads().iter().map(|lane| lane.lane).collect::<Vec<_>>(),
        [1, 2]
    );
    for lane in [1, 2] {
        let set = controls.set_variable(
            Some(lane),
            Some(VariableScope::Local),
            "number",
            json!(lane * 10),
        );
        assert_eq!(set.unwrap().wait(PATIENCE).unwrap().unwrap(), Ok(()));
    }
    controls.resume(Some(2)).unwrap();
    assert_eq!(controls.status(), DebugJobStatus::Paused);
    assert_eq!(controls.resume(Some(2)), Err(Error::NotHeld { lane: Some(2) }));
    controls.resume(Some(1)).unwrap();
    assert_eq!(controls.status(), DebugJobStatus::Running);
    let mut numbers: Vec<_> = watched.into_iter().map(|thread| thread.join().unwrap()).collect();
    numbers.sort();
    assert_eq!(numbers, [(true, 10), (true, 20)]);
}

#[test]
fn resuming_does_not_hit_the_same_breakpoint_again() {
    let (debugger, _) = debugger();
    let job = debugger.start("job").unwrap();
    for breakpoint in [Breakpoint::routine("r"), Breakpoint::slot("r", "s")] {
        debugger.set_breakpoint(BreakpointTarget::Job("job"), breakpoint).unwrap();
    }
    let (place, controls) = (debugger.slot("r", "s"), debugger.controls("job").unwrap());
    let mut cursor = controls.subscribe(Some(0), None);
    let watched = thread::spawn(move || job.enter(&place, &CallCause::NONE, &mut ()).is_ok());
    until(&mut cursor, TraceKind::BreakpointHit);
    controls.resume(None).unwrap();
    assert!(watched.join().unwrap());
    let hits = controls.trace(None, None).events;
    let hits = hits.iter().filter(|event| event.event_type == TraceKind::BreakpointHit);
    assert_eq!(hits.count(), 1);
}

#[test]
fn cancelling_releases_what_is_held_and_every_later_checkpoint_says_so() {
    let (debugger, _) = debugger();
    let job = debugger.start_job(JobSpec::new("job").suspended_at_start()).unwrap();
    let (place, controls) = (debugger.slot("r", "s"), debugger.controls("job").unwrap());
    let mut cursor = controls.subscribe(Some(0), None);
    let handle = job.clone();
    let watched = thread::spawn(move || handle.enter(&place, &CallCause::NONE, &mut ()).is_err());
    until(&mut cursor, TraceKind::SlotCall);
    controls.cancel().unwrap();
    assert_eq!(controls.status(), DebugJobStatus::Cancelled);
    assert!(watched.join().unwrap());
    assert!(job.is_cancelled());
    assert_eq!(
        job.checkpoint(&debugger.label("r", "later"), &mut ()),
        CheckpointOutcome::Cancelled
    );
    job.finish(DebugJobOutcome::Completed);
    assert_eq!(controls.status(), DebugJobStatus::Cancelled);
    assert_eq!(controls.cancel(), Err(Error::Ended { job: "job".into(), status: "cancelled" }));
    let errors = controls.metrics().errors;
    assert_eq!(&*errors[0].error_type, "cancelled");
}

#[test]
fn a_hold_that_nobody_comes_for_ends_at_its_limit() {
    for (on_expiry, goes_on, status) in [
        (ExpiryAction::Resume, true, DebugJobStatus::Running),
        (ExpiryAction::Cancel, false, DebugJobStatus::Cancelled),
    ] {
        let clock = ManualClock::default();
        let mut policy = SuspendPolicy::default();
        policy.on_expiry = on_expiry;
        let debugger = on(&clock).policy(policy).build();
        let job = debugger.start("job").unwrap();
        debugger.set_breakpoint(BreakpointTarget::Job("job"), Breakpoint::routine("r")).unwrap();
        let (place, controls) = (debugger.slot("r", "s"), debugger.controls("job").unwrap());
        let mut cursor = controls.subscribe(Some(0), None);
        let handle = job.clone();
        let watched =
            thread::spawn(move || handle.enter(&place, &CallCause::NONE, &mut ()).is_ok());
        until(&mut cursor, TraceKind::JobPaused);
        let deadline = debugger.expire_overdue(clock.advance(Duration::from_secs(299))).unwrap();
        assert_eq!(deadline.as_micros(), 300_000_000);
        assert_eq!(controls.status(), DebugJobStatus::Paused);
        let _ = debugger.expire_overdue(clock.advance(Duration::from_secs(1)));
        assert_eq!(until(&mut cursor, TraceKind::JobResumed).data.reason, Some("expired"));
        assert_eq!(watched.join().unwrap(), goes_on);
        assert_eq!(controls.status(), status);
    }
}

#[test]
fn a_held_thread_wakes_itself_at_its_limit() {
    let mut policy = SuspendPolicy::default();
    policy.max_hold = Duration::from_millis(20);
    let debugger = monitor_debug::Debugger::builder().policy(policy).build();
    let job = debugger.start_job(JobSpec::new("job").suspended_at_start()).unwrap();
    assert!(job.enter(&debugger.slot("r", "s"), &CallCause::NONE, &mut ()).is_ok());
    let trace = debugger.trace("job", None, None).unwrap().events;
    assert!(trace.iter().any(|event| event.data.reason == Some("expired")));
}

#[test]
fn disabling_frees_everything_and_enabling_watches_again() {
    let (debugger, _) = debugger();
    let job = debugger.start_job(JobSpec::new("job").suspended_at_start()).unwrap();
    let (place, controls) = (debugger.slot("r", "s"), debugger.controls("job").unwrap());
    let mut cursor = controls.subscribe(Some(0), None);
    let handle = job.clone();
    let watched = thread::spawn(move || handle.enter(&place, &CallCause::NONE, &mut ()).is_ok());
    until(&mut cursor, TraceKind::SlotCall);
    debugger.disable();
    assert!(watched.join().unwrap());
    assert_eq!(
        (controls.status(), controls.pause()),
        (DebugJobStatus::Running, Err(Error::Disabled))
    );
    let before = controls.metrics().total_events;
    assert_eq!(job.checkpoint(&place, &mut ()), CheckpointOutcome::On);
    assert!(!debugger.start("unwatched").unwrap().is_watched());
    assert_eq!(controls.metrics().total_events, before);
    debugger.enable();
    assert_eq!(job.checkpoint(&place, &mut ()), CheckpointOutcome::On);
    assert_eq!(controls.metrics().total_events, before + 1);
}

#[test]
fn a_panic_of_who_looks_does_not_reach_the_watched_code() {
    let (debugger, _) = debugger();
    let job = debugger.start_job(JobSpec::new("job").suspended_at_start()).unwrap();
    let (place, controls) = (debugger.slot("r", "s"), debugger.controls("job").unwrap());
    let watched = thread::spawn(move || job.enter(&place, &CallCause::NONE, &mut ()).is_ok());
    while controls.suspended_threads().is_empty() {
        thread::yield_now();
    }
    let reply = controls.inspect(None, |_| -> u8 { panic!("who looks") }).unwrap();
    assert_eq!(reply.wait(PATIENCE), Some(Err(Error::NotHeld { lane: None })));
    let reply = controls.inspect(None, |_| 7).unwrap();
    assert_eq!(reply.wait(PATIENCE), Some(Ok(7)));
    controls.resume(None).unwrap();
    assert!(watched.join().unwrap());
}

#[test]
fn a_job_whose_thread_panics_has_failed_and_its_last_handle_ends_it() {
    let (debugger, _) = debugger();
    let job = debugger.start("job").unwrap();
    let place = debugger.slot("r", "s");
    let panicked = thread::spawn(move || {
        let _frame = job.enter(&place, &CallCause::NONE, &mut ()).unwrap();
        panic!("inside");
    });
    assert!(panicked.join().is_err());
    let metrics = debugger.metrics("job").unwrap();
    assert_eq!((metrics.status, metrics.failed_routines), ("failed", 1));
    assert_eq!(&*metrics.errors[0].error_type, "panic");
}

#[test]
fn the_last_debugger_lets_everything_go() {
    let (debugger, _) = debugger();
    let job = debugger.start_job(JobSpec::new("job").suspended_at_start()).unwrap();
    let (place, controls) = (debugger.slot("r", "s"), debugger.controls("job").unwrap());
    let mut cursor = controls.subscribe(Some(0), None);
    let watched = thread::spawn(move || job.enter(&place, &CallCause::NONE, &mut ()).is_ok());
    until(&mut cursor, TraceKind::SlotCall);
    drop(debugger);
    assert!(watched.join().unwrap());
    assert_eq!(controls.status(), DebugJobStatus::Running);
}

#[test]
fn a_hold_beyond_the_bound_goes_on_and_is_counted() {
    let mut limits = DebugLimits::default();
    limits.lanes = 0;
    let debugger = on(&ManualClock::default()).limits(limits).build();
    let job = debugger.start_job(JobSpec::new("job").suspended_at_start()).unwrap();
    assert!(job.enter(&debugger.slot("r", "s"), &CallCause::NONE, &mut ()).is_ok());
    assert_eq!(debugger.stats().refused_lanes, 1);
}

#[test]
fn pausing_shows_at_once_and_holds_at_the_next_checkpoint() {
    let (debugger, _) = debugger();
    let job = debugger.start("job").unwrap();
    let controls = debugger.controls("job").unwrap();
    assert_eq!(controls.resume(None), Err(Error::NotPaused { job: "job".into() }));
    controls.pause().unwrap();
    assert_eq!(controls.status(), DebugJobStatus::Paused);
    assert_eq!(controls.pause(), Err(Error::AlreadyPaused { job: "job".into() }));
    let place = debugger.label("r", "here");
    let watched = thread::spawn(move || job.checkpoint(&place, &mut ()));
    while controls.suspended_threads().is_empty() {
        thread::yield_now();
    }
    assert_eq!(controls.suspended_threads()[0].reason, StopReason::Pause);
    controls.resume(None).unwrap();
    assert_eq!(watched.join().unwrap(), CheckpointOutcome::On);
}
