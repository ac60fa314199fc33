//! The texts of causes, of what is awaited, and of warnings and questions, beside their codes.

use std::fmt::Display;

use monitor_state::{AwaitedEvent, DeadlineKind, PlanWarning, QuestionKind, TransitionCause};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A list of moves, each with its `cause_text`.
pub(crate) fn with_move_texts(mut moves: Value) -> Value {
    array_items(Some(&mut moves)).for_each(add_cause_text);
    moves
}

/// A document that says why an analysis is where it is: `cause_text` of its moves, `text` of what it
/// awaits, and `clock_text` of its deadline.
pub(crate) fn with_why_texts(mut why: Value) -> Value {
    array_items(why.get_mut("moves")).for_each(add_cause_text);
    array_items(why.get_mut("awaits"))
        .for_each(|awaited| add_text::<AwaitedEvent>(awaited, None, "text"));
    if let Some(deadline) = why.get_mut("deadline") {
        add_text::<DeadlineKind>(deadline, Some("clock"), "clock_text");
    }
    why
}

/// What came of a cycle: `cause_text` of the moves in its plan, `text` of its warnings, and
/// `ask_text` of its questions.
pub(crate) fn with_plan_texts(mut report: Value) -> Value {
    if let Some(plan) = report.get_mut("plan") {
        array_items(plan.get_mut("entries")).for_each(add_cause_text);
        array_items(plan.get_mut("warnings"))
            .for_each(|warning| add_text::<PlanWarning>(warning, None, "text"));
        for question in array_items(plan.get_mut("questions")) {
            if let Some(ask) = read::<QuestionKind>(&question["ask"]) {
                question["ask_text"] = format!("is it {ask}?").into();
            }
        }
    }
    report
}

/// The objects of a list, if there is one.
fn array_items(list: Option<&mut Value>) -> impl Iterator<Item = &mut Value> {
    let items = list.and_then(Value::as_array_mut).into_iter().flatten();
    items.filter(|item| item.is_object())
}

fn add_cause_text(moved: &mut Value) {
    add_text::<TransitionCause>(moved, Some("cause"), "cause_text");
}

/// Adds what a value says as text: that of a key, or the object itself.
fn add_text<T: DeserializeOwned + Display>(object: &mut Value, key: Option<&str>, text_key: &str) {
    let code = key.map_or(Some(&*object), |key| object.get(key));
    if let Some(value) = code.and_then(read::<T>) {
        object[text_key] = value.to_string().into();
    }
}

/// The value, if the host has one that is known here.
fn read<T: DeserializeOwned>(code: &Value) -> Option<T> {
    T::deserialize(code).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn codes_get_their_texts_and_what_is_not_known_stays_as_it_is() {
        let moves = json!([{"cause": {"why": "turn"}}, {"cause": {"why": "new"}}, 1]);
        let texts = with_move_texts(moves);
        assert_eq!(texts[0]["cause_text"], "it was its turn");
        assert_eq!(texts[1], json!({"cause": {"why": "new"}}));
    }

    #[test]
    fn the_reasons_of_an_analysis_have_texts() {
        let why = json!({
            "moves": [{"cause": {"why": "command", "by": "ann", "force": true}}],
            "awaits": [{"awaits": "person"}, {"awaits": "evidence", "sweeps": 2}],
            "deadline": {"clock": "running", "at": "2026-01-01T00:00:00Z"},
        });
        let why = with_why_texts(why);
        assert_eq!(why["moves"][0]["cause_text"], "ann forced it");
        assert_eq!(why["awaits"][0]["text"], "a person");
        assert_eq!(
            why["awaits"][1]["text"],
            "its job to be found, which was missing from 2 sweeps"
        );
        assert_eq!(why["deadline"]["clock_text"], "running for too long");
        let once = with_why_texts(json!({"awaits": [{"awaits": "evidence", "sweeps": 1}]}));
        let text = "its job to be found, which was missing from a sweep";
        assert_eq!(once["awaits"][0]["text"], text);
        let nothing_to_say = json!({"awaits": [], "deadline": null});
        assert_eq!(with_why_texts(nothing_to_say.clone()), nothing_to_say);
    }

    #[test]
    fn a_plan_has_texts_of_moves_warnings_and_questions() {
        let report = with_plan_texts(json!({"plan": {
            "entries": [{"entry": "moved", "key": "a/b", "cause": {"why": "needs_met"}}],
            "warnings": [{"warning": "full", "waiting": 2}],
            "questions": [{"key": "a/b", "ask": "complete"}],
        }}));
        assert_eq!(report["plan"]["entries"][0]["cause_text"], "all that it needs is done");
        let full = "2 more would be ready, but it is full";
        assert_eq!(report["plan"]["warnings"][0]["text"], full);
        assert_eq!(report["plan"]["questions"][0]["ask_text"], "is it complete?");
        for nothing_to_say in [json!({"counts": 1}), json!({"plan": {"entries": []}})] {
            assert_eq!(with_plan_texts(nothing_to_say.clone()), nothing_to_say);
        }
    }
}
