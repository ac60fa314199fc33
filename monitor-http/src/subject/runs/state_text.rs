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
    /// Whether it has not ended as far as is known.
    is_open: bool,
    /// Whether it has crashed, is stalled or silent.
    is_in_trouble: bool,
    /// What a reader should know of that state, a sentence or two.
    #[serde(skip_serializing_if = "Option::is_none")]
    state_note: Option<String>,
}

impl RunEntry {
    pub(crate) fn new(summary: RunSummary) -> Self {
        let is_crashed = matches!(summary.liveness, Some(Liveness::Crashed { .. }));
        let is_late =
            matches!(summary.liveness, Some(Liveness::Stalled { .. } | Liveness::Silent { .. }));
        let is_readable = summary.unreadable.is_none();
        let is_begun = matches!(summary.status, RunState::Running | RunState::Paused);
        Self {
            state: run_state(&summary),
            is_open: is_readable && (is_begun || is_late) && !is_crashed,
            is_in_trouble: is_readable && (is_crashed || is_late),
            state_note: state_note(&summary),
            summary,
        }
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

fn state_note(run: &RunSummary) -> Option<String> {
    if let Some(reason) = &run.unreadable {
        return Some(reason.to_string());
    }
    let note = match run.liveness {
        Some(Liveness::Crashed { .. }) => {
            let last_step = run.step_name.as_ref().map(|step| format!(" Its last step: “{step}”."));
            let last_step = last_step.unwrap_or_default();
            format!("The process is gone and has not reported its end.{last_step}")
        }
        Some(Liveness::Stalled { .. }) => {
            "The process is alive, but its step has taken far longer than the steps before.".into()
        }
        Some(Liveness::Silent { .. }) => {
            "No update for too long. This machine cannot see whether the process is alive.".into()
        }
        _ if run.status == RunState::Error => {
            let reason = run.state_reason.as_ref().or(run.last_error.as_ref());
            reason.map_or_else(|| "The run ended with an error.".into(), ToString::to_string)
        }
        _ => return None,
    };
    Some(note)
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
