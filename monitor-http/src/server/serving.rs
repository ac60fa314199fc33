//! A server on a thread of its own, for hosts that have no async runtime.

use std::net::SocketAddr;
use std::thread::{self, JoinHandle};

use axum::Router;
use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

use crate::error::Error;
use crate::server::{Server, ServerCounts, ServerLimits};

/// A server on threads of its own, which ends when this is dropped.
#[derive(Debug)]
pub struct ServerHandle {
    address: SocketAddr,
    counts: ServerCounts,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<Result<(), Error>>>,
}

impl ServerHandle {
    /// Serves `router` from `address`, such as `127.0.0.1:8765`; port 0 is any free one.
    ///
    /// # Errors
    /// As [`Server::bind`], and [`Error::System`] if there is no thread or runtime to be had.
    pub fn start(address: &str, router: Router, limits: ServerLimits) -> Result<Self, Error> {
        let server = Server::bind(address, limits)?;
        let (address, counts) = (server.local_addr(), server.counts());
        let system = |what| move |source| Error::System { what, source };
        let threads = thread::available_parallelism().map_or(1, |cores| cores.get().min(4));
        let runtime = Builder::new_multi_thread()
            .worker_threads(threads)
            .thread_name("monitor-http")
            .enable_all()
            .build()
            .map_err(system("a runtime"))?;
        let (stop, stopped) = oneshot::channel();
        let serve = move || {
            // That the sender is gone says the same as a message.
            let stop = async { drop(stopped.await) };
            runtime.block_on(server.run(router, stop))
        };
        let thread = thread::Builder::new().name("monitor-http".to_owned()).spawn(serve);
        let thread = thread.map_err(system("a thread"))?;
        Ok(Self { address, counts, stop: Some(stop), thread: Some(thread) })
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

    /// Ends it, and waits until it has.
    ///
    /// # Errors
    /// What [`Server::run`] says.
    pub fn stop(mut self) -> Result<(), Error> {
        self.stop_and_join()
    }

    fn stop_and_join(&mut self) -> Result<(), Error> {
        drop(self.stop.take());
        // A server that has panicked has ended too, and has said so.
        self.thread.take().and_then(|thread| thread.join().ok()).unwrap_or(Ok(()))
    }
}

impl Drop for ServerHandle {
    fn drop(&mut self) {
        if Handle::try_current().is_ok() {
            // Inside a runtime nobody may wait; the server ends by itself.
            drop(self.stop.take());
        } else {
            let _ = self.stop_and_join();
        }
    }
}
