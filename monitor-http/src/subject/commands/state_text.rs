//! How a command stands, in words.

use monitor_exec::Exit;

use crate::subject::state_kind::{StateKind, StateText};

/// How a command stands. One that has ended has an `exit`, unless its recording does not have it.
pub(crate) fn command_state(is_running: bool, exit: Option<Exit>) -> StateText {
    match exit {
        _ if is_running => StateText::new("running", StateKind::Busy),
        None => StateText::new("ended", StateKind::Idle),
        Some(exit) => StateText::new(exit_text(exit), exit_kind(exit)),
    }
}

fn exit_text(exit: Exit) -> String {
    match exit {
        Exit::Exited { code } if code != 0 => format!("exit code {code}"),
        exit => exit.name().replace('_', " "),
    }
}

fn exit_kind(exit: Exit) -> StateKind {
    match exit {
        Exit::Exited { code: 0 } => StateKind::Good,
        Exit::Exited { .. } | Exit::Signaled { .. } | Exit::TimedOut | Exit::LimitHit { .. } => {
            StateKind::Bad
        }
        Exit::Cancelled => StateKind::Warn,
        _ => StateKind::Idle,
    }
}

#[cfg(test)]
mod tests {
    use monitor_exec::Limit;

    use super::*;

    #[test]
    fn every_end_has_a_text_and_what_it_means() {
        let limit = Limit::Cpu;
        for (exit, text, kind) in [
            (Exit::Exited { code: 0 }, "exited", StateKind::Good),
            (Exit::Exited { code: 3 }, "exit code 3", StateKind::Bad),
            (Exit::Signaled { signal: 9, core_dumped: false }, "signaled", StateKind::Bad),
            (Exit::TimedOut, "timed out", StateKind::Bad),
            (Exit::LimitHit { limit }, "limit hit", StateKind::Bad),
            (Exit::Cancelled, "cancelled", StateKind::Warn),
            (Exit::Detached, "detached", StateKind::Idle),
            (Exit::Unknown, "unknown", StateKind::Idle),
        ] {
            assert_eq!(command_state(false, Some(exit)), StateText::new(text, kind));
        }
        assert_eq!(command_state(true, None).state_kind, StateKind::Busy);
        assert_eq!(command_state(false, None), StateText::new("ended", StateKind::Idle));
    }
}
