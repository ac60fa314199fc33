//! Signals to this process: how they were set when it was started, and who gets those that come
//! while it watches another.

#[cfg(all(target_os = "linux", not(monitor_unsupported)))]
mod forward;
#[cfg(all(target_os = "linux", not(monitor_unsupported)))]
mod inherited;
#[cfg(all(target_os = "linux", not(monitor_unsupported)))]
mod last_signal;
#[cfg(not(all(target_os = "linux", not(monitor_unsupported))))]
mod portable;
#[cfg(all(target_os = "linux", not(monitor_unsupported)))]
mod signalfd;

#[cfg(all(target_os = "linux", not(monitor_unsupported)))]
pub(crate) use forward::{JobControl, SignalForwarder, SignalTarget};
#[cfg(all(target_os = "linux", not(monitor_unsupported)))]
pub(crate) use inherited::{prepare_process, restore_signals};
#[cfg(all(target_os = "linux", not(monitor_unsupported)))]
pub(crate) use last_signal::end_by_signal;
#[cfg(not(all(target_os = "linux", not(monitor_unsupported))))]
pub(crate) use portable::{SignalListener, end_by_signal, prepare_process};
#[cfg(all(target_os = "linux", not(monitor_unsupported)))]
pub(crate) use signalfd::SignalListener;

use nix::sys::signal::Signal;

/// What users and systems stop, reload and poke programs with.
const TAKEN: [Signal; 6] = [
    Signal::SIGINT,
    Signal::SIGTERM,
    Signal::SIGHUP,
    Signal::SIGQUIT,
    Signal::SIGUSR1,
    Signal::SIGUSR2,
];
