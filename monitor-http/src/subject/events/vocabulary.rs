//! What the kinds of events mean: their signs, and what a job does from such an event on.

use monitor_core::{EventKind, KindIndex as _};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::subject::state_kind::StateKind;

/// What a kind of event means.
#[derive(Serialize)]
struct EventMeaning {
    kind: StateKind,
    /// What the job does from this event to the next that has a phase, or its end. Absent for
    /// events that change nothing about that.
    #[serde(skip_serializing_if = "Option::is_none")]
    phase: Option<JobEventPhase>,
}

/// A stretch of the life of a job.
#[derive(Serialize)]
#[serde(untagged)]
enum JobEventPhase {
    Begun { text: &'static str, kind: StateKind },
    Ended,
}

/// Each kind of event by its name.
pub(crate) fn event_vocabulary() -> Value {
    let meanings = EventKind::ALL.iter().map(|&kind| {
        let meaning = EventMeaning { kind: event_sign(kind), phase: job_phase(kind) };
        (kind.as_str().to_owned(), json!(meaning))
    });
    json!({"events": meanings.collect::<Map<_, _>>()})
}

fn event_sign(kind: EventKind) -> StateKind {
    match kind {
        EventKind::JobStarted
        | EventKind::AnalysisSubmitted
        | EventKind::AnalysisRunning
        | EventKind::RoutineStarted => StateKind::Busy,
        EventKind::JobCompleted
        | EventKind::AnalysisFinished
        | EventKind::AnalysisCompleted
        | EventKind::RoutineCompleted => StateKind::Good,
        EventKind::JobFailed
        | EventKind::WorkerOffline
        | EventKind::SystemError
        | EventKind::AnalysisStuck
        | EventKind::AnalysisFailed
        | EventKind::RoutineFailed => StateKind::Bad,
        EventKind::JobCancelled | EventKind::JobRetrying | EventKind::AnalysisStopped => {
            StateKind::Warn
        }
        EventKind::JobPaused | EventKind::DebugHeld => StateKind::Held,
        _ => StateKind::Idle,
    }
}

fn job_phase(kind: EventKind) -> Option<JobEventPhase> {
    let (text, sign) = match kind {
        EventKind::JobCreated => ("made", StateKind::Idle),
        EventKind::JobQueued => ("in the queue", StateKind::Idle),
        EventKind::JobStarted | EventKind::JobResumed => ("running", StateKind::Busy),
        EventKind::JobPaused => ("paused", StateKind::Held),
        EventKind::JobRetrying => ("waits for another try", StateKind::Warn),
        EventKind::JobCompleted | EventKind::JobFailed | EventKind::JobCancelled => {
            return Some(JobEventPhase::Ended);
        }
        _ => return None,
    };
    Some(JobEventPhase::Begun { text, kind: sign })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_event_has_a_sign_and_those_of_jobs_a_phase() {
        let vocabulary = event_vocabulary();
        let events = vocabulary["events"].as_object().unwrap();
        assert_eq!(events.len(), EventKind::ALL.len());
        assert_eq!(events["job.failed"], json!({"kind": "bad", "phase": null}));
        let begun = json!({"kind": "busy", "phase": {"text": "running", "kind": "busy"}});
        assert_eq!(events["job.started"], begun);
        assert_eq!(events["worker.heartbeat"], json!({"kind": "idle"}));
    }
}
