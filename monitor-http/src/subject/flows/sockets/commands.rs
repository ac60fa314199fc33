//! The commands of a debugger over a WebSocket, each of which is answered.

use monitor_debug::{Controls, Debugger, Error, Role, Session, Step};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::api::problem::Problem;
use crate::subject::flows::debug::{answer, evaluated, scope, session_document};
use crate::subject::flows::{invalid, refused};

/// One client's place at a job. It looks as whoever operates the host, and becomes the controller
/// with the first command that needs one.
pub(super) struct Commander {
    debugger: Debugger,
    controls: Controls,
    session: Option<Session>,
    owner: String,
    viewer: bool,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Command {
    command: String,
    id: Value,
    lane: Option<u64>,
    #[serde(alias = "name")]
    variable: Option<String>,
    value: Value,
    scope: Option<String>,
    expression: Option<String>,
    /// Takes over from another controller.
    steal: bool,
}

impl Commander {
    pub(super) fn new(debugger: Debugger, controls: Controls, owner: String, viewer: bool) -> Self {
        Self { debugger, controls, session: None, owner, viewer }
    }

    /// A sign of life.
    pub(super) fn renew(&self) {
        if let Some(session) = &self.session {
            // One that has ended says so at its next command.
            let _ = session.renew();
        }
    }

    /// The client has gone: what it holds goes on when its lease is over, if nobody comes.
    pub(super) fn leave(self) {
        if let Some(session) = self.session {
            session.leave();
        }
    }

    /// Does what a message asks, and says how it went.
    pub(super) async fn respond(&mut self, said: &str) -> Value {
        let command: Command = match serde_json::from_str(said) {
            Ok(command) => command,
            Err(error) => {
                let problem = invalid("command", &format!("is not a command: {error}"));
                return response(&Command::default(), Err(problem));
            }
        };
        let done = self.carry_out(&command).await;
        response(&command, done)
    }

    async fn carry_out(&mut self, command: &Command) -> Result<Value, Problem> {
        let lane = command.lane;
        let job = json!({"job_id": self.controls.job_id()});
        let done = |done: Result<(), Error>| done.map(|()| job).map_err(refused);
        let name = command.command.as_str();
        if let Some(kind) = name.strip_prefix("step_").and_then(Step::from_word) {
            return done(self.commanding(command, |it| it.step(lane, kind)));
        }
        match name {
            "continue" | "resume" => done(self.commanding(command, |it| it.resume(lane))),
            "pause" => done(self.commanding(command, Controls::pause)),
            "cancel" => done(self.commanding(command, Controls::cancel)),
            "set_variable" => self.set_variable(command).await,
            "get_variables" => {
                let variables = answer(self.looking().variables(lane)).await?;
                Ok(json!({"variables": variables}))
            }
            "get_call_stack" => {
                let frames = self.looking().call_stack(lane).map_err(refused)?;
                Ok(json!({"frames": frames}))
            }
            "evaluate" => {
                let expression = command.expression.as_deref().unwrap_or_default();
                Ok(evaluated(answer(self.looking().evaluate(lane, expression)).await?))
            }
            "get_session" => Ok(session_document(self.looking())),
            "attach" => self.attach(command),
            other => Err(invalid("command", &format!("{other:?} is no command"))),
        }
    }

    /// Becomes the controller now, not with the first command that needs one: whatever is held from
    /// here on has the lease of this client.
    fn attach(&mut self, command: &Command) -> Result<Value, Problem> {
        if self.session.as_ref().is_some_and(|session| session.renew().is_err()) {
            self.session = None;
        }
        self.commanding(command, |_| Ok(())).map_err(refused)?;
        Ok(session_document(self.looking()))
    }

    async fn set_variable(&mut self, command: &Command) -> Result<Value, Problem> {
        let name = command.variable.clone();
        let name = name.ok_or_else(|| invalid("variable", "is missing"))?;
        let scope = scope(command.scope.as_deref())?;
        let value = command.value.clone();
        let reply = self.commanding(command, |controls| {
            controls.set_variable(command.lane, scope, name.as_str(), value.clone())
        });
        let set = answer(reply).await?;
        set.map_err(|error| invalid("value", &error.to_string()))?;
        Ok(json!({"variable": name, "value": command.value}))
    }

    fn looking(&self) -> &Controls {
        self.session.as_deref().unwrap_or(&self.controls)
    }

    /// Commands as the controller, which the client becomes now if it is not.
    fn commanding<T>(
        &mut self,
        asked: &Command,
        command: impl Fn(&Controls) -> Result<T, Error>,
    ) -> Result<T, Error> {
        if let Some(session) = &self.session {
            match command(session) {
                Err(Error::SessionEnded) => self.session = None,
                done => return done,
            }
        }
        if self.viewer {
            return Err(Error::Viewer);
        }
        let job = self.controls.job_id().as_str();
        let session = if asked.steal {
            self.debugger.take_over(job, &self.owner)?
        } else {
            self.debugger.attach(job, &self.owner, Role::Controller)?
        };
        let done = command(&session);
        self.session = Some(session);
        done
    }
}

fn response(command: &Command, done: Result<Value, Problem>) -> Value {
    let mut response = json!({"type": "response", "command": command.command, "id": command.id, "ok": done.is_ok()});
    match done {
        Ok(body) => response["body"] = body,
        Err(problem) => {
            let mut error = problem.body()["error"].take();
            error["status"] = Value::from(problem.status().as_u16());
            response["error"] = error;
        }
    }
    response
}
