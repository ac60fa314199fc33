//! How a run stands, in words: what it says of itself, unless it is not alive as it says.

use monitor_host::RunSummary;
use monitor_run::{Liveness, RunState};
use serde::Serialize;

use crate::subject::state_kind::{StateKind, StateText};

/// A run in a list, with how it stands.
#[derive(Debug, Serialize)]
pub(crate) struct RunEntry {
    #[serde(flatten)]
    pub(crate) summary: RunSummary,
    #[serde(flatten)]
    state: StateText,
}

impl RunEntry {
    pub(crate) fn new(summary: RunSummary) -> Self {
        Self { state: run_state(&summary), summary }
    }
}

fn run_state(run: &RunSummary) -> StateText {
    if run.unreadable.is_some() {
        return StateText::new("unreadable", StateKind::Bad);
    }
    match run.liveness {
        Some(gone @ Liveness::Crashed { .. }) => StateText::new(gone.as_str(), StateKind::Bad),
        Some(slow @ (Liveness::Stalled { .. } | Liveness::Silent { .. })) => {
            StateText::new(slow.as_str(), StateKind::Warn)
        }
        _ => StateText::new(run.status.as_str(), said_kind(&run.status)),
    }
}

fn said_kind(state: &RunState) -> StateKind {
    match state {
        RunState::Running => StateKind::Busy,
        RunState::Paused => StateKind::Held,
        RunState::Completed => StateKind::Good,
        RunState::Error => StateKind::Bad,
        RunState::Cancelled => StateKind::Warn,
        _ => StateKind::Idle,
    }
}
