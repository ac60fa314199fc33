//! Last words: what a run says when its process panics or is told to end. Only if asked to.

use std::any::Any;
use std::panic::{self, PanicHookInfo};
use std::sync::{Arc, Weak};
use std::thread;

use monitor_run::LogLevel;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::{emulate_default_handler, signal_name};

use super::RunDir;
use super::shared::RunShared;
use crate::error::Error;

impl RunDir {
    /// From now on, a panic of any thread of this process is logged as an error of the run, with
    /// its message and place, and is on the disk before the thread unwinds. Where a panic aborts
    /// the process, it ends the run as failed.
    ///
    /// This puts a panic hook before the one that there is, which is called as well. Without it, a
    /// run that is dropped by a panic ends as failed too, but nobody knows the message.
    pub fn report_panics(&self) {
        let run = Arc::downgrade(&self.shared);
        let next = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if let Some(shared) = run.upgrade() {
                record_panic(&shared, info);
            }
            next(info);
        }));
    }

    /// From now on, SIGTERM, SIGINT (Ctrl-C) and SIGHUP end these runs as cancelled, with the name
    /// of the signal as the reason, and then end the process as they always do.
    ///
    /// This starts a thread. Runs of a process that has handlers of its own for these signals call
    /// [`cancel`](Self::cancel) there instead.
    ///
    /// # Errors
    /// [`Error::System`] if the system refuses the handlers or the thread.
    pub fn end_on_signals<'a>(runs: impl IntoIterator<Item = &'a Self>) -> Result<(), Error> {
        let runs: Vec<Weak<RunShared>> =
            runs.into_iter().map(|run| Arc::downgrade(&run.shared)).collect();
        let signals = Signals::new([SIGTERM, SIGINT, SIGHUP]);
        let mut signals =
            signals.map_err(|source| Error::System { what: "signal handlers", source })?;
        let wait = move || {
            for signal in signals.forever() {
                let name = signal_name(signal).unwrap_or("a signal");
                for shared in runs.iter().filter_map(Weak::upgrade) {
                    shared.end(Some((LogLevel::Warning, name)), |run, now| run.cancel(name, now));
                }
                // It ends the process; if it cannot, the next signal tries again.
                let _ = emulate_default_handler(signal);
            }
        };
        let thread = thread::Builder::new().name("monitor-signals".to_owned()).spawn(wait);
        thread.map(drop).map_err(|source| Error::System { what: "a thread", source })
    }
}

fn record_panic(shared: &RunShared, info: &PanicHookInfo<'_>) {
    let thread = thread::current();
    let name = thread.name().unwrap_or("unnamed").to_owned();
    let place = info.location().map(|place| format!(" at {place}")).unwrap_or_default();
    let text = format!("thread {name} panicked{place}: {}", message(info.payload()));
    if cfg!(panic = "abort") {
        shared.end(Some((LogLevel::Error, &text)), |run, now| run.fail(&text, now));
    } else {
        shared.log(LogLevel::Error, &text);
        // What failed is counted, and tried again.
        let _ = shared.write(true);
    }
}

fn message(payload: &dyn Any) -> &str {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message")
}
