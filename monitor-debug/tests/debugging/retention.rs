//! What ends is kept for a while, and then it is gone.

use std::time::Duration;

use monitor_debug::{
    Breakpoint, BreakpointTarget, CallCause, DebugJobOutcome, DebugLimits, Error, JobSpec,
};

use crate::clock::{ManualClock, debugger, on};

#[test]
fn ended_jobs_are_kept_up_to_a_number_and_an_age() {
    let clock = ManualClock::default();
    let mut limits = DebugLimits::default();
    limits.ended_jobs = 3;
    let debugger = on(&clock).limits(limits).build();
    for number in 0..5 {
        debugger.start(number.to_string()).unwrap().finish(DebugJobOutcome::Completed);
        clock.advance(Duration::from_secs(60));
    }
    let kept = || {
        let mut jobs: Vec<_> = debugger.jobs().iter().map(ToString::to_string).collect();
        jobs.sort();
        jobs
    };
    assert_eq!(kept(), ["2", "3", "4"]);
    assert_eq!(debugger.forget_ended(Duration::from_secs(150)), 1);
    assert_eq!(kept(), ["3", "4"]);
    let next = debugger.expire_overdue(clock.advance(Duration::from_secs(3_600 - 120))).unwrap();
    assert_eq!(kept(), ["4"]);
    assert_eq!(next.as_micros(), (4 * 60 + 3_600) * 1_000_000);
    assert_eq!(debugger.expire_overdue(next), None);
    assert_eq!(debugger.metrics("4").unwrap_err(), Error::UnknownJob { job: "4".into() });
    assert_eq!((debugger.stats().forgotten_jobs, debugger.stats().ended_jobs), (5, 0));
}

#[test]
fn open_jobs_are_never_forgotten_and_those_beyond_the_quota_are_not_watched() {
    let clock = ManualClock::default();
    let mut limits = DebugLimits::default();
    limits.open_jobs = 2;
    let debugger = on(&clock).limits(limits).build();
    let first = debugger.start("first").unwrap();
    let second = debugger.start("second").unwrap();
    let third = debugger.start("third").unwrap();
    assert!(first.is_watched() && second.is_watched() && !third.is_watched());
    assert!(third.enter(&debugger.slot("r", "s"), &CallCause::NONE, &mut ()).is_ok());
    let _ = debugger.expire_overdue(clock.advance(Duration::from_secs(1_000_000)));
    assert_eq!((debugger.stats().open_jobs, debugger.stats().refused_jobs), (2, 1));
    first.finish(DebugJobOutcome::Completed);
    assert!(debugger.start("third").unwrap().is_watched());
}

#[test]
fn an_id_is_taken_until_its_job_is_forgotten() {
    let (debugger, _) = debugger();
    let job = debugger.start("job").unwrap();
    let exists = || Error::JobExists { job: "job".into() };
    assert_eq!(debugger.start("job").unwrap_err(), exists());
    job.finish(DebugJobOutcome::Completed);
    assert_eq!(debugger.start("job").unwrap_err(), exists());
    debugger.forget_ended(Duration::ZERO);
    assert!(debugger.start("job").unwrap().is_watched());
}

#[test]
fn the_breakpoints_of_a_job_go_with_it_and_those_of_a_flow_when_it_is_forgotten() {
    let (debugger, _) = debugger();
    debugger.set_breakpoint(BreakpointTarget::Flow("line"), Breakpoint::routine("r")).unwrap();
    let spec = JobSpec::new("job").flow("line").breakpoint(Breakpoint::routine("s"));
    debugger.start_job(spec).unwrap().finish(DebugJobOutcome::Completed);
    assert_eq!(debugger.breakpoints(BreakpointTarget::Job("job")).unwrap().len(), 2);
    debugger.forget_ended(Duration::ZERO);
    assert!(debugger.breakpoints(BreakpointTarget::Job("job")).is_err());
    debugger.forget_flow("line");
    assert!(debugger.breakpoints(BreakpointTarget::Flow("line")).unwrap().is_empty());
}
