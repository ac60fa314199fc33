//! Signals to this process while it watches another: what they are meant for gets them.

#[cfg(not(all(target_os = "linux", not(monitor_unsupported))))]
mod portable;
#[cfg(all(target_os = "linux", not(monitor_unsupported)))]
mod signalfd;

#[cfg(not(all(target_os = "linux", not(monitor_unsupported))))]
pub(crate) use portable::SignalListener;
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
