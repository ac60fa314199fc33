//! Variables as a document, cut where they are too large to show.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::variables::{VariableAccess, VariableScope, VariableValue};

/// All variables of a held activation, as they are now.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct VariableSnapshot {
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
pub(crate) struct SnapshotBudget {
    values: usize,
    bytes: usize,
    /// Whether something was left out.
    pub(crate) over: bool,
}

impl SnapshotBudget {
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

impl VariableSnapshot {
    pub(crate) fn from_variables(vars: &dyn VariableAccess) -> Self {
        let mut budget = SnapshotBudget::new();
        let local = all(vars, VariableScope::Local, &mut budget);
        let shared = all(vars, VariableScope::Shared, &mut budget);
        Self { local, shared, truncated: budget.over }
    }
}

/// Every variable of a scope.
pub(crate) fn all(
    vars: &dyn VariableAccess,
    scope: VariableScope,
    budget: &mut SnapshotBudget,
) -> Map<String, Value> {
    let mut names = Vec::new();
    vars.for_each_name(scope, &mut |name| {
        if budget.take(name.len()) {
            names.push(name.to_owned());
        }
    });
    let value = |name: String| {
        let value = vars.variable(scope, &name)?;
        Some((name, variable_to_json(value, budget)))
    };
    names.into_iter().filter_map(value).collect()
}

/// A value as JSON.
pub(crate) fn variable_to_json(value: VariableValue<'_>, budget: &mut SnapshotBudget) -> Value {
    match value {
        VariableValue::Null => Value::Null,
        VariableValue::Bool(value) => value.into(),
        VariableValue::Int(value) => value.into(),
        VariableValue::Float(value) => value.into(),
        VariableValue::Text(text) if budget.take(text.len()) => text.into_owned().into(),
        VariableValue::Text(_) => truncated_marker(),
        VariableValue::Json(value) => copy_within_budget(&value, budget),
    }
}

fn truncated_marker() -> Value {
    Value::from("…")
}

fn copy_within_budget(value: &Value, budget: &mut SnapshotBudget) -> Value {
    let bytes = value.as_str().map_or(0, str::len);
    if !budget.take(bytes) {
        return truncated_marker();
    }
    match value {
        Value::Array(list) => {
            let mut kept = Vec::new();
            for value in list {
                if budget.over {
                    break;
                }
                kept.push(copy_within_budget(value, budget));
            }
            kept.into()
        }
        Value::Object(map) => {
            let mut kept = Map::new();
            for (key, value) in map {
                if !budget.take(key.len()) {
                    break;
                }
                kept.insert(key.clone(), copy_within_budget(value, budget));
            }
            kept.into()
        }
        scalar => scalar.clone(),
    }
}
