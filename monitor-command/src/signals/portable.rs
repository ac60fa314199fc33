//! Signals by handlers, on a system without signalfd(2). Which process sent one is not known.

use std::thread;

use signal_hook::iterator::Signals;

use super::TAKEN;
use crate::error::Error;

/// The signals of this process.
#[derive(Debug)]
pub(crate) struct SignalListener {
    source: Signals,
}

impl SignalListener {
    /// Takes the signals.
    pub(crate) fn catch_signals() -> Result<Self, Error> {
        let numbers = TAKEN.map(|signal| signal as i32);
        let refused = |source| Error::System { what: "the handling of signals", source };
        Signals::new(numbers).map(|source| Self { source }).map_err(refused)
    }

    /// Calls `handle` with the number of each signal, and `false` because it is not known to come
    /// from the terminal, on a thread that lasts as long as the process.
    pub(crate) fn for_each_signal(
        mut self,
        mut handle: impl FnMut(i32, bool) + Send + 'static,
    ) -> Result<(), Error> {
        let read = move || self.source.forever().for_each(|signal| handle(signal, false));
        let started = thread::Builder::new().name("signals".into()).spawn(read);
        started.map(drop).map_err(|source| Error::System { what: "a thread", source })
    }
}

/// Nothing has to be changed where no command is run.
pub(crate) const fn prepare_process() {}

/// The code of a shell for a signal.
pub(crate) fn end_by_signal(signal: i32) -> std::process::ExitCode {
    std::process::ExitCode::from(u8::try_from(128 + signal).unwrap_or(u8::MAX))
}
