//! Holding futures: they wait without a thread, answer when polled, and free their lane when dropped.

use std::time::Duration;

use monitor_debug::{
    Breakpoint, BreakpointTarget, CallCause, CheckpointOutcome, DebugJob, DebugJobOutcome,
    DebugJobStatus, Debugger, JobControls, JobSpec, bind,
};
use serde_json::json;
use tokio::task::{JoinHandle, yield_now};

use crate::clock::debugger;

async fn held(controls: &JobControls, lanes: usize) {
    while controls.suspended_threads().len() != lanes {
        yield_now().await;
    }
}

fn spawned(debugger: &Debugger, job: &DebugJob) -> JoinHandle<(bool, i64)> {
    let (job, place) = (job.clone(), debugger.slot("r", "s"));
    let event = debugger.event("r", "out");
    tokio::spawn(async move {
        let mut count = 1_i64;
        let entered =
            job.enter_async(&place, &CallCause::NONE, &mut [bind("count", &mut count)]).await;
        let Ok(frame) = entered else { return (false, count) };
        let go = frame.checkpoint_async(&event, &mut [bind("count", &mut count)]).await;
        frame.complete();
        (go == CheckpointOutcome::On, count)
    })
}

#[tokio::test]
async fn a_held_future_answers_takes_new_values_and_goes_on() {
    let (debugger, _) = debugger();
    let job = debugger.start("job").unwrap();
    debugger.set_breakpoint(BreakpointTarget::Job("job"), Breakpoint::event("r", "out")).unwrap();
    let controls = debugger.controls("job").unwrap();
    let tasks = [spawned(&debugger, &job), spawned(&debugger, &job)];
    held(&controls, 2).await;
    for lane in [1, 2] {
        let shown = controls.variables(Some(lane)).unwrap().await.unwrap();
        assert_eq!(json!(shown.local), json!({"count": 1}));
        let set = controls.set_variable(Some(lane), None, "count", json!(lane)).unwrap();
        assert_eq!(set.await.unwrap(), Ok(()));
    }
    controls.resume(None).unwrap();
    let mut counts = Vec::new();
    for task in tasks {
        counts.push(task.await.unwrap());
    }
    counts.sort();
    assert_eq!(counts, [(true, 1), (true, 2)]);
    job.finish(DebugJobOutcome::Completed);
    assert_eq!(controls.metrics().completed_routines, 2);
}

#[tokio::test]
async fn a_held_future_that_is_dropped_frees_its_lane_and_its_questions() {
    let (debugger, _) = debugger();
    let job = debugger.start_job(JobSpec::new("job").suspended_at_start()).unwrap();
    let controls = debugger.controls("job").unwrap();
    let task = spawned(&debugger, &job);
    held(&controls, 1).await;
    let reply = controls.variables(None).unwrap();
    task.abort();
    assert!(task.await.unwrap_err().is_cancelled());
    assert!(controls.suspended_threads().is_empty());
    assert!(reply.await.is_err(), "nobody answers any more");
    controls.resume(None).unwrap();
    assert_eq!(controls.status(), DebugJobStatus::Running);
}

#[tokio::test]
async fn cancelling_ends_a_held_future_and_expiry_is_the_hosts_to_drive() {
    let (debugger, clock) = debugger();
    let job = debugger.start_job(JobSpec::new("job").suspended_at_start()).unwrap();
    let controls = debugger.controls("job").unwrap();
    let task = spawned(&debugger, &job);
    held(&controls, 1).await;
    let _ = debugger.expire_overdue(clock.advance(Duration::from_secs(300)));
    assert_eq!(task.await.unwrap(), (true, 1));
    controls.pause().unwrap();
    let task = spawned(&debugger, &job);
    held(&controls, 1).await;
    controls.cancel().unwrap();
    assert_eq!(task.await.unwrap(), (false, 1));
}

#[tokio::test]
async fn an_error_in_a_future_is_held_where_it_happens() {
    let (debugger, _) = debugger();
    let job = debugger.start("job").unwrap();
    debugger.set_breakpoint(BreakpointTarget::Job("job"), Breakpoint::error("r")).unwrap();
    let controls = debugger.controls("job").unwrap();
    let (handle, place) = (job.clone(), debugger.slot("r", "s"));
    let task = tokio::spawn(async move {
        let frame = handle.enter_async(&place, &CallCause::NONE, &mut ()).await.unwrap();
        frame.fail_async("ValueError", "boom", &mut ()).await
    });
    held(&controls, 1).await;
    let evaluated = controls.evaluate(None, "1 + 1").unwrap().await.unwrap();
    assert_eq!(evaluated, Ok(json!(2)));
    controls.resume(None).unwrap();
    assert_eq!(task.await.unwrap(), CheckpointOutcome::On);
    let go = job.checkpoint_async(&debugger.label("r", "after"), &mut ()).await;
    assert_eq!((go, controls.metrics().failed_routines), (CheckpointOutcome::On, 1));
}
