//! How a command stands, in words.

use monitor_exec::ExitCause;

use crate::subject::state_kind::{StateKind, StateText};

/// How a command stands. One that has ended has an `exit`, unless its recording does not have it.
pub(crate) fn command_state(is_running: bool, exit: Option<ExitCause>) -> StateText {
    match exit {
        _ if is_running => StateText::new("running", StateKind::Busy),
        None => StateText::new("ended", StateKind::Idle),
        Some(exit) => StateText::new(exit_text(exit), exit_kind(exit)),
    }
}

fn exit_text(exit: ExitCause) -> String {
    match exit {
        ExitCause::Exited { code } if code != 0 => format!("exit code {code}"),
        exit => exit.name().replace('_', " "),
    }
}

fn exit_kind(exit: ExitCause) -> StateKind {
    match exit {
        ExitCause::Exited { code: 0 } => StateKind::Good,
        ExitCause::Exited { .. }
        | ExitCause::Signaled { .. }
        | ExitCause::TimedOut
        | ExitCause::LimitHit { .. } => StateKind::Bad,
        ExitCause::Cancelled => StateKind::Warn,
        _ => StateKind::Idle,
    }
}

#[cfg(test)]
mod tests {
    use monitor_exec::ExecLimit;

    use super::*;

    #[test]
    fn every_end_has_a_text_and_what_it_means() {
        let limit = ExecLimit::Cpu;
        for (exit, text, kind) in [
            (ExitCause::Exited { code: 0 }, "exited", StateKind::Good),
            (ExitCause::Exited { code: 3 }, "exit code 3", StateKind::Bad),
            (ExitCause::Signaled { signal: 9, core_dumped: false }, "signaled", StateKind::Bad),
            (ExitCause::TimedOut, "timed out", StateKind::Bad),
            (ExitCause::LimitHit { limit }, "limit hit", StateKind::Bad),
            (ExitCause::Cancelled, "cancelled", StateKind::Warn),
            (ExitCause::Detached, "detached", StateKind::Idle),
            (ExitCause::Unknown, "unknown", StateKind::Idle),
        ] {
            assert_eq!(command_state(false, Some(exit)), StateText::new(text, kind));
        }
        assert_eq!(command_state(true, None).state_kind, StateKind::Busy);
        assert_eq!(command_state(false, None), StateText::new("ended", StateKind::Idle));
    }
}
