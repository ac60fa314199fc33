//! A server for any router, with a bound on everything that a client can make it keep.

mod serving;
mod stall;

pub use serving::ServerHandle;

use std::future::Future;
use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use axum::extract::{DefaultBodyLimit, Request};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Router};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::api::problem::ApiError;
use crate::error::Error;
use crate::server::stall::WriteTimeoutStream;

/// How long connections may take to end when the server stops.
const GOODBYE: Duration = Duration::from_secs(1);
/// How much the system takes from us that it cannot send yet.
#[cfg(target_os = "linux")]
const UNSENT_BYTES: u32 = 128 << 10;
/// How long to wait when the system has no descriptor left for a connection.
const EXHAUSTED: Duration = Duration::from_millis(50);

/// What a client can make the server keep, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ServerLimits {
    /// Connections at one time, 8,192. A further one is answered 503 at once.
    pub connections: usize,
    /// Bytes of the head of a request, 16 KiB; more is 431.
    pub head_bytes: usize,
    /// Headers of a request, 64; more is 431.
    pub headers: usize,
    /// Bytes of the body of a request, 64 KiB; more is 413.
    pub body_bytes: usize,
    /// How long the head of a request may take, and a connection may be idle before it: 30 s.
    pub head_timeout: Duration,
    /// How long an answer may take to begin, 30 s; then it is 408 or 504.
    pub answer_timeout: Duration,
    /// How long a client may take nothing of what is sent to it, 30 s; then it is cut off.
    pub stall_timeout: Duration,
}

impl Default for ServerLimits {
    fn default() -> Self {
        Self {
            connections: 8_192,
            head_bytes: 16 << 10,
            headers: 64,
            body_bytes: 64 << 10,
            head_timeout: Duration::from_secs(30),
            answer_timeout: Duration::from_secs(30),
            stall_timeout: Duration::from_secs(30),
        }
    }
}

/// What a server counts about itself.
#[derive(Clone, Debug, Default)]
pub struct ServerCounts(Arc<ServerCounters>);

#[derive(Debug, Default)]
struct ServerCounters {
    open: AtomicUsize,
    accepted: AtomicU64,
    refused: AtomicU64,
    exhausted: AtomicU64,
}

impl ServerCounts {
    /// Connections that there are now.
    #[must_use]
    pub fn open(&self) -> usize {
        self.0.open.load(Ordering::Relaxed)
    }

    /// Connections that were accepted.
    #[must_use]
    pub fn accepted(&self) -> u64 {
        self.0.accepted.load(Ordering::Relaxed)
    }

    /// Connections that were answered 503 because there were too many.
    #[must_use]
    pub fn refused(&self) -> u64 {
        self.0.refused.load(Ordering::Relaxed)
    }

    /// How often the system had no descriptor left for a connection.
    #[must_use]
    pub fn exhausted(&self) -> u64 {
        self.0.exhausted.load(Ordering::Relaxed)
    }
}

/// A bound address, from which a router will be served.
#[derive(Debug)]
pub struct Server {
    listener: std::net::TcpListener,
    address: SocketAddr,
    limits: ServerLimits,
    counts: ServerCounts,
}

impl Server {
    /// Listens on the first address that `address` stands for. Port 0 is any free one.
    ///
    /// # Errors
    /// [`Error::Address`] if it stands for none, [`Error::Bind`] if it cannot be listened on.
    pub fn bind(address: &str, limits: ServerLimits) -> Result<Self, Error> {
        let unknown = |source| Error::Address { address: address.to_owned(), source };
        let mut addresses = address.to_socket_addrs().map_err(unknown)?;
        let Some(address) = addresses.next() else {
            return Err(unknown(io::ErrorKind::NotFound.into()));
        };
        let bound = |source| Error::Bind { address, source };
        let listener = std::net::TcpListener::bind(address).map_err(bound)?;
        listener.set_nonblocking(true).map_err(bound)?;
        let address = listener.local_addr().map_err(bound)?;
        Ok(Self { listener, address, limits, counts: ServerCounts::default() })
    }

    /// Where it listens.
    #[must_use]
    pub fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// What it counts about itself.
    #[must_use]
    pub fn counts(&self) -> ServerCounts {
        self.counts.clone()
    }

    /// Serves `router` until `stop` is ready, and then up to a second longer for what has begun.
    /// Inside a tokio runtime with time and I/O.
    ///
    /// # Errors
    /// [`Error::System`] if the runtime cannot take the socket.
    pub async fn run(self, router: Router, stop: impl Future<Output = ()>) -> Result<(), Error> {
        let system = |source| Error::System { what: "the listening socket", source };
        let listener = TcpListener::from_std(self.listener).map_err(system)?;
        let (stopping, stopped) = watch::channel(());
        let (here, mut gone) = mpsc::channel(1);
        let lasting = ConnectionTracker {
            stopped: stopped.clone(),
            counts: Arc::clone(&self.counts.0),
            _here: here,
        };
        let router = router.layer(Extension(lasting));
        let serving = ConnectionAcceptor {
            service: TowerToHyperService::new(with_limits(router, self.limits)),
            limits: self.limits,
            counts: self.counts,
        };
        let mut connections = JoinSet::new();
        let mut stop = pin!(stop);
        loop {
            tokio::select! {
                () = &mut stop => break,
                accepted = listener.accept() => match accepted {
                    Ok((stream, _)) => serving.accept_connection(stream, &mut connections, &stopped),
                    Err(_) => {
                        serving.counts.0.exhausted.fetch_add(1, Ordering::Relaxed);
                        sleep(EXHAUSTED).await;
                    }
                },
                _ = connections.join_next(), if !connections.is_empty() => {}
            }
        }
        drop(listener);
        drop(stopping);
        let all = async {
            while connections.join_next().await.is_some() {}
            drop(serving);
            // Nobody says anything: the last one that is here ends it by leaving.
            let _: Option<()> = gone.recv().await;
        };
        // What is still there then is aborted with the set.
        let _ = timeout(GOODBYE, all).await;
        Ok(())
    }
}

struct ConnectionAcceptor {
    service: TowerToHyperService<Router>,
    limits: ServerLimits,
    counts: ServerCounts,
}

impl ConnectionAcceptor {
    fn accept_connection(
        &self,
        stream: TcpStream,
        connections: &mut JoinSet<()>,
        stopped: &watch::Receiver<()>,
    ) {
        let counts = Arc::clone(&self.counts.0);
        counts.accepted.fetch_add(1, Ordering::Relaxed);
        if counts.open.load(Ordering::Relaxed) >= self.limits.connections {
            counts.refused.fetch_add(1, Ordering::Relaxed);
            connections.spawn(refuse_connection(stream));
            return;
        }
        configure_socket(&stream, self.limits.stall_timeout);
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new())
            .header_read_timeout(self.limits.head_timeout)
            .max_buf_size(self.limits.head_bytes.max(8_192))
            .max_headers(self.limits.headers);
        let io = TokioIo::new(WriteTimeoutStream::new(stream, self.limits.stall_timeout));
        let connection = http.serve_connection(io, self.service.clone()).with_upgrades();
        let mut stopped = stopped.clone();
        let open = OpenConnection::count(counts);
        connections.spawn(async move {
            let _open = open;
            let mut connection = pin!(connection);
            tokio::select! {
                // What a client did wrong on its own connection is nobody else's business.
                _ = &mut connection => return,
                _ = stopped.changed() => connection.as_mut().graceful_shutdown(),
            }
            let _ = connection.await;
        });
    }
}

/// For what becomes of a request and outlives it, such as a WebSocket: it is among the extensions
/// of every request.
#[derive(Clone)]
pub(crate) struct ConnectionTracker {
    stopped: watch::Receiver<()>,
    counts: Arc<ServerCounters>,
    /// The server waits for who has one.
    _here: mpsc::Sender<()>,
}

#[cfg_attr(not(feature = "flows"), expect(dead_code, reason = "only sockets outlive requests"))]
impl ConnectionTracker {
    /// It is counted as a connection as long as this lives.
    pub(crate) fn open(&self) -> OpenConnection {
        OpenConnection::count(Arc::clone(&self.counts))
    }

    /// Ready when the server stops.
    pub(crate) async fn wait_stopped(&mut self) {
        // That the sender is gone says it.
        let _ = self.stopped.changed().await;
    }
}

/// A connection that is counted as long as it lives.
pub(crate) struct OpenConnection(Arc<ServerCounters>);

impl OpenConnection {
    fn count(counts: Arc<ServerCounters>) -> Self {
        counts.open.fetch_add(1, Ordering::Relaxed);
        Self(counts)
    }
}

impl Drop for OpenConnection {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Sends what is written at once, and notices when the other machine is gone.
fn configure_socket(stream: &TcpStream, patience: Duration) {
    // None of these is needed to serve; a socket that cannot be set up so is served as it is.
    let socket = socket2::SockRef::from(stream);
    let _ = socket.set_tcp_nodelay(true);
    let _ = socket.set_tcp_keepalive(&socket2::TcpKeepalive::new().with_time(patience));
    #[cfg(target_os = "linux")]
    let _ = socket.set_tcp_user_timeout(Some(patience));
    // Megabytes that nobody reads would be made and kept for nothing.
    #[cfg(target_os = "linux")]
    let _ = socket.set_tcp_notsent_lowat(UNSENT_BYTES);
}

async fn refuse_connection(mut stream: TcpStream) {
    let problem = ApiError::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "too_many_connections",
        "there are too many connections",
    );
    let body = problem.to_json().to_string();
    let head = "HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/json\r\n\
                connection: close\r\nretry-after: 1\r\ncontent-length:";
    let answer = format!("{head} {}\r\n\r\n{body}", body.len());
    let answered = async {
        stream.write_all(answer.as_bytes()).await?;
        stream.shutdown().await
    };
    // Whoever does not take it in time goes without.
    let _ = timeout(GOODBYE, answered).await;
}

fn with_limits(router: Router, limits: ServerLimits) -> Router {
    let in_time = move |request: Request, next: Next| async move {
        match timeout(limits.answer_timeout, next.run(request)).await {
            Ok(response) => response,
            Err(_) => too_late(),
        }
    };
    router.layer(DefaultBodyLimit::max(limits.body_bytes)).layer(from_fn(in_time))
}

fn too_late() -> Response {
    let message = "the request, or the answer to it, took too long";
    ApiError::new(StatusCode::REQUEST_TIMEOUT, "timeout", message).into_response()
}
