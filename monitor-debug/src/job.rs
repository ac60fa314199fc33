//! The handles that watched code has: of its job, and of each activation from start to end.

pub(crate) mod control;
pub(crate) mod status;
mod suspended;
pub(crate) mod watched;

pub use status::{DebugJobOutcome, DebugJobStatus, StopReason};

use std::fmt;
use std::sync::{Arc, Weak};

use monitor_core::{Job as CoreJob, JobId, Timestamp};

use crate::breakpoint::Breakpoint;
use crate::checkpoint::{
    ActivationRecord, CallCause, Checkpoint, CheckpointArrival, CheckpointOutcome,
    DebugJobCancelled,
};
use crate::debugger::registry::JobRegistry;
use crate::sync::Ordering;
use crate::variables::VariableAccess;
use suspended::{SuspendGuard, suspend_async, suspend_blocking};
use watched::{CheckpointAction, DebugJobInner, TRACE};

/// A job, as the code that runs it holds it.
///
/// Cloning it is cheap. While nobody watches, a checkpoint is one relaxed load and a branch. A job
/// that was started while debugging was disabled, or beyond the quota, is never watched. The job
/// has ended when [`DebugJob::finish`] is called, or when the last handle is dropped.
pub struct DebugJob {
    watched: Option<Arc<DebugJobInner>>,
    registry: Weak<JobRegistry>,
}

/// How a job is to be watched.
#[derive(Clone, Debug)]
#[must_use]
pub struct JobSpec {
    pub(crate) job: CoreJob,
    pub(crate) flow: Option<Box<str>>,
    pub(crate) breakpoints: Vec<Breakpoint>,
    pub(crate) held: bool,
    pub(crate) traced: bool,
}

impl JobSpec {
    /// A job that is traced and has the breakpoints of no flow.
    pub fn new(job: impl Into<CoreJob>) -> Self {
        let job = job.into();
        Self { job, flow: None, breakpoints: Vec::new(), held: false, traced: true }
    }

    /// A run of this flow, with its breakpoints.
    pub fn flow(mut self, flow: impl Into<Box<str>>) -> Self {
        self.flow = Some(flow.into());
        self
    }

    /// With a breakpoint from the beginning.
    pub fn breakpoint(mut self, breakpoint: Breakpoint) -> Self {
        self.breakpoints.push(breakpoint);
        self
    }

    /// Held at its first checkpoint, so that a debugger can come before anything has happened.
    pub fn suspended_at_start(mut self) -> Self {
        self.held = true;
        self
    }

    /// Without a trace: only breakpoints, pauses and steps cost anything.
    pub fn untraced(mut self) -> Self {
        self.traced = false;
        self
    }
}

impl DebugJob {
    pub(crate) fn new(watched: Arc<DebugJobInner>, registry: Weak<JobRegistry>) -> Self {
        Self { watched: Some(watched), registry }
    }

    /// A job that nobody will ever watch.
    #[must_use]
    pub fn unwatched() -> Self {
        Self { watched: None, registry: Weak::new() }
    }

    /// Whether it can be watched at all.
    #[must_use]
    pub fn is_watched(&self) -> bool {
        self.watched.is_some()
    }

    /// Its id; `None` if it is never watched.
    #[must_use]
    pub fn id(&self) -> Option<&JobId> {
        self.watched.as_ref().map(|watched| watched.id())
    }

    /// The job with its flags, if there are any.
    #[inline]
    pub(crate) fn active_inner(&self) -> Option<(&Arc<DebugJobInner>, u32)> {
        let watched = self.watched.as_ref()?;
        let flags = watched.flags();
        (flags != 0).then_some((watched, flags))
    }

    /// A checkpoint outside of any activation. Returns once the code may go on, which is at once
    /// unless somebody holds it.
    #[inline]
    pub fn checkpoint(
        &self,
        place: &Checkpoint,
        vars: &mut dyn VariableAccess,
    ) -> CheckpointOutcome {
        match self.active_inner() {
            Some((watched, flags)) => reach_checkpoint(watched, flags, place, vars),
            None => CheckpointOutcome::On,
        }
    }

    /// As [`DebugJob::checkpoint`], in a future. If the future is dropped while it is held, its lane is
    /// free.
    pub async fn checkpoint_async(
        &self,
        place: &Checkpoint,
        vars: &mut (dyn VariableAccess + Send),
    ) -> CheckpointOutcome {
        let Some((watched, flags)) = self.active_inner() else { return CheckpointOutcome::On };
        match watched.reach_checkpoint(flags, &CheckpointArrival::at_place(place, None), vars) {
            CheckpointAction::Go(go) => go,
            CheckpointAction::Held(hold) => {
                suspend_async(SuspendGuard::new(watched, hold), vars, None).await
            }
        }
    }

    /// An activation of a routine begins, by the slot that `place` names. Returns once it may go
    /// on.
    ///
    /// # Errors
    /// [`DebugJobCancelled`], if the job was.
    #[inline]
    pub fn enter(
        &self,
        place: &Checkpoint,
        cause: &CallCause,
        vars: &mut dyn VariableAccess,
    ) -> Result<ActivationGuard<'_>, DebugJobCancelled> {
        let Some((watched, flags)) = self.active_inner() else {
            return Ok(ActivationGuard::off(self, *place));
        };
        let frame = self.begin_activation(watched, flags, place, cause);
        let go = match watched.check_suspend(
            flags,
            &CheckpointArrival::at_place(place, Some(&frame.activation)),
            vars,
        ) {
            CheckpointAction::Go(go) => go,
            CheckpointAction::Held(hold) => {
                suspend_blocking(SuspendGuard::new(watched, hold), vars, Some(&frame.activation))
            }
        };
        go.into_result().map(|()| frame)
    }

    /// As [`DebugJob::enter`], in a future.
    ///
    /// # Errors
    /// [`DebugJobCancelled`], if the job was.
    pub async fn enter_async(
        &self,
        place: &Checkpoint,
        cause: &CallCause,
        vars: &mut (dyn VariableAccess + Send),
    ) -> Result<ActivationGuard<'_>, DebugJobCancelled> {
        let Some((watched, flags)) = self.active_inner() else {
            return Ok(ActivationGuard::off(self, *place));
        };
        let frame = self.begin_activation(watched, flags, place, cause);
        let go = match watched.check_suspend(
            flags,
            &CheckpointArrival::at_place(place, Some(&frame.activation)),
            vars,
        ) {
            CheckpointAction::Go(go) => go,
            CheckpointAction::Held(hold) => {
                suspend_async(SuspendGuard::new(watched, hold), vars, Some(&frame.activation)).await
            }
        };
        go.into_result().map(|()| frame)
    }

    fn begin_activation(
        &self,
        watched: &Arc<DebugJobInner>,
        flags: u32,
        place: &Checkpoint,
        cause: &CallCause,
    ) -> ActivationGuard<'_> {
        let number = watched.next_frame();
        let started = (flags & TRACE != 0).then(|| watched.world.now());
        let frame = ActivationGuard::new(
            self,
            ActivationRecord::new(*place, number, cause.clone()),
            started,
        );
        if let Some(at) = started {
            watched.frame_started(&frame.activation, at);
        }
        frame
    }

    /// Whether somebody cancelled it, so that what runs for it ought to end.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.active_inner().is_some_and(|(watched, _)| watched.lock_control().cancelled)
    }

    /// The job has ended. Whatever is still held goes on; what comes later is not recorded. Only
    /// the first call counts, and a job that was cancelled stays so.
    pub fn finish(&self, outcome: DebugJobOutcome) {
        if let (Some(watched), Some(registry)) = (&self.watched, self.registry.upgrade()) {
            registry.finish_job(watched, outcome);
        }
    }
}

#[cold]
fn reach_checkpoint(
    watched: &Arc<DebugJobInner>,
    flags: u32,
    place: &Checkpoint,
    vars: &mut dyn VariableAccess,
) -> CheckpointOutcome {
    match watched.reach_checkpoint(flags, &CheckpointArrival::at_place(place, None), vars) {
        CheckpointAction::Go(go) => go,
        CheckpointAction::Held(hold) => {
            suspend_blocking(SuspendGuard::new(watched, hold), vars, None)
        }
    }
}

impl Clone for DebugJob {
    fn clone(&self) -> Self {
        if let Some(watched) = &self.watched {
            watched.handles.fetch_add(1, Ordering::Relaxed);
        }
        Self { watched: self.watched.clone(), registry: Weak::clone(&self.registry) }
    }
}

impl Drop for DebugJob {
    fn drop(&mut self) {
        if let Some(watched) = &self.watched
            && watched.handles.fetch_sub(1, Ordering::AcqRel) == 1
        {
            let panics = std::thread::panicking();
            self.finish(if panics { DebugJobOutcome::Failed } else { DebugJobOutcome::Cancelled });
        }
    }
}

impl fmt::Debug for DebugJob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DebugJob").field("id", &self.id()).finish_non_exhaustive()
    }
}

/// An activation of a routine, from its start until [`ActivationGuard::complete`] or [`ActivationGuard::fail`].
///
/// Dropped without either it has completed, or failed if its thread panics or its job was
/// cancelled.
#[derive(Debug)]
#[must_use = "the activation ends when its frame is dropped"]
pub struct ActivationGuard<'j> {
    job: &'j DebugJob,
    activation: ActivationRecord,
    /// `None` if it is not traced.
    started: Option<Timestamp>,
    ended: bool,
}

impl<'j> ActivationGuard<'j> {
    fn off(job: &'j DebugJob, place: Checkpoint) -> Self {
        Self::new(job, ActivationRecord::new(place, 0, CallCause::NONE), None)
    }

    fn new(job: &'j DebugJob, activation: ActivationRecord, started: Option<Timestamp>) -> Self {
        Self { job, activation, started, ended: false }
    }

    /// What an activation that this one causes is to be given.
    #[must_use]
    pub fn cause(&self) -> CallCause {
        self.activation.as_cause()
    }

    /// A checkpoint inside this activation: an event that it hands out, or any other place.
    /// Returns once the activation may go on, which is at once unless somebody holds it.
    #[inline]
    pub fn checkpoint(
        &self,
        place: &Checkpoint,
        vars: &mut dyn VariableAccess,
    ) -> CheckpointOutcome {
        match self.job.active_inner() {
            Some((watched, flags)) => self.reach_checkpoint(watched, flags, place, vars),
            None => CheckpointOutcome::On,
        }
    }

    fn reach_checkpoint(
        &self,
        watched: &Arc<DebugJobInner>,
        flags: u32,
        place: &Checkpoint,
        vars: &mut dyn VariableAccess,
    ) -> CheckpointOutcome {
        match watched.reach_checkpoint(
            flags,
            &CheckpointArrival::at_place(place, Some(&self.activation)),
            vars,
        ) {
            CheckpointAction::Go(go) => go,
            CheckpointAction::Held(hold) => {
                suspend_blocking(SuspendGuard::new(watched, hold), vars, Some(&self.activation))
            }
        }
    }

    /// As [`ActivationGuard::checkpoint`], in a future.
    pub async fn checkpoint_async(
        &self,
        place: &Checkpoint,
        vars: &mut (dyn VariableAccess + Send),
    ) -> CheckpointOutcome {
        let Some((watched, flags)) = self.job.active_inner() else { return CheckpointOutcome::On };
        match watched.reach_checkpoint(
            flags,
            &CheckpointArrival::at_place(place, Some(&self.activation)),
            vars,
        ) {
            CheckpointAction::Go(go) => go,
            CheckpointAction::Held(hold) => {
                suspend_async(SuspendGuard::new(watched, hold), vars, Some(&self.activation)).await
            }
        }
    }

    /// The activation has ended well.
    pub fn complete(mut self) {
        self.end_activation(None);
    }

    /// The activation has ended badly, with a type of error if it has a name. A breakpoint on
    /// errors holds it here.
    pub fn fail(
        mut self,
        kind: &str,
        error: &str,
        vars: &mut dyn VariableAccess,
    ) -> CheckpointOutcome {
        let go = match self.job.active_inner().filter(|_| self.activation.number() != 0) {
            None => CheckpointOutcome::On,
            Some((watched, flags)) => {
                match watched.check_suspend(flags, &self.error_arrival(error), vars) {
                    CheckpointAction::Go(go) => go,
                    CheckpointAction::Held(hold) => suspend_blocking(
                        SuspendGuard::new(watched, hold),
                        vars,
                        Some(&self.activation),
                    ),
                }
            }
        };
        self.end_activation(Some((kind, error)));
        go
    }

    /// As [`ActivationGuard::fail`], in a future.
    pub async fn fail_async(
        mut self,
        kind: &str,
        error: &str,
        vars: &mut (dyn VariableAccess + Send),
    ) -> CheckpointOutcome {
        let go = match self.job.active_inner().filter(|_| self.activation.number() != 0) {
            None => CheckpointOutcome::On,
            Some((watched, flags)) => {
                match watched.check_suspend(flags, &self.error_arrival(error), vars) {
                    CheckpointAction::Go(go) => go,
                    CheckpointAction::Held(hold) => {
                        suspend_async(
                            SuspendGuard::new(watched, hold),
                            vars,
                            Some(&self.activation),
                        )
                        .await
                    }
                }
            }
        };
        self.end_activation(Some((kind, error)));
        go
    }

    fn error_arrival<'a>(&'a self, error: &'a str) -> CheckpointArrival<'a> {
        CheckpointArrival::at_error(&self.activation, error)
    }

    fn end_activation(&mut self, error: Option<(&str, &str)>) {
        if std::mem::replace(&mut self.ended, true) {
            return;
        }
        let Some(started) = self.started else { return };
        let Some((watched, flags)) = self.job.active_inner() else { return };
        if flags & TRACE == 0 {
            return;
        }
        watched.frame_ended(&self.activation, started, error);
    }
}

impl Drop for ActivationGuard<'_> {
    fn drop(&mut self) {
        if self.ended {
            return;
        }
        if std::thread::panicking() {
            self.end_activation(Some(("panic", "the routine panicked")));
        } else if self.job.is_cancelled() {
            self.end_activation(Some(("cancelled", "the job was cancelled")));
        } else {
            self.end_activation(None);
        }
    }
}
