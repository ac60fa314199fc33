//! The handles that watched code has: of its job, and of each activation from start to end.

pub(crate) mod control;
pub(crate) mod status;
mod suspended;
pub(crate) mod watched;

pub use status::{Outcome, Reason, Status};

use std::fmt;
use std::sync::{Arc, Weak};

use monitor_core::{Job as CoreJob, JobId, Timestamp};

use crate::breakpoint::Breakpoint;
use crate::checkpoint::{Activation, Arrival, Cause, Go, JobCancelled, Place};
use crate::debugger::registry::Registry;
use crate::sync::Ordering;
use crate::variables::Variables;
use suspended::{HeldLane, hold_async, hold_here};
use watched::{Arrived, TRACE, Watched};

/// A job, as the code that runs it holds it.
///
/// Cloning it is cheap. While nobody watches, a checkpoint is one relaxed load and a branch. A job
/// that was started while debugging was disabled, or beyond the quota, is never watched. The job
/// has ended when [`Job::finish`] is called, or when the last handle is dropped.
pub struct Job {
    watched: Option<Arc<Watched>>,
    registry: Weak<Registry>,
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
    pub fn held(mut self) -> Self {
        self.held = true;
        self
    }

    /// Without a trace: only breakpoints, pauses and steps cost anything.
    pub fn untraced(mut self) -> Self {
        self.traced = false;
        self
    }
}

impl Job {
    pub(crate) fn new(watched: Arc<Watched>, registry: Weak<Registry>) -> Self {
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
    pub(crate) fn watched(&self) -> Option<(&Arc<Watched>, u32)> {
        let watched = self.watched.as_ref()?;
        let flags = watched.flags();
        (flags != 0).then_some((watched, flags))
    }

    /// A checkpoint outside of any activation. Returns once the code may go on, which is at once
    /// unless somebody holds it.
    #[inline]
    pub fn checkpoint(&self, place: &Place, vars: &mut dyn Variables) -> Go {
        match self.watched() {
            Some((watched, flags)) => reach(watched, flags, place, vars),
            None => Go::On,
        }
    }

    /// As [`Job::checkpoint`], in a future. If the future is dropped while it is held, its lane is
    /// free.
    pub async fn checkpoint_async(&self, place: &Place, vars: &mut (dyn Variables + Send)) -> Go {
        let Some((watched, flags)) = self.watched() else { return Go::On };
        match watched.reach(flags, &Arrival::at(place, None), vars) {
            Arrived::Go(go) => go,
            Arrived::Held(hold) => hold_async(HeldLane::new(watched, hold), vars, None).await,
        }
    }

    /// An activation of a routine begins, by the slot that `place` names. Returns once it may go
    /// on.
    ///
    /// # Errors
    /// [`JobCancelled`], if the job was.
    #[inline]
    pub fn enter(
        &self,
        place: &Place,
        cause: &Cause,
        vars: &mut dyn Variables,
    ) -> Result<Frame<'_>, JobCancelled> {
        let Some((watched, flags)) = self.watched() else { return Ok(Frame::off(self, *place)) };
        let frame = self.begin(watched, flags, place, cause);
        let go = match watched.look(flags, &Arrival::at(place, Some(&frame.activation)), vars) {
            Arrived::Go(go) => go,
            Arrived::Held(hold) => {
                hold_here(HeldLane::new(watched, hold), vars, Some(&frame.activation))
            }
        };
        go.check().map(|()| frame)
    }

    /// As [`Job::enter`], in a future.
    ///
    /// # Errors
    /// [`JobCancelled`], if the job was.
    pub async fn enter_async(
        &self,
        place: &Place,
        cause: &Cause,
        vars: &mut (dyn Variables + Send),
    ) -> Result<Frame<'_>, JobCancelled> {
        let Some((watched, flags)) = self.watched() else { return Ok(Frame::off(self, *place)) };
        let frame = self.begin(watched, flags, place, cause);
        let go = match watched.look(flags, &Arrival::at(place, Some(&frame.activation)), vars) {
            Arrived::Go(go) => go,
            Arrived::Held(hold) => {
                hold_async(HeldLane::new(watched, hold), vars, Some(&frame.activation)).await
            }
        };
        go.check().map(|()| frame)
    }

    fn begin(&self, watched: &Arc<Watched>, flags: u32, place: &Place, cause: &Cause) -> Frame<'_> {
        let number = watched.next_frame();
        let started = (flags & TRACE != 0).then(|| watched.world.now());
        let frame = Frame::new(self, Activation::new(*place, number, cause.clone()), started);
        if let Some(at) = started {
            watched.frame_started(&frame.activation, at);
        }
        frame
    }

    /// Whether somebody cancelled it, so that what runs for it ought to end.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.watched().is_some_and(|(watched, _)| watched.control().cancelled)
    }

    /// The job has ended. Whatever is still held goes on; what comes later is not recorded. Only
    /// the first call counts, and a job that was cancelled stays so.
    pub fn finish(&self, outcome: Outcome) {
        if let (Some(watched), Some(registry)) = (&self.watched, self.registry.upgrade()) {
            registry.finish(watched, outcome);
        }
    }
}

#[cold]
fn reach(watched: &Arc<Watched>, flags: u32, place: &Place, vars: &mut dyn Variables) -> Go {
    match watched.reach(flags, &Arrival::at(place, None), vars) {
        Arrived::Go(go) => go,
        Arrived::Held(hold) => hold_here(HeldLane::new(watched, hold), vars, None),
    }
}

impl Clone for Job {
    fn clone(&self) -> Self {
        if let Some(watched) = &self.watched {
            watched.handles.fetch_add(1, Ordering::Relaxed);
        }
        Self { watched: self.watched.clone(), registry: Weak::clone(&self.registry) }
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        if let Some(watched) = &self.watched
            && watched.handles.fetch_sub(1, Ordering::AcqRel) == 1
        {
            let panics = std::thread::panicking();
            self.finish(if panics { Outcome::Failed } else { Outcome::Cancelled });
        }
    }
}

impl fmt::Debug for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Job").field("id", &self.id()).finish_non_exhaustive()
    }
}

/// An activation of a routine, from its start until [`Frame::complete`] or [`Frame::fail`].
///
/// Dropped without either it has completed, or failed if its thread panics or its job was
/// cancelled.
#[derive(Debug)]
#[must_use = "the activation ends when its frame is dropped"]
pub struct Frame<'j> {
    job: &'j Job,
    activation: Activation,
    /// `None` if it is not traced.
    started: Option<Timestamp>,
    ended: bool,
}

impl<'j> Frame<'j> {
    fn off(job: &'j Job, place: Place) -> Self {
        Self::new(job, Activation::new(place, 0, Cause::NONE), None)
    }

    fn new(job: &'j Job, activation: Activation, started: Option<Timestamp>) -> Self {
        Self { job, activation, started, ended: false }
    }

    /// What an activation that this one causes is to be given.
    #[must_use]
    pub fn cause(&self) -> Cause {
        self.activation.cause()
    }

    /// A checkpoint inside this activation: an event that it hands out, or any other place.
    /// Returns once the activation may go on, which is at once unless somebody holds it.
    #[inline]
    pub fn checkpoint(&self, place: &Place, vars: &mut dyn Variables) -> Go {
        match self.job.watched() {
            Some((watched, flags)) => self.reach(watched, flags, place, vars),
            None => Go::On,
        }
    }

    fn reach(
        &self,
        watched: &Arc<Watched>,
        flags: u32,
        place: &Place,
        vars: &mut dyn Variables,
    ) -> Go {
        match watched.reach(flags, &Arrival::at(place, Some(&self.activation)), vars) {
            Arrived::Go(go) => go,
            Arrived::Held(hold) => {
                hold_here(HeldLane::new(watched, hold), vars, Some(&self.activation))
            }
        }
    }

    /// As [`Frame::checkpoint`], in a future.
    pub async fn checkpoint_async(&self, place: &Place, vars: &mut (dyn Variables + Send)) -> Go {
        let Some((watched, flags)) = self.job.watched() else { return Go::On };
        match watched.reach(flags, &Arrival::at(place, Some(&self.activation)), vars) {
            Arrived::Go(go) => go,
            Arrived::Held(hold) => {
                hold_async(HeldLane::new(watched, hold), vars, Some(&self.activation)).await
            }
        }
    }

    /// The activation has ended well.
    pub fn complete(mut self) {
        self.end(None);
    }

    /// The activation has ended badly, with a type of error if it has a name. A breakpoint on
    /// errors holds it here.
    pub fn fail(mut self, kind: &str, error: &str, vars: &mut dyn Variables) -> Go {
        let go = match self.job.watched().filter(|_| self.activation.number() != 0) {
            None => Go::On,
            Some((watched, flags)) => match watched.look(flags, &self.failing(error), vars) {
                Arrived::Go(go) => go,
                Arrived::Held(hold) => {
                    hold_here(HeldLane::new(watched, hold), vars, Some(&self.activation))
                }
            },
        };
        self.end(Some((kind, error)));
        go
    }

    /// As [`Frame::fail`], in a future.
    pub async fn fail_async(
        mut self,
        kind: &str,
        error: &str,
        vars: &mut (dyn Variables + Send),
    ) -> Go {
        let go = match self.job.watched().filter(|_| self.activation.number() != 0) {
            None => Go::On,
            Some((watched, flags)) => match watched.look(flags, &self.failing(error), vars) {
                Arrived::Go(go) => go,
                Arrived::Held(hold) => {
                    hold_async(HeldLane::new(watched, hold), vars, Some(&self.activation)).await
                }
            },
        };
        self.end(Some((kind, error)));
        go
    }

    fn failing<'a>(&'a self, error: &'a str) -> Arrival<'a> {
        Arrival::at_error(&self.activation, error)
    }

    fn end(&mut self, error: Option<(&str, &str)>) {
        if std::mem::replace(&mut self.ended, true) {
            return;
        }
        let Some(started) = self.started else { return };
        let Some((watched, flags)) = self.job.watched() else { return };
        if flags & TRACE == 0 {
            return;
        }
        watched.frame_ended(&self.activation, started, error);
    }
}

impl Drop for Frame<'_> {
    fn drop(&mut self) {
        if self.ended {
            return;
        }
        if std::thread::panicking() {
            self.end(Some(("panic", "the routine panicked")));
        } else if self.job.is_cancelled() {
            self.end(Some(("cancelled", "the job was cancelled")));
        } else {
            self.end(None);
        }
    }
}
