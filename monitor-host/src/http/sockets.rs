//! WebSockets: the events of a job or flow as they come, and a debugger's commands.

mod commands;
mod upgrade;

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt as _, StreamExt as _};
use monitor_debug::{Cursor, Next, TraceEvent, TraceKind};
use serde_json::{Value, json};
use tokio::time::{Instant, interval_at, timeout};

use crate::http::body::PathText;
use crate::http::debug::session_document;
use crate::http::flows::{Host, metrics_of};
use crate::http::operation::Operation;
use crate::http::params::Params;
use crate::http::problem::Problem;
use crate::http::routes::Routes;
use commands::Commander;
use upgrade::Upgrade;

/// How long a client may take no bytes before it is let go.
const STALLED: Duration = Duration::from_secs(30);
/// How often an idle client hears something.
const PING_EVERY: Duration = Duration::from_secs(30);
/// How often a client is asked whether it is there, which also renews its lease.
const ALIVE_EVERY: Duration = Duration::from_secs(10);
/// How many events go out before they are flushed.
const AT_ONCE: usize = 64;
/// The longest message that a client may send.
const MAX_COMMAND_BYTES: usize = 64 * 1_024;

/// Close codes of RFC 6455, section 7.4.1.
const NORMAL: u16 = 1_000;
const POLICY: u16 = 1_008;

/// `/api/ws/…`.
pub(crate) fn socket_routes(host: &Host) -> Routes {
    let socket = |path, what| {
        let after = "Begins behind the event of this number, as far as it is kept.";
        Operation::get(path, what).query("after", after, 0..=u64::MAX)
    };
    Routes::new()
        .add(
            socket("/api/ws/jobs/{job_id}/monitor", "A WebSocket with the events of a job.")
                .query_text("close", "`end` closes it when the job has ended."),
            monitor,
            host,
        )
        .add(
            socket("/api/ws/jobs/{job_id}/debug", "A WebSocket that debugs a job.")
                .query_text("role", "`viewer` may only look.")
                .query_text("owner", "Who it is."),
            debug,
            host,
        )
        .add(
            socket(
                "/api/ws/flows/{flow_id}/monitor",
                "A WebSocket with the events of all jobs of a flow.",
            ),
            flow,
            host,
        )
}

/// What a socket sends, and what it does with what comes.
struct Session {
    sending: SplitSink<WebSocket, Message>,
    receiving: SplitStream<WebSocket>,
    cursor: Cursor,
    /// The form of an event.
    shape: Shape,
    commander: Option<Commander>,
    close_at_end: bool,
}

#[derive(Clone, Copy)]
enum Shape {
    Monitor,
    Debug,
    Flow,
}

async fn monitor(
    State(host): State<Host>,
    PathText(id): PathText,
    params: Params,
    Upgrade(upgrade): Upgrade,
) -> Result<Response, Problem> {
    let after = params.integer("after", 0..=u64::MAX)?;
    let close_at_end = params.text("close") == Some("end");
    Ok(sized(upgrade).on_upgrade(move |socket| async move {
        let Ok(controls) = host.debugger().controls(&id) else {
            return refuse(socket, &format!("job {id:?} not found")).await;
        };
        let cursor = controls.subscribe(after, None);
        let metrics = metrics_of(host.debugger(), &id);
        let hello = json!({"type": "metrics", "job_id": id, "metrics": metrics});
        begin(socket, cursor, Shape::Monitor, None, close_at_end, hello).await;
    }))
}

async fn debug(
    State(host): State<Host>,
    PathText(id): PathText,
    params: Params,
    Upgrade(upgrade): Upgrade,
) -> Result<Response, Problem> {
    let after = params.integer("after", 0..=u64::MAX)?;
    let viewer = params.text("role") == Some("viewer");
    let owner = params.text("owner").unwrap_or("websocket").chars().take(80).collect::<String>();
    Ok(sized(upgrade).on_upgrade(move |socket| async move {
        let Ok(controls) = host.debugger().controls(&id) else {
            return refuse(socket, &format!("job {id:?} not found")).await;
        };
        let cursor = controls.subscribe(after, None);
        let mut hello = session_document(&controls);
        hello["type"] = Value::from("debug_session");
        let commander = Commander::new(host.debugger().clone(), controls, owner, viewer);
        begin(socket, cursor, Shape::Debug, Some(commander), false, hello).await;
    }))
}

async fn flow(
    State(host): State<Host>,
    PathText(id): PathText,
    Upgrade(upgrade): Upgrade,
) -> Result<Response, Problem> {
    Ok(sized(upgrade).on_upgrade(move |socket| async move {
        let cursor = host.flow(&id).and_then(|_| host.debugger().follow(&id, None));
        let Some(cursor) = cursor else {
            return refuse(socket, &format!("flow {id:?} not found")).await;
        };
        let jobs = host.jobs().into_iter().filter(|job| job.flow_id == id).count();
        let hello = json!({"type": "flow_metrics", "flow_id": id, "total_jobs": jobs});
        begin(socket, cursor, Shape::Flow, None, false, hello).await;
    }))
}

fn sized(upgrade: WebSocketUpgrade) -> WebSocketUpgrade {
    upgrade.max_message_size(MAX_COMMAND_BYTES).max_frame_size(MAX_COMMAND_BYTES)
}

async fn refuse(mut socket: WebSocket, reason: &str) {
    let reason: String = reason.chars().take(40).collect();
    let close = CloseFrame { code: POLICY, reason: reason.into() };
    // Whoever has left needs no reason.
    let _ = socket.send(Message::Close(Some(close))).await;
}

async fn begin(
    socket: WebSocket,
    cursor: Cursor,
    shape: Shape,
    commander: Option<Commander>,
    close_at_end: bool,
    hello: Value,
) {
    let (sending, receiving) = socket.split();
    let mut session = Session { sending, receiving, cursor, shape, commander, close_at_end };
    if session.send(hello).await.is_some() {
        session.run().await;
    }
    if let Some(commander) = session.commander.take() {
        commander.leave();
    }
}

fn text(value: &Value) -> Message {
    Message::Text(value.to_string().into())
}

impl Session {
    /// Sends one message; `None` if the client is gone or takes nothing.
    async fn send(&mut self, value: Value) -> Option<()> {
        timeout(STALLED, self.sending.send(text(&value))).await.ok()?.ok()
    }

    /// Runs until the client is gone, or the job has ended if it wants so.
    async fn run(&mut self) -> Option<()> {
        let mut alive = interval_at(Instant::now() + ALIVE_EVERY, ALIVE_EVERY);
        let mut last = Instant::now();
        loop {
            tokio::select! {
                next = self.cursor.next() => {
                    last = Instant::now();
                    if self.pass_on(next).await? {
                        let close = CloseFrame { code: NORMAL, reason: "the job has ended".into() };
                        return self.sending.send(Message::Close(Some(close))).await.ok();
                    }
                }
                message = self.receiving.next() => {
                    self.heard(message?.ok()?).await?;
                }
                _ = alive.tick() => {
                    timeout(STALLED, self.sending.send(Message::Ping(Vec::new().into()))).await.ok()?.ok()?;
                    if last.elapsed() >= PING_EVERY {
                        last = Instant::now();
                        self.send(json!({"type": "ping"})).await?;
                    }
                }
            }
        }
    }

    /// Sends an event and those that wait behind it; says whether it was the last one of the job.
    async fn pass_on(&mut self, first: Next) -> Option<bool> {
        let mut next = Some(first);
        let mut ended = false;
        for _ in 0..AT_ONCE {
            let Some(found) = next.take().or_else(|| self.cursor.try_next()) else { break };
            if let Next::Event(event) = &found {
                ended |= self.close_at_end && event.event_type == TraceKind::JobCompleted;
            }
            let message = text(&self.shape.message(&found));
            timeout(STALLED, self.sending.feed(message)).await.ok()?.ok()?;
        }
        timeout(STALLED, self.sending.flush()).await.ok()?.ok()?;
        Some(ended)
    }

    async fn heard(&mut self, message: Message) -> Option<()> {
        let said = match message {
            Message::Text(said) => said,
            Message::Close(_) => return None,
            Message::Pong(_) | Message::Ping(_) => {
                if let Some(commander) = &self.commander {
                    commander.renew();
                }
                return Some(());
            }
            Message::Binary(_) => {
                return self.send(json!({"type": "error", "error": {"code": "invalid", "message": "commands are text"}})).await;
            }
        };
        match &mut self.commander {
            Some(commander) => {
                let response = commander.respond(&said).await;
                self.send(response).await
            }
            None => Some(()),
        }
    }
}

impl Shape {
    fn message(self, next: &Next) -> Value {
        let event: &Arc<TraceEvent> = match next {
            Next::Event(event) => event,
            Next::Dropped(count) => return json!({"type": "dropped", "count": count}),
            _ => return json!({"type": "unknown"}),
        };
        let mut document = serde_json::to_value(event).unwrap_or_default();
        match self {
            Self::Monitor => {
                document["type"] = document["event_type"].clone();
                document
            }
            Self::Debug => json!({"type": "debug_event", "event": document}),
            Self::Flow => {
                json!({"type": "flow_job_event", "job_id": event.job_id, "event": document})
            }
        }
    }
}
