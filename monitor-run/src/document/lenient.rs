//! Reads status documents that other programs wrote, with what is wrong in them put right.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::document::RunStatus;
use crate::error::Error;

/// Reads `json` in two steps: as any JSON, and then as what it was meant to be.
pub(crate) fn parse(json: &[u8], utc_offset_s: i32) -> Result<RunStatus, Error> {
    let mut document: Map<String, Value> =
        serde_json::from_slice(json).map_err(|error| parse_error(&error))?;
    mend_times(&mut document, utc_offset_s);
    for list in ["steps", "messages", "errors", "bars", "plots"] {
        mend_list(&mut document, list, utc_offset_s);
    }
    for number in ["current_step", "total_steps"] {
        if let Some(value) = document.get_mut(number) {
            *value = whole_number(value);
        }
    }
    mend_percent(&mut document);
    drop_misfits(&mut document);
    let any_time = ["start_time", "last_update"].iter().find_map(|key| document.get(*key).cloned());
    if let Some(time) = any_time {
        for key in ["start_time", "last_update"] {
            document.entry(key).or_insert_with(|| time.clone());
        }
    }
    serde_json::from_value(Value::Object(document)).map_err(|error| parse_error(&error))
}

fn parse_error(error: &serde_json::Error) -> Error {
    Error::StatusJson { line: error.line(), column: error.column(), reason: error.to_string() }
}

/// A key whose value is of another type than ours goes, so that its default takes its place.
fn drop_misfits(document: &mut Map<String, Value>) {
    document.retain(|key, value| match key.as_str() {
        "experiment_name" => true,
        "start_time" | "last_update" => is_readable::<monitor_core::Timestamp>(value),
        key if RunStatus::KEYS.contains(&key) => fits_in_place(key, value),
        _ => true,
    });
}

/// Whether a document that holds nothing else of interest can be read with this value.
fn fits_in_place(key: &str, value: &Value) -> bool {
    let mut smallest = Map::new();
    for required in ["start_time", "last_update"] {
        smallest.insert(required.to_owned(), "1970-01-01T00:00:00Z".into());
    }
    smallest.insert("experiment_name".to_owned(), "".into());
    smallest.insert(key.to_owned(), value.clone());
    is_readable::<RunStatus>(&Value::Object(smallest))
}

fn is_readable<T: DeserializeOwned>(value: &Value) -> bool {
    T::deserialize(value).is_ok()
}

/// Gives times of our keys that have no offset the one that they are meant with.
fn mend_times(entry: &mut Map<String, Value>, utc_offset_s: i32) {
    for key in ["start_time", "last_update", "end_time", "resume_time", "timestamp"] {
        if let Some(Value::String(text)) = entry.get_mut(key)
            && let Some(zoned) = with_offset(text, utc_offset_s)
        {
            *text = zoned;
        }
    }
}

/// The time with an offset, if it has none.
fn with_offset(text: &str, utc_offset_s: i32) -> Option<String> {
    let (_, time) = text.split_once(['T', 't', ' '])?;
    if time.contains(['Z', 'z', '+', '-']) {
        return None;
    }
    let sign = if utc_offset_s < 0 { '-' } else { '+' };
    let minutes = utc_offset_s.unsigned_abs() / 60;
    Some(format!("{text}{sign}{:02}:{:02}", minutes / 60, minutes % 60))
}

/// Mends each entry of a list, and leaves out those that are still not readable.
fn mend_list(document: &mut Map<String, Value>, key: &str, utc_offset_s: i32) {
    let Some(Value::Array(entries)) = document.get_mut(key) else { return };
    for entry in entries.iter_mut() {
        if let Value::Object(entry) = entry {
            mend_times(entry, utc_offset_s);
            if let Some(number) = entry.get_mut("step_number") {
                *number = whole_number(number);
            }
        }
    }
    let kept = std::mem::take(entries);
    let is_readable = |entry: &Value| fits_in_place(key, &Value::Array(vec![entry.clone()]));
    *entries = kept.into_iter().filter(is_readable).collect();
}

/// The value as a number that counts something; `null` if it is none.
fn whole_number(value: &Value) -> Value {
    let float =
        || value.as_f64().filter(|number| number.fract() == 0.0 && (0.0..9e15).contains(number));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "in its range")]
    let number = value.as_u64().or_else(|| float().map(|number| number as u64));
    number.map_or(Value::Null, Value::from)
}

/// A share is from 0 to 100.
fn mend_percent(document: &mut Map<String, Value>) {
    let Some(value) = document.get_mut("progress_percent") else { return };
    *value = value.as_f64().unwrap_or(0.0).clamp(0.0, 100.0).into();
}
