//! What a routine has while it runs: its message, what its job shares, and a way to send more.

use std::fmt;
use std::time::{Duration, Instant};

use monitor_core::NonPoisonMutex;
use monitor_debug::{
    ActivationGuard, Checkpoint, CheckpointOutcome, DebugJob, SetVariableError, VariableAccess,
    VariableScope, VariableValue,
};
use monitor_http::FlowConnection;
use serde_json::{Map, Value};

use super::context::HostContext;
use super::handler_error::HandlerError;
use super::queue::FlowMessage;

/// One activation of a routine: the argument of its [`RoutineHandler`](super::RoutineHandler).
pub struct RoutineActivation<'a> {
    /// The values of the message that the routine was called with.
    pub payload: Map<String, Value>,
    /// What the job was started with.
    pub(super) params: &'a Map<String, Value>,
    /// The variables that all activations of the job share.
    pub(super) shared: &'a NonPoisonMutex<Map<String, Value>>,
    pub(super) watched: &'a DebugJob,
    pub(super) context: &'a HostContext,
    /// All connections of the flow.
    pub(super) connections: &'a [FlowConnection],
    /// The events of the routine, by name.
    pub(super) events: &'a [(&'static str, Checkpoint)],
    pub(super) frame: &'a ActivationGuard<'a>,
    /// The id of the routine.
    pub(super) id: &'a str,
    /// Gives a message to the job.
    pub(super) send: &'a dyn Fn(FlowMessage) -> Result<(), HandlerError>,
}

/// The variables of an activation as a debugger sees them: those of the message are local, those
/// of the job are shared.
pub(super) struct MessageVariables<'a> {
    pub(super) local: &'a mut Map<String, Value>,
    pub(super) shared: &'a NonPoisonMutex<Map<String, Value>>,
}

/// How often a wait looks whether its job was cancelled.
const CANCEL_POLL: Duration = Duration::from_millis(10);

impl RoutineActivation<'_> {
    /// Returns a whole number of the message, or of what the job was started with.
    #[must_use]
    pub fn number_or(&self, name: &str, otherwise: i64) -> i64 {
        let given = self.payload.get(name).or_else(|| self.params.get(name));
        given.and_then(Value::as_i64).unwrap_or(otherwise)
    }

    /// Changes a variable that all activations of the job share.
    pub fn update_shared(&self, name: &str, change: impl FnOnce(Option<&Value>) -> Value) {
        let mut shared = self.shared.lock();
        let value = change(shared.get(name));
        shared.insert(name.to_owned(), value);
    }

    /// Adds to a shared whole number, which is 0 before.
    pub fn add_shared(&self, name: &str, more: i64) {
        self.update_shared(name, |sum| {
            sum.and_then(Value::as_i64).unwrap_or(0).saturating_add(more).into()
        });
    }

    /// Emits an event of the routine: each slot that is connected to it is called later. An event
    /// that the routine does not have is ignored.
    ///
    /// # Errors
    /// The job was cancelled, or more messages wait than a job may have.
    pub fn emit(&self, event: &str, mut payload: Map<String, Value>) -> Result<(), HandlerError> {
        let Some((_, place)) = self.events.iter().find(|(name, _)| *name == event) else {
            return Ok(());
        };
        let mut vars = MessageVariables { local: &mut payload, shared: self.shared };
        if self.frame.checkpoint(place, &mut vars) == CheckpointOutcome::Cancelled {
            return Err(HandlerError::Cancelled);
        }
        let cause = self.frame.cause();
        let connections = self.connections.iter();
        let from_here = connections
            .filter(|it| it.source_routine == self.id && it.source_event.as_str() == event);
        for connection in from_here {
            let routine = connection.target_routine.as_str().into();
            let message = FlowMessage { routine, payload: payload.clone(), cause: cause.clone() };
            (self.send)(message)?;
        }
        Ok(())
    }

    /// Blocks for `duration`.
    ///
    /// # Errors
    /// The job was cancelled, or its host was closed.
    pub fn wait(&self, duration: Duration) -> Result<(), HandlerError> {
        let began = Instant::now();
        while let Some(left) = duration.checked_sub(began.elapsed()).filter(|left| !left.is_zero())
        {
            if self.watched.is_cancelled() || self.context.wait(left.min(CANCEL_POLL)) {
                return Err(HandlerError::Cancelled);
            }
        }
        Ok(())
    }
}

impl fmt::Debug for RoutineActivation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("RoutineActivation");
        debug.field("id", &self.id).field("payload", &self.payload).finish_non_exhaustive()
    }
}

impl VariableAccess for MessageVariables<'_> {
    fn variable(&self, scope: VariableScope, name: &str) -> Option<VariableValue<'_>> {
        match scope {
            VariableScope::Local => self.local.get(name).map(VariableValue::from),
            VariableScope::Shared => self.shared.lock().get(name).cloned().map(VariableValue::from),
        }
    }

    fn for_each_name(&self, scope: VariableScope, each: &mut dyn FnMut(&str)) {
        match scope {
            VariableScope::Local => self.local.keys().for_each(|name| each(name)),
            VariableScope::Shared => {
                // `each` may ask for the values: it is called without the lock.
                let names: Vec<String> = self.shared.lock().keys().cloned().collect();
                names.iter().for_each(|name| each(name));
            }
        }
    }

    fn set_variable(
        &mut self,
        scope: VariableScope,
        name: &str,
        value: Value,
    ) -> Result<(), SetVariableError> {
        match scope {
            VariableScope::Local => self.local.insert(name.to_owned(), value),
            VariableScope::Shared => self.shared.lock().insert(name.to_owned(), value),
        };
        Ok(())
    }
}
