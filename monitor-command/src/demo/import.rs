//! The flow `import` of the demonstration: it fails at a line that is not a number.

use std::time::Duration;

use monitor_debug::Debugger;
use serde_json::{Map, Value, json};

use super::flows::{DemoFlow, HandlerError, RoutineActivation, RoutineClass};

const READ: RoutineClass = RoutineClass::new("Read", "trigger", &["line"], read_line);
const PARSE: RoutineClass = RoutineClass::new("Parse", "line", &["number"], parse_line);
const STORE: RoutineClass = RoutineClass::new("Store", "number", &[], store_row);

/// The flow.
pub(super) fn import_flow(debugger: &Debugger) -> DemoFlow {
    DemoFlow::new("import")
        .max_workers(1)
        .routine(debugger, "read", &READ, Map::new())
        .routine(debugger, "parse", &PARSE, Map::new())
        .routine(debugger, "store", &STORE, Map::new())
        .connect(("read", "line"), ("parse", "line"))
        .connect(("parse", "number"), ("store", "number"))
        .feed("read", next_line)
}

/// What is imported. The fourth line is the one to find with a debugger.
const LINES: [&str; 8] = ["12", "7", "31", "4o", "18", "25", "3", "40"];

/// How long `parse` takes: long enough that a visitor finds it at work.
const PARSING: Duration = Duration::from_millis(320);

fn next_line(number: u64, _: &Map<String, Value>) -> Option<Map<String, Value>> {
    let text = *LINES.get(usize::try_from(number).ok()?)?;
    json!({"line": number + 1, "text": text}).as_object().cloned()
}

fn read_line(activation: &mut RoutineActivation<'_>) -> Result<(), HandlerError> {
    activation.emit("line", activation.payload.clone())
}

fn parse_line(activation: &mut RoutineActivation<'_>) -> Result<(), HandlerError> {
    activation.wait(PARSING)?;
    let text = activation.payload.get("text").and_then(Value::as_str).unwrap_or_default();
    let number = text.trim().parse::<i64>().map_err(|error| {
        let line = activation.number_or("line", 0);
        HandlerError::Failed(format!("line {line}: {text:?}: {error}"))
    })?;
    activation.payload.insert("number".to_owned(), number.into());
    activation.emit("number", activation.payload.clone())
}

fn store_row(activation: &mut RoutineActivation<'_>) -> Result<(), HandlerError> {
    activation.add_shared("lines", 1);
    activation.add_shared("sum", activation.number_or("number", 0));
    Ok(())
}
