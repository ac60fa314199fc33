//! Ending as the command has ended: by the same signal, so that a shell, make or systemd sees it.

use std::process::ExitCode;

use nix::sys::prctl;
use nix::sys::resource::{Resource, setrlimit};
use signal_hook::low_level::{emulate_default_handler, raise};

use super::signalfd::signal_set;

/// Ends this process by a signal, without a core. Comes back with the code of a shell for that
/// signal if it does not end the process: the first process of a container has no default actions.
pub(crate) fn end_by_signal(signal: i32) -> ExitCode {
    let code = ExitCode::from(u8::try_from(128 + signal).unwrap_or(u8::MAX));
    if std::process::id() == 1 {
        return code;
    }
    // The command has left a core, if any is wanted; ours would replace it.
    let _ = setrlimit(Resource::RLIMIT_CORE, 0, 0);
    let _ = prctl::set_dumpable(false);
    // One that the crate does not know has its default action, as we never change it.
    if emulate_default_handler(signal).is_err() {
        let _ = signal_set([signal]).thread_unblock();
        let _ = raise(signal);
    }
    code
}
