//! Values during an evaluation, and what can be done with two of them.

use std::borrow::Cow;
use std::cmp::Ordering;

use serde_json::Value;

use crate::condition::EvalError;
use crate::condition::parse::Math;
use crate::variables::{Scope, Var};

/// A value while an expression is evaluated.
#[derive(Clone, Debug)]
pub(crate) enum Val<'v> {
    Var(Var<'v>),
    List(Vec<Val<'v>>),
    /// All variables of a scope, as one map.
    Scope(Scope),
}

/// What an evaluation may still cost.
#[derive(Debug)]
pub(crate) struct Steps {
    left: u32,
}

impl Steps {
    pub(crate) const MAX: u32 = 1_000;

    pub(crate) const fn new() -> Self {
        Self { left: Self::MAX }
    }

    /// Pays for one step.
    #[inline]
    pub(crate) fn one(&mut self) -> Result<(), EvalError> {
        self.many(1)
    }

    /// Pays for going through so many bytes.
    pub(crate) fn bytes(&mut self, bytes: usize) -> Result<(), EvalError> {
        self.many(u32::try_from(bytes / 16).unwrap_or(u32::MAX))
    }

    fn many(&mut self, steps: u32) -> Result<(), EvalError> {
        match self.left.checked_sub(steps) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => Err(EvalError::TooManySteps { max: Self::MAX }),
        }
    }
}

impl<'v> Val<'v> {
    pub(crate) const NULL: Self = Self::Var(Var::Null);

    pub(crate) const fn bool(value: bool) -> Self {
        Self::Var(Var::Bool(value))
    }

    pub(crate) const fn int(value: i64) -> Self {
        Self::Var(Var::Int(value))
    }

    /// A list or a map may come as a scalar from a host that wraps everything: made plain here.
    pub(crate) fn of(var: Var<'v>) -> Self {
        Self::Var(match var {
            Var::Json(Cow::Borrowed(value)) => Var::from(value),
            Var::Json(Cow::Owned(value)) => Var::from(value),
            plain => plain,
        })
    }

    pub(crate) fn truth(&self) -> bool {
        match self {
            Self::Var(Var::Null) => false,
            Self::Var(Var::Bool(value)) => *value,
            Self::Var(Var::Int(value)) => *value != 0,
            Self::Var(Var::Float(value)) => *value != 0.0,
            Self::Var(Var::Text(text)) => !text.is_empty(),
            Self::Var(Var::Json(json)) => match &**json {
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
            Self::Var(Var::Null) => "null",
            Self::Var(Var::Bool(_)) => "a truth value",
            Self::Var(Var::Int(_) | Var::Float(_)) => "a number",
            Self::Var(Var::Text(_)) => "a text",
            Self::Var(Var::Json(json)) if json.is_array() => "a list",
            Self::List(_) => "a list",
            Self::Var(Var::Json(_)) | Self::Scope(_) => "a map",
        }
    }

    fn number(&self) -> Option<Number> {
        match self {
            Self::Var(Var::Bool(value)) => Some(Number::Int(i64::from(*value))),
            Self::Var(Var::Int(value)) => Some(Number::Int(*value)),
            Self::Var(Var::Float(value)) => Some(Number::Float(*value)),
            _ => None,
        }
    }
}

#[derive(Clone, Copy)]
enum Number {
    Int(i64),
    Float(f64),
}

impl Number {
    #[expect(clippy::cast_precision_loss, reason = "as in every language with both")]
    fn float(self) -> f64 {
        match self {
            Self::Int(value) => value as f64,
            Self::Float(value) => value,
        }
    }
}

pub(crate) fn types(what: &'static str, one: &Val<'_>, other: &Val<'_>) -> EvalError {
    EvalError::Types {
        what,
        types: format!("{} and {}", one.type_name(), other.type_name()).into(),
    }
}

pub(crate) fn type_of(what: &'static str, of: &Val<'_>) -> EvalError {
    EvalError::Types { what, types: of.type_name().into() }
}

/// Whether two values are equal; values of different types are not.
pub(crate) fn equal(one: &Val<'_>, other: &Val<'_>, steps: &mut Steps) -> Result<bool, EvalError> {
    steps.one()?;
    if let (Some(one), Some(other)) = (one.number(), other.number()) {
        return Ok(match (one, other) {
            (Number::Int(one), Number::Int(other)) => one == other,
            (one, other) => one.float() == other.float(),
        });
    }
    match (one, other) {
        (Val::Var(Var::Null), Val::Var(Var::Null)) => Ok(true),
        (Val::Var(Var::Text(one)), Val::Var(Var::Text(other))) => {
            steps.bytes(one.len().min(other.len()))?;
            Ok(one == other)
        }
        (Val::Var(Var::Json(one)), Val::Var(Var::Json(other))) => same_json(one, other, steps),
        (Val::List(one), Val::List(other)) => {
            let pairs = one.iter().zip(other).map(|(one, other)| equal(one, other, steps));
            Ok(one.len() == other.len() && every(pairs)?)
        }
        (Val::List(list), Val::Var(Var::Json(json)))
        | (Val::Var(Var::Json(json)), Val::List(list)) => {
            let Value::Array(array) = &**json else { return Ok(false) };
            let pairs = list.iter().zip(array);
            let pairs = pairs.map(|(one, other)| equal(one, &Val::of(Var::from(other)), steps));
            Ok(list.len() == array.len() && every(pairs)?)
        }
        _ => Ok(false),
    }
}

fn every(tests: impl Iterator<Item = Result<bool, EvalError>>) -> Result<bool, EvalError> {
    for test in tests {
        if !test? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether two documents are equal; each value that is looked at is a step, so it is as deep as
/// there are steps at most.
fn same_json(one: &Value, other: &Value, steps: &mut Steps) -> Result<bool, EvalError> {
    match (one, other) {
        (Value::Array(one), Value::Array(other)) => {
            steps.one()?;
            let pairs = one.iter().zip(other).map(|(one, other)| same_json(one, other, steps));
            Ok(one.len() == other.len() && every(pairs)?)
        }
        (Value::Object(one), Value::Object(other)) => {
            steps.one()?;
            if one.len() != other.len() {
                return Ok(false);
            }
            every(one.iter().map(|(key, value)| match other.get(key) {
                Some(found) => same_json(value, found, steps),
                None => Ok(false),
            }))
        }
        _ => equal(&Val::of(Var::from(one)), &Val::of(Var::from(other)), steps),
    }
}

/// The order of two values; `None` where one is no number.
pub(crate) fn order(
    one: &Val<'_>,
    other: &Val<'_>,
    steps: &mut Steps,
) -> Result<Option<Ordering>, EvalError> {
    if let (Some(a), Some(b)) = (one.number(), other.number()) {
        return Ok(match (a, b) {
            (Number::Int(a), Number::Int(b)) => Some(a.cmp(&b)),
            (a, b) => a.float().partial_cmp(&b.float()),
        });
    }
    match (one, other) {
        (Val::Var(Var::Text(a)), Val::Var(Var::Text(b))) => {
            steps.bytes(a.len().min(b.len()))?;
            Ok(Some(a.cmp(b)))
        }
        _ => Err(types("an order", one, other)),
    }
}

/// Calculates with two values.
pub(crate) fn calculate<'v>(
    math: Math,
    one: &Val<'v>,
    other: &Val<'v>,
    steps: &mut Steps,
) -> Result<Val<'v>, EvalError> {
    match (one.number(), other.number()) {
        (Some(Number::Int(a)), Some(Number::Int(b))) if math != Math::Divide => whole(math, a, b),
        (Some(a), Some(b)) => float(math, a.float(), b.float()),
        _ => match (math, one, other) {
            (Math::Add, Val::Var(Var::Text(a)), Val::Var(Var::Text(b))) => {
                steps.bytes(a.len() + b.len())?;
                Ok(Val::Var(Var::Text(Cow::Owned(format!("{a}{b}")))))
            }
            _ => Err(types("arithmetic", one, other)),
        },
    }
}

fn whole<'v>(math: Math, a: i64, b: i64) -> Result<Val<'v>, EvalError> {
    let result = match math {
        Math::Add => a.checked_add(b),
        Math::Subtract => a.checked_sub(b),
        Math::Multiply => a.checked_mul(b),
        Math::Divide | Math::FloorDivide | Math::Remainder if b == 0 => {
            return Err(EvalError::DivisionByZero);
        }
        // Rounded down, as in Python: the remainder has the sign of the divisor.
        Math::Divide | Math::FloorDivide => a.checked_div(b).map(|quotient| {
            let down = a % b != 0 && (a < 0) != (b < 0);
            quotient - i64::from(down)
        }),
        Math::Remainder => a.checked_rem(b).map(|rest| {
            let up = rest != 0 && (rest < 0) != (b < 0);
            if up { rest + b } else { rest }
        }),
    };
    result.map(Val::int).ok_or(EvalError::Overflow)
}

fn float<'v>(math: Math, a: f64, b: f64) -> Result<Val<'v>, EvalError> {
    let result = match math {
        Math::Add => a + b,
        Math::Subtract => a - b,
        Math::Multiply => a * b,
        _ if b == 0.0 => return Err(EvalError::DivisionByZero),
        Math::Divide => a / b,
        Math::FloorDivide => (a / b).floor(),
        Math::Remainder => a - b * (a / b).floor(),
    };
    Ok(Val::Var(Var::Float(result)))
}
