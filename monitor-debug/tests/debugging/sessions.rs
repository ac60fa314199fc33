//! Sessions: one who commands, any number who look, and leases that end.

use std::thread;
use std::time::Duration;

use monitor_debug::{
    Breakpoint, BreakpointTarget, CallCause, DebugJobStatus, Debugger, Error, JobControls, JobSpec,
    SessionRole, StepKind, StopReason, SuspendPolicy, TraceKind, VariableScope,
};
use serde_json::json;

use crate::clock::{ManualClock, PATIENCE, debugger, on, until};

/// A job that is held in its only activation.
fn held(debugger: &Debugger) -> (JobControls, thread::JoinHandle<bool>) {
    let job = debugger.start_job(JobSpec::new("job").suspended_at_start()).unwrap();
    let (place, controls) = (debugger.slot("r", "s"), debugger.controls("job").unwrap());
    let watched = thread::spawn(move || {
        let entered = job.enter(&place, &CallCause::NONE, &mut ()).is_ok();
        // The handle lives on: the job ends when the test says so.
        std::mem::forget(job);
        entered
    });
    while controls.suspended_threads().is_empty() {
        thread::yield_now();
    }
    (controls, watched)
}

#[test]
fn a_second_controller_is_refused_unless_it_takes_over() {
    let (debugger, _) = debugger();
    let _job = debugger.start("job").unwrap();
    let ada = debugger.attach("job", "ada", SessionRole::Controller).unwrap();
    let refused = debugger.attach("job", "grace", SessionRole::Controller).unwrap_err();
    assert_eq!(refused, Error::Controlled { owner: "ada".into() });
    let grace = debugger.take_over("job", "grace").unwrap();
    assert_eq!(ada.pause(), Err(Error::SessionEnded));
    assert_eq!(ada.renew_lease(), Err(Error::SessionEnded));
    assert_eq!(grace.pause(), Ok(()));
    drop(ada);
    assert_eq!(grace.status(), DebugJobStatus::Paused, "one that was replaced releases nothing");
    assert_eq!(grace.controller().as_deref(), Some("grace"));
}

#[test]
fn viewers_look_and_do_not_command() {
    let (debugger, _) = debugger();
    let (controls, watched) = held(&debugger);
    let viewer = debugger.attach("job", "ada", SessionRole::Viewer).unwrap();
    assert_eq!(viewer.call_stack(None).unwrap().len(), 1);
    assert!(viewer.variables(None).unwrap().wait(PATIENCE).unwrap().is_ok());
    assert_eq!(viewer.pause(), Err(Error::Viewer));
    assert_eq!(viewer.resume(None), Err(Error::Viewer));
    assert_eq!(viewer.cancel(), Err(Error::Viewer));
    assert_eq!(viewer.step(None, StepKind::Into), Err(Error::Viewer));
    assert!(matches!(viewer.set_variable(None, None, "x", json!(1)), Err(Error::Viewer)));
    assert!(matches!(viewer.inspect(None, |_| ()), Err(Error::Viewer)));
    drop(viewer);
    assert_eq!(controls.status(), DebugJobStatus::Paused, "a viewer that leaves releases nothing");
    controls.resume(None).unwrap();
    assert!(watched.join().unwrap());
}

#[test]
fn an_operator_may_not_step_or_set_what_a_session_controls() {
    let (debugger, _) = debugger();
    let (controls, watched) = held(&debugger);
    let session = debugger.attach("job", "ada", SessionRole::Controller).unwrap();
    let controlled = || Error::Controlled { owner: "ada".into() };
    assert_eq!(controls.step(None, StepKind::Over), Err(controlled()));
    let set = controls.set_variable(None, Some(VariableScope::Local), "x", json!(1));
    assert_eq!(set.unwrap_err(), controlled());
    assert_eq!(controls.resume(None), Ok(()), "but let it go");
    assert!(watched.join().unwrap());
    drop(session);
}

#[test]
fn a_session_that_is_dropped_releases_and_one_that_leaves_gives_a_lease_of_time() {
    let (debugger, clock) = debugger();
    let (controls, watched) = held(&debugger);
    debugger.attach("job", "ada", SessionRole::Controller).unwrap().leave();
    assert_eq!((controls.status(), controls.controller()), (DebugJobStatus::Paused, None));
    let _ = debugger.expire_overdue(clock.advance(Duration::from_secs(29)));
    assert_eq!(controls.status(), DebugJobStatus::Paused);
    assert!(controls.call_stack(None).is_ok(), "a look is no more than that");
    let _ = debugger.expire_overdue(clock.advance(Duration::from_secs(1)));
    assert_eq!(controls.status(), DebugJobStatus::Running);
    assert!(watched.join().unwrap());
    controls.pause().unwrap();
    drop(debugger.attach("job", "ada", SessionRole::Controller).unwrap());
    assert_eq!(controls.status(), DebugJobStatus::Running);
    let resumed = controls.trace(None, None).events;
    assert_eq!(resumed.last().unwrap().data.reason, Some("detached"));
}

#[test]
fn a_lease_is_renewed_by_every_call_and_what_is_held_goes_on_when_it_ends() {
    let (debugger, clock) = debugger();
    let (controls, watched) = held(&debugger);
    let session = debugger.attach("job", "ada", SessionRole::Controller).unwrap();
    for _ in 0..5 {
        let _ = debugger.expire_overdue(clock.advance(Duration::from_secs(29)));
        assert_eq!(session.call_stack(None).unwrap().len(), 1);
    }
    let deadline = debugger.expire_overdue(clock.advance(Duration::from_secs(29))).unwrap();
    assert_eq!(deadline.as_micros(), (6 * 29 + 1) * 1_000_000);
    assert_eq!(session.status(), DebugJobStatus::Paused);
    let _ = debugger.expire_overdue(clock.advance(Duration::from_secs(1)));
    assert_eq!((session.status(), session.controller()), (DebugJobStatus::Running, None));
    assert_eq!(session.pause(), Err(Error::SessionEnded));
    assert!(watched.join().unwrap());
    let events = controls.trace(None, None).events;
    assert!(events.iter().any(|event| event.data.reason == Some("lease_expired")));
}

#[test]
fn where_breakpoints_need_a_session_they_hold_only_while_there_is_one() {
    let clock = ManualClock::default();
    let mut policy = SuspendPolicy::default();
    policy.need_session = true;
    let debugger = on(&clock).policy(policy).build();
    let job = debugger.start("job").unwrap();
    debugger.set_breakpoint(BreakpointTarget::Job("job"), Breakpoint::routine("r")).unwrap();
    let place = debugger.slot("r", "s");
    assert!(job.enter(&place, &CallCause::NONE, &mut ()).is_ok());
    let session = debugger.attach("job", "ada", SessionRole::Controller).unwrap();
    let mut cursor = session.subscribe(None, None);
    let watched = thread::spawn(move || job.enter(&place, &CallCause::NONE, &mut ()).is_ok());
    until(&mut cursor, TraceKind::BreakpointHit);
    assert_eq!(session.suspended_threads()[0].reason, StopReason::Breakpoint);
    drop(session);
    assert!(watched.join().unwrap());
}

#[test]
fn nothing_can_be_commanded_of_a_job_that_has_ended_or_is_unknown() {
    let (debugger, _) = debugger();
    drop(debugger.start("job").unwrap());
    let ended = || Error::Ended { job: "job".into(), status: "cancelled" };
    let controls = debugger.controls("job").unwrap();
    assert_eq!((controls.pause(), controls.resume(None)), (Err(ended()), Err(ended())));
    assert_eq!(controls.cancel(), Err(ended()));
    assert_eq!(debugger.attach("job", "ada", SessionRole::Controller).unwrap_err(), ended());
    assert!(debugger.attach("job", "ada", SessionRole::Viewer).is_ok());
    let unknown = debugger.attach("nowhere", "ada", SessionRole::Viewer).unwrap_err();
    assert_eq!(unknown.to_string(), r#"job "nowhere" not found"#);
    let refused = debugger.set_breakpoint(BreakpointTarget::Job("job"), Breakpoint::routine("r"));
    assert_eq!(refused.unwrap_err(), ended());
}
