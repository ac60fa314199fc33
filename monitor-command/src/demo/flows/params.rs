//! What a job may be started with: a senseless value is refused before there is a job.

use monitor_http::FlowRefusal;
use serde_json::{Map, Value};

/// A parameter of the routine that a job begins with. Parameters without an `EntryParam` are not
/// checked; they are variables of the first activation.
#[derive(Clone, Copy, Debug)]
pub struct EntryParam {
    /// Its name.
    pub name: &'static str,
    /// Its values.
    pub kind: EntryParamKind,
}

/// The values that an [`EntryParam`] accepts.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum EntryParamKind {
    /// A whole number from the first to the last, both included. It may be absent.
    Whole(i64, i64),
    /// A list of numbers. It is required.
    Numbers,
}

/// Refuses the first value that is not accepted.
pub(super) fn check_params(
    params: &[EntryParam],
    given: &Map<String, Value>,
) -> Result<(), FlowRefusal> {
    for EntryParam { name, kind } in params {
        let value = given.get(*name);
        let reason = match *kind {
            EntryParamKind::Whole(first, last) => {
                let good = |value: &Value| {
                    value.as_i64().is_some_and(|number| (first..=last).contains(&number))
                };
                if value.is_none_or(good) {
                    continue;
                }
                format!("is a whole number from {first} to {last}")
            }
            EntryParamKind::Numbers => {
                let good = |list: &Vec<Value>| list.iter().all(Value::is_number);
                if value.and_then(Value::as_array).is_some_and(good) {
                    continue;
                }
                "is a list of numbers".to_owned()
            }
        };
        return Err(FlowRefusal::Parameter { name: (*name).to_owned(), reason });
    }
    Ok(())
}
