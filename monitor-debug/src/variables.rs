//! Variables of watched code, borrowed where they live and read only when somebody looks.

mod binding;
mod shown;

pub use binding::{Variable, VariableBinding, bind};
pub use shown::VariableSnapshot;
pub(crate) use shown::{SnapshotBudget, all as shown_scope, variable_to_json};

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::words::words;

words! {
    /// Whose a variable is.
    pub enum VariableScope {
        /// Of the activation: what it was called with, and its own.
        Local = "local",
        /// Of the job, or of whatever its routines share.
        Shared = "shared",
    }
}

/// The value of a variable, borrowed where that is possible.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum VariableValue<'a> {
    /// Nothing.
    Null,
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// A text.
    Text(Cow<'a, str>),
    /// A list or a map.
    Json(Cow<'a, Value>),
}

/// The variables that a checkpoint offers.
///
/// Watched code implements it for what it has, or uses what implements it already: `()` for
/// nothing, a JSON object, or an array of [`bind`]ings. It is asked only while a condition is
/// evaluated or somebody looks, always on the thread (or in the future) of the watched code, and
/// never while a lock of this crate is held.
pub trait VariableAccess {
    /// The value of one variable. What is behind a lock is returned as a copy.
    fn variable(&self, scope: VariableScope, name: &str) -> Option<VariableValue<'_>>;

    /// Calls `each` with the name of every variable.
    fn for_each_name(&self, scope: VariableScope, each: &mut dyn FnMut(&str));

    /// Gives a variable another value, which the watched code sees when it goes on.
    ///
    /// # Errors
    /// [`SetVariableError`], if there is no such variable or it does not take that value.
    fn set_variable(
        &mut self,
        scope: VariableScope,
        name: &str,
        value: Value,
    ) -> Result<(), SetVariableError>;
}

/// Why a variable was not set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SetVariableError {
    /// There is no such variable.
    #[error("variable not found")]
    Unknown,
    /// It cannot be set.
    #[error("the variable is read-only")]
    ReadOnly,
    /// It has a type that the value does not have.
    #[error("the variable takes {expected}")]
    WrongType {
        /// What it takes.
        expected: &'static str,
    },
    /// The watched code panicked while it was asked; it does not notice.
    #[error("the watched code panicked when it was asked")]
    Panicked,
}

impl VariableAccess for () {
    fn variable(&self, _: VariableScope, _: &str) -> Option<VariableValue<'_>> {
        None
    }

    fn for_each_name(&self, _: VariableScope, _: &mut dyn FnMut(&str)) {}

    fn set_variable(
        &mut self,
        _: VariableScope,
        _: &str,
        _: Value,
    ) -> Result<(), SetVariableError> {
        Err(SetVariableError::Unknown)
    }
}

/// Local variables that are a JSON object; setting a new one adds it.
impl VariableAccess for Map<String, Value> {
    fn variable(&self, scope: VariableScope, name: &str) -> Option<VariableValue<'_>> {
        match scope {
            VariableScope::Local => self.get(name).map(VariableValue::from),
            VariableScope::Shared => None,
        }
    }

    fn for_each_name(&self, scope: VariableScope, each: &mut dyn FnMut(&str)) {
        if scope == VariableScope::Local {
            self.keys().for_each(|name| each(name));
        }
    }

    fn set_variable(
        &mut self,
        scope: VariableScope,
        name: &str,
        value: Value,
    ) -> Result<(), SetVariableError> {
        match scope {
            VariableScope::Local => {
                self.insert(name.to_owned(), value);
                Ok(())
            }
            VariableScope::Shared => Err(SetVariableError::Unknown),
        }
    }
}

impl<'a> From<&'a Value> for VariableValue<'a> {
    fn from(value: &'a Value) -> Self {
        match value {
            Value::String(text) => Self::Text(Cow::Borrowed(text)),
            Value::Array(_) | Value::Object(_) => Self::Json(Cow::Borrowed(value)),
            scalar => scalar_value(scalar),
        }
    }
}

impl From<Value> for VariableValue<'_> {
    fn from(value: Value) -> Self {
        match value {
            Value::String(text) => Self::Text(Cow::Owned(text)),
            Value::Array(_) | Value::Object(_) => Self::Json(Cow::Owned(value)),
            scalar => scalar_value(&scalar),
        }
    }
}

impl<'a> From<&'a str> for VariableValue<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

fn scalar_value<'a>(scalar: &Value) -> VariableValue<'a> {
    match scalar {
        Value::Bool(value) => VariableValue::Bool(*value),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => VariableValue::Int(whole),
            (None, Some(float)) => VariableValue::Float(float),
            (None, None) => VariableValue::Null,
        },
        _ => VariableValue::Null,
    }
}

/// Sets a variable, or with a name such as `data.value` what is inside one. Without a scope it is
/// the local variable if there is one, else the shared one.
pub(crate) fn set_path(
    vars: &mut dyn VariableAccess,
    scope: Option<VariableScope>,
    path: &str,
    value: Value,
) -> Result<(), SetVariableError> {
    let (head, inner) = match path.split_once('.') {
        Some((head, inner)) if find(vars, scope, path).is_none() => (head, Some(inner)),
        _ => (path, None),
    };
    let scope = scope.unwrap_or_else(|| match vars.variable(VariableScope::Local, head) {
        Some(_) => VariableScope::Local,
        None => VariableScope::Shared,
    });
    let Some(inner) = inner else { return vars.set_variable(scope, head, value) };
    let mut whole = match vars.variable(scope, head).ok_or(SetVariableError::Unknown)? {
        VariableValue::Json(whole) => whole.into_owned(),
        _ => return Err(SetVariableError::WrongType { expected: "no keys" }),
    };
    *json_at_path(&mut whole, inner).ok_or(SetVariableError::Unknown)? = value;
    vars.set_variable(scope, head, whole)
}

/// The variable of that name, in one scope or in the first that has it.
pub(crate) fn find<'v>(
    vars: &'v dyn VariableAccess,
    scope: Option<VariableScope>,
    name: &str,
) -> Option<VariableValue<'v>> {
    match scope {
        Some(scope) => vars.variable(scope, name),
        None => {
            let local = vars.variable(VariableScope::Local, name);
            local.or_else(|| vars.variable(VariableScope::Shared, name))
        }
    }
}

/// What is at a path of keys and indices, of which the last key may be new.
fn json_at_path<'v>(whole: &'v mut Value, path: &str) -> Option<&'v mut Value> {
    let mut keys = path.split('.').peekable();
    let mut inner = whole;
    while let Some(key) = keys.next() {
        inner = match inner {
            Value::Object(map) => {
                if keys.peek().is_none() && !map.contains_key(key) {
                    map.insert(key.to_owned(), Value::Null);
                }
                map.get_mut(key)?
            }
            Value::Array(list) => list.get_mut(key.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    Some(inner)
}
