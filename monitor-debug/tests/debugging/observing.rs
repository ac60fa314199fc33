//! Every fact of interest goes to the observer, so that emitters and metrics see it.

use std::sync::{Arc, Mutex};
use std::thread;

use monitor_core::{
    Event, EventKind, JobEvent, KindSet, Monitor, MonitorLimits, Observer, Payload, Timestamp,
};
use monitor_debug::{
    Breakpoint, BreakpointTarget, CallCause, DebugJobOutcome, JobSpec, SessionRole, TraceKind,
};

use crate::clock::{ManualClock, on, until};

#[derive(Clone)]
struct Seen(Arc<Mutex<Vec<Event>>>, KindSet<EventKind>);

impl Observer for Seen {
    fn interest(&self) -> KindSet<EventKind> {
        self.1
    }

    fn observe(&self, event: &Event) {
        self.0.lock().unwrap().push(event.clone());
    }
}

#[test]
fn routines_holds_logs_and_sessions_are_told() {
    let seen = Seen(Arc::default(), KindSet::all());
    let clock = ManualClock::default();
    let debugger = on(&clock).observer(seen.clone()).build();
    let job = debugger.start_job(JobSpec::new("job").flow("line")).unwrap();
    let place = debugger.slot("r", "s");
    for breakpoint in [Breakpoint::routine("r"), Breakpoint::routine("r").log("passed")] {
        debugger.set_breakpoint(BreakpointTarget::Job("job"), breakpoint).unwrap();
    }
    let session = debugger.attach("job", "ada", SessionRole::Controller).unwrap();
    let mut cursor = session.subscribe(None, None);
    let watched = thread::spawn(move || {
        job.enter(&place, &CallCause::NONE, &mut ()).unwrap().complete();
        job.finish(DebugJobOutcome::Completed);
    });
    until(&mut cursor, TraceKind::BreakpointHit);
    session.resume(None).unwrap();
    watched.join().unwrap();
    drop(session);
    let events = seen.0.lock().unwrap();
    let kinds: Vec<_> = events.iter().map(|event| event.kind().as_str()).collect();
    assert_eq!(
        kinds,
        [
            "debug.attached",
            "routine.started",
            "debug.logged",
            "debug.held",
            "job.paused",
            "debug.released",
            "job.resumed",
            "routine.completed",
            "debug.detached",
        ]
    );
    assert!(events.iter().all(|event| event.at.is_some()));
    let Payload::Debug(held) = &events[3].payload else { panic!("{:?}", events[3]) };
    assert_eq!((held.flow.as_deref(), held.routine.as_deref()), (Some("line"), Some("r")));
    assert_eq!((held.lane, held.breakpoint.as_deref()), (Some(1), Some("bp_1")));
}

#[test]
fn only_what_the_observer_wants_is_made() {
    let seen = Seen(Arc::default(), EventKind::RoutineFailed.into());
    let debugger = on(&ManualClock::default()).observer(seen.clone()).build();
    let job = debugger.start("job").unwrap();
    let place = debugger.slot("r", "s");
    job.enter(&place, &CallCause::NONE, &mut ()).unwrap().complete();
    let frame = job.enter(&place, &CallCause::NONE, &mut ()).unwrap();
    let _ = frame.fail("ValueError", "boom", &mut ());
    let events = seen.0.lock().unwrap();
    assert_eq!(events.len(), 1);
}

#[test]
fn a_monitor_that_observes_knows_that_the_job_is_paused() {
    let monitor = Arc::new(Monitor::new(MonitorLimits::default()));
    let debugger = on(&ManualClock::default()).observer(Arc::clone(&monitor)).build();
    monitor.observe(&JobEvent::started("job").at(Timestamp::UNIX_EPOCH));
    let _job = debugger.start("job").unwrap();
    let controls = debugger.controls("job").unwrap();
    controls.pause().unwrap();
    assert_eq!(monitor.system().event_counts().count_of(EventKind::JobPaused), 1);
    controls.resume(None).unwrap();
    assert_eq!(monitor.system().event_counts().count_of(EventKind::JobResumed), 1);
}
