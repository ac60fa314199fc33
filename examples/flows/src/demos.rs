//! The flows that are there from the beginning.

use std::thread;
use std::time::{Duration, Instant};

use monitor_debug::Debugger;
use serde_json::{Map, Value, json};

use crate::activation::Activation;
use crate::flow::{Class, Flow, Handler, Stop};
use crate::params::{Accepts, Param};

/// How many numbered names the two demonstration flows have.
const NAMES: u32 = 99;

/// The most messages that a job may send, and the longest that each may take.
const MAX_COUNT: i64 = 1_000_000;
const MAX_DELAY_MS: i64 = 600_000;

/// Any routine of the demonstration flows may be a job's first.
const DEMO: &[Param] = &[
    Param { name: "value", accepts: Accepts::Whole(-MAX_VALUE, MAX_VALUE) },
    Param { name: "count", accepts: Accepts::Whole(0, MAX_COUNT) },
    Param { name: "delay_ms", accepts: Accepts::Whole(0, MAX_DELAY_MS) },
];

/// Numbers up to here are the same in every client.
const MAX_VALUE: i64 = 1 << 53;

const DATA: &[Param] = &[Param { name: "data", accepts: Accepts::Numbers }];
const RESULT: &[Param] = &[Param { name: "result", accepts: Accepts::Numbers }];

const START: Class = class("Start", "trigger", Some("out"), start, DEMO, line!());
const SLOW: Class = class("Slow", "trigger", Some("out"), slow, DEMO, line!());
const PROCESS_DATA: Class = class("ProcessData", "trigger", Some("out"), count, DEMO, line!());
const VALIDATE_NOTHING: Class =
    class("ValidateNothing", "trigger", Some("out"), |_| Ok(()), DEMO, line!());
const RISKY_OPERATION: Class =
    class("RiskyOperation", "trigger", Some("out"), fails, DEMO, line!());
const INGEST: Class = class("Ingest", "trigger", Some("data_ingested"), ingest, DATA, line!());
const PROCESS: Class =
    class("Process", "data_ingested", Some("data_processed"), double, DATA, line!());
const VALIDATE: Class = class("Validate", "data_processed", None, all_positive, RESULT, line!());

/// The kinds of routines that flows are made of.
pub(crate) const CLASSES: &[Class] =
    &[START, SLOW, PROCESS_DATA, VALIDATE_NOTHING, RISKY_OPERATION, INGEST, PROCESS, VALIDATE];

const fn class(
    name: &'static str,
    slot: &'static str,
    event: Option<&'static str>,
    handler: Handler,
    params: &'static [Param],
    line: u32,
) -> Class {
    Class { name, slot, event, handler, line, params }
}

/// All of them.
pub(crate) fn flows(debugger: &Debugger) -> Vec<Flow> {
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

fn with(debugger: &Debugger, flow: Flow, routines: &[(&str, &'static Class)]) -> Flow {
    routines.iter().fold(flow, |flow, (id, class)| flow.routine(debugger, id, class, Map::new()))
}

/// Takes a list in, doubles every number, and checks that all are positive.
fn data_processing(debugger: &Debugger) -> Flow {
    let routines = [("ingest", &INGEST), ("process", &PROCESS), ("validate", &VALIDATE)];
    with(debugger, Flow::new("data_processing"), &routines)
        .connect(("ingest", "data_ingested"), ("process", "data_ingested"))
        .connect(("process", "data_processed"), ("validate", "data_processed"))
}

/// Both demonstration flows begin so.
fn slow_start(debugger: &Debugger, id: String) -> Flow {
    with(debugger, Flow::new(id), &[("start", &START), ("slow", &SLOW)])
        .connect(("start", "out"), ("slow", "trigger"))
}

fn conf_linear(debugger: &Debugger, id: String) -> Flow {
    let routines = [("process_data", &PROCESS_DATA), ("validate", &VALIDATE_NOTHING)];
    with(debugger, slow_start(debugger, id), &routines)
        .connect(("slow", "out"), ("process_data", "trigger"))
        .connect(("process_data", "out"), ("validate", "trigger"))
}

fn conf_error(debugger: &Debugger, id: String) -> Flow {
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
fn start(activation: &mut Activation<'_>) -> Result<(), Stop> {
    let first = activation.number("value", 0);
    for number in 0..activation.number("count", 1) {
        activation.emit(message(first.saturating_add(number).into()))?;
    }
    Ok(())
}

/// How often a routine that sleeps looks whether its job was cancelled.
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// Passes a message on after `delay_ms`.
fn slow(activation: &mut Activation<'_>) -> Result<(), Stop> {
    let delay = u64::try_from(activation.number("delay_ms", 0)).unwrap_or(0);
    let (began, delay) = (Instant::now(), Duration::from_millis(delay));
    while let Some(left) = delay.checked_sub(began.elapsed()).filter(|left| !left.is_zero()) {
        if activation.run.job.is_cancelled() {
            return Err(Stop::Cancelled);
        }
        thread::sleep(left.min(LOOK_EVERY));
    }
    activation.emit(activation.payload.clone())
}

/// Counts the messages in the shared variable `counter`.
fn count(activation: &mut Activation<'_>) -> Result<(), Stop> {
    activation.share("counter", |counter| {
        counter.and_then(Value::as_i64).unwrap_or(0).saturating_add(1).into()
    });
    activation.emit(activation.payload.clone())
}

fn fails(_: &mut Activation<'_>) -> Result<(), Stop> {
    Err(Stop::Failed("conf boom".to_owned()))
}

fn ingest(activation: &mut Activation<'_>) -> Result<(), Stop> {
    let Some(Value::Array(data)) = activation.payload.get("data") else {
        return Err(Stop::Failed("`data` is a list of numbers".to_owned()));
    };
    let mut payload = activation.payload.clone();
    payload.insert("count".to_owned(), data.len().into());
    activation.emit(payload)
}

fn numbers(activation: &Activation<'_>, name: &str) -> Vec<f64> {
    let list = activation.payload.get(name).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_f64).collect()
}

fn double(activation: &mut Activation<'_>) -> Result<(), Stop> {
    let doubled: Vec<f64> = numbers(activation, "data").iter().map(|x| x * 2.0).collect();
    activation.emit([("result".to_owned(), doubled.into())].into_iter().collect())
}

fn all_positive(activation: &mut Activation<'_>) -> Result<(), Stop> {
    let valid = numbers(activation, "result").iter().all(|x| *x > 0.0);
    activation.share("valid", |_| valid.into());
    Ok(())
}
