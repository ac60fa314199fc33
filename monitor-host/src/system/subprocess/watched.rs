//! Commands by `monitor-exec`: when their time is up, all that they have started ends.

use monitor_exec::{Captured, Error, Exec, Exit, HoldMethod, Input, Output};

use super::{Kept, Subprocess, SubprocessEnd, SubprocessLimits, SubprocessOutcome};

pub(super) fn run(
    command: Subprocess,
    limits: SubprocessLimits,
) -> Result<SubprocessOutcome, Error> {
    let mut exec = Exec::new(command.program).args(command.args);
    for (name, value) in command.env {
        exec = match value {
            Some(value) => exec.env(name, value),
            None => exec.env_remove(name),
        };
    }
    if let Some(dir) = command.dir {
        exec = exec.current_dir(dir);
    }
    let input = if command.input.is_empty() { Input::Null } else { Input::Bytes(command.input) };
    let outcome = exec
        .stdin(input)
        .stdout(Output::Capture(limits.stdout))
        .stderr(Output::Capture(limits.stderr))
        .timeout(limits.timeout)
        .stop_by(nix::libc::SIGTERM, limits.grace)
        // One that is held when we are killed would be held for ever, with our locks.
        .hold(HoldMethod::None)
        .interval_ms(1_000, 10_000)
        .store_in_memory(false)
        .run()?;
    let end = match outcome.exit {
        Exit::Exited { code } => SubprocessEnd::Exited(code),
        Exit::Signaled { signal, .. } => SubprocessEnd::Signaled(signal),
        _ => SubprocessEnd::TimedOut,
    };
    let (stdout, stderr) = (kept(outcome.stdout), kept(outcome.stderr));
    Ok(SubprocessOutcome { end, stdout, stderr })
}

fn kept(captured: Option<Captured>) -> Kept {
    let captured = captured.unwrap_or_default();
    let (head, tail) = (captured.head, captured.tail);
    Kept { head, tail, dropped_bytes: captured.dropped_bytes }
}
