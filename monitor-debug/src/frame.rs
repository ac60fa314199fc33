//! Activations of routines: guards from start to end, and the chain of what caused what.

use std::sync::{Arc, OnceLock};

use monitor_core::Timestamp;
use serde::Serialize;

use crate::breakpoint::PassingKind;
use crate::checkpoint::{Arrival, Arrived, Go, hold_async, hold_here};
use crate::job::Job;
use crate::name::{Name, Names};
use crate::place::Place;
use crate::sync::{AtomicU64, Ordering};
use crate::trace::micros_between;
use crate::variables::Variables;
use crate::watched::{TRACE, Watched};

/// The most frames of a call stack; what is further back is left out.
const MAX_STACK: usize = 64;

/// What caused an activation: goes with the message from the activation that sent it to the one
/// that it calls. Nothing is kept of thread or task.
#[derive(Clone, Debug, Default)]
pub struct Cause(Option<Arc<Link>>);

/// One activation in the chain of causes. It outlives the activation.
#[derive(Debug)]
pub(crate) struct Link {
    on_stack: FrameOnStack,
    cause: Option<Arc<Link>>,
    depth: usize,
}

/// One frame of a call stack, names as numbers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FrameOnStack {
    number: u32,
    routine: Name,
    slot: Name,
    line: u32,
}

/// One frame of a call stack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FrameStatus {
    /// The number of the activation in its job.
    pub frame: u32,
    /// The routine.
    pub routine_id: Arc<str>,
    /// The slot by which it was called.
    pub slot_name: Arc<str>,
    /// The line of the watched code, as its place says.
    pub line: u32,
}

impl Cause {
    /// What nothing caused: the entry of a job.
    pub const NONE: Self = Self(None);

    fn number(&self) -> u32 {
        self.0.as_ref().map_or(0, |link| link.on_stack.number)
    }

    /// The chain from the nearest cause on.
    fn links(&self) -> impl Iterator<Item = &Link> {
        std::iter::successors(self.0.as_deref(), |link| link.cause.as_deref())
    }

    /// The same chain, cut if it has grown too long: a flow may go round in circles for ever.
    fn cut(&self) -> Option<Arc<Link>> {
        let depth = self.0.as_ref().map_or(0, |link| link.depth);
        if depth < 2 * MAX_STACK {
            return self.0.clone();
        }
        let kept: Vec<FrameOnStack> =
            self.links().take(MAX_STACK).map(|link| link.on_stack).collect();
        kept.into_iter().rev().fold(None, |cause, on_stack| {
            let depth = cause.as_ref().map_or(1, |link: &Arc<Link>| link.depth + 1);
            Some(Arc::new(Link { on_stack, cause, depth }))
        })
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
    place: Place,
    /// 0 if the job was not watched when it began.
    number: u32,
    cause: Cause,
    /// `None` if it is not traced.
    started: Option<Timestamp>,
    held_us: AtomicU64,
    link: OnceLock<Arc<Link>>,
    ended: bool,
}

impl<'j> Frame<'j> {
    pub(crate) fn off(job: &'j Job, place: Place) -> Self {
        Self::new(job, place, 0, Cause::NONE, None)
    }

    pub(crate) fn new(
        job: &'j Job,
        place: Place,
        number: u32,
        cause: Cause,
        started: Option<Timestamp>,
    ) -> Self {
        let (held_us, link) = (AtomicU64::new(0), OnceLock::new());
        Self { job, place, number, cause, started, held_us, link, ended: false }
    }

    /// What an activation that this one causes is to be given.
    #[must_use]
    pub fn cause(&self) -> Cause {
        if self.number == 0 {
            return Cause::NONE;
        }
        let link = self.link.get_or_init(|| {
            let cause = self.cause.cut();
            let depth = cause.as_ref().map_or(1, |link| link.depth + 1);
            Arc::new(Link { on_stack: self.on_stack(), cause, depth })
        });
        Cause(Some(Arc::clone(link)))
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
        match watched.reach(flags, &Arrival::at(place, Some(self)), vars) {
            Arrived::Go(go) => go,
            Arrived::Held(lane) => hold_here(lane, vars, Some(self)),
        }
    }

    /// As [`Frame::checkpoint`], in a future.
    pub async fn checkpoint_async(&self, place: &Place, vars: &mut (dyn Variables + Send)) -> Go {
        let Some((watched, flags)) = self.job.watched() else { return Go::On };
        match watched.reach(flags, &Arrival::at(place, Some(self)), vars) {
            Arrived::Go(go) => go,
            Arrived::Held(lane) => hold_async(lane, vars, Some(self)).await,
        }
    }

    /// The activation has ended well.
    pub fn complete(mut self) {
        self.end(None);
    }

    /// The activation has ended badly, with a type of error if it has a name. A breakpoint on
    /// errors holds it here.
    pub fn fail(mut self, kind: &str, error: &str, vars: &mut dyn Variables) -> Go {
        let go = match self.job.watched().filter(|_| self.number != 0) {
            None => Go::On,
            Some((watched, flags)) => match watched.look(flags, &self.failing(error), vars) {
                Arrived::Go(go) => go,
                Arrived::Held(lane) => hold_here(lane, vars, Some(&self)),
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
        let go = match self.job.watched().filter(|_| self.number != 0) {
            None => Go::On,
            Some((watched, flags)) => match watched.look(flags, &self.failing(error), vars) {
                Arrived::Go(go) => go,
                Arrived::Held(lane) => hold_async(lane, vars, Some(&self)).await,
            },
        };
        self.end(Some((kind, error)));
        go
    }

    fn failing<'a>(&'a self, error: &'a str) -> Arrival<'a> {
        Arrival {
            place: self.place,
            kind: PassingKind::Error,
            frame: Some(self),
            error: Some(error),
        }
    }

    pub(crate) fn number(&self) -> u32 {
        self.number
    }

    pub(crate) fn caused_by(&self) -> u32 {
        self.cause.number()
    }

    /// Whether that activation is among the causes of this one.
    pub(crate) fn is_below(&self, frame: u32) -> bool {
        self.cause.links().any(|link| link.on_stack.number == frame)
    }

    fn on_stack(&self) -> FrameOnStack {
        let Place { routine, name, line, .. } = self.place;
        FrameOnStack { number: self.number, routine, slot: name, line }
    }

    /// The chain of causes down to this activation, which may have come to another line.
    pub(crate) fn stack(&self, line: u32) -> Vec<FrameOnStack> {
        let own = FrameOnStack { line, ..self.on_stack() };
        let causes = self.cause.links().map(|link| link.on_stack);
        let mut stack: Vec<_> = std::iter::once(own).chain(causes).take(MAX_STACK).collect();
        stack.reverse();
        stack
    }

    /// Time that it was held is not time that it ran.
    pub(crate) fn was_held(&self, micros: u64) {
        self.held_us.fetch_add(micros, Ordering::Relaxed);
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
        let now = watched.world.now();
        let held_us = self.held_us.load(Ordering::Relaxed);
        let ran_us = micros_between(started, now).saturating_sub(held_us);
        watched.frame_ended(self.place, self.number, self.cause.number(), now, ran_us, error);
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

impl FrameOnStack {
    /// A checkpoint that belongs to no activation.
    pub(crate) fn bare(place: Place) -> Self {
        Self { number: 0, routine: place.routine, slot: Name::NONE, line: place.line }
    }

    pub(crate) fn show(&self, names: &Names) -> FrameStatus {
        FrameStatus {
            frame: self.number,
            routine_id: names.text(self.routine),
            slot_name: names.text(self.slot),
            line: self.line,
        }
    }
}
