//! Conditions, hit conditions and log messages of `monitor-debug`: each is refused or evaluated,
//! always ends, and makes a text of bounded length.
#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};
use monitor_debug::{
    Breakpoint, BreakpointStatus, BreakpointTarget, Condition, DebugLimits, Debugger, JobSpec,
    SuspendPolicy, TraceKind,
};
use monitor_fuzz::split_mode;
use serde_json::{Map, Value, json};

/// The longest expression or log message in bytes.
const MAX_TEXT_BYTES: usize = 1_024;

/// The longest message that is made: 1,024 bytes and a mark that it was cut.
const MAX_MESSAGE_BYTES: usize = MAX_TEXT_BYTES + '…'.len_utf8();

/// The longest value that an expression of 1,000 steps makes of the variables, bytes of JSON.
const MAX_VALUE_BYTES: usize = 1 << 20;

fuzz_target!(|input: &[u8]| -> Corpus {
    let Some((mode, text)) = split_mode(input) else { return Corpus::Reject };
    let Ok(text) = std::str::from_utf8(text) else { return Corpus::Reject };
    match mode {
        b'h' => drop(trace(Breakpoint::slot("routine", "slot").hits(text).log("hit"))),
        b'l' => check_message(text),
        _ => check_condition(text),
    }
    Corpus::Keep
});

fn variables() -> Map<String, Value> {
    let Value::Object(variables) = json!({
        "value": 150, "ratio": 0.5, "name": "Ada", "empty": [], "ok": true, "none": null,
        "list": [1, 2, 3], "user": {"age": 36, "tags": ["a", "b"]}, "big": i64::MAX,
        "text": "日本\u{301} ", "low": i64::MIN, "tiny": 5e-324,
    }) else {
        unreachable!()
    };
    variables
}

fn check_condition(text: &str) {
    let condition = match Condition::compile(text) {
        Ok(condition) => condition,
        Err(error) => {
            return assert!((1..=text.chars().count() + 1).contains(&error.at), "{error}");
        }
    };
    assert!(text.len() <= MAX_TEXT_BYTES);
    let variables = variables();
    let value = condition.evaluate(&variables);
    assert_eq!(value, condition.evaluate(&variables));
    let truth = condition.test(&variables);
    let Ok(value) = value else { return };
    if let Value::Bool(expected) = value {
        assert_eq!(truth, Ok(expected));
    }
    assert!(value.to_string().len() <= MAX_VALUE_BYTES);
}

fn check_message(text: &str) {
    for message in trace(Breakpoint::slot("routine", "slot").log(text)) {
        assert!(message.len() <= MAX_MESSAGE_BYTES, "{} bytes", message.len());
    }
}

/// What a breakpoint logs in a job that passes it five times; nothing if it is refused.
fn trace(breakpoint: Breakpoint) -> Vec<String> {
    let mut limits = DebugLimits::default();
    (limits.events_per_job, limits.notes) = (64, 16);
    // A blank message is none, and such a breakpoint would hold the job.
    let mut policy = SuspendPolicy::default();
    policy.need_session = true;
    let debugger = Debugger::builder().limits(limits).policy(policy).build();
    let job = debugger.start_job(JobSpec::new("job").flow("flow")).expect("one job is few");
    let set = debugger.set_breakpoint(BreakpointTarget::Job("job"), breakpoint);
    let Ok(BreakpointStatus { .. }) = set else { return Vec::new() };
    let place = debugger.slot("routine", "slot");
    let mut variables = variables();
    for _ in 0..5 {
        let _ = job.checkpoint(&place, &mut variables);
    }
    let trace = debugger.trace("job", None, None).expect("the job is known");
    let json = serde_json::to_string(&trace).expect("a trace has a JSON form");
    assert!(serde_json::from_str::<Value>(&json).is_ok());
    let logged = trace.events.into_iter().filter(|event| event.event_type == TraceKind::LogMessage);
    logged.filter_map(|event| event.data.message.map(Into::into)).collect()
}
