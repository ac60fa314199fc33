//! Values during an evaluation, and what can be done with two of them.

use std::borrow::Cow;
use std::cmp::Ordering;

use serde_json::Value;

use crate::condition::EvalError;
use crate::condition::parse::MathOp;
use crate::variables::{VariableScope, VariableValue};

/// A value while an expression is evaluated.
#[derive(Clone, Debug)]
pub(crate) enum ExprValue<'v> {
    Var(VariableValue<'v>),
    List(Vec<ExprValue<'v>>),
    /// All variables of a scope, as one map.
    Scope(VariableScope),
}

/// What an evaluation may still cost.
#[derive(Debug)]
pub(crate) struct EvalBudget {
    left: u32,
}

impl EvalBudget {
    pub(crate) const MAX: u32 = 1_000;

    pub(crate) const fn new() -> Self {
        Self { left: Self::MAX }
    }

    /// Pays for one step.
    #[inline]
    pub(crate) fn spend_one(&mut self) -> Result<(), EvalError> {
        self.spend_steps(1)
    }

    /// Pays for going through so many bytes.
    pub(crate) fn spend_bytes(&mut self, bytes: usize) -> Result<(), EvalError> {
        self.spend_steps(u32::try_from(bytes / 16).unwrap_or(u32::MAX))
    }

    fn spend_steps(&mut self, steps: u32) -> Result<(), EvalError> {
        match self.left.checked_sub(steps) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => Err(EvalError::TooManySteps { max: Self::MAX }),
        }
    }
}

impl<'v> ExprValue<'v> {
    pub(crate) const NULL: Self = Self::Var(VariableValue::Null);

    pub(crate) const fn bool(value: bool) -> Self {
        Self::Var(VariableValue::Bool(value))
    }

    pub(crate) const fn int(value: i64) -> Self {
        Self::Var(VariableValue::Int(value))
    }

    /// A list or a map may come as a scalar from a host that wraps everything: made plain here.
    pub(crate) fn from_variable(var: VariableValue<'v>) -> Self {
        Self::Var(match var {
            VariableValue::Json(Cow::Borrowed(value)) => VariableValue::from(value),
            VariableValue::Json(Cow::Owned(value)) => VariableValue::from(value),
            plain => plain,
        })
    }

    pub(crate) fn is_truthy(&self) -> bool {
        match self {
            Self::Var(VariableValue::Null) => false,
            Self::Var(VariableValue::Bool(value)) => *value,
            Self::Var(VariableValue::Int(value)) => *value != 0,
            Self::Var(VariableValue::Float(value)) => *value != 0.0,
            Self::Var(VariableValue::Text(text)) => !text.is_empty(),
            Self::Var(VariableValue::Json(json)) => match &**json {
                Value::Array(list) => !list.is_empty(),
                Value::Object(map) => !map.is_empty(),
                other => !other.is_null(),
            },
            Self::List(list) => !list.is_empty(),
            Self::Scope(_) => true,
        }
    }

    pub(crate) fn type_name(&self) -> &'static str {
        match self {
            Self::Var(VariableValue::Null) => "null",
            Self::Var(VariableValue::Bool(_)) => "a truth value",
            Self::Var(VariableValue::Int(_) | VariableValue::Float(_)) => "a number",
            Self::Var(VariableValue::Text(_)) => "a text",
            Self::Var(VariableValue::Json(json)) if json.is_array() => "a list",
            Self::List(_) => "a list",
            Self::Var(VariableValue::Json(_)) | Self::Scope(_) => "a map",
        }
    }

    fn to_number(&self) -> Option<ExprNumber> {
        match self {
            Self::Var(VariableValue::Bool(value)) => Some(ExprNumber::Int(i64::from(*value))),
            Self::Var(VariableValue::Int(value)) => Some(ExprNumber::Int(*value)),
            Self::Var(VariableValue::Float(value)) => Some(ExprNumber::Float(*value)),
            _ => None,
        }
    }
}

#[derive(Clone, Copy)]
enum ExprNumber {
    Int(i64),
    Float(f64),
}

impl ExprNumber {
    #[expect(clippy::cast_precision_loss, reason = "as in every language with both")]
    fn to_f64(self) -> f64 {
        match self {
            Self::Int(value) => value as f64,
            Self::Float(value) => value,
        }
    }
}

pub(crate) fn type_mismatch(
    what: &'static str,
    one: &ExprValue<'_>,
    other: &ExprValue<'_>,
) -> EvalError {
    EvalError::Types {
        what,
        types: format!("{} and {}", one.type_name(), other.type_name()).into(),
    }
}

pub(crate) fn type_of(what: &'static str, of: &ExprValue<'_>) -> EvalError {
    EvalError::Types { what, types: of.type_name().into() }
}

/// Whether two values are equal; values of different types are not.
pub(crate) fn is_equal(
    one: &ExprValue<'_>,
    other: &ExprValue<'_>,
    steps: &mut EvalBudget,
) -> Result<bool, EvalError> {
    steps.spend_one()?;
    if let (Some(one), Some(other)) = (one.to_number(), other.to_number()) {
        return Ok(match (one, other) {
            (ExprNumber::Int(one), ExprNumber::Int(other)) => one == other,
            (one, other) => one.to_f64() == other.to_f64(),
        });
    }
    match (one, other) {
        (ExprValue::Var(VariableValue::Null), ExprValue::Var(VariableValue::Null)) => Ok(true),
        (ExprValue::Var(VariableValue::Text(one)), ExprValue::Var(VariableValue::Text(other))) => {
            steps.spend_bytes(one.len().min(other.len()))?;
            Ok(one == other)
        }
        (ExprValue::Var(VariableValue::Json(one)), ExprValue::Var(VariableValue::Json(other))) => {
            same_json(one, other, steps)
        }
        (ExprValue::List(one), ExprValue::List(other)) => {
            let pairs = one.iter().zip(other).map(|(one, other)| is_equal(one, other, steps));
            Ok(one.len() == other.len() && all_true(pairs)?)
        }
        (ExprValue::List(list), ExprValue::Var(VariableValue::Json(json)))
        | (ExprValue::Var(VariableValue::Json(json)), ExprValue::List(list)) => {
            let Value::Array(array) = &**json else { return Ok(false) };
            let pairs = list.iter().zip(array);
            let pairs = pairs.map(|(one, other)| {
                is_equal(one, &ExprValue::from_variable(VariableValue::from(other)), steps)
            });
            Ok(list.len() == array.len() && all_true(pairs)?)
        }
        _ => Ok(false),
    }
}

fn all_true(tests: impl Iterator<Item = Result<bool, EvalError>>) -> Result<bool, EvalError> {
    for test in tests {
        if !test? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether two documents are equal; each value that is looked at is a step, so it is as deep as
/// there are steps at most.
fn same_json(one: &Value, other: &Value, steps: &mut EvalBudget) -> Result<bool, EvalError> {
    match (one, other) {
        (Value::Array(one), Value::Array(other)) => {
            steps.spend_one()?;
            let pairs = one.iter().zip(other).map(|(one, other)| same_json(one, other, steps));
            Ok(one.len() == other.len() && all_true(pairs)?)
        }
        (Value::Object(one), Value::Object(other)) => {
            steps.spend_one()?;
            if one.len() != other.len() {
                return Ok(false);
            }
            all_true(one.iter().map(|(key, value)| match other.get(key) {
                Some(found) => same_json(value, found, steps),
                None => Ok(false),
            }))
        }
        _ => is_equal(
            &ExprValue::from_variable(VariableValue::from(one)),
            &ExprValue::from_variable(VariableValue::from(other)),
            steps,
        ),
    }
}

/// The order of two values; `None` where one is no number.
pub(crate) fn compare_values(
    one: &ExprValue<'_>,
    other: &ExprValue<'_>,
    steps: &mut EvalBudget,
) -> Result<Option<Ordering>, EvalError> {
    if let (Some(a), Some(b)) = (one.to_number(), other.to_number()) {
        return Ok(match (a, b) {
            (ExprNumber::Int(a), ExprNumber::Int(b)) => Some(a.cmp(&b)),
            (a, b) => a.to_f64().partial_cmp(&b.to_f64()),
        });
    }
    match (one, other) {
        (ExprValue::Var(VariableValue::Text(a)), ExprValue::Var(VariableValue::Text(b))) => {
            steps.spend_bytes(a.len().min(b.len()))?;
            Ok(Some(a.cmp(b)))
        }
        _ => Err(type_mismatch("an order", one, other)),
    }
}

/// Calculates with two values.
pub(crate) fn calculate<'v>(
    math: MathOp,
    one: &ExprValue<'v>,
    other: &ExprValue<'v>,
    steps: &mut EvalBudget,
) -> Result<ExprValue<'v>, EvalError> {
    match (one.to_number(), other.to_number()) {
        (Some(ExprNumber::Int(a)), Some(ExprNumber::Int(b))) if math != MathOp::Divide => {
            calculate_int(math, a, b)
        }
        (Some(a), Some(b)) => calculate_float(math, a.to_f64(), b.to_f64()),
        _ => match (math, one, other) {
            (
                MathOp::Add,
                ExprValue::Var(VariableValue::Text(a)),
                ExprValue::Var(VariableValue::Text(b)),
            ) => {
                steps.spend_bytes(a.len() + b.len())?;
                Ok(ExprValue::Var(VariableValue::Text(Cow::Owned(format!("{a}{b}")))))
            }
            _ => Err(type_mismatch("arithmetic", one, other)),
        },
    }
}

fn calculate_int<'v>(math: MathOp, a: i64, b: i64) -> Result<ExprValue<'v>, EvalError> {
    let result = match math {
        MathOp::Add => a.checked_add(b),
        MathOp::Subtract => a.checked_sub(b),
        MathOp::Multiply => a.checked_mul(b),
        MathOp::Divide | MathOp::FloorDivide | MathOp::Remainder if b == 0 => {
            return Err(EvalError::DivisionByZero);
        }
        // Rounded down, as in Python: the remainder has the sign of the divisor.
        MathOp::Divide | MathOp::FloorDivide => a.checked_div(b).map(|quotient| {
            let down = a % b != 0 && (a < 0) != (b < 0);
            quotient - i64::from(down)
        }),
        MathOp::Remainder => a.checked_rem(b).map(|rest| {
            let up = rest != 0 && (rest < 0) != (b < 0);
            if up { rest + b } else { rest }
        }),
    };
    result.map(ExprValue::int).ok_or(EvalError::Overflow)
}

fn calculate_float<'v>(math: MathOp, a: f64, b: f64) -> Result<ExprValue<'v>, EvalError> {
    let result = match math {
        MathOp::Add => a + b,
        MathOp::Subtract => a - b,
        MathOp::Multiply => a * b,
        _ if b == 0.0 => return Err(EvalError::DivisionByZero),
        MathOp::Divide => a / b,
        MathOp::FloorDivide => (a / b).floor(),
        MathOp::Remainder => a - b * (a / b).floor(),
    };
    Ok(ExprValue::Var(VariableValue::Float(result)))
}
