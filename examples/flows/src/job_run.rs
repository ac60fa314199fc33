//! One job of a flow: its messages, its workers, and its end.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, PoisonError};

use monitor_core::{JobEvent, NonPoisonMutex, Timestamp};
use monitor_debug::{Cause, Controls, Frame, Go, Job, JobCancelled, Outcome};
use monitor_events::Emitter;
use monitor_http::JobDocument;
use serde_json::{Map, Value};

use crate::activation::{Activation, MessageVariables};
use crate::flow::{Routine, SharedFlow, Stop};

/// What calls a slot of a routine.
#[derive(Debug)]
pub(crate) struct Message {
    pub(crate) routine: Arc<str>,
    pub(crate) payload: Map<String, Value>,
    pub(crate) cause: Cause,
}

/// Messages of one job that may wait. An activation that sends more handles what waits before it
/// goes on, so a job never holds more, however many messages a routine sends.
const MAX_WAITING: usize = 1_000;
/// How many activations may wait for each other in this way.
const MAX_DEPTH: u32 = 16;

/// One job of a flow.
pub(crate) struct JobRun {
    pub(crate) id: String,
    pub(crate) flow: SharedFlow,
    pub(crate) params: Map<String, Value>,
    pub(crate) shared: NonPoisonMutex<Map<String, Value>>,
    pub(crate) job: Job,
    controls: Option<Controls>,
    emitter: Emitter,
    queue: NonPoisonMutex<Queue>,
    arrived: Condvar,
    workers: AtomicUsize,
    started_at: Timestamp,
    end: NonPoisonMutex<Option<End>>,
}

#[derive(Debug, Default)]
struct Queue {
    messages: VecDeque<Message>,
    /// What the one worker has sent during its activation: handled next, so that what a message
    /// causes comes before the next message.
    sent: Vec<Message>,
    /// Messages that wait or are handled: the job has ended when there is none.
    open: usize,
    /// Why nothing more is handled.
    stopped: Option<Stop>,
}

impl Queue {
    fn take(&mut self) -> Option<Message> {
        while let Some(message) = self.sent.pop() {
            self.messages.push_front(message);
        }
        self.messages.pop_front()
    }
}

#[derive(Clone, Debug)]
struct End {
    at: Timestamp,
    status: &'static str,
    error: Option<String>,
}

impl JobRun {
    pub(crate) fn new(
        id: String,
        flow: SharedFlow,
        params: Map<String, Value>,
        job: Job,
        controls: Option<Controls>,
        emitter: Emitter,
    ) -> Self {
        let workers = AtomicUsize::new(flow.workers());
        Self {
            id,
            flow,
            params,
            shared: NonPoisonMutex::default(),
            job,
            controls,
            emitter,
            queue: NonPoisonMutex::default(),
            arrived: Condvar::new(),
            workers,
            started_at: Timestamp::now(),
            end: NonPoisonMutex::new(None),
        }
    }

    pub(crate) fn has_ended(&self) -> bool {
        self.end.lock().is_some()
    }

    /// Whether it ended before that time, and in this way if one is named.
    pub(crate) fn ended_before(&self, time: Timestamp, status: Option<&str>) -> bool {
        let end = self.end.lock();
        end.as_ref()
            .is_some_and(|end| end.at <= time && status.is_none_or(|status| end.status == status))
    }

    /// Takes a message that an activation sends. If there is no room for it, this thread handles
    /// what waits first.
    pub(crate) fn send_within(&self, message: Message, depth: u32) -> Result<(), Stop> {
        if self.waiting() >= MAX_WAITING {
            if depth >= MAX_DEPTH {
                return Err(Stop::Failed(format!("more than {MAX_WAITING} messages wait")));
            }
            while let Some(waiting) = self.next_now() {
                self.handle(waiting, depth + 1);
            }
            if let Some(stop) = self.queue.lock().stopped.clone() {
                return Err(stop);
            }
        }
        self.send(message);
        Ok(())
    }

    fn waiting(&self) -> usize {
        let queue = self.queue.lock();
        queue.messages.len() + queue.sent.len()
    }

    pub(crate) fn send(&self, message: Message) {
        let mut queue = self.queue.lock();
        queue.open += 1;
        if self.flow.workers() == 1 {
            queue.sent.push(message);
        } else {
            queue.messages.push_back(message);
        }
        drop(queue);
        self.arrived.notify_one();
    }

    /// Handles messages until there are no more; the last worker ends the job.
    pub(crate) fn work(self: &Arc<Self>) {
        while let Some(message) = self.next() {
            self.handle(message, 0);
        }
        if self.workers.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.finish();
        }
    }

    /// The next message; `None` when there will be no more.
    fn next(&self) -> Option<Message> {
        let mut queue = self.queue.lock();
        loop {
            if queue.stopped.is_some() || queue.open == 0 {
                return None;
            }
            if let Some(message) = queue.take() {
                return Some(message);
            }
            queue = self.arrived.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// The next message, if there is one now.
    fn next_now(&self) -> Option<Message> {
        let mut queue = self.queue.lock();
        if queue.stopped.is_some() { None } else { queue.take() }
    }

    fn handle(&self, message: Message, depth: u32) {
        let stop = self.call(message, depth).err();
        let mut queue = self.queue.lock();
        queue.open -= 1;
        if queue.stopped.is_none() {
            queue.stopped = stop;
        }
        drop(queue);
        self.arrived.notify_all();
    }

    fn call(&self, mut message: Message, depth: u32) -> Result<(), Stop> {
        let routine: &Routine = &self.flow.routines[&message.routine];
        let mut vars = MessageVariables { local: &mut message.payload, shared: &self.shared };
        let entered: Result<Frame<'_>, JobCancelled> =
            self.job.enter(&routine.slot, &message.cause, &mut vars);
        let frame = entered.map_err(|_| Stop::Cancelled)?;
        let (id, payload) = (&*message.routine, message.payload);
        let mut activation = Activation { run: self, frame: &frame, id, routine, payload, depth };
        let handled = (routine.class.handler)(&mut activation);
        let mut payload = activation.payload;
        match &handled {
            Ok(()) => frame.complete(),
            Err(Stop::Cancelled) => drop(frame),
            Err(Stop::Failed(error)) => {
                let mut vars = MessageVariables { local: &mut payload, shared: &self.shared };
                if frame.fail("RoutineError", error, &mut vars) == Go::Cancelled {
                    return Err(Stop::Cancelled);
                }
            }
        }
        handled
    }

    fn finish(&self) {
        let stopped = self.queue.lock().stopped.take();
        // Somebody may have cancelled it when there was nothing more to do.
        let stopped = if self.job.is_cancelled() { Some(Stop::Cancelled) } else { stopped };
        let (outcome, status, error) = match stopped {
            None => (Outcome::Completed, "completed", None),
            Some(Stop::Failed(error)) => (Outcome::Failed, "failed", Some(error)),
            Some(Stop::Cancelled) => (Outcome::Cancelled, "cancelled", None),
        };
        *self.end.lock() = Some(End { at: Timestamp::now(), status, error: error.clone() });
        let id = self.id.as_str();
        match (outcome, error) {
            (Outcome::Failed, error) => {
                self.emitter.emit(JobEvent::failed(id, error.unwrap_or_default()));
            }
            (Outcome::Cancelled, _) => {
                self.emitter.emit(JobEvent::cancelled(id));
            }
            _ => {
                self.emitter.emit(JobEvent::completed(id));
            }
        }
        // The last word: whoever follows the job finds everything else done.
        self.job.finish(outcome);
    }

    pub(crate) fn document(&self) -> JobDocument {
        let end = self.end.lock().clone();
        let status = match (&end, &self.controls) {
            (Some(end), _) => end.status,
            (None, Some(controls)) => controls.status().as_str(),
            (None, None) => "running",
        };
        JobDocument {
            job_id: self.id.clone(),
            flow_id: self.flow.id.clone(),
            status: status.to_owned(),
            created_at: self.started_at,
            started_at: Some(self.started_at),
            completed_at: end.as_ref().map(|end| end.at),
            error: end.and_then(|end| end.error),
        }
    }
}
