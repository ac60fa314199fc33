//! One job of a flow of the demonstration: a thread that carries messages from routine to routine,
//! and can be held at each of them.

use std::sync::{Arc, Condvar, PoisonError};
use std::time::{Duration, Instant};

use monitor_core::{JobEvent, NonPoisonMutex, Timestamp};
use monitor_debug::{
    Cause, Controls, Frame, Go, Job, JobCancelled, Outcome, Scope, SetError, Var, Variables,
};
use monitor_events::Emitter;
use monitor_http::JobDocument;
use serde_json::Value;

use super::flow::{Call, Flow, Routine, Values, WORK};

/// Says to all jobs when it is time to stop.
#[derive(Debug, Default)]
pub(super) struct Closing {
    closed: NonPoisonMutex<bool>,
    changed: Condvar,
}

impl Closing {
    /// From now on nobody waits.
    pub(super) fn close(&self) {
        *self.closed.lock() = true;
        self.changed.notify_all();
    }

    /// Waits for so long; true if it is time to stop.
    pub(super) fn after(&self, wait: Duration) -> bool {
        let until = Instant::now() + wait;
        let mut closed = self.closed.lock();
        while !*closed {
            let Some(left) = until.checked_duration_since(Instant::now()) else { break };
            let waited = self.changed.wait_timeout(closed, left);
            closed = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        *closed
    }
}

/// One job.
pub(super) struct FlowJob {
    pub(super) id: String,
    pub(super) flow: Arc<Flow>,
    pub(super) params: Values,
    pub(super) watched: Job,
    pub(super) controls: Option<Controls>,
    pub(super) emitter: Emitter,
    pub(super) closing: Arc<Closing>,
    pub(super) started_at: Timestamp,
    pub(super) end: NonPoisonMutex<Option<End>>,
}

/// How a job ended.
#[derive(Clone, Debug)]
pub(super) struct End {
    at: Timestamp,
    status: &'static str,
    error: Option<String>,
}

/// Why a job goes no further.
enum Stop {
    Failed(String),
    Cancelled,
}

impl From<JobCancelled> for Stop {
    fn from(_: JobCancelled) -> Self {
        Self::Cancelled
    }
}

/// A message on its way.
struct Message {
    target: &'static str,
    values: Values,
    cause: Cause,
}

impl FlowJob {
    pub(super) fn has_ended(&self) -> bool {
        self.end.lock().is_some()
    }

    /// Carries all messages, and says how that went.
    pub(super) fn run(&self) {
        let stop = self.carry_all().err();
        let (outcome, status, error) = match stop {
            None => (Outcome::Completed, "completed", None),
            Some(Stop::Failed(error)) => (Outcome::Failed, "failed", Some(error)),
            Some(Stop::Cancelled) => (Outcome::Cancelled, "cancelled", None),
        };
        *self.end.lock() = Some(End { at: Timestamp::now(), status, error: error.clone() });
        let id = self.id.as_str();
        match (outcome, error) {
            (Outcome::Completed, _) => self.emitter.emit(JobEvent::completed(id)),
            (_, Some(error)) => self.emitter.emit(JobEvent::failed(id, error)),
            _ => self.emitter.emit(JobEvent::cancelled(id)),
        };
        // The last word: whoever follows the job finds everything else done.
        self.watched.finish(outcome);
    }

    fn carry_all(&self) -> Result<(), Stop> {
        let mut shared = Values::new();
        let Some(first) = self.flow.routines.first() else { return Ok(()) };
        for number in 0.. {
            let Some(mut values) = (self.flow.feed)(number, &self.params) else { break };
            // What the job was started with wins, so that a visitor can ask for something else.
            values.extend(self.params.clone());
            let mut next = Some(Message { target: first.id, values, cause: Cause::NONE });
            while let Some(message) = next {
                next = self.carry(message, &mut shared)?;
            }
        }
        Ok(())
    }

    /// Calls a routine, and returns what it sends on.
    fn carry(&self, message: Message, shared: &mut Values) -> Result<Option<Message>, Stop> {
        let Some(routine) = self.flow.find(message.target) else { return Ok(None) };
        let mut values = message.values;
        let mut seen = Seen { local: &mut values, shared };
        let frame = self.watched.enter(&routine.entered, &message.cause, &mut seen)?;
        if self.closing.after(WORK) || self.watched.is_cancelled() {
            return Err(Stop::Cancelled);
        }
        let mut call = Call { message: &mut values, shared, out: None };
        match (routine.handler)(&mut call) {
            Ok(()) => {
                let out = call.out;
                let next = self.emit(routine, &frame, out, values, shared)?;
                frame.complete();
                Ok(next)
            }
            Err(error) => {
                let mut seen = Seen { local: &mut values, shared };
                match frame.fail("RoutineError", &error, &mut seen) {
                    Go::On => Err(Stop::Failed(error)),
                    Go::Cancelled => Err(Stop::Cancelled),
                }
            }
        }
    }

    /// Hands out an event, and returns the message for the routine that it is connected to.
    fn emit(
        &self,
        routine: &Routine,
        frame: &Frame<'_>,
        event: Option<&'static str>,
        mut values: Values,
        shared: &mut Values,
    ) -> Result<Option<Message>, Stop> {
        let places = &routine.events;
        let Some((event, place)) = places.iter().find(|(name, _)| Some(*name) == event) else {
            return Ok(None);
        };
        frame.checkpoint(place, &mut Seen { local: &mut values, shared }).check()?;
        let connections = &self.flow.connections;
        let to =
            connections.iter().find(|(source, name, _)| (*source, name) == (routine.id, event));
        Ok(to.map(|(_, _, target)| Message { target, values, cause: frame.cause() }))
    }

    pub(super) fn document(&self) -> JobDocument {
        let end = self.end.lock().clone();
        let status = match (&end, &self.controls) {
            (Some(end), _) => end.status,
            (None, Some(controls)) => controls.status().as_str(),
            (None, None) => "running",
        };
        JobDocument {
            job_id: self.id.clone(),
            flow_id: self.flow.id.to_owned(),
            status: status.to_owned(),
            created_at: self.started_at,
            started_at: Some(self.started_at),
            completed_at: end.as_ref().map(|end| end.at),
            error: end.and_then(|end| end.error),
        }
    }
}

/// The variables of an activation: those of its message, and those that the job shares.
struct Seen<'a> {
    local: &'a mut Values,
    shared: &'a mut Values,
}

impl Variables for Seen<'_> {
    fn variable(&self, scope: Scope, name: &str) -> Option<Var<'_>> {
        match scope {
            Scope::Local => self.local.get(name).map(Var::from),
            Scope::Shared => self.shared.get(name).map(Var::from),
        }
    }

    fn names(&self, scope: Scope, each: &mut dyn FnMut(&str)) {
        let values = if scope == Scope::Local { &*self.local } else { &*self.shared };
        values.keys().for_each(|name| each(name));
    }

    fn set(&mut self, scope: Scope, name: &str, value: Value) -> Result<(), SetError> {
        let values = if scope == Scope::Local { &mut *self.local } else { &mut *self.shared };
        values.insert(name.to_owned(), value);
        Ok(())
    }
}
