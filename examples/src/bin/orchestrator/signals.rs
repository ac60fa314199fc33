//! Signals that ask the orchestrator to stop, as messages.

use std::io;
use std::thread::{self, JoinHandle};

use crossbeam_channel::{Receiver, unbounded};
use signal_hook::consts::signal::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::{Handle, Signals};

/// Receives the numbers of the signals that came, until it is dropped.
#[derive(Debug)]
pub(crate) struct StopSignals {
    received: Receiver<i32>,
    handle: Handle,
    thread: Option<JoinHandle<()>>,
}

impl StopSignals {
    /// From now on these signals do not end the process.
    pub(crate) fn listen() -> io::Result<Self> {
        let mut signals = Signals::new([SIGHUP, SIGINT, SIGTERM])?;
        let (sender, received) = unbounded();
        let handle = signals.handle();
        let forward = move || {
            for signal in signals.forever() {
                if sender.send(signal).is_err() {
                    return;
                }
            }
        };
        let thread = thread::Builder::new().name("signals".to_owned()).spawn(forward)?;
        Ok(Self { received, handle, thread: Some(thread) })
    }

    pub(crate) fn received(&self) -> &Receiver<i32> {
        &self.received
    }
}

impl Drop for StopSignals {
    fn drop(&mut self) {
        self.handle.close();
        if let Some(thread) = self.thread.take() {
            // It only forwards numbers; should it have panicked, its message is out already.
            let _ = thread.join();
        }
    }
}
