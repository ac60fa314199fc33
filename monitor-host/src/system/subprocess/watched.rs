//! Commands by `monitor-exec`: when their time is up, all that they have started ends.

use monitor_exec::{
    CapturedOutput, Error, ExecCommand, ExitCause, HoldMethod, StdinSource, StreamTarget,
};

use super::{KeptOutput, Subprocess, SubprocessEnd, SubprocessLimits, SubprocessOutcome};

pub(super) fn run(
    command: Subprocess,
    limits: SubprocessLimits,
) -> Result<SubprocessOutcome, Error> {
    let mut exec = ExecCommand::new(command.program).args(command.args);
    for (name, value) in command.env {
        exec = match value {
            Some(value) => exec.env(name, value),
            None => exec.env_remove(name),
        };
    }
    if let Some(dir) = command.dir {
        exec = exec.current_dir(dir);
    }
    let input = if command.input.is_empty() {
        StdinSource::Null
    } else {
        StdinSource::Bytes(command.input)
    };
    let outcome = exec
        .stdin(input)
        .stdout(StreamTarget::Capture(limits.stdout))
        .stderr(StreamTarget::Capture(limits.stderr))
        .timeout(limits.timeout)
        .stop_by(nix::libc::SIGTERM, limits.grace)
        // One that is held when we are killed would be held for ever, with our locks.
        .hold(HoldMethod::None)
        .interval_ms(1_000, 10_000)
        .store_in_memory(false)
        .run()?;
    let end = match outcome.exit {
        ExitCause::Exited { code } => SubprocessEnd::Exited(code),
        ExitCause::Signaled { signal, .. } => SubprocessEnd::Signaled(signal),
        _ => SubprocessEnd::TimedOut,
    };
    let (stdout, stderr) = (kept_output(outcome.stdout), kept_output(outcome.stderr));
    Ok(SubprocessOutcome { end, stdout, stderr })
}

fn kept_output(captured: Option<CapturedOutput>) -> KeptOutput {
    let captured = captured.unwrap_or_default();
    let (head, tail) = (captured.head, captured.tail);
    KeptOutput { head, tail, dropped_bytes: captured.dropped_bytes }
}
