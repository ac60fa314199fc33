//! The flows that are there from the beginning.

use std::time::Duration;

use monitor_command::demo::{
    DemoFlow, DemoFlowHost, DemoFlowOptions, EntryParam, EntryParamKind, HandlerError,
    RoutineActivation, RoutineClass,
};
use monitor_debug::Debugger;
use monitor_events::Emitter;
use serde_json::{Map, Value, json};

/// How many numbered names the two demonstration flows have.
const NAMES: u32 = 99;

/// The most messages that a job may send, and the longest that each may take.
const MAX_COUNT: i64 = 1_000_000;
const MAX_DELAY_MS: i64 = 600_000;

/// Any routine of the demonstration flows may be a job's first.
const DEMO: &[EntryParam] = &[
    EntryParam { name: "value", kind: EntryParamKind::Whole(-MAX_VALUE, MAX_VALUE) },
    EntryParam { name: "count", kind: EntryParamKind::Whole(0, MAX_COUNT) },
    EntryParam { name: "delay_ms", kind: EntryParamKind::Whole(0, MAX_DELAY_MS) },
];

/// Numbers up to here are the same in every client.
const MAX_VALUE: i64 = 1 << 53;

const DATA: &[EntryParam] = &[EntryParam { name: "data", kind: EntryParamKind::Numbers }];
const RESULT: &[EntryParam] = &[EntryParam { name: "result", kind: EntryParamKind::Numbers }];

const START: RoutineClass = RoutineClass::new("Start", "trigger", &["out"], start).params(DEMO);
const SLOW: RoutineClass = RoutineClass::new("Slow", "trigger", &["out"], slow).params(DEMO);
const PROCESS_DATA: RoutineClass =
    RoutineClass::new("ProcessData", "trigger", &["out"], count).params(DEMO);
const VALIDATE_NOTHING: RoutineClass =
    RoutineClass::new("ValidateNothing", "trigger", &["out"], |_| Ok(())).params(DEMO);
const RISKY_OPERATION: RoutineClass =
    RoutineClass::new("RiskyOperation", "trigger", &["out"], fails).params(DEMO);
const INGEST: RoutineClass =
    RoutineClass::new("Ingest", "trigger", &["data_ingested"], ingest).params(DATA);
const PROCESS: RoutineClass =
    RoutineClass::new("Process", "data_ingested", &["data_processed"], double).params(DATA);
const VALIDATE: RoutineClass =
    RoutineClass::new("Validate", "data_processed", &[], all_positive).params(RESULT);

/// The kinds of routines that flows are made of.
const CLASSES: &[RoutineClass] =
    &[START, SLOW, PROCESS_DATA, VALIDATE_NOTHING, RISKY_OPERATION, INGEST, PROCESS, VALIDATE];

/// A host with these flows, which clients may change.
pub(crate) fn host(debugger: Debugger, emitter: Emitter) -> DemoFlowHost {
    let mut options = DemoFlowOptions::default();
    options.classes = CLASSES;
    let flows = flows(&debugger);
    DemoFlowHost::new(debugger, emitter, options, flows)
}

/// All of them.
fn flows(debugger: &Debugger) -> Vec<DemoFlow> {
    let mut flows = vec![data_processing(debugger)];
    for base in ["conf_linear", "conf_error"] {
        let numbered = (1..=NAMES).map(|number| format!("{base}__{number}"));
        for id in std::iter::once(base.to_owned()).chain(numbered) {
            flows.push(if base == "conf_linear" {
                conf_linear(debugger, id)
            } else {
                conf_error(debugger, id)
            });
        }
    }
    flows
}

fn with(
    debugger: &Debugger,
    flow: DemoFlow,
    routines: &[(&str, &'static RoutineClass)],
) -> DemoFlow {
    routines.iter().fold(flow, |flow, (id, class)| flow.routine(debugger, id, class, Map::new()))
}

/// Takes a list in, doubles every number, and checks that all are positive.
fn data_processing(debugger: &Debugger) -> DemoFlow {
    let routines = [("ingest", &INGEST), ("process", &PROCESS), ("validate", &VALIDATE)];
    with(debugger, DemoFlow::new("data_processing"), &routines)
        .connect(("ingest", "data_ingested"), ("process", "data_ingested"))
        .connect(("process", "data_processed"), ("validate", "data_processed"))
}

/// Both demonstration flows begin so.
fn slow_start(debugger: &Debugger, id: String) -> DemoFlow {
    with(debugger, DemoFlow::new(id), &[("start", &START), ("slow", &SLOW)])
        .connect(("start", "out"), ("slow", "trigger"))
}

fn conf_linear(debugger: &Debugger, id: String) -> DemoFlow {
    let routines = [("process_data", &PROCESS_DATA), ("validate", &VALIDATE_NOTHING)];
    with(debugger, slow_start(debugger, id), &routines)
        .connect(("slow", "out"), ("process_data", "trigger"))
        .connect(("process_data", "out"), ("validate", "trigger"))
}

fn conf_error(debugger: &Debugger, id: String) -> DemoFlow {
    let risky = [("risky_operation", &RISKY_OPERATION)];
    with(debugger, slow_start(debugger, id), &risky)
        .connect(("slow", "out"), ("risky_operation", "trigger"))
}

fn message(value: Value) -> Map<String, Value> {
    [("data".to_owned(), json!({"value": value})), ("value".to_owned(), value)]
        .into_iter()
        .collect()
}

/// Sends `count` messages, with `value`, `value + 1` and so on.
fn start(activation: &mut RoutineActivation<'_>) -> Result<(), HandlerError> {
    let first = activation.number_or("value", 0);
    for number in 0..activation.number_or("count", 1) {
        activation.emit("out", message(first.saturating_add(number).into()))?;
    }
    Ok(())
}

/// Passes a message on after `delay_ms`.
fn slow(activation: &mut RoutineActivation<'_>) -> Result<(), HandlerError> {
    let delay = u64::try_from(activation.number_or("delay_ms", 0)).unwrap_or(0);
    activation.wait(Duration::from_millis(delay))?;
    activation.emit("out", activation.payload.clone())
}

/// Counts the messages in the shared variable `counter`.
fn count(activation: &mut RoutineActivation<'_>) -> Result<(), HandlerError> {
    activation.add_shared("counter", 1);
    activation.emit("out", activation.payload.clone())
}

fn fails(_: &mut RoutineActivation<'_>) -> Result<(), HandlerError> {
    Err(HandlerError::Failed("conf boom".to_owned()))
}

fn ingest(activation: &mut RoutineActivation<'_>) -> Result<(), HandlerError> {
    let Some(Value::Array(data)) = activation.payload.get("data") else {
        return Err(HandlerError::Failed("`data` is a list of numbers".to_owned()));
    };
    let mut payload = activation.payload.clone();
    payload.insert("count".to_owned(), data.len().into());
    activation.emit("data_ingested", payload)
}

fn numbers(activation: &RoutineActivation<'_>, name: &str) -> Vec<f64> {
    let list = activation.payload.get(name).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_f64).collect()
}

fn double(activation: &mut RoutineActivation<'_>) -> Result<(), HandlerError> {
    let doubled: Vec<f64> = numbers(activation, "data").iter().map(|x| x * 2.0).collect();
    activation.emit("data_processed", [("result".to_owned(), doubled.into())].into_iter().collect())
}

fn all_positive(activation: &mut RoutineActivation<'_>) -> Result<(), HandlerError> {
    let valid = numbers(activation, "result").iter().all(|x| *x > 0.0);
    activation.update_shared("valid", |_| valid.into());
    Ok(())
}
