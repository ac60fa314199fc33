//! Variables as a document, cut where they are too large to show.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::variables::{Scope, Var, Variables};

/// All variables of a held activation, as they are now.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ShownVariables {
    /// Of the activation.
    pub local: Map<String, Value>,
    /// Of the job.
    pub shared: Map<String, Value>,
    /// Whether something was left out, because there is more than 20,000 values or 1 MiB of text.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub truncated: bool,
}

/// What may still be shown.
#[derive(Debug)]
pub(crate) struct Budget {
    values: usize,
    bytes: usize,
    /// Whether something was left out.
    pub(crate) over: bool,
}

impl Budget {
    pub(crate) const fn new() -> Self {
        Self { values: 20_000, bytes: 1 << 20, over: false }
    }

    fn take(&mut self, bytes: usize) -> bool {
        let fits = self.values > 0 && bytes <= self.bytes;
        if fits {
            self.values -= 1;
            self.bytes -= bytes;
        }
        self.over |= !fits;
        fits
    }
}

impl ShownVariables {
    pub(crate) fn of(vars: &dyn Variables) -> Self {
        let mut budget = Budget::new();
        let local = all(vars, Scope::Local, &mut budget);
        let shared = all(vars, Scope::Shared, &mut budget);
        Self { local, shared, truncated: budget.over }
    }
}

/// Every variable of a scope.
pub(crate) fn all(vars: &dyn Variables, scope: Scope, budget: &mut Budget) -> Map<String, Value> {
    let mut names = Vec::new();
    vars.names(scope, &mut |name| {
        if budget.take(name.len()) {
            names.push(name.to_owned());
        }
    });
    let value = |name: String| {
        let value = vars.variable(scope, &name)?;
        Some((name, json(value, budget)))
    };
    names.into_iter().filter_map(value).collect()
}

/// A value as JSON.
pub(crate) fn json(value: Var<'_>, budget: &mut Budget) -> Value {
    match value {
        Var::Null => Value::Null,
        Var::Bool(value) => value.into(),
        Var::Int(value) => value.into(),
        Var::Float(value) => value.into(),
        Var::Text(text) if budget.take(text.len()) => text.into_owned().into(),
        Var::Text(_) => cut(),
        Var::Json(value) => copied(&value, budget),
    }
}

fn cut() -> Value {
    Value::from("…")
}

fn copied(value: &Value, budget: &mut Budget) -> Value {
    let bytes = value.as_str().map_or(0, str::len);
    if !budget.take(bytes) {
        return cut();
    }
    match value {
        Value::Array(list) => {
            let mut kept = Vec::new();
            for value in list {
                if budget.over {
                    break;
                }
                kept.push(copied(value, budget));
            }
            kept.into()
        }
        Value::Object(map) => {
            let mut kept = Map::new();
            for (key, value) in map {
                if !budget.take(key.len()) {
                    break;
                }
                kept.insert(key.clone(), copied(value, budget));
            }
            kept.into()
        }
        scalar => scalar.clone(),
    }
}
