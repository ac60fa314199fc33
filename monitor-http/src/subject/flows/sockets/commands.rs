//! The commands of a debugger over a WebSocket, each of which is answered.

use monitor_debug::{DebugSession, Debugger, Error, JobControls, SessionRole, StepKind};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::api::problem::ApiError;
use crate::subject::flows::debug::{await_reply, evaluation_json, parse_scope, session_document};
use crate::subject::flows::refusals::{debug_problem, invalid_field};

/// One client's place at a job. It looks as whoever operates the host, and becomes the controller
/// with the first command that needs one.
pub(super) struct DebugClient {
    debugger: Debugger,
    controls: JobControls,
    session: Option<DebugSession>,
    owner: String,
    viewer: bool,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct SocketCommand {
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

impl DebugClient {
    pub(super) fn new(
        debugger: Debugger,
        controls: JobControls,
        owner: String,
        viewer: bool,
    ) -> Self {
        Self { debugger, controls, session: None, owner, viewer }
    }

    /// A sign of life.
    pub(super) fn renew_lease(&self) {
        if let Some(session) = &self.session {
            // One that has ended says so at its next command.
            let _ = session.renew_lease();
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
        let command: SocketCommand = match serde_json::from_str(said) {
            Ok(command) => command,
            Err(error) => {
                let problem = invalid_field("command", &format!("is not a command: {error}"));
                return build_response(&SocketCommand::default(), Err(problem));
            }
        };
        let done = self.run_command(&command).await;
        build_response(&command, done)
    }

    async fn run_command(&mut self, command: &SocketCommand) -> Result<Value, ApiError> {
        let lane = command.lane;
        let job = json!({"job_id": self.controls.job_id()});
        let done = |done: Result<(), Error>| done.map(|()| job).map_err(debug_problem);
        let name = command.command.as_str();
        if let Some(kind) = name.strip_prefix("step_").and_then(StepKind::from_word) {
            return done(self.command_as_controller(command, |it| it.step(lane, kind)));
        }
        match name {
            "continue" | "resume" => {
                done(self.command_as_controller(command, |it| it.resume(lane)))
            }
            "pause" => done(self.command_as_controller(command, JobControls::pause)),
            "cancel" => done(self.command_as_controller(command, JobControls::cancel)),
            "set_variable" => self.set_variable(command).await,
            "get_variables" => {
                let variables = await_reply(self.current_controls().variables(lane)).await?;
                Ok(json!({"variables": variables}))
            }
            "get_call_stack" => {
                let frames = self.current_controls().call_stack(lane).map_err(debug_problem)?;
                Ok(json!({"frames": frames}))
            }
            "evaluate" => {
                let expression = command.expression.as_deref().unwrap_or_default();
                Ok(evaluation_json(
                    await_reply(self.current_controls().evaluate(lane, expression)).await?,
                ))
            }
            "get_session" => Ok(session_document(self.current_controls())),
            "attach" => self.attach(command),
            other => Err(invalid_field("command", &format!("{other:?} is no command"))),
        }
    }

    /// Becomes the controller now, not with the first command that needs one: whatever is held from
    /// here on has the lease of this client.
    fn attach(&mut self, command: &SocketCommand) -> Result<Value, ApiError> {
        if self.session.as_ref().is_some_and(|session| session.renew_lease().is_err()) {
            self.session = None;
        }
        self.command_as_controller(command, |_| Ok(())).map_err(debug_problem)?;
        Ok(session_document(self.current_controls()))
    }

    async fn set_variable(&mut self, command: &SocketCommand) -> Result<Value, ApiError> {
        let name = command.variable.clone();
        let name = name.ok_or_else(|| invalid_field("variable", "is missing"))?;
        let scope = parse_scope(command.scope.as_deref())?;
        let value = command.value.clone();
        let reply = self.command_as_controller(command, |controls| {
            controls.set_variable(command.lane, scope, name.as_str(), value.clone())
        });
        let set = await_reply(reply).await?;
        set.map_err(|error| invalid_field("value", &error.to_string()))?;
        Ok(json!({"variable": name, "value": command.value}))
    }

    fn current_controls(&self) -> &JobControls {
        self.session.as_deref().unwrap_or(&self.controls)
    }

    /// Commands as the controller, which the client becomes now if it is not.
    fn command_as_controller<T>(
        &mut self,
        asked: &SocketCommand,
        command: impl Fn(&JobControls) -> Result<T, Error>,
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
            self.debugger.attach(job, &self.owner, SessionRole::Controller)?
        };
        let done = command(&session);
        self.session = Some(session);
        done
    }
}

fn build_response(command: &SocketCommand, done: Result<Value, ApiError>) -> Value {
    let mut response = json!({"type": "response", "command": command.command, "id": command.id, "ok": done.is_ok()});
    match done {
        Ok(body) => response["body"] = body,
        Err(problem) => {
            let mut error = problem.to_json()["error"].take();
            error["status"] = Value::from(problem.status().as_u16());
            response["error"] = error;
        }
    }
    response
}
