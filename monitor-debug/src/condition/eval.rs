//! Evaluates an expression in the surroundings of a checkpoint, for at most so many steps.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::Value;

use crate::condition::EvalError;
use crate::condition::parse::{BuiltinFunction, BuiltinMethod, CompareOp, Expr};
use crate::condition::value::{
    EvalBudget, ExprValue, calculate, compare_values, is_equal, type_mismatch, type_of,
};
use crate::variables::{
    SnapshotBudget, VariableAccess, VariableScope, VariableValue, shown_scope, variable_to_json,
};

/// What an expression can name.
#[derive(Clone, Copy)]
pub(crate) struct EvalContext<'v> {
    /// The variables of the watched code.
    pub(crate) variables: &'v dyn VariableAccess,
    /// What is known of the checkpoint by name: `routine_id`, `hit_count` and the like.
    pub(crate) facts: &'v dyn Fn(&str) -> Option<VariableValue<'v>>,
}

/// Whether the expression is true there.
pub(crate) fn evaluate_bool<'v>(
    expr: &'v Expr,
    around: &EvalContext<'v>,
) -> Result<bool, EvalError> {
    catch_panic(|| {
        Ok(Evaluator { around: *around, steps: EvalBudget::new() }.eval(expr)?.is_truthy())
    })
}

/// The value of the expression there.
pub(crate) fn evaluate_value<'v>(
    expr: &'v Expr,
    around: &EvalContext<'v>,
) -> Result<Value, EvalError> {
    catch_panic(|| {
        let value = Evaluator { around: *around, steps: EvalBudget::new() }.eval(expr)?;
        Ok(value_to_json(value, around, &mut SnapshotBudget::new()))
    })
}

/// Variables are asked for in the watched code, which may panic; that is no reason to end it.
fn catch_panic<T>(evaluate: impl FnOnce() -> Result<T, EvalError>) -> Result<T, EvalError> {
    catch_unwind(AssertUnwindSafe(evaluate)).unwrap_or(Err(EvalError::Panicked))
}

fn value_to_json(
    value: ExprValue<'_>,
    around: &EvalContext<'_>,
    budget: &mut SnapshotBudget,
) -> Value {
    match value {
        ExprValue::Var(var) => variable_to_json(var, budget),
        ExprValue::List(list) => {
            list.into_iter().map(|value| value_to_json(value, around, budget)).collect()
        }
        ExprValue::Scope(scope) => shown_scope(around.variables, scope, budget).into(),
    }
}

struct Evaluator<'v> {
    around: EvalContext<'v>,
    steps: EvalBudget,
}

impl<'v> Evaluator<'v> {
    fn eval(&mut self, expr: &'v Expr) -> Result<ExprValue<'v>, EvalError> {
        self.steps.spend_one()?;
        match expr {
            Expr::Null => Ok(ExprValue::NULL),
            Expr::Bool(value) => Ok(ExprValue::bool(*value)),
            Expr::Int(value) => Ok(ExprValue::int(*value)),
            Expr::Float(value) => Ok(ExprValue::Var(VariableValue::Float(*value))),
            Expr::Text(text) => Ok(ExprValue::Var(VariableValue::from(&**text))),
            Expr::Name(name) => self.evaluate_name(name),
            Expr::List(items) => {
                let items = items.iter().map(|item| self.eval(item));
                Ok(ExprValue::List(items.collect::<Result<_, _>>()?))
            }
            Expr::Index(of, key) => {
                let of = self.eval(of)?;
                let key = self.eval(key)?;
                self.index(of, &key)
            }
            Expr::Field(of, name) => {
                let of = self.eval(of)?;
                self.index(of, &ExprValue::Var(VariableValue::from(&**name)))
            }
            Expr::Call(function, arguments) => {
                let arguments = arguments.iter().map(|argument| self.eval(argument));
                let arguments: Vec<_> = arguments.collect::<Result<_, _>>()?;
                self.call_function(*function, arguments)
            }
            Expr::Method(method, of, arguments) => {
                let of = self.eval(of)?;
                self.call_method(*method, of, arguments)
            }
            Expr::Not(inner) => Ok(ExprValue::bool(!self.eval(inner)?.is_truthy())),
            Expr::Negate(inner) => {
                let inner = self.eval(inner)?;
                let minus = crate::condition::parse::MathOp::Subtract;
                match inner {
                    ExprValue::Var(VariableValue::Float(value)) => {
                        Ok(ExprValue::Var(VariableValue::Float(-value)))
                    }
                    whole => calculate(minus, &ExprValue::int(0), &whole, &mut self.steps),
                }
            }
            Expr::All(parts) => self.first_that(parts, false),
            Expr::Any(parts) => self.first_that(parts, true),
            Expr::Compare(first, links) => self.compare_chain(first, links),
            Expr::Math(math, one, other) => {
                let (one, other) = (self.eval(one)?, self.eval(other)?);
                calculate(*math, &one, &other, &mut self.steps)
            }
        }
    }

    /// The first part whose truth is `wanted`, else the last one: the value of `and` and `or`.
    fn first_that(&mut self, parts: &'v [Expr], wanted: bool) -> Result<ExprValue<'v>, EvalError> {
        let mut value = ExprValue::NULL;
        for part in parts {
            value = self.eval(part)?;
            if value.is_truthy() == wanted {
                break;
            }
        }
        Ok(value)
    }

    fn read_variable(&mut self, scope: VariableScope, name: &str) -> Option<ExprValue<'v>> {
        self.around.variables.variable(scope, name).map(ExprValue::from_variable)
    }

    /// A local variable, a fact, one of the words for a whole scope, or a shared variable.
    fn evaluate_name(&mut self, name: &'v str) -> Result<ExprValue<'v>, EvalError> {
        if let Some(local) = self.read_variable(VariableScope::Local, name) {
            return Ok(local);
        }
        if let Some(fact) = (self.around.facts)(name) {
            return Ok(ExprValue::Var(fact));
        }
        match name {
            "data" | "local" => return Ok(ExprValue::Scope(VariableScope::Local)),
            "shared" => return Ok(ExprValue::Scope(VariableScope::Shared)),
            _ => {}
        }
        let shared = self.read_variable(VariableScope::Shared, name);
        shared.ok_or_else(|| EvalError::UnknownName { name: name.into() })
    }

    fn index(
        &mut self,
        of: ExprValue<'v>,
        key: &ExprValue<'v>,
    ) -> Result<ExprValue<'v>, EvalError> {
        self.lookup_key(of, key)?.ok_or_else(|| EvalError::MissingKey {
            key: match key {
                ExprValue::Var(VariableValue::Text(text)) => format!("{:?}", &**text).into(),
                ExprValue::Var(VariableValue::Int(place)) => place.to_string().into(),
                other => other.type_name().into(),
            },
        })
    }

    fn lookup_key(
        &mut self,
        of: ExprValue<'v>,
        key: &ExprValue<'v>,
    ) -> Result<Option<ExprValue<'v>>, EvalError> {
        Ok(match (of, key) {
            (ExprValue::Scope(scope), ExprValue::Var(VariableValue::Text(name))) => {
                self.read_variable(scope, name)
            }
            (ExprValue::List(mut list), ExprValue::Var(VariableValue::Int(at))) => {
                list_index(*at, list.len()).map(|at| list.swap_remove(at))
            }
            (ExprValue::Var(VariableValue::Text(text)), ExprValue::Var(VariableValue::Int(at))) => {
                self.steps.spend_bytes(text.len())?;
                let at = list_index(*at, text.chars().count());
                let c = at.and_then(|at| text.chars().nth(at));
                c.map(|c| ExprValue::Var(VariableValue::Text(Cow::Owned(c.into()))))
            }
            (ExprValue::Var(VariableValue::Json(Cow::Borrowed(value))), key) => {
                json_item(value, key)?
                    .map(|value| ExprValue::from_variable(VariableValue::from(value)))
            }
            (ExprValue::Var(VariableValue::Json(Cow::Owned(value))), key) => {
                json_item(&value, key)?
                    .map(|value| ExprValue::from_variable(VariableValue::from(value.clone())))
            }
            (of, key) => return Err(type_mismatch("a look-up", &of, key)),
        })
    }

    fn compare_chain(
        &mut self,
        first: &'v Expr,
        links: &'v [(CompareOp, Expr)],
    ) -> Result<ExprValue<'v>, EvalError> {
        let mut left = self.eval(first)?;
        for (comparison, right) in links {
            let right = self.eval(right)?;
            if !self.compare_pair(*comparison, &left, &right)? {
                return Ok(ExprValue::bool(false));
            }
            left = right;
        }
        Ok(ExprValue::bool(true))
    }

    fn compare_pair(
        &mut self,
        comparison: CompareOp,
        left: &ExprValue<'v>,
        right: &ExprValue<'v>,
    ) -> Result<bool, EvalError> {
        let mut ordered = |wanted: &[Ordering]| {
            let order = compare_values(left, right, &mut self.steps)?;
            Ok(order.is_some_and(|order| wanted.contains(&order)))
        };
        match comparison {
            CompareOp::Less => ordered(&[Ordering::Less]),
            CompareOp::LessOrEqual => ordered(&[Ordering::Less, Ordering::Equal]),
            CompareOp::Greater => ordered(&[Ordering::Greater]),
            CompareOp::GreaterOrEqual => ordered(&[Ordering::Greater, Ordering::Equal]),
            CompareOp::Equal | CompareOp::Is => is_equal(left, right, &mut self.steps),
            CompareOp::Unequal | CompareOp::IsNot => Ok(!is_equal(left, right, &mut self.steps)?),
            CompareOp::In => self.contains(right, left),
            CompareOp::NotIn => Ok(!self.contains(right, left)?),
        }
    }

    fn contains(&mut self, whole: &ExprValue<'v>, part: &ExprValue<'v>) -> Result<bool, EvalError> {
        match (whole, part) {
            (
                ExprValue::Var(VariableValue::Text(whole)),
                ExprValue::Var(VariableValue::Text(part)),
            ) => {
                self.steps.spend_bytes(whole.len() + part.len())?;
                Ok(whole.contains(&**part))
            }
            (ExprValue::Scope(scope), ExprValue::Var(VariableValue::Text(name))) => {
                Ok(self.around.variables.variable(*scope, name).is_some())
            }
            (ExprValue::List(list), part) => {
                for item in list {
                    if is_equal(item, part, &mut self.steps)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            (ExprValue::Var(VariableValue::Json(json)), part) => match (&**json, part) {
                (Value::Object(map), ExprValue::Var(VariableValue::Text(key))) => {
                    Ok(map.contains_key(&**key))
                }
                (Value::Array(list), part) => {
                    for item in list {
                        if is_equal(
                            &ExprValue::from_variable(VariableValue::from(item)),
                            part,
                            &mut self.steps,
                        )? {
                            return Ok(true);
                        }
                    }
                    Ok(false)
                }
                _ => Err(type_mismatch("`in`", part, whole)),
            },
            _ => Err(type_mismatch("`in`", part, whole)),
        }
    }

    fn call_function(
        &mut self,
        function: BuiltinFunction,
        mut arguments: Vec<ExprValue<'v>>,
    ) -> Result<ExprValue<'v>, EvalError> {
        let first = if arguments.is_empty() { ExprValue::NULL } else { arguments.swap_remove(0) };
        match function {
            BuiltinFunction::Len => self.len(&first),
            BuiltinFunction::Bool => Ok(ExprValue::bool(first.is_truthy())),
            BuiltinFunction::Abs => match first {
                ExprValue::Var(VariableValue::Int(value)) => {
                    value.checked_abs().map(ExprValue::int).ok_or(EvalError::Overflow)
                }
                ExprValue::Var(VariableValue::Float(value)) => {
                    Ok(ExprValue::Var(VariableValue::Float(value.abs())))
                }
                other => Err(type_of("abs", &other)),
            },
            BuiltinFunction::Int => to_int(first),
            BuiltinFunction::Float => to_float(first),
            BuiltinFunction::Str => match first {
                ExprValue::Var(VariableValue::Text(text)) => {
                    Ok(ExprValue::Var(VariableValue::Text(text)))
                }
                ExprValue::Var(VariableValue::Null) => {
                    Ok(ExprValue::Var(VariableValue::from("None")))
                }
                ExprValue::Var(VariableValue::Bool(value)) => {
                    Ok(ExprValue::Var(VariableValue::from(if value { "True" } else { "False" })))
                }
                ExprValue::Var(VariableValue::Int(value)) => {
                    Ok(ExprValue::Var(VariableValue::Text(value.to_string().into())))
                }
                ExprValue::Var(VariableValue::Float(value)) => {
                    Ok(ExprValue::Var(VariableValue::Text(format!("{value:?}").into())))
                }
                other => Err(type_of("str", &other)),
            },
            BuiltinFunction::Min => self.min_or_max(first, arguments, Ordering::Less),
            BuiltinFunction::Max => self.min_or_max(first, arguments, Ordering::Greater),
        }
    }

    fn min_or_max(
        &mut self,
        first: ExprValue<'v>,
        rest: Vec<ExprValue<'v>>,
        wanted: Ordering,
    ) -> Result<ExprValue<'v>, EvalError> {
        let mut values = match (first, rest) {
            (ExprValue::List(list), rest) if rest.is_empty() => list,
            (ExprValue::Var(VariableValue::Json(json)), rest)
                if rest.is_empty() && json.is_array() =>
            {
                let list = json.as_array().map_or(0, Vec::len);
                self.steps.spend_bytes(list * 16)?;
                let items = json.as_array().into_iter().flatten();
                items
                    .map(|item| ExprValue::from_variable(VariableValue::from(item.clone())))
                    .collect()
            }
            (first, mut rest) => {
                rest.push(first);
                rest
            }
        };
        let Some(mut best) = values.pop() else {
            return Err(type_of("min or max", &ExprValue::List(values)));
        };
        for value in values {
            self.steps.spend_one()?;
            if compare_values(&value, &best, &mut self.steps)? == Some(wanted) {
                best = value;
            }
        }
        Ok(best)
    }

    fn len(&mut self, of: &ExprValue<'v>) -> Result<ExprValue<'v>, EvalError> {
        let len = match of {
            ExprValue::Var(VariableValue::Text(text)) => {
                self.steps.spend_bytes(text.len())?;
                text.chars().count()
            }
            ExprValue::Var(VariableValue::Json(json)) => match &**json {
                Value::Array(list) => list.len(),
                Value::Object(map) => map.len(),
                _ => return Err(type_of("len", of)),
            },
            ExprValue::List(list) => list.len(),
            ExprValue::Scope(scope) => {
                let mut count = 0;
                self.around.variables.for_each_name(*scope, &mut |_| count += 1);
                count
            }
            ExprValue::Var(_) => return Err(type_of("len", of)),
        };
        Ok(ExprValue::int(i64::try_from(len).unwrap_or(i64::MAX)))
    }

    fn call_method(
        &mut self,
        method: BuiltinMethod,
        of: ExprValue<'v>,
        arguments: &'v [Expr],
    ) -> Result<ExprValue<'v>, EvalError> {
        let first = match arguments.first() {
            Some(first) => self.eval(first)?,
            None => ExprValue::NULL,
        };
        let text = match (method, of) {
            (BuiltinMethod::Len, of) => return self.len(&of),
            (BuiltinMethod::Contains, of) => {
                return self.contains(&of, &first).map(ExprValue::bool);
            }
            (BuiltinMethod::Get, of) => {
                return match self.lookup_key(of, &first)? {
                    Some(found) => Ok(found),
                    None => arguments.get(1).map_or(Ok(ExprValue::NULL), |other| self.eval(other)),
                };
            }
            (_, ExprValue::Var(VariableValue::Text(text))) => text,
            (_, other) => return Err(type_of("a method of texts", &other)),
        };
        self.steps.spend_bytes(text.len())?;
        let argument = || match &first {
            ExprValue::Var(VariableValue::Text(text)) => Ok(text),
            other => Err(type_of("a method of texts", other)),
        };
        Ok(match method {
            BuiltinMethod::StartsWith => ExprValue::bool(text.starts_with(&**argument()?)),
            BuiltinMethod::EndsWith => ExprValue::bool(text.ends_with(&**argument()?)),
            BuiltinMethod::Lower => ExprValue::Var(VariableValue::Text(text.to_lowercase().into())),
            BuiltinMethod::Upper => ExprValue::Var(VariableValue::Text(text.to_uppercase().into())),
            _ => ExprValue::Var(VariableValue::Text(text.trim().to_owned().into())),
        })
    }
}

/// The place in a list of that length; negative ones count from its end.
fn list_index(at: i64, len: usize) -> Option<usize> {
    let from = if at < 0 { i64::try_from(len).ok()? } else { 0 };
    usize::try_from(from.checked_add(at)?).ok().filter(|at| *at < len)
}

fn json_item<'j>(value: &'j Value, key: &ExprValue<'_>) -> Result<Option<&'j Value>, EvalError> {
    match (value, key) {
        (Value::Object(map), ExprValue::Var(VariableValue::Text(key))) => Ok(map.get(&**key)),
        (Value::Array(list), ExprValue::Var(VariableValue::Int(at))) => {
            Ok(list_index(*at, list.len()).and_then(|at| list.get(at)))
        }
        _ => Err(type_of(
            if value.is_array() { "a look-up in a list" } else { "a look-up in a map" },
            key,
        )),
    }
}

fn not_a_number(text: &str) -> EvalError {
    EvalError::NotANumber { text: text.chars().take(40).collect::<String>().into() }
}

fn to_int<'v>(value: ExprValue<'v>) -> Result<ExprValue<'v>, EvalError> {
    match value {
        ExprValue::Var(VariableValue::Bool(value)) => Ok(ExprValue::int(value.into())),
        ExprValue::Var(VariableValue::Int(value)) => Ok(ExprValue::int(value)),
        // The bounds are exact as floats, and what is between them fits.
        ExprValue::Var(VariableValue::Float(value)) if value.abs() < 9.2e18 =>
        {
            #[expect(clippy::cast_possible_truncation, reason = "cutting off is what int does")]
            Ok(ExprValue::int(value as i64))
        }
        ExprValue::Var(VariableValue::Float(_)) => Err(EvalError::Overflow),
        ExprValue::Var(VariableValue::Text(text)) => {
            text.trim().parse().map(ExprValue::int).map_err(|_| not_a_number(&text))
        }
        other => Err(type_of("int", &other)),
    }
}

fn to_float<'v>(value: ExprValue<'v>) -> Result<ExprValue<'v>, EvalError> {
    let float = match value {
        ExprValue::Var(VariableValue::Bool(value)) => f64::from(u8::from(value)),
        #[expect(clippy::cast_precision_loss, reason = "as in every language with both")]
        ExprValue::Var(VariableValue::Int(value)) => value as f64,
        ExprValue::Var(VariableValue::Float(value)) => value,
        ExprValue::Var(VariableValue::Text(text)) => {
            text.trim().parse().map_err(|_| not_a_number(&text))?
        }
        other => return Err(type_of("float", &other)),
    };
    Ok(ExprValue::Var(VariableValue::Float(float)))
}
