//! The handle that watched code has of its job.

use std::fmt;
use std::sync::{Arc, Weak};

use monitor_core::{Job as CoreJob, JobId};

use crate::breakpoint::Breakpoint;
use crate::checkpoint::{Arrival, Arrived, Go, JobCancelled, hold_async, hold_here};
use crate::frame::{Cause, Frame};
use crate::place::Place;
use crate::registry::Registry;
use crate::status::Outcome;
use crate::sync::Ordering;
use crate::variables::Variables;
use crate::watched::{TRACE, Watched};

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
            Arrived::Held(lane) => hold_async(lane, vars, None).await,
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
        let go = match watched.look(flags, &Arrival::at(place, Some(&frame)), vars) {
            Arrived::Go(go) => go,
            Arrived::Held(lane) => hold_here(lane, vars, Some(&frame)),
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
        let go = match watched.look(flags, &Arrival::at(place, Some(&frame)), vars) {
            Arrived::Go(go) => go,
            Arrived::Held(lane) => hold_async(lane, vars, Some(&frame)).await,
        };
        go.check().map(|()| frame)
    }

    fn begin(&self, watched: &Arc<Watched>, flags: u32, place: &Place, cause: &Cause) -> Frame<'_> {
        let number = watched.next_frame();
        let started = (flags & TRACE != 0).then(|| watched.world.now());
        let frame = Frame::new(self, *place, number, cause.clone(), started);
        if let Some(at) = started {
            watched.frame_started(*place, number, frame.caused_by(), at);
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
        Arrived::Held(lane) => hold_here(lane, vars, None),
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
