//! What the words of analyses mean: their states, the groups these are shown in, and what a person
//! may set.

use monitor_state::AnalysisState;
use serde::Serialize;
use serde_json::{Value, json};

use crate::subject::state_kind::{StateKind, state_kinds};

/// States that are shown together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum StateGroup {
    NeedsPerson,
    UnderWay,
    ToCome,
    Done,
}

impl StateGroup {
    const ALL: [Self; 4] = [Self::NeedsPerson, Self::UnderWay, Self::ToCome, Self::Done];

    const fn title(self) -> &'static str {
        match self {
            Self::NeedsPerson => "Needs a person",
            Self::UnderWay => "Under way",
            Self::ToCome => "To come",
            Self::Done => "Done",
        }
    }
}

/// A group with its states, in the order in which they are shown.
#[derive(Serialize)]
struct GroupWords {
    title: &'static str,
    states: Vec<AnalysisState>,
}

pub(crate) fn analysis_vocabulary() -> Value {
    let states = AnalysisState::BUILT_IN.iter().map(|&state| (state, state_meaning(state).0));
    let groups = StateGroup::ALL.map(|group| {
        let states = AnalysisState::BUILT_IN.iter().copied();
        let states = states.filter(|&state| state_meaning(state).1 == group).collect();
        GroupWords { title: group.title(), states }
    });
    let settable = [
        (AnalysisState::Ready, "submit it when it is its turn"),
        (AnalysisState::Wait, "not before a person releases it"),
        (AnalysisState::Manual, "a person runs it by hand"),
        (AnalysisState::Stop, "cancel its job"),
        (AnalysisState::Restart, "begin again from the start"),
        (AnalysisState::Cancelled, "it will never run"),
    ];
    json!({"states": state_kinds(states), "groups": groups, "settable": settable})
}

/// The sign of a state and its group. A state of the host's own has neither here, and the page shows
/// it with others of its kind.
fn state_meaning(state: AnalysisState) -> (StateKind, StateGroup) {
    use StateGroup::{Done, NeedsPerson, ToCome, UnderWay};
    match state {
        AnalysisState::Stuck | AnalysisState::Failed | AnalysisState::ReviewFailed => {
            (StateKind::Bad, NeedsPerson)
        }
        AnalysisState::Review | AnalysisState::Lost => (StateKind::Warn, NeedsPerson),
        AnalysisState::Held => (StateKind::Held, NeedsPerson),
        AnalysisState::Manual => (StateKind::Idle, NeedsPerson),
        AnalysisState::Submitting
        | AnalysisState::Running
        | AnalysisState::Processing
        | AnalysisState::Uploading
        | AnalysisState::Restart => (StateKind::Busy, UnderWay),
        AnalysisState::Queued => (StateKind::Idle, UnderWay),
        AnalysisState::Suspended => (StateKind::Held, UnderWay),
        AnalysisState::Stop | AnalysisState::Stopping => (StateKind::Warn, UnderWay),
        AnalysisState::Finished
        | AnalysisState::Reviewed
        | AnalysisState::Uploaded
        | AnalysisState::Complete => (StateKind::Good, Done),
        AnalysisState::Stopped | AnalysisState::Cancelled => (StateKind::Idle, Done),
        _ => (StateKind::Idle, ToCome),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_state_is_in_one_group_and_only_two_are_to_come() {
        let vocabulary = analysis_vocabulary();
        let groups = vocabulary["groups"].as_array().unwrap();
        let sizes = groups.iter().map(|group| group["states"].as_array().unwrap().len());
        assert_eq!(sizes.sum::<usize>(), AnalysisState::BUILT_IN.len());
        assert_eq!(groups[2], json!({"title": "To come", "states": ["wait", "ready"]}));
        assert_eq!(vocabulary["states"].as_object().unwrap().len(), AnalysisState::BUILT_IN.len());
        assert_eq!(vocabulary["settable"][4], json!(["restart", "begin again from the start"]));
    }
}
