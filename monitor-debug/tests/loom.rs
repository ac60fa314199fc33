//! Every interleaving of watched code with who resumes, steps, cancels and disables.
//! Run with `RUSTFLAGS="--cfg monitor_loom" cargo test --release -p monitor-debug --test loom`.
#![cfg(monitor_loom)]
#![expect(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

use loom::thread;
use monitor_core::{Clock, Timestamp};
use monitor_debug::{
    Checkpoint, CheckpointOutcome, DebugJob, DebugJobStatus, Debugger, JobControls, JobSpec,
    StepKind,
};

/// No time passes in a model.
struct Still;

impl Clock for Still {
    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
    }
}

fn model(model: impl Fn(Debugger, DebugJob, JobControls, Checkpoint) + Sync + Send + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(2);
    builder.check(move || {
        let debugger = Debugger::builder().clock(Still).build();
        let job = debugger.start_job(JobSpec::new("job").untraced().suspended_at_start()).unwrap();
        let (place, controls) = (debugger.label("r", "here"), debugger.controls("job").unwrap());
        model(debugger, job, controls, place);
    });
}

fn passing(
    job: DebugJob,
    place: Checkpoint,
    times: usize,
) -> thread::JoinHandle<Vec<CheckpointOutcome>> {
    thread::spawn(move || (0..times).map(|_| job.checkpoint(&place, &mut ())).collect())
}

#[test]
fn a_resume_reaches_an_activation_whether_it_is_held_yet_or_not() {
    model(|_debugger, job, controls, place| {
        let watched = passing(job, place, 1);
        controls.resume(None).unwrap();
        assert_eq!(watched.join().unwrap(), [CheckpointOutcome::On]);
    });
}

#[test]
fn a_cancel_beside_a_resume_ends_every_hold_and_is_seen() {
    model(|_debugger, job, controls, place| {
        let handle = job.clone();
        let watched = passing(job, place, 1);
        let other = controls.clone();
        let resuming = thread::spawn(move || drop(other.resume(None)));
        controls.cancel().unwrap();
        watched.join().unwrap();
        resuming.join().unwrap();
        assert_eq!(controls.status(), DebugJobStatus::Cancelled);
        assert_eq!(handle.checkpoint(&place, &mut ()), CheckpointOutcome::Cancelled);
    });
}

#[test]
fn a_step_is_held_again_at_the_very_next_checkpoint() {
    model(|_debugger, job, controls, place| {
        let watched = passing(job, place, 2);
        while controls.suspended_threads().is_empty() {
            thread::yield_now();
        }
        controls.step(None, StepKind::Into).unwrap();
        while controls.suspended_threads().iter().all(|lane| lane.lane != 2) {
            thread::yield_now();
        }
        controls.resume(None).unwrap();
        assert_eq!(watched.join().unwrap(), [CheckpointOutcome::On, CheckpointOutcome::On]);
    });
}

#[test]
fn disabling_beside_a_checkpoint_leaves_nobody_held() {
    model(|debugger, job, controls, place| {
        let watched = passing(job, place, 1);
        debugger.disable();
        assert_eq!(watched.join().unwrap(), [CheckpointOutcome::On]);
        assert!(controls.suspended_threads().is_empty());
    });
}

#[test]
fn a_question_is_answered_or_refused_beside_a_resume() {
    model(|_debugger, job, controls, place| {
        let watched = passing(job, place, 1);
        while controls.suspended_threads().is_empty() {
            thread::yield_now();
        }
        let other = controls.clone();
        let resuming = thread::spawn(move || other.resume(None).unwrap());
        if let Ok(reply) = controls.inspect(None, |_| 7) {
            let answer = reply.wait(std::time::Duration::from_secs(1)).unwrap();
            assert!(answer.is_err() || answer == Ok(7));
        }
        resuming.join().unwrap();
        assert_eq!(watched.join().unwrap(), [CheckpointOutcome::On]);
    });
}
