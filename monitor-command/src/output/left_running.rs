//! What the user is told of processes that are still running when their command is over.

use monitor_exec::ExecOutcome;

use super::print;

/// Tells which processes could not be stopped, if any, and why.
pub(crate) fn write_stop_error(outcome: &ExecOutcome) {
    let Some(error) = &outcome.stop_error else { return };
    match outcome.status {
        None => print::write_error(format_args!(
            "cannot stop the command: {error}; still running as process {}",
            outcome.metadata.pid
        )),
        Some(_) => print::write_error(format_args!(
            "cannot stop all processes of the command: {error}; still running: {}",
            outcome.summary.left_running
        )),
    }
}

/// Tells what becomes of the output of processes that live on.
pub(crate) fn write_output_note(outcome: &ExecOutcome) {
    let left = outcome.summary.left_running;
    if outcome.status.is_none() || left == 0 {
        return;
    }
    let processes = if left == 1 { "1 process is" } else { &format!("{left} processes are") };
    print::write_note(format_args!(
        "{processes} still running; the output from now on is not recorded or shown, \
         and writing it fails (SIGPIPE)"
    ));
}
