//! Many threads at one job while others hold it, resume it and look: nobody hangs, nothing is lost.
#![expect(clippy::disallowed_methods, reason = "a test is a host: it has threads")]

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use monitor_debug::{
    Breakpoint, BreakpointTarget, CallCause, DebugJobOutcome, Debugger, Error, StepKind, TraceKind,
    bind,
};

const PASSES: usize = 500;
const THREADS: usize = 4;

#[test]
fn threads_that_are_held_resumed_stepped_and_looked_at_all_come_to_their_end() {
    let debugger = Debugger::builder().build();
    let Ok(job) = debugger.start("job") else { panic!("there is no other job") };
    let set = debugger.set_breakpoint(
        BreakpointTarget::Job("job"),
        Breakpoint::slot("r", "s").condition("value % 50 == 0"),
    );
    assert!(set.is_ok());
    let (slot, event) = (debugger.slot("r", "s"), debugger.event("r", "out"));
    let Ok(controls) = debugger.controls("job") else { panic!("the job is there") };
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        let workers: Vec<_> = (0..THREADS)
            .map(|_| {
                scope.spawn(|| {
                    for mut value in 0..PASSES {
                        let vars = &mut [bind("value", &mut value)];
                        let Ok(frame) = job.enter(&slot, &CallCause::NONE, vars) else { return };
                        let _ = frame.checkpoint(&event, &mut ());
                        frame.complete();
                    }
                })
            })
            .collect();
        scope.spawn(|| {
            let mut turn = 0_usize;
            while !over.load(Ordering::Relaxed) {
                turn += 1;
                let _ = match turn % 7 {
                    0 => controls.pause(),
                    1 => controls.step(None, StepKind::Over),
                    2 => controls.step(None, StepKind::Into),
                    3 => controls.step(None, StepKind::Out),
                    _ => controls.resume(None),
                };
                thread::yield_now();
            }
            let _ = controls.resume(None);
        });
        scope.spawn(|| {
            while !over.load(Ordering::Relaxed) {
                let answer =
                    controls.variables(None).map(|reply| reply.wait(Duration::from_secs(20)));
                let fine = matches!(answer, Ok(Some(_)) | Err(Error::NotHeld { .. }));
                assert!(fine, "{answer:?}");
                thread::yield_now();
            }
        });
        for worker in workers {
            assert!(worker.join().is_ok());
        }
        over.store(true, Ordering::Relaxed);
    });
    job.finish(DebugJobOutcome::Completed);
    let metrics = controls.metrics();
    let passes = u64::try_from(THREADS * PASSES).unwrap_or(0);
    assert_eq!((metrics.status, metrics.completed_routines), ("completed", passes));
    assert!(controls.suspended_threads().is_empty());
    let Ok(hits) = debugger.breakpoints(BreakpointTarget::Job("job")) else {
        panic!("the job is kept")
    };
    assert_eq!(hits[0].hit_count, passes / 50);
    let last = controls.trace(Some(1), None).events.pop();
    assert_eq!(last.map(|event| event.event_type), Some(TraceKind::JobCompleted));
}
