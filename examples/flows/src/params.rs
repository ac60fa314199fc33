//! What a job may be started with: what is senseless is refused, before there is a job.

use monitor_http::FlowRefusal;
use serde_json::{Map, Value};

/// A parameter that a routine knows. What it does not know is a variable of its first activation.
#[derive(Debug)]
pub(crate) struct Param {
    pub(crate) name: &'static str,
    pub(crate) accepts: Accepts,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Accepts {
    /// A whole number, from the first to the last, or nothing.
    Whole(i64, i64),
    /// A list of numbers.
    Numbers,
}

/// Refuses the first value that makes no sense.
pub(crate) fn check(params: &[Param], given: &Map<String, Value>) -> Result<(), FlowRefusal> {
    for Param { name, accepts } in params {
        let value = given.get(*name);
        let reason = match *accepts {
            Accepts::Whole(first, last) => {
                let good = |value: &Value| {
                    value.as_i64().is_some_and(|number| (first..=last).contains(&number))
                };
                if value.is_none_or(good) {
                    continue;
                }
                format!("is a whole number from {first} to {last}")
            }
            Accepts::Numbers => {
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
