//! WebSockets: the events of a job or flow as they come, and a debugger's commands.

mod commands;
mod shape;

use std::time::Duration;

use axum::Extension;
use axum::extract::State;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt as _, StreamExt as _};
use monitor_debug::{TraceCursor, TraceKind, TraceUpdate};
use serde_json::{Value, json};
use tokio::time::{Instant, interval_at, sleep_until, timeout};

use crate::api::body::PathText;
use crate::api::operation::Operation;
use crate::api::params::Params;
use crate::api::problem::ApiError;
use crate::api::query_param::{IntegerParam, TextParam};
use crate::api::routes::Routes;
use crate::server::{ConnectionTracker, OpenConnection};
use crate::stream::websocket::SocketUpgrade;
use crate::subject::flows::debug::session_document;
use crate::subject::flows::{Host, metrics_of};
use commands::DebugClient;
use shape::SocketFormat;

/// How long a client may take no bytes before it is let go.
const STALLED: Duration = Duration::from_secs(30);
/// How often an idle client hears something.
const PING_EVERY: Duration = Duration::from_secs(30);
/// How often a client is asked whether it is there, which also renews its lease.
const ALIVE_EVERY: Duration = Duration::from_secs(10);
/// How many events go out before they are flushed, and before others have their turn.
const AT_ONCE: usize = 256;
/// How long what comes is gathered once something was sent: whoever emits then wakes nobody.
const GATHER: Duration = Duration::from_millis(1);
/// How many events a client may be behind, 40 bytes each, before its queue counts.
const READ_AHEAD: usize = 8_192;
/// The longest message that a client may send.
const MAX_COMMAND_BYTES: usize = 64 * 1_024;

/// Close codes of RFC 6455, section 7.4.1.
const NORMAL: u16 = 1_000;
const GOING_AWAY: u16 = 1_001;
const POLICY: u16 = 1_008;

const AFTER: IntegerParam = IntegerParam::new(
    "after",
    "Start after the event with this number, if it is still kept.",
    0..=u64::MAX,
);
const CLOSE: TextParam = TextParam::new("close", "`end` closes it when the job has ended.");
const ROLE: TextParam = TextParam::new("role", "`viewer` may only look.");
const OWNER: TextParam<&str> = TextParam::new("owner", "Who it is.").default("websocket");

/// `/api/ws/…`.
pub(crate) fn socket_routes(host: &Host) -> Routes {
    let of_job = |path, what| Operation::get(path, what).param(&AFTER).status(101).problem(422);
    Routes::new()
        .add(
            of_job("/api/ws/jobs/{job_id}/monitor", "Opens a WebSocket with the events of a job.")
                .param(&CLOSE),
            open_monitor_socket,
            host,
        )
        .add(
            of_job("/api/ws/jobs/{job_id}/debug", "A WebSocket that debugs a job.")
                .param(&ROLE)
                .param(&OWNER),
            open_debug_socket,
            host,
        )
        .add(
            Operation::get(
                "/api/ws/flows/{flow_id}/monitor",
                "Opens a WebSocket with the events of all jobs of a flow.",
            )
            .status(101),
            open_flow_socket,
            host,
        )
}

/// What a socket sends, and what it does with what comes.
struct SocketSession {
    sending: SplitSink<WebSocket, Message>,
    receiving: SplitStream<WebSocket>,
    cursor: TraceCursor,
    /// The form of an event.
    shape: SocketFormat,
    commander: Option<DebugClient>,
    close_at_end: bool,
    server: ServerLink,
}

/// What a socket knows of the server that it is of; nothing if that is the host's own.
type ServerExtension = Option<Extension<ConnectionTracker>>;

struct ServerLink {
    lasting: Option<ConnectionTracker>,
    _open: Option<OpenConnection>,
}

impl ServerLink {
    fn new(served: ServerExtension) -> Self {
        let lasting = served.map(|Extension(lasting)| lasting);
        Self { _open: lasting.as_ref().map(ConnectionTracker::open), lasting }
    }

    async fn wait_stopped(&mut self) {
        match &mut self.lasting {
            Some(lasting) => lasting.wait_stopped().await,
            None => std::future::pending().await,
        }
    }
}

async fn open_monitor_socket(
    State(host): State<Host>,
    PathText(id): PathText,
    params: Params,
    served: ServerExtension,
    SocketUpgrade(upgrade): SocketUpgrade,
) -> Result<Response, ApiError> {
    let after = params.get(&AFTER)?;
    let close_at_end = params.get(&CLOSE)? == Some("end");
    Ok(limit_message_size(upgrade).on_upgrade(move |socket| async move {
        let Ok(controls) = host.debugger().controls(&id) else {
            return close_refused(socket, &format!("job {id:?} not found")).await;
        };
        let cursor = controls.subscribe(after, None);
        let metrics = metrics_of(host.debugger(), &id);
        let hello = json!({"type": "metrics", "job_id": id, "metrics": metrics});
        let session = SocketSession::new(socket, cursor, SocketFormat::Monitor, served);
        SocketSession { close_at_end, ..session }.serve(hello).await;
    }))
}

async fn open_debug_socket(
    State(host): State<Host>,
    PathText(id): PathText,
    params: Params,
    served: ServerExtension,
    SocketUpgrade(upgrade): SocketUpgrade,
) -> Result<Response, ApiError> {
    let after = params.get(&AFTER)?;
    let viewer = params.get(&ROLE)? == Some("viewer");
    let owner = params.get(&OWNER)?.chars().take(80).collect::<String>();
    Ok(limit_message_size(upgrade).on_upgrade(move |socket| async move {
        let Ok(controls) = host.debugger().controls(&id) else {
            return close_refused(socket, &format!("job {id:?} not found")).await;
        };
        let cursor = controls.subscribe(after, None);
        let mut hello = session_document(&controls);
        hello["type"] = Value::from("debug_session");
        let commander = DebugClient::new(host.debugger().clone(), controls, owner, viewer);
        let session = SocketSession::new(socket, cursor, SocketFormat::Debug, served);
        SocketSession { commander: Some(commander), ..session }.serve(hello).await;
    }))
}

async fn open_flow_socket(
    State(host): State<Host>,
    PathText(id): PathText,
    served: ServerExtension,
    SocketUpgrade(upgrade): SocketUpgrade,
) -> Result<Response, ApiError> {
    Ok(limit_message_size(upgrade).on_upgrade(move |socket| async move {
        let cursor = host.flow(&id).and_then(|_| host.debugger().follow_flow(&id, None));
        let Some(cursor) = cursor else {
            return close_refused(socket, &format!("flow {id:?} not found")).await;
        };
        let jobs = host.jobs().into_iter().filter(|job| job.flow_id == id).count();
        let hello = json!({"type": "flow_metrics", "flow_id": id, "total_jobs": jobs});
        SocketSession::new(socket, cursor, SocketFormat::Flow(id), served).serve(hello).await;
    }))
}

fn limit_message_size(upgrade: WebSocketUpgrade) -> WebSocketUpgrade {
    upgrade.max_message_size(MAX_COMMAND_BYTES).max_frame_size(MAX_COMMAND_BYTES)
}

async fn close_refused(mut socket: WebSocket, reason: &str) {
    let reason: String = reason.chars().take(40).collect();
    let close = CloseFrame { code: POLICY, reason: reason.into() };
    // Whoever has left needs no reason.
    let _ = socket.send(Message::Close(Some(close))).await;
}

/// The next event, not before that time.
async fn next_after(cursor: &mut TraceCursor, time: Option<Instant>) -> TraceUpdate {
    if let Some(time) = time {
        sleep_until(time).await;
    }
    cursor.next().await
}

fn text_message(value: &Value) -> Message {
    Message::Text(value.to_string().into())
}

/// What a socket has sent.
struct SendProgress {
    /// The end of a job at whose end it is to be closed.
    ended: bool,
    /// All there was.
    all: bool,
}

/// Waits until the connection has taken what it was given; `None` if the client is gone, or takes
/// nothing.
async fn send_in_time<E>(sending: impl Future<Output = Result<(), E>>) -> Option<()> {
    timeout(STALLED, sending).await.ok()?.ok()
}

impl SocketSession {
    /// A session without a commander that lasts until the client is gone.
    fn new(
        socket: WebSocket,
        cursor: TraceCursor,
        shape: SocketFormat,
        served: ServerExtension,
    ) -> Self {
        let (sending, receiving) = socket.split();
        Self {
            sending,
            receiving,
            cursor: cursor.reading_ahead(READ_AHEAD),
            shape,
            commander: None,
            close_at_end: false,
            server: ServerLink::new(served),
        }
    }

    /// Sends the first message, then runs until the session is over.
    async fn serve(mut self, hello: Value) {
        if self.send(hello).await.is_some() {
            self.run().await;
        }
        if let Some(commander) = self.commander.take() {
            commander.leave();
        }
    }

    /// Sends one message; `None` if the client is gone or takes nothing.
    async fn send(&mut self, value: Value) -> Option<()> {
        send_in_time(self.sending.send(text_message(&value))).await
    }

    /// Runs until the client is gone, or the job has ended if it wants so.
    async fn run(&mut self) -> Option<()> {
        let mut alive = interval_at(Instant::now() + ALIVE_EVERY, ALIVE_EVERY);
        let mut last = Instant::now();
        let mut gathered = None;
        loop {
            tokio::select! {
                next = next_after(&mut self.cursor, gathered) => {
                    let passed = self.send_events(next).await?;
                    last = Instant::now();
                    gathered = passed.all.then(|| last + GATHER);
                    if !passed.all {
                        // Other sockets are served by the same threads.
                        tokio::task::yield_now().await;
                    }
                    if passed.ended {
                        return self.close(NORMAL, "the job has ended").await;
                    }
                }
                message = self.receiving.next() => {
                    self.handle_message(message?.ok()?).await?;
                }
                () = self.server.wait_stopped() => {
                    return self.close(GOING_AWAY, "the server stops").await;
                }
                _ = alive.tick() => {
                    send_in_time(self.sending.send(Message::Ping(Vec::new().into()))).await?;
                    if last.elapsed() >= PING_EVERY {
                        last = Instant::now();
                        self.send(json!({"type": "ping"})).await?;
                    }
                }
            }
        }
    }

    async fn close(&mut self, code: u16, reason: &'static str) -> Option<()> {
        let close = Message::Close(Some(CloseFrame { code, reason: reason.into() }));
        send_in_time(self.sending.send(close)).await
    }

    /// Sends an event and those that wait behind it.
    async fn send_events(&mut self, first: TraceUpdate) -> Option<SendProgress> {
        let mut next = Some(first);
        let mut passed = SendProgress { ended: false, all: false };
        for _ in 0..AT_ONCE {
            let Some(found) = next.take().or_else(|| self.cursor.try_next()) else {
                passed.all = true;
                break;
            };
            if let TraceUpdate::Event(event) = &found {
                passed.ended |= self.close_at_end && event.event_type == TraceKind::JobCompleted;
            }
            let message = Message::Text(self.shape.to_text(&found).into());
            send_in_time(self.sending.feed(message)).await?;
        }
        send_in_time(self.sending.flush()).await?;
        Some(passed)
    }

    async fn handle_message(&mut self, message: Message) -> Option<()> {
        let said = match message {
            Message::Text(said) => said,
            Message::Close(_) => return None,
            Message::Pong(_) | Message::Ping(_) => {
                if let Some(commander) = &self.commander {
                    commander.renew_lease();
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
