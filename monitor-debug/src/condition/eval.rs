//! Evaluates an expression in the surroundings of a checkpoint, for at most so many steps.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::Value;

use crate::condition::EvalError;
use crate::condition::parse::{Comparison, Expr, Function, Method};
use crate::condition::value::{Steps, Val, calculate, equal, order, type_of, types};
use crate::variables::{Budget, Scope, Var, Variables, json, shown_scope};

/// What an expression can name.
#[derive(Clone, Copy)]
pub(crate) struct Surroundings<'v> {
    /// The variables of the watched code.
    pub(crate) variables: &'v dyn Variables,
    /// What is known of the checkpoint by name: `routine_id`, `hit_count` and the like.
    pub(crate) facts: &'v dyn Fn(&str) -> Option<Var<'v>>,
}

/// Whether the expression is true there.
pub(crate) fn truth<'v>(expr: &'v Expr, around: &Surroundings<'v>) -> Result<bool, EvalError> {
    caught(|| Ok(Evaluation { around: *around, steps: Steps::new() }.eval(expr)?.truth()))
}

/// The value of the expression there.
pub(crate) fn value<'v>(expr: &'v Expr, around: &Surroundings<'v>) -> Result<Value, EvalError> {
    caught(|| {
        let value = Evaluation { around: *around, steps: Steps::new() }.eval(expr)?;
        Ok(document(value, around, &mut Budget::new()))
    })
}

/// Variables are asked for in the watched code, which may panic; that is no reason to end it.
fn caught<T>(evaluate: impl FnOnce() -> Result<T, EvalError>) -> Result<T, EvalError> {
    catch_unwind(AssertUnwindSafe(evaluate)).unwrap_or(Err(EvalError::Panicked))
}

fn document(value: Val<'_>, around: &Surroundings<'_>, budget: &mut Budget) -> Value {
    match value {
        Val::Var(var) => json(var, budget),
        Val::List(list) => list.into_iter().map(|value| document(value, around, budget)).collect(),
        Val::Scope(scope) => shown_scope(around.variables, scope, budget).into(),
    }
}

struct Evaluation<'v> {
    around: Surroundings<'v>,
    steps: Steps,
}

impl<'v> Evaluation<'v> {
    fn eval(&mut self, expr: &'v Expr) -> Result<Val<'v>, EvalError> {
        self.steps.one()?;
        match expr {
            Expr::Null => Ok(Val::NULL),
            Expr::Bool(value) => Ok(Val::bool(*value)),
            Expr::Int(value) => Ok(Val::int(*value)),
            Expr::Float(value) => Ok(Val::Var(Var::Float(*value))),
            Expr::Text(text) => Ok(Val::Var(Var::from(&**text))),
            Expr::Name(name) => self.name(name),
            Expr::List(items) => {
                let items = items.iter().map(|item| self.eval(item));
                Ok(Val::List(items.collect::<Result<_, _>>()?))
            }
            Expr::Index(of, key) => {
                let of = self.eval(of)?;
                let key = self.eval(key)?;
                self.index(of, &key)
            }
            Expr::Field(of, name) => {
                let of = self.eval(of)?;
                self.index(of, &Val::Var(Var::from(&**name)))
            }
            Expr::Call(function, arguments) => {
                let arguments = arguments.iter().map(|argument| self.eval(argument));
                let arguments: Vec<_> = arguments.collect::<Result<_, _>>()?;
                self.call(*function, arguments)
            }
            Expr::Method(method, of, arguments) => {
                let of = self.eval(of)?;
                self.method(*method, of, arguments)
            }
            Expr::Not(inner) => Ok(Val::bool(!self.eval(inner)?.truth())),
            Expr::Negate(inner) => {
                let inner = self.eval(inner)?;
                let minus = crate::condition::parse::Math::Subtract;
                match inner {
                    Val::Var(Var::Float(value)) => Ok(Val::Var(Var::Float(-value))),
                    whole => calculate(minus, &Val::int(0), &whole, &mut self.steps),
                }
            }
            Expr::All(parts) => self.first_that(parts, false),
            Expr::Any(parts) => self.first_that(parts, true),
            Expr::Compare(first, links) => self.compare(first, links),
            Expr::Math(math, one, other) => {
                let (one, other) = (self.eval(one)?, self.eval(other)?);
                calculate(*math, &one, &other, &mut self.steps)
            }
        }
    }

    /// The first part whose truth is `wanted`, else the last one: the value of `and` and `or`.
    fn first_that(&mut self, parts: &'v [Expr], wanted: bool) -> Result<Val<'v>, EvalError> {
        let mut value = Val::NULL;
        for part in parts {
            value = self.eval(part)?;
            if value.truth() == wanted {
                break;
            }
        }
        Ok(value)
    }

    fn variable(&mut self, scope: Scope, name: &str) -> Option<Val<'v>> {
        self.around.variables.variable(scope, name).map(Val::of)
    }

    /// A local variable, a fact, one of the words for a whole scope, or a shared variable.
    fn name(&mut self, name: &'v str) -> Result<Val<'v>, EvalError> {
        if let Some(local) = self.variable(Scope::Local, name) {
            return Ok(local);
        }
        if let Some(fact) = (self.around.facts)(name) {
            return Ok(Val::Var(fact));
        }
        match name {
            "data" | "local" => return Ok(Val::Scope(Scope::Local)),
            "shared" => return Ok(Val::Scope(Scope::Shared)),
            _ => {}
        }
        let shared = self.variable(Scope::Shared, name);
        shared.ok_or_else(|| EvalError::UnknownName { name: name.into() })
    }

    fn index(&mut self, of: Val<'v>, key: &Val<'v>) -> Result<Val<'v>, EvalError> {
        self.lookup(of, key)?.ok_or_else(|| EvalError::MissingKey {
            key: match key {
                Val::Var(Var::Text(text)) => format!("{:?}", &**text).into(),
                Val::Var(Var::Int(place)) => place.to_string().into(),
                other => other.type_name().into(),
            },
        })
    }

    fn lookup(&mut self, of: Val<'v>, key: &Val<'v>) -> Result<Option<Val<'v>>, EvalError> {
        Ok(match (of, key) {
            (Val::Scope(scope), Val::Var(Var::Text(name))) => self.variable(scope, name),
            (Val::List(mut list), Val::Var(Var::Int(at))) => {
                place(*at, list.len()).map(|at| list.swap_remove(at))
            }
            (Val::Var(Var::Text(text)), Val::Var(Var::Int(at))) => {
                self.steps.bytes(text.len())?;
                let at = place(*at, text.chars().count());
                let c = at.and_then(|at| text.chars().nth(at));
                c.map(|c| Val::Var(Var::Text(Cow::Owned(c.into()))))
            }
            (Val::Var(Var::Json(Cow::Borrowed(value))), key) => {
                inside(value, key)?.map(|value| Val::of(Var::from(value)))
            }
            (Val::Var(Var::Json(Cow::Owned(value))), key) => {
                inside(&value, key)?.map(|value| Val::of(Var::from(value.clone())))
            }
            (of, key) => return Err(types("a look-up", &of, key)),
        })
    }

    fn compare(
        &mut self,
        first: &'v Expr,
        links: &'v [(Comparison, Expr)],
    ) -> Result<Val<'v>, EvalError> {
        let mut left = self.eval(first)?;
        for (comparison, right) in links {
            let right = self.eval(right)?;
            if !self.holds(*comparison, &left, &right)? {
                return Ok(Val::bool(false));
            }
            left = right;
        }
        Ok(Val::bool(true))
    }

    fn holds(
        &mut self,
        comparison: Comparison,
        left: &Val<'v>,
        right: &Val<'v>,
    ) -> Result<bool, EvalError> {
        let mut ordered = |wanted: &[Ordering]| {
            let order = order(left, right, &mut self.steps)?;
            Ok(order.is_some_and(|order| wanted.contains(&order)))
        };
        match comparison {
            Comparison::Less => ordered(&[Ordering::Less]),
            Comparison::LessOrEqual => ordered(&[Ordering::Less, Ordering::Equal]),
            Comparison::Greater => ordered(&[Ordering::Greater]),
            Comparison::GreaterOrEqual => ordered(&[Ordering::Greater, Ordering::Equal]),
            Comparison::Equal | Comparison::Is => equal(left, right, &mut self.steps),
            Comparison::Unequal | Comparison::IsNot => Ok(!equal(left, right, &mut self.steps)?),
            Comparison::In => self.contains(right, left),
            Comparison::NotIn => Ok(!self.contains(right, left)?),
        }
    }

    fn contains(&mut self, whole: &Val<'v>, part: &Val<'v>) -> Result<bool, EvalError> {
        match (whole, part) {
            (Val::Var(Var::Text(whole)), Val::Var(Var::Text(part))) => {
                self.steps.bytes(whole.len() + part.len())?;
                Ok(whole.contains(&**part))
            }
            (Val::Scope(scope), Val::Var(Var::Text(name))) => {
                Ok(self.around.variables.variable(*scope, name).is_some())
            }
            (Val::List(list), part) => {
                for item in list {
                    if equal(item, part, &mut self.steps)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            (Val::Var(Var::Json(json)), part) => match (&**json, part) {
                (Value::Object(map), Val::Var(Var::Text(key))) => Ok(map.contains_key(&**key)),
                (Value::Array(list), part) => {
                    for item in list {
                        if equal(&Val::of(Var::from(item)), part, &mut self.steps)? {
                            return Ok(true);
                        }
                    }
                    Ok(false)
                }
                _ => Err(types("`in`", part, whole)),
            },
            _ => Err(types("`in`", part, whole)),
        }
    }

    fn call(
        &mut self,
        function: Function,
        mut arguments: Vec<Val<'v>>,
    ) -> Result<Val<'v>, EvalError> {
        let first = if arguments.is_empty() { Val::NULL } else { arguments.swap_remove(0) };
        match function {
            Function::Len => self.len(&first),
            Function::Bool => Ok(Val::bool(first.truth())),
            Function::Abs => match first {
                Val::Var(Var::Int(value)) => {
                    value.checked_abs().map(Val::int).ok_or(EvalError::Overflow)
                }
                Val::Var(Var::Float(value)) => Ok(Val::Var(Var::Float(value.abs()))),
                other => Err(type_of("abs", &other)),
            },
            Function::Int => to_int(first),
            Function::Float => to_float(first),
            Function::Str => match first {
                Val::Var(Var::Text(text)) => Ok(Val::Var(Var::Text(text))),
                Val::Var(Var::Null) => Ok(Val::Var(Var::from("None"))),
                Val::Var(Var::Bool(value)) => {
                    Ok(Val::Var(Var::from(if value { "True" } else { "False" })))
                }
                Val::Var(Var::Int(value)) => Ok(Val::Var(Var::Text(value.to_string().into()))),
                Val::Var(Var::Float(value)) => Ok(Val::Var(Var::Text(format!("{value:?}").into()))),
                other => Err(type_of("str", &other)),
            },
            Function::Min => self.extreme(first, arguments, Ordering::Less),
            Function::Max => self.extreme(first, arguments, Ordering::Greater),
        }
    }

    fn extreme(
        &mut self,
        first: Val<'v>,
        rest: Vec<Val<'v>>,
        wanted: Ordering,
    ) -> Result<Val<'v>, EvalError> {
        let mut values = match (first, rest) {
            (Val::List(list), rest) if rest.is_empty() => list,
            (Val::Var(Var::Json(json)), rest) if rest.is_empty() && json.is_array() => {
                let list = json.as_array().map_or(0, Vec::len);
                self.steps.bytes(list * 16)?;
                let items = json.as_array().into_iter().flatten();
                items.map(|item| Val::of(Var::from(item.clone()))).collect()
            }
            (first, mut rest) => {
                rest.push(first);
                rest
            }
        };
        let Some(mut best) = values.pop() else {
            return Err(type_of("min or max", &Val::List(values)));
        };
        for value in values {
            self.steps.one()?;
            if order(&value, &best, &mut self.steps)? == Some(wanted) {
                best = value;
            }
        }
        Ok(best)
    }

    fn len(&mut self, of: &Val<'v>) -> Result<Val<'v>, EvalError> {
        let len = match of {
            Val::Var(Var::Text(text)) => {
                self.steps.bytes(text.len())?;
                text.chars().count()
            }
            Val::Var(Var::Json(json)) => match &**json {
                Value::Array(list) => list.len(),
                Value::Object(map) => map.len(),
                _ => return Err(type_of("len", of)),
            },
            Val::List(list) => list.len(),
            Val::Scope(scope) => {
                let mut count = 0;
                self.around.variables.names(*scope, &mut |_| count += 1);
                count
            }
            Val::Var(_) => return Err(type_of("len", of)),
        };
        Ok(Val::int(i64::try_from(len).unwrap_or(i64::MAX)))
    }

    fn method(
        &mut self,
        method: Method,
        of: Val<'v>,
        arguments: &'v [Expr],
    ) -> Result<Val<'v>, EvalError> {
        let first = match arguments.first() {
            Some(first) => self.eval(first)?,
            None => Val::NULL,
        };
        let text = match (method, of) {
            (Method::Len, of) => return self.len(&of),
            (Method::Contains, of) => return self.contains(&of, &first).map(Val::bool),
            (Method::Get, of) => {
                return match self.lookup(of, &first)? {
                    Some(found) => Ok(found),
                    None => arguments.get(1).map_or(Ok(Val::NULL), |other| self.eval(other)),
                };
            }
            (_, Val::Var(Var::Text(text))) => text,
            (_, other) => return Err(type_of("a method of texts", &other)),
        };
        self.steps.bytes(text.len())?;
        let argument = || match &first {
            Val::Var(Var::Text(text)) => Ok(text),
            other => Err(type_of("a method of texts", other)),
        };
        Ok(match method {
            Method::StartsWith => Val::bool(text.starts_with(&**argument()?)),
            Method::EndsWith => Val::bool(text.ends_with(&**argument()?)),
            Method::Lower => Val::Var(Var::Text(text.to_lowercase().into())),
            Method::Upper => Val::Var(Var::Text(text.to_uppercase().into())),
            _ => Val::Var(Var::Text(text.trim().to_owned().into())),
        })
    }
}

/// The place in a list of that length; negative ones count from its end.
fn place(at: i64, len: usize) -> Option<usize> {
    let from = if at < 0 { i64::try_from(len).ok()? } else { 0 };
    usize::try_from(from.checked_add(at)?).ok().filter(|at| *at < len)
}

fn inside<'j>(value: &'j Value, key: &Val<'_>) -> Result<Option<&'j Value>, EvalError> {
    match (value, key) {
        (Value::Object(map), Val::Var(Var::Text(key))) => Ok(map.get(&**key)),
        (Value::Array(list), Val::Var(Var::Int(at))) => {
            Ok(place(*at, list.len()).and_then(|at| list.get(at)))
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

fn to_int<'v>(value: Val<'v>) -> Result<Val<'v>, EvalError> {
    match value {
        Val::Var(Var::Bool(value)) => Ok(Val::int(value.into())),
        Val::Var(Var::Int(value)) => Ok(Val::int(value)),
        // The bounds are exact as floats, and what is between them fits.
        Val::Var(Var::Float(value)) if value.abs() < 9.2e18 =>
        {
            #[expect(clippy::cast_possible_truncation, reason = "cutting off is what int does")]
            Ok(Val::int(value as i64))
        }
        Val::Var(Var::Float(_)) => Err(EvalError::Overflow),
        Val::Var(Var::Text(text)) => {
            text.trim().parse().map(Val::int).map_err(|_| not_a_number(&text))
        }
        other => Err(type_of("int", &other)),
    }
}

fn to_float<'v>(value: Val<'v>) -> Result<Val<'v>, EvalError> {
    let float = match value {
        Val::Var(Var::Bool(value)) => f64::from(u8::from(value)),
        #[expect(clippy::cast_precision_loss, reason = "as in every language with both")]
        Val::Var(Var::Int(value)) => value as f64,
        Val::Var(Var::Float(value)) => value,
        Val::Var(Var::Text(text)) => text.trim().parse().map_err(|_| not_a_number(&text))?,
        other => return Err(type_of("float", &other)),
    };
    Ok(Val::Var(Var::Float(float)))
}
