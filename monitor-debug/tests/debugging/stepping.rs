//! Steps follow what caused what: over a fan-out, into it, and out of it.

use std::sync::Arc;
use std::thread;

use monitor_debug::{
    ActivationGuard, Breakpoint, BreakpointTarget, CallCause, DebugJob, Debugger, Error,
    JobControls, StepKind, TraceCursor, TraceKind,
};

use crate::clock::{PATIENCE, debugger, until};

/// `start` sends three messages to `slow`, each of which `process` and then `validate` handle.
struct Line {
    debugger: Debugger,
    controls: JobControls,
    cursor: TraceCursor,
    watched: thread::JoinHandle<()>,
}

fn called<'j>(
    debugger: &Debugger,
    job: &'j DebugJob,
    routine: &str,
    cause: &CallCause,
) -> ActivationGuard<'j> {
    job.enter(&debugger.slot(routine, "trigger"), cause, &mut ()).unwrap()
}

fn run(debugger: &Debugger, job: &DebugJob) {
    let start = called(debugger, job, "start", &CallCause::NONE);
    let cause = start.cause();
    start.complete();
    for _ in 0..3 {
        let slow = called(debugger, job, "slow", &cause);
        let process = called(debugger, job, "process", &slow.cause());
        assert_eq!(
            process.checkpoint(&debugger.event("process", "out"), &mut ()),
            monitor_debug::CheckpointOutcome::On
        );
        called(debugger, job, "validate", &process.cause()).complete();
        process.complete();
        slow.complete();
    }
}

fn line(breakpoint: Breakpoint) -> Line {
    let (debugger, _) = debugger();
    let job = debugger.start("job").unwrap();
    debugger.set_breakpoint(BreakpointTarget::Job("job"), breakpoint).unwrap();
    let controls = debugger.controls("job").unwrap();
    let cursor = controls.subscribe(Some(0), Some(1_000));
    let running = debugger.clone();
    let watched = thread::spawn(move || run(&running, &job));
    Line { debugger, controls, cursor, watched }
}

impl Line {
    /// Where the job is held now: the routine, and the number of its message.
    fn held(&mut self) -> (Arc<str>, usize) {
        until(&mut self.cursor, TraceKind::JobPaused);
        let stack = self.controls.call_stack(None).unwrap();
        let trace = self.controls.trace(None, None).events;
        let calls = trace.iter().filter(|event| {
            event.event_type == TraceKind::SlotCall && &*event.routine_id == "slow"
        });
        (Arc::clone(&stack.last().unwrap().routine_id), calls.count())
    }

    fn step(&mut self, step: StepKind) -> (String, usize) {
        self.controls.step(None, step).unwrap();
        let (routine, message) = self.held();
        (routine.to_string(), message)
    }

    fn ends(self) {
        self.controls.resume(None).unwrap();
        self.watched.join().unwrap();
    }
}

fn at(routine: &str, message: usize) -> (String, usize) {
    (routine.to_owned(), message)
}

#[test]
fn over_passes_all_that_the_activation_causes() {
    let mut line = line(Breakpoint::slot("slow", "trigger").once());
    assert_eq!(line.held().1, 1);
    assert_eq!(line.step(StepKind::Over), at("slow", 2));
    assert_eq!(line.step(StepKind::Into), at("process", 2));
    assert_eq!(line.step(StepKind::Over), at("slow", 3));
    line.ends();
}

#[test]
fn into_stops_at_every_beginning_and_not_at_what_is_handed_out() {
    let mut line = line(Breakpoint::routine("start"));
    assert_eq!(line.held().1, 0);
    for expected in [at("slow", 1), at("process", 1), at("validate", 1), at("slow", 2)] {
        assert_eq!(line.step(StepKind::Into), expected);
    }
    line.ends();
}

#[test]
fn out_passes_the_siblings_too() {
    let mut line = line(Breakpoint::slot("validate", "trigger").once());
    assert_eq!(line.held().1, 1);
    assert_eq!(line.step(StepKind::Out), at("slow", 2));
    line.controls.step(None, StepKind::Out).unwrap();
    line.watched.join().unwrap();
    assert_eq!(line.debugger.metrics("job").unwrap().completed_routines, 10);
}

#[test]
fn the_stack_is_the_chain_of_causes_also_of_activations_that_have_ended() {
    let mut line = line(Breakpoint::routine("validate").once());
    line.held();
    let stack = line.controls.call_stack(None).unwrap();
    let routines: Vec<_> = stack.iter().map(|frame| &*frame.routine_id).collect();
    assert_eq!(routines, ["start", "slow", "process", "validate"]);
    assert!(stack.iter().all(|frame| frame.line > 0 && &*frame.slot_name == "trigger"));
    line.ends();
}

#[test]
fn a_breakpoint_ends_a_step_and_a_job_that_runs_cannot_step() {
    let mut line = line(Breakpoint::routine("validate"));
    line.held();
    assert_eq!(line.step(StepKind::Over), at("slow", 2));
    assert_eq!(line.step(StepKind::Over), at("validate", 2));
    line.controls.resume(None).unwrap();
    line.held();
    line.ends();
    let (debugger, _) = debugger();
    let _job = debugger.start("job").unwrap();
    let controls = debugger.controls("job").unwrap();
    assert_eq!(controls.step(None, StepKind::Over), Err(Error::NotHeld { lane: None }));
}

#[test]
fn a_flow_that_goes_round_in_circles_has_a_stack_of_64() {
    let (debugger, _) = debugger();
    let job = debugger.start("job").unwrap();
    let place = debugger.slot("again", "message");
    let mut cause = CallCause::NONE;
    for _ in 0..1_000 {
        cause = job.enter(&place, &cause, &mut ()).unwrap().cause();
    }
    let controls = debugger.controls("job").unwrap();
    controls.pause().unwrap();
    let handle = job.clone();
    let watched = thread::spawn(move || {
        handle.enter(&place, &cause, &mut ()).map(ActivationGuard::complete).is_ok()
    });
    while controls.suspended_threads().is_empty() {
        thread::yield_now();
    }
    let stack = controls.call_stack(None).unwrap();
    assert_eq!((stack.len(), stack[63].frame, stack[0].frame), (64, 1_001, 938));
    let reply = controls.variables(None).unwrap().wait(PATIENCE);
    assert!(reply.unwrap().is_ok());
    controls.resume(None).unwrap();
    assert!(watched.join().unwrap());
}
