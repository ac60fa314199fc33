//! Variables of watched code, borrowed where they live and read only when somebody looks.

mod binding;
mod shown;

pub use binding::{Binding, Variable, bind};
pub use shown::ShownVariables;
pub(crate) use shown::{Budget, all as shown_scope, json};

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::words::words;

words! {
    /// Whose a variable is.
    pub enum Scope {
        /// Of the activation: what it was called with, and its own.
        Local = "local",
        /// Of the job, or of whatever its routines share.
        Shared = "shared",
    }
}

/// The value of a variable, borrowed where that is possible.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Var<'a> {
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
pub trait Variables {
    /// The value of one variable. What is behind a lock is returned as a copy.
    fn variable(&self, scope: Scope, name: &str) -> Option<Var<'_>>;

    /// Calls `each` with the name of every variable.
    fn names(&self, scope: Scope, each: &mut dyn FnMut(&str));

    /// Gives a variable another value, which the watched code sees when it goes on.
    ///
    /// # Errors
    /// [`SetError`], if there is no such variable or it does not take that value.
    fn set(&mut self, scope: Scope, name: &str, value: Value) -> Result<(), SetError>;
}

/// Why a variable was not set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SetError {
    /// There is no such variable.
    #[error("variable not found")]
    Unknown,
    /// It cannot be set.
    #[error("the variable cannot be set")]
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

impl Variables for () {
    fn variable(&self, _: Scope, _: &str) -> Option<Var<'_>> {
        None
    }

    fn names(&self, _: Scope, _: &mut dyn FnMut(&str)) {}

    fn set(&mut self, _: Scope, _: &str, _: Value) -> Result<(), SetError> {
        Err(SetError::Unknown)
    }
}

/// Local variables that are a JSON object; setting a new one adds it.
impl Variables for Map<String, Value> {
    fn variable(&self, scope: Scope, name: &str) -> Option<Var<'_>> {
        match scope {
            Scope::Local => self.get(name).map(Var::from),
            Scope::Shared => None,
        }
    }

    fn names(&self, scope: Scope, each: &mut dyn FnMut(&str)) {
        if scope == Scope::Local {
            self.keys().for_each(|name| each(name));
        }
    }

    fn set(&mut self, scope: Scope, name: &str, value: Value) -> Result<(), SetError> {
        match scope {
            Scope::Local => {
                self.insert(name.to_owned(), value);
                Ok(())
            }
            Scope::Shared => Err(SetError::Unknown),
        }
    }
}

impl<'a> From<&'a Value> for Var<'a> {
    fn from(value: &'a Value) -> Self {
        match value {
            Value::String(text) => Self::Text(Cow::Borrowed(text)),
            Value::Array(_) | Value::Object(_) => Self::Json(Cow::Borrowed(value)),
            scalar => plain(scalar),
        }
    }
}

impl From<Value> for Var<'_> {
    fn from(value: Value) -> Self {
        match value {
            Value::String(text) => Self::Text(Cow::Owned(text)),
            Value::Array(_) | Value::Object(_) => Self::Json(Cow::Owned(value)),
            scalar => plain(&scalar),
        }
    }
}

impl<'a> From<&'a str> for Var<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

fn plain<'a>(scalar: &Value) -> Var<'a> {
    match scalar {
        Value::Bool(value) => Var::Bool(*value),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => Var::Int(whole),
            (None, Some(float)) => Var::Float(float),
            (None, None) => Var::Null,
        },
        _ => Var::Null,
    }
}

/// Sets a variable, or with a name such as `data.value` what is inside one. Without a scope it is
/// the local variable if there is one, else the shared one.
pub(crate) fn set(
    vars: &mut dyn Variables,
    scope: Option<Scope>,
    path: &str,
    value: Value,
) -> Result<(), SetError> {
    let (head, inner) = match path.split_once('.') {
        Some((head, inner)) if find(vars, scope, path).is_none() => (head, Some(inner)),
        _ => (path, None),
    };
    let scope = scope.unwrap_or_else(|| match vars.variable(Scope::Local, head) {
        Some(_) => Scope::Local,
        None => Scope::Shared,
    });
    let Some(inner) = inner else { return vars.set(scope, head, value) };
    let mut whole = match vars.variable(scope, head).ok_or(SetError::Unknown)? {
        Var::Json(whole) => whole.into_owned(),
        _ => return Err(SetError::WrongType { expected: "no keys" }),
    };
    *at(&mut whole, inner).ok_or(SetError::Unknown)? = value;
    vars.set(scope, head, whole)
}

/// The variable of that name, in one scope or in the first that has it.
pub(crate) fn find<'v>(
    vars: &'v dyn Variables,
    scope: Option<Scope>,
    name: &str,
) -> Option<Var<'v>> {
    match scope {
        Some(scope) => vars.variable(scope, name),
        None => {
            let local = vars.variable(Scope::Local, name);
            local.or_else(|| vars.variable(Scope::Shared, name))
        }
    }
}

/// What is at a path of keys and indices, of which the last key may be new.
fn at<'v>(whole: &'v mut Value, path: &str) -> Option<&'v mut Value> {
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
