//! What a routine sees while it runs: its message, what its job shares, and a way to send more.

use monitor_core::NonPoisonMutex;
use monitor_debug::{Cause, Frame, Go, Scope, SetError, Var, Variables};
use serde_json::{Map, Value};

use crate::flow::{Routine, Stop};
use crate::job_run::{JobRun, Message};

/// One activation of a routine.
pub(crate) struct Activation<'a> {
    pub(crate) run: &'a JobRun,
    pub(crate) frame: &'a Frame<'a>,
    pub(crate) id: &'a str,
    pub(crate) routine: &'a Routine,
    pub(crate) payload: Map<String, Value>,
    /// How many activations wait for this one, because they had no room for what they sent.
    pub(crate) depth: u32,
}

/// The variables of an activation as a debugger sees them: those of the message are local, those
/// of the job are shared.
pub(crate) struct MessageVariables<'a> {
    pub(crate) local: &'a mut Map<String, Value>,
    pub(crate) shared: &'a NonPoisonMutex<Map<String, Value>>,
}

impl Activation<'_> {
    /// A whole number of the message or of what the job was started with.
    pub(crate) fn number(&self, name: &str, otherwise: i64) -> i64 {
        let given = self.payload.get(name).or_else(|| self.run.params.get(name));
        given.and_then(Value::as_i64).unwrap_or(otherwise)
    }

    /// Changes what the job shares.
    pub(crate) fn share(&self, name: &str, change: impl FnOnce(Option<&Value>) -> Value) {
        let mut shared = self.run.shared.lock();
        let value = change(shared.get(name));
        shared.insert(name.to_owned(), value);
    }

    /// Hands out the event of the routine: every slot that it is connected to is called with it
    /// later.
    pub(crate) fn emit(&self, mut payload: Map<String, Value>) -> Result<(), Stop> {
        let Some(place) = &self.routine.event else { return Ok(()) };
        let mut vars = MessageVariables { local: &mut payload, shared: &self.run.shared };
        if self.frame.checkpoint(place, &mut vars) == Go::Cancelled {
            return Err(Stop::Cancelled);
        }
        let cause: Cause = self.frame.cause();
        // A routine has one event.
        let connections = self.run.flow.connections.iter();
        for connection in connections.filter(|it| it.source_routine == self.id) {
            let routine = connection.target_routine.as_str().into();
            let message = Message { routine, payload: payload.clone(), cause: cause.clone() };
            self.run.send_within(message, self.depth)?;
        }
        Ok(())
    }
}

impl Variables for MessageVariables<'_> {
    fn variable(&self, scope: Scope, name: &str) -> Option<Var<'_>> {
        match scope {
            Scope::Local => self.local.get(name).map(Var::from),
            Scope::Shared => self.shared.lock().get(name).cloned().map(Var::from),
        }
    }

    fn names(&self, scope: Scope, each: &mut dyn FnMut(&str)) {
        match scope {
            Scope::Local => self.local.keys().for_each(|name| each(name)),
            Scope::Shared => {
                // Whoever is told the names may ask for the values.
                let names: Vec<String> = self.shared.lock().keys().cloned().collect();
                names.iter().for_each(|name| each(name));
            }
        }
    }

    fn set(&mut self, scope: Scope, name: &str, value: Value) -> Result<(), SetError> {
        match scope {
            Scope::Local => self.local.insert(name.to_owned(), value),
            Scope::Shared => self.shared.lock().insert(name.to_owned(), value),
        };
        Ok(())
    }
}
