//! What the words of analyses mean: their states, the groups these are shown in, and what a person
//! may set.

use monitor_state::State;
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
    states: Vec<State>,
}

pub(crate) fn analysis_vocabulary() -> Value {
    let states = State::BUILT_IN.iter().map(|&state| (state, state_meaning(state).0));
    let groups = StateGroup::ALL.map(|group| {
        let states = State::BUILT_IN.iter().copied();
        let states = states.filter(|&state| state_meaning(state).1 == group).collect();
        GroupWords { title: group.title(), states }
    });
    let settable = [
        (State::Ready, "submit it when it is its turn"),
        (State::Wait, "not before a person releases it"),
        (State::Manual, "a person runs it by hand"),
        (State::Stop, "cancel its job"),
        (State::Restart, "begin again from the start"),
        (State::Cancelled, "it will never run"),
    ];
    json!({"states": state_kinds(states), "groups": groups, "settable": settable})
}

/// The sign of a state and its group. A state of the host's own has neither here, and the page shows
/// it with others of its kind.
fn state_meaning(state: State) -> (StateKind, StateGroup) {
    use StateGroup::{Done, NeedsPerson, ToCome, UnderWay};
    match state {
        State::Stuck | State::Failed | State::ReviewFailed => (StateKind::Bad, NeedsPerson),
        State::Review | State::Lost => (StateKind::Warn, NeedsPerson),
        State::Held => (StateKind::Held, NeedsPerson),
        State::Manual => (StateKind::Idle, NeedsPerson),
        State::Submitting
        | State::Running
        | State::Processing
        | State::Uploading
        | State::Restart => (StateKind::Busy, UnderWay),
        State::Queued => (StateKind::Idle, UnderWay),
        State::Suspended => (StateKind::Held, UnderWay),
        State::Stop | State::Stopping => (StateKind::Warn, UnderWay),
        State::Finished | State::Reviewed | State::Uploaded | State::Complete => {
            (StateKind::Good, Done)
        }
        State::Stopped | State::Cancelled => (StateKind::Idle, Done),
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
        assert_eq!(sizes.sum::<usize>(), State::BUILT_IN.len());
        assert_eq!(groups[2], json!({"title": "To come", "states": ["wait", "ready"]}));
        assert_eq!(vocabulary["states"].as_object().unwrap().len(), State::BUILT_IN.len());
        assert_eq!(vocabulary["settable"][4], json!(["restart", "begin again from the start"]));
    }
}
