//! One job of a flow: its messages, its workers, and its end.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, PoisonError};

use monitor_core::{JobEvent, NonPoisonMutex, Timestamp};
use monitor_debug::{
    ActivationGuard, CallCause, CheckpointOutcome, DebugJob, DebugJobCancelled, DebugJobOutcome,
    JobControls,
};
use monitor_http::JobDocument;
use serde_json::{Map, Value};

use super::activation::{MessageVariables, RoutineActivation};
use super::context::HostContext;
use super::definition::{DemoFlow, FlowRoutine};
use super::handler_error::HandlerError;
use super::queue::{FlowMessage, MessageQueue};

/// Messages of one job that may wait. An activation that sends more handles what waits before it
/// goes on, so a job never holds more, however many messages a routine sends.
const MAX_WAITING: usize = 1_000;
/// How many activations may wait for each other in this way.
const MAX_DEPTH: u32 = 16;

/// One job of a flow.
pub(super) struct FlowJob {
    pub(super) id: String,
    pub(super) flow: Arc<DemoFlow>,
    /// The routine that it begins with.
    entry: Arc<str>,
    pub(super) params: Map<String, Value>,
    pub(super) shared: NonPoisonMutex<Map<String, Value>>,
    pub(super) watched: DebugJob,
    pub(super) context: Arc<HostContext>,
    controls: Option<JobControls>,
    queue: NonPoisonMutex<MessageQueue>,
    arrived: Condvar,
    workers: AtomicUsize,
    started_at: Timestamp,
    end: NonPoisonMutex<Option<FlowJobOutcome>>,
}

#[derive(Clone, Debug)]
struct FlowJobOutcome {
    at: Timestamp,
    status: &'static str,
    error: Option<String>,
}

impl FlowJob {
    pub(super) fn new(
        id: String,
        (flow, entry): (Arc<DemoFlow>, Arc<str>),
        params: Map<String, Value>,
        (watched, controls): (DebugJob, Option<JobControls>),
        context: Arc<HostContext>,
    ) -> Self {
        let workers = AtomicUsize::new(flow.worker_count());
        Self {
            id,
            flow,
            entry,
            params,
            shared: NonPoisonMutex::default(),
            watched,
            context,
            controls,
            queue: NonPoisonMutex::default(),
            arrived: Condvar::new(),
            workers,
            started_at: Timestamp::now(),
            end: NonPoisonMutex::new(None),
        }
    }

    pub(super) fn has_ended(&self) -> bool {
        self.end.lock().is_some()
    }

    /// Whether it ended before that time, and in this way if one is named.
    pub(super) fn ended_before(&self, time: Timestamp, status: Option<&str>) -> bool {
        let end = self.end.lock();
        end.as_ref()
            .is_some_and(|end| end.at <= time && status.is_none_or(|status| end.status == status))
    }

    /// Takes a message that an activation sends. If there is no room for it, this thread handles
    /// what waits first.
    fn send_within(&self, message: FlowMessage, depth: u32) -> Result<(), HandlerError> {
        if self.waiting_count() >= MAX_WAITING {
            if depth >= MAX_DEPTH {
                return Err(HandlerError::Failed(format!("more than {MAX_WAITING} messages wait")));
            }
            while let Some(waiting) = self.try_next_message() {
                self.handle_message(waiting, depth + 1);
            }
            if let Some(stop) = self.queue.lock().stopped.clone() {
                return Err(stop);
            }
        }
        self.send(message);
        Ok(())
    }

    fn waiting_count(&self) -> usize {
        let queue = self.queue.lock();
        queue.messages.len() + queue.sent.len()
    }

    fn send(&self, message: FlowMessage) {
        let mut queue = self.queue.lock();
        queue.open += 1;
        if self.flow.worker_count() == 1 {
            queue.sent.push(message);
        } else {
            queue.messages.push_back(message);
        }
        drop(queue);
        self.arrived.notify_one();
    }

    /// Handles messages until there are no more; the last worker ends the job.
    pub(super) fn run_worker(self: &Arc<Self>) {
        while let Some(message) = self.next_message() {
            self.handle_message(message, 0);
        }
        if self.workers.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.finish();
        }
    }

    /// Ends the part of workers that could not be started. The last part ends the job.
    pub(super) fn remove_workers(&self, missing: usize, reason: String) {
        if self.workers.fetch_sub(missing, Ordering::AcqRel) == missing {
            let mut queue = self.queue.lock();
            if !queue.exhausted {
                queue.stopped.get_or_insert(HandlerError::Failed(reason));
            }
            drop(queue);
            self.finish();
        }
    }

    /// The next message; `None` when there will be no more.
    fn next_message(&self) -> Option<FlowMessage> {
        let mut queue = self.queue.lock();
        loop {
            if queue.stopped.is_some() {
                return None;
            }
            if let Some(message) = queue.take_next() {
                return Some(message);
            }
            if queue.open > 0 {
                queue = self.arrived.wait(queue).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            if queue.exhausted {
                return None;
            }
            // What a message causes is handled before the job begins with the next one.
            let number = queue.entries;
            queue.entries += 1;
            queue.open += 1;
            drop(queue);
            if let Some(message) = self.entry_message(number) {
                return Some(message);
            }
            queue = self.queue.lock();
            queue.open -= 1;
            queue.exhausted = true;
            self.arrived.notify_all();
        }
    }

    /// A message that the job begins with.
    fn entry_message(&self, number: u64) -> Option<FlowMessage> {
        let payload = match &self.flow.feed {
            Some(feed) => {
                let mut payload = (feed.next)(number, &self.params)?;
                payload.extend(self.params.clone());
                payload
            }
            None if number == 0 => self.params.clone(),
            None => return None,
        };
        Some(FlowMessage { routine: Arc::clone(&self.entry), payload, cause: CallCause::NONE })
    }

    /// The next message, if there is one now.
    fn try_next_message(&self) -> Option<FlowMessage> {
        let mut queue = self.queue.lock();
        if queue.stopped.is_some() { None } else { queue.take_next() }
    }

    fn handle_message(&self, message: FlowMessage, depth: u32) {
        let stop = self.call_routine(message, depth).err();
        let mut queue = self.queue.lock();
        queue.open -= 1;
        if queue.stopped.is_none() {
            queue.stopped = stop;
        }
        drop(queue);
        self.arrived.notify_all();
    }

    fn call_routine(&self, mut message: FlowMessage, depth: u32) -> Result<(), HandlerError> {
        let routine: &FlowRoutine = &self.flow.routines[&message.routine];
        let mut vars = MessageVariables { local: &mut message.payload, shared: &self.shared };
        let entered: Result<ActivationGuard<'_>, DebugJobCancelled> =
            self.watched.enter(&routine.slot, &message.cause, &mut vars);
        let frame = entered.map_err(|_| HandlerError::Cancelled)?;
        let pace = self.context.pace;
        if !pace.is_zero() && (self.context.wait(pace) || self.watched.is_cancelled()) {
            return Err(HandlerError::Cancelled);
        }
        let (id, payload) = (&*message.routine, message.payload);
        let send = |message| self.send_within(message, depth);
        let mut activation = RoutineActivation {
            payload,
            params: &self.params,
            shared: &self.shared,
            watched: &self.watched,
            context: &self.context,
            connections: &self.flow.connections,
            events: &routine.events,
            frame: &frame,
            id,
            send: &send,
        };
        let handled = (routine.class.handler)(&mut activation);
        let mut payload = activation.payload;
        match &handled {
            Ok(()) => frame.complete(),
            Err(HandlerError::Cancelled) => drop(frame),
            Err(HandlerError::Failed(error)) => {
                let mut vars = MessageVariables { local: &mut payload, shared: &self.shared };
                if frame.fail("RoutineError", error, &mut vars) == CheckpointOutcome::Cancelled {
                    return Err(HandlerError::Cancelled);
                }
            }
        }
        handled
    }

    fn finish(&self) {
        let stopped = self.queue.lock().stopped.take();
        // Somebody may have cancelled it when there was nothing more to do.
        let stopped =
            if self.watched.is_cancelled() { Some(HandlerError::Cancelled) } else { stopped };
        let (outcome, status, error) = match stopped {
            None => (DebugJobOutcome::Completed, "completed", None),
            Some(HandlerError::Failed(error)) => (DebugJobOutcome::Failed, "failed", Some(error)),
            Some(HandlerError::Cancelled) => (DebugJobOutcome::Cancelled, "cancelled", None),
        };
        *self.end.lock() =
            Some(FlowJobOutcome { at: Timestamp::now(), status, error: error.clone() });
        let id = self.id.as_str();
        match (outcome, error) {
            (DebugJobOutcome::Failed, error) => {
                self.context.emitter.emit(JobEvent::failed(id, error.unwrap_or_default()));
            }
            (DebugJobOutcome::Cancelled, _) => {
                self.context.emitter.emit(JobEvent::cancelled(id));
            }
            _ => {
                self.context.emitter.emit(JobEvent::completed(id));
            }
        }
        // The last word: whoever follows the job finds everything else done.
        self.watched.finish(outcome);
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
            flow_id: self.flow.id.clone(),
            status: status.to_owned(),
            created_at: self.started_at,
            started_at: Some(self.started_at),
            completed_at: end.as_ref().map(|end| end.at),
            error: end.and_then(|end| end.error),
        }
    }
}
