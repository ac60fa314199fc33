//! Conditions: a small language of expressions that cannot do anything but look, and always ends.
//!
//! It takes Python's words and C's: `and` and `&&`, `or` and `||`, `not` and `!`, `None` and
//! `null`, `True` and `true`. It has literals, names, `.name`, `[key]`, chains of comparisons,
//! `in`, `is None`, `+ - * / // %`, a few functions and a few methods. It has no assignment, no
//! loop, no lambda, and no name that begins with an underscore.

mod eval;
mod lex;
mod parse;
mod template;
mod value;

pub(crate) use eval::EvalContext;
pub(crate) use template::LogTemplate;

use serde_json::Value;

use crate::variables::VariableAccess;
use parse::Expr;

/// The longest expression in bytes.
const MAX_BYTES: usize = 1_024;

/// An expression, compiled once and evaluated many times.
///
/// It may be 1,024 bytes long and nested 32 deep. An evaluation takes at most 1,000 steps: each
/// part of the expression is one, and what goes through a text or a list takes more.
///
/// ```
/// use monitor_debug::Condition;
/// use serde_json::{Map, json};
///
/// let serde_json::Value::Object(variables) = json!({"value": 150, "user": {"age": 7}}) else {
///     unreachable!()
/// };
/// for text in ["data['value'] > 100", "data.get('value', 0) > 100", "100 < value <= 200"] {
///     assert_eq!(Condition::compile(text)?.test(&variables), Ok(true));
/// }
/// let child = Condition::compile("user.age < 18 && !(user.name is None)")?;
/// assert!(child.test(&variables).is_err(), "there is no name");
/// # Ok::<(), monitor_debug::ConditionError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Condition {
    expression: Expr,
}

/// Why an expression cannot be compiled, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("at character {at}: {reason}")]
#[non_exhaustive]
pub struct ConditionError {
    /// Which character of the text it is, from 1.
    pub at: usize,
    /// What is wrong there.
    pub reason: Box<str>,
}

/// Why an expression has no value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EvalError {
    /// There is nothing of that name.
    #[error("unknown variable {name:?}")]
    UnknownName {
        /// The name.
        name: Box<str>,
    },
    /// A map has no such key, or a list no such place.
    #[error("{key} not found")]
    MissingKey {
        /// The key or the place.
        key: Box<str>,
    },
    /// The values have types with which that cannot be done.
    #[error("{what} is not possible with {types}")]
    Types {
        /// What was to be done.
        what: &'static str,
        /// The types that the values have.
        types: Box<str>,
    },
    /// Division by zero.
    #[error("division by zero")]
    DivisionByZero,
    /// A whole number is beyond 64 bits.
    #[error("a number is too large")]
    Overflow,
    /// The text is not a number.
    #[error("{text:?} is not a number")]
    NotANumber {
        /// The beginning of the text.
        text: Box<str>,
    },
    /// It takes too many steps.
    #[error("the expression takes more than {max} steps")]
    TooManySteps {
        /// How many it may take.
        max: u32,
    },
    /// The watched code panicked when it was asked for a variable; it does not notice.
    #[error("the watched code panicked when it was asked for a variable")]
    Panicked,
}

impl Condition {
    /// Compiles an expression.
    ///
    /// # Errors
    /// [`ConditionError`], with the place, if it is no expression of the language, or too long.
    pub fn compile(text: &str) -> Result<Self, ConditionError> {
        if text.len() > MAX_BYTES {
            let reason = format!("an expression may be {MAX_BYTES} bytes long");
            return Err(ConditionError { at: 1, reason: reason.into() });
        }
        Ok(Self { expression: parse::parse(text)? })
    }

    /// Whether it is true of these variables.
    ///
    /// # Errors
    /// [`EvalError`], if it has no value.
    pub fn test(&self, variables: &dyn VariableAccess) -> Result<bool, EvalError> {
        self.test_in(&EvalContext { variables, facts: &|_| None })
    }

    /// Its value with these variables.
    ///
    /// # Errors
    /// [`EvalError`], if it has none.
    pub fn evaluate(&self, variables: &dyn VariableAccess) -> Result<Value, EvalError> {
        self.evaluate_in(&EvalContext { variables, facts: &|_| None })
    }

    pub(crate) fn test_in<'v>(&'v self, around: &EvalContext<'v>) -> Result<bool, EvalError> {
        eval::evaluate_bool(&self.expression, around)
    }

    pub(crate) fn evaluate_in<'v>(&'v self, around: &EvalContext<'v>) -> Result<Value, EvalError> {
        eval::evaluate_value(&self.expression, around)
    }
}
