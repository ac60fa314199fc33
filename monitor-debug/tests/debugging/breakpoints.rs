//! Breakpoints: where they are, when they hold, what they count, and what is refused.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use monitor_debug::{
    Breakpoint, BreakpointLocation, BreakpointTarget, CallCause, Checkpoint, CheckpointOutcome,
    DebugJob, Debugger, Error, FlowShape, JobSpec, LocationNames, TraceKind, VariableAccess, bind,
};
use serde_json::{Map, Value, json};

use crate::clock::{debugger, until};

/// How often `pass` was held out of so many times; whoever is held is let go on.
fn held(debugger: &Debugger, passes: u64, pass: impl Fn(u64) + Send + 'static) -> Vec<u64> {
    let controls = debugger.controls("job").unwrap();
    let watched = thread::spawn(move || (1..=passes).for_each(pass));
    let mut held = Vec::new();
    while !watched.is_finished() {
        if let Some(lane) = controls.suspended_threads().first() {
            held.push(lane.lane);
            controls.resume(None).unwrap();
        }
        thread::yield_now();
    }
    watched.join().unwrap();
    held
}

/// One pass with a value, inside `resize`.
fn pass(job: &DebugJob, place: Checkpoint, value: u64) {
    let mut value = value;
    assert_eq!(job.checkpoint(&place, &mut [bind("value", &mut value)]), CheckpointOutcome::On);
}

fn passes_held(breakpoint: Breakpoint) -> usize {
    let (debugger, _) = debugger();
    let job = debugger.start("job").unwrap();
    debugger.set_breakpoint(BreakpointTarget::Job("job"), breakpoint).unwrap();
    let place = debugger.slot("resize", "image");
    held(&debugger, 20, move |value| pass(&job, place, value)).len()
}

#[test]
fn conditions_and_hit_counts_decide_which_passes_are_held() {
    let slot = || Breakpoint::slot("resize", "image");
    assert_eq!(passes_held(slot()), 20);
    assert_eq!(passes_held(slot().condition("data['value'] > 15")), 5);
    assert_eq!(passes_held(slot().condition("data.get('value', 0) > 15")), 5);
    assert_eq!(passes_held(slot().condition("value % 2 == 0").hits(">= 3")), 8);
    assert_eq!(passes_held(slot().hits("% 10 == 0")), 2);
    assert_eq!(
        passes_held(slot().condition("routine_id == 'resize' and slot_name == 'image'")),
        20
    );
    assert_eq!(passes_held(slot().condition("hit_count < 3")), 3);
    assert_eq!(passes_held(slot().once()), 1);
    assert_eq!(passes_held(slot().condition("True")), 20);
    assert_eq!(passes_held(slot().condition("no_such_name > 1")), 0);
    assert_eq!(passes_held(Breakpoint::routine("*")), 20);
    assert_eq!(passes_held(Breakpoint::routine("crop")), 0);
    assert_eq!(passes_held(Breakpoint::slot("resize", "mask")), 0);
    assert_eq!(passes_held(Breakpoint::event("resize", "image")), 0);
    assert_eq!(passes_held(Breakpoint::error("resize")), 0);
}

#[test]
fn an_event_and_a_label_and_an_error_are_places_of_their_own() {
    let (debugger, _) = debugger();
    let job = debugger.start("job").unwrap();
    let (event, label) = (debugger.event("r", "out"), debugger.label("r", "half"));
    let slot = debugger.slot("r", "in");
    let label_kind = Breakpoint::new(BreakpointLocation::AnyLabel, "r");
    for breakpoint in [
        Breakpoint::event("r", "out").condition("event_name == 'out'"),
        label_kind,
        Breakpoint::error("*").condition("'full' in error"),
    ] {
        debugger.set_breakpoint(BreakpointTarget::Job("job"), breakpoint).unwrap();
    }
    let lanes = held(&debugger, 1, move |_| {
        let frame = job.enter(&slot, &CallCause::NONE, &mut ()).unwrap();
        assert_eq!(frame.checkpoint(&event, &mut ()), CheckpointOutcome::On);
        assert_eq!(frame.checkpoint(&label, &mut ()), CheckpointOutcome::On);
        assert_eq!(frame.fail("IoError", "disk full", &mut ()), CheckpointOutcome::On);
        let frame = job.enter(&slot, &CallCause::NONE, &mut ()).unwrap();
        assert_eq!(frame.fail("IoError", "no route", &mut ()), CheckpointOutcome::On);
    });
    assert_eq!(lanes, [1, 2, 3]);
    let metrics = debugger.metrics("job").unwrap();
    assert_eq!((metrics.failed_routines, metrics.total_event_emits), (2, 1));
    let errors: Vec<_> = metrics.errors.iter().map(|error| &*error.error_message).collect();
    assert_eq!(errors, ["disk full", "no route"]);
}

#[test]
fn a_condition_without_a_value_is_no_hit_and_says_so() {
    struct Panics;
    impl VariableAccess for Panics {
        fn variable(
            &self,
            _: monitor_debug::VariableScope,
            _: &str,
        ) -> Option<monitor_debug::VariableValue<'_>> {
            panic!("asked")
        }
        fn for_each_name(&self, _: monitor_debug::VariableScope, _: &mut dyn FnMut(&str)) {}
        fn set_variable(
            &mut self,
            _: monitor_debug::VariableScope,
            _: &str,
            _: Value,
        ) -> Result<(), monitor_debug::SetVariableError> {
            Ok(())
        }
    }
    let (debugger, _) = debugger();
    let job = debugger.start("job").unwrap();
    let place = debugger.label("r", "here");
    let breakpoint =
        Breakpoint::new(BreakpointLocation::AnyLabel, "r").condition("data['value'] > 1");
    debugger.set_breakpoint(BreakpointTarget::Job("job"), breakpoint).unwrap();
    assert_eq!(job.checkpoint(&place, &mut ()), CheckpointOutcome::On);
    let status = || debugger.breakpoints(BreakpointTarget::Job("job")).unwrap().remove(0);
    assert_eq!((status().hit_count, status().error_count), (0, 1));
    assert_eq!(status().last_error.as_deref(), Some(r#""value" not found"#));
    assert_eq!(job.checkpoint(&place, &mut Panics), CheckpointOutcome::On);
    assert!(status().last_error.unwrap().contains("panicked"));
}

#[test]
fn a_log_point_says_its_message_and_holds_nobody() {
    let (debugger, _) = debugger();
    let job = debugger.start("job").unwrap();
    let breakpoint = Breakpoint::routine("resize").log("{{{routine_id}}} has {value * 2}, {x}");
    debugger.set_breakpoint(BreakpointTarget::Job("job"), breakpoint).unwrap();
    pass(&job, debugger.slot("resize", "image"), 21);
    let trace = debugger.trace("job", None, None).unwrap();
    let logged = trace.events.iter().find(|event| event.event_type == TraceKind::LogMessage);
    let message = logged.unwrap().data.message.as_deref();
    assert_eq!(message, Some(r#"{resize} has 42, <unknown variable "x">"#));
    assert_eq!(debugger.breakpoints(BreakpointTarget::Job("job")).unwrap()[0].error_count, 1);
}

#[test]
fn breakpoints_are_disabled_removed_and_end_with_their_time() {
    let (debugger, clock) = debugger();
    let job = Arc::new(debugger.start("job").unwrap());
    let target = BreakpointTarget::Job("job");
    let place = debugger.slot("r", "s");
    let set = |breakpoint| debugger.set_breakpoint(target, breakpoint).unwrap().breakpoint_id;
    let id = set(Breakpoint::routine("r"));
    let holds = || {
        let job = Arc::clone(&job);
        !held(&debugger, 1, move |value| pass(&job, place, value)).is_empty()
    };
    assert!(holds());
    assert!(!debugger.enable_breakpoint(target, &id, false).unwrap().enabled);
    assert!(!holds());
    assert!(debugger.enable_breakpoint(target, &id, true).unwrap().enabled);
    assert!(holds());
    debugger.remove_breakpoint(target, &id).unwrap();
    assert!(!holds());
    let unknown = Error::UnknownBreakpoint { id };
    assert_eq!(debugger.remove_breakpoint(target, "bp_1"), Err(unknown.clone()));
    assert_eq!(debugger.enable_breakpoint(target, "bp_1", true), Err(unknown));
    set(Breakpoint::routine("r").ttl(Duration::from_secs(60)));
    assert!(holds());
    clock.advance(Duration::from_secs(60));
    assert!(!holds());
}

#[test]
fn breakpoints_of_a_flow_are_those_of_its_later_jobs() {
    let (debugger, _) = debugger();
    let early = debugger.start_job(JobSpec::new("early").flow("images")).unwrap();
    let set =
        debugger.set_breakpoint(BreakpointTarget::Flow("images"), Breakpoint::routine("resize"));
    assert!(!set.unwrap().verified);
    pass(&early, debugger.slot("resize", "image"), 1);
    let spec = JobSpec::new("job").flow("images").breakpoint(Breakpoint::routine("crop"));
    let job = debugger.start_job(spec).unwrap();
    assert_eq!(debugger.breakpoints(BreakpointTarget::Job("job")).unwrap().len(), 2);
    let place = debugger.slot("resize", "image");
    let lanes = held(&debugger, 3, move |value| pass(&job, place, value));
    assert_eq!(lanes.len(), 3);
    let of_flow = debugger.breakpoints(BreakpointTarget::Flow("images")).unwrap();
    assert_eq!(of_flow[0].hit_count, 3, "counted for all jobs together");
    debugger
        .remove_breakpoint(BreakpointTarget::Flow("images"), &of_flow[0].breakpoint_id)
        .unwrap();
    assert!(debugger.breakpoints(BreakpointTarget::Flow("images")).unwrap().is_empty());
}

#[test]
fn what_a_flow_does_not_have_is_refused_once_it_says_what_it_has() {
    let (debugger, _) = debugger();
    let shape = FlowShape::new().routine("start", ["trigger"], ["out"]);
    debugger.declare_flow("line", shape);
    let _job = debugger.start_job(JobSpec::new("job").flow("line")).unwrap();
    for target in [BreakpointTarget::Job("job"), BreakpointTarget::Flow("line")] {
        let set = |breakpoint| debugger.set_breakpoint(target, breakpoint);
        assert!(set(Breakpoint::slot("start", "trigger")).unwrap().verified);
        assert!(set(Breakpoint::event("*", "anything")).is_ok());
        let refused = |breakpoint| set(breakpoint).unwrap_err().to_string();
        assert_eq!(refused(Breakpoint::routine("stat")), r#"flow "line" has no routine "stat""#);
        let slot = refused(Breakpoint::slot("start", "trigge"));
        assert_eq!(slot, r#"routine "start" has no slot "trigge""#);
        let event = refused(Breakpoint::event("start", "in"));
        assert_eq!(event, r#"routine "start" has no event "in""#);
    }
}

#[test]
fn what_makes_no_sense_is_refused_with_the_reason() {
    let (debugger, _) = debugger();
    let _job = debugger.start("job").unwrap();
    let refused = |breakpoint| {
        let refused = debugger.set_breakpoint(BreakpointTarget::Job("job"), breakpoint);
        refused.unwrap_err().to_string()
    };
    let slot = || Breakpoint::slot("r", "s");
    assert_eq!(
        refused(slot().condition("value >")),
        "condition: at character 8: a value was expected here"
    );
    assert_eq!(
        refused(slot().log("{value")),
        "log_message: at character 1: a brace without its other one"
    );
    assert!(refused(slot().log("is {1 +}")).starts_with("log_message: at character 8: "));
    assert!(refused(slot().hits("often")).starts_with("invalid hit condition \"often\"; expected"));
    assert_eq!(
        refused(Breakpoint::routine("")),
        "breakpoint has no routine; give a routine id, or * for every routine"
    );
    let read = |word| BreakpointLocation::parse(Some(word), LocationNames::default());
    assert_eq!(read("slot").unwrap_err().to_string(), "breakpoint on a slot has no name");
    assert_eq!(read("event").unwrap_err().to_string(), "breakpoint on an event has no name");
    assert_eq!(
        read("socket").unwrap_err().to_string(),
        r#"unknown breakpoint type "socket"; expected routine, slot, event, label or error"#
    );
    assert!(refused(Breakpoint::routine("r".repeat(300))).contains("limit 256"));
}

#[test]
fn the_quota_of_breakpoints_holds() {
    let (debugger, _) = debugger();
    let _job = debugger.start("job").unwrap();
    let set = |number: usize| {
        let breakpoint = Breakpoint::routine(format!("r{number}"));
        debugger.set_breakpoint(BreakpointTarget::Job("job"), breakpoint)
    };
    let refused: Vec<_> = (0..10_000).filter_map(|number| set(number).err()).collect();
    assert_eq!(refused.len(), 10_000 - 256);
    assert!(refused.iter().all(|error| *error == Error::TooManyBreakpoints { max: 256 }));
}

#[test]
fn a_breakpoint_echoes_what_it_was_asked_for() {
    let (debugger, _) = debugger();
    let _job = debugger.start("job").unwrap();
    let asked = Breakpoint::slot("process_data", "trigger")
        .condition("data['value'] > 100")
        .hits(">= 3")
        .once()
        .ttl(Duration::from_secs(1));
    let status = debugger.set_breakpoint(BreakpointTarget::Job("job"), asked).unwrap();
    let expected = json!({
        "breakpoint_id": "bp_1", "type": "slot", "routine_id": "process_data",
        "slot_name": "trigger", "event_name": null, "condition": "data['value'] > 100",
        "hit_condition": ">= 3", "log_message": null, "once": true,
        "expires_at": "1970-01-01T00:00:01.000000Z", "enabled": true, "verified": false,
        "hit_count": 0, "error_count": 0, "last_error": null,
    });
    assert_eq!(serde_json::to_value(status).unwrap(), expected);
}

#[test]
fn a_json_payload_is_its_own_variables() {
    let (debugger, _) = debugger();
    let job = debugger.start("job").unwrap();
    debugger.set_breakpoint(BreakpointTarget::Job("job"), Breakpoint::routine("r")).unwrap();
    let controls = debugger.controls("job").unwrap();
    let mut cursor = controls.subscribe(None, None);
    let place = debugger.slot("r", "s");
    let watched = thread::spawn(move || {
        let mut payload: Map<String, Value> = Map::new();
        payload.insert("data".into(), json!({"value": 1}));
        let _ = job.enter(&place, &CallCause::NONE, &mut payload).unwrap();
        payload
    });
    until(&mut cursor, TraceKind::BreakpointHit);
    for (name, value) in [("data.value", json!(7)), ("new", json!([1])), ("data.more", json!(null))]
    {
        let set =
            controls.set_variable(None, Some(monitor_debug::VariableScope::Local), name, value);
        assert_eq!(set.unwrap().wait(crate::clock::PATIENCE).unwrap().unwrap(), Ok(()));
    }
    controls.resume(None).unwrap();
    let payload = Value::Object(watched.join().unwrap());
    assert_eq!(payload, json!({"data": {"value": 7, "more": null}, "new": [1]}));
}
