//! What the words of flows mean: states of jobs, events of traces, and breakpoint locations.

use monitor_debug::{BreakpointLocation, DebugJobStatus, TraceKind};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::subject::state_kind::{StateKind, state_kinds};

/// What a kind of trace event means.
#[derive(Serialize)]
struct TraceMeaning {
    text: &'static str,
    kind: StateKind,
    /// Whether it happens inside an activation and is shown as a mark on its bar.
    is_mark: bool,
}

pub(crate) fn flow_vocabulary() -> Value {
    let states = DebugJobStatus::ALL.iter().map(|&status| (status, job_sign(status)));
    let trace = TraceKind::ALL.iter().map(|&kind| {
        let (text, sign, is_mark) = trace_meaning(kind);
        (kind.as_str().to_owned(), json!(TraceMeaning { text, kind: sign, is_mark }))
    });
    let locations = [
        (BreakpointLocation::Routine, "when it is called"),
        (BreakpointLocation::Slot(()), "when a slot is called"),
        (BreakpointLocation::Event(()), "when it hands out an event"),
        (BreakpointLocation::Error, "when it fails"),
    ];
    json!({
        "states": state_kinds(states),
        "trace": trace.collect::<Map<_, _>>(),
        "locations": locations.map(|(location, text)| [location.as_str(), text]),
    })
}

fn job_sign(status: DebugJobStatus) -> StateKind {
    match status {
        DebugJobStatus::Running => StateKind::Busy,
        DebugJobStatus::Paused => StateKind::Held,
        DebugJobStatus::Completed => StateKind::Good,
        DebugJobStatus::Failed => StateKind::Bad,
        DebugJobStatus::Cancelled => StateKind::Warn,
        _ => StateKind::Idle,
    }
}

fn trace_meaning(kind: TraceKind) -> (&'static str, StateKind, bool) {
    match kind {
        TraceKind::RoutineStart => ("called", StateKind::Busy, false),
        TraceKind::SlotCall => ("slot", StateKind::Idle, true),
        TraceKind::EventEmit => ("hands out", StateKind::Idle, true),
        TraceKind::Checkpoint => ("comes to", StateKind::Idle, true),
        TraceKind::RoutineComplete => ("done", StateKind::Good, false),
        TraceKind::RoutineError => ("failed", StateKind::Bad, false),
        TraceKind::BreakpointHit => ("breakpoint hit", StateKind::Held, true),
        TraceKind::LogMessage => ("log", StateKind::Busy, true),
        TraceKind::JobPaused => ("held", StateKind::Held, false),
        TraceKind::JobResumed => ("goes on", StateKind::Busy, false),
        TraceKind::JobCompleted => ("job ended", StateKind::Good, false),
        other => (other.as_str(), StateKind::Idle, false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_of_a_job_and_every_trace_event_has_a_meaning() {
        let vocabulary = flow_vocabulary();
        assert_eq!(vocabulary["states"].as_object().unwrap().len(), DebugJobStatus::ALL.len());
        let trace = vocabulary["trace"].as_object().unwrap();
        assert_eq!(trace.len(), TraceKind::ALL.len());
        let idle_words = trace
            .values()
            .filter(|meaning| meaning["text"].as_str().is_some_and(|text| text.contains('_')));
        assert_eq!(idle_words.count(), 0, "each has a text of its own");
        assert_eq!(vocabulary["locations"][3], json!(["error", "when it fails"]));
    }
}
