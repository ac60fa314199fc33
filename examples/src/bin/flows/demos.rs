//! The flows that are there from the beginning.

use std::thread;
use std::time::{Duration, Instant};

use monitor_debug::Debugger;
use serde_json::{Map, Value, json};

use crate::activation::Activation;
use crate::flow::{Flow, Stop};

/// How many numbered names the two demonstration flows have.
const NAMES: u32 = 99;

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

/// Takes a list in, doubles every number, and checks that all are positive.
fn data_processing(debugger: &Debugger) -> Flow {
    Flow::new("data_processing")
        .routine(debugger, ("ingest", "Ingest"), "trigger", Some("data_ingested"), ingest)
        .routine(debugger, ("process", "Process"), "data_ingested", Some("data_processed"), double)
        .routine(debugger, ("validate", "Validate"), "data_processed", None, all_positive)
        .connect(("ingest", "data_ingested"), ("process", "data_ingested"))
        .connect(("process", "data_processed"), ("validate", "data_processed"))
}

/// Both demonstration flows begin so.
#[track_caller]
fn slow_start(debugger: &Debugger, id: String) -> Flow {
    Flow::new(id)
        .routine(debugger, ("start", "Start"), "trigger", Some("out"), start)
        .routine(debugger, ("slow", "Slow"), "trigger", Some("out"), slow)
        .connect(("start", "out"), ("slow", "trigger"))
}

fn conf_linear(debugger: &Debugger, id: String) -> Flow {
    slow_start(debugger, id)
        .routine(debugger, ("process_data", "ProcessData"), "trigger", Some("out"), count)
        .routine(debugger, ("validate", "Validate"), "trigger", Some("out"), |_| Ok(()))
        .connect(("slow", "out"), ("process_data", "trigger"))
        .connect(("process_data", "out"), ("validate", "trigger"))
}

fn conf_error(debugger: &Debugger, id: String) -> Flow {
    slow_start(debugger, id)
        .routine(debugger, ("risky_operation", "RiskyOperation"), "trigger", Some("out"), |_| {
            Err(Stop::Failed("conf boom".to_owned()))
        })
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
        activation.emit("out", message(first.saturating_add(number).into()))?;
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
    activation.emit("out", activation.payload.clone())
}

/// Counts the messages in the shared variable `counter`.
fn count(activation: &mut Activation<'_>) -> Result<(), Stop> {
    activation.share("counter", |counter| {
        counter.and_then(Value::as_i64).unwrap_or(0).saturating_add(1).into()
    });
    activation.emit("out", activation.payload.clone())
}

fn ingest(activation: &mut Activation<'_>) -> Result<(), Stop> {
    let Some(Value::Array(data)) = activation.payload.get("data") else {
        return Err(Stop::Failed("`data` is a list of numbers".to_owned()));
    };
    let mut payload = activation.payload.clone();
    payload.insert("count".to_owned(), data.len().into());
    activation.emit("data_ingested", payload)
}

fn numbers(activation: &Activation<'_>, name: &str) -> Vec<f64> {
    let list = activation.payload.get(name).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_f64).collect()
}

fn double(activation: &mut Activation<'_>) -> Result<(), Stop> {
    let doubled: Vec<f64> = numbers(activation, "data").iter().map(|x| x * 2.0).collect();
    activation.emit("data_processed", [("result".to_owned(), doubled.into())].into_iter().collect())
}

fn all_positive(activation: &mut Activation<'_>) -> Result<(), Stop> {
    let valid = numbers(activation, "result").iter().all(|x| *x > 0.0);
    activation.share("valid", |_| valid.into());
    Ok(())
}
