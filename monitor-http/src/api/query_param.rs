//! Declared query parameters: name, description, default, allowed values and how they are read.
//!
//! A parameter is a constant. [`Operation::param`](crate::Operation::param) puts it into the
//! OpenAPI document, and [`Params::get`](crate::Params::get) reads it:
//!
//! ```
//! use monitor_http::{IntegerParam, Operation, Params};
//!
//! const LIMIT: IntegerParam<u64> = IntegerParam::new("limit", "Maximum number of entries.", 1..=100).default(10);
//!
//! let _operation = Operation::get("/jobs/recent", "The jobs that ended last.").param(&LIMIT);
//! assert_eq!(Params::new("limit=5").get(&LIMIT)?, 5);
//! assert_eq!(Params::new("").get(&LIMIT)?, 10);
//! assert_eq!(Params::new("limit=101").get(&LIMIT).unwrap_err().status(), 422);
//! # Ok::<(), monitor_http::ApiError>(())
//! ```
//!
//! The type argument of a parameter is its default: without one, an absent parameter is `None`.

mod integer;
mod text;
mod word;

use serde_json::{Value, json};

use crate::api::problem::ApiError;

pub use integer::IntegerParam;
pub use text::{ListParam, TextParam};
pub use word::{FlagParam, WordParam};

/// A declared parameter of a query. Implement it for a parameter of another type.
pub trait QueryParam {
    /// What a handler gets.
    type Value<'q>;

    /// The name in the query.
    fn name(&self) -> &'static str;

    /// What it means, for the OpenAPI document.
    fn description(&self) -> &'static str;

    /// The JSON schema of its values, with `default` if it has one.
    fn schema(&self) -> Value;

    /// Reads the text that the query gives, or `None` if the query does not have the parameter.
    ///
    /// # Errors
    /// 422 if the text is not an allowed value.
    fn read<'q>(&self, given: Option<&'q str>) -> Result<Self::Value<'q>, ApiError>;
}

/// The default of a parameter: `()` if it has none.
pub trait ParamDefault<T>: Copy {
    /// What a handler gets: an option if there is no default.
    type Value;

    /// The value that is given.
    fn given(self, value: T) -> Self::Value;

    /// The value of an absent parameter.
    fn absent(self) -> Self::Value;

    /// The default as JSON.
    fn to_json(self) -> Option<Value>;
}

impl<T> ParamDefault<T> for () {
    type Value = Option<T>;

    fn given(self, value: T) -> Option<T> {
        Some(value)
    }

    fn absent(self) -> Option<T> {
        None
    }

    fn to_json(self) -> Option<Value> {
        None
    }
}

macro_rules! own_default {
    ($($kind:ty, $default:ident => $json:expr;)*) => {
        $(impl ParamDefault<$kind> for $kind {
            type Value = $kind;

            fn given(self, value: $kind) -> $kind {
                value
            }

            fn absent(self) -> $kind {
                self
            }

            fn to_json(self) -> Option<Value> {
                let $default = self;
                Some($json)
            }
        })*
    };
}

own_default! {
    u64, number => json!(number);
    bool, flag => json!(flag.to_string());
    &'static str, text => json!(text);
}

/// The schema with the default in it, if there is one.
fn with_default(mut schema: Value, default: Option<Value>) -> Value {
    if let (Some(schema), Some(default)) = (schema.as_object_mut(), default) {
        schema.insert("default".to_owned(), default);
    }
    schema
}

/// What a wrong value of a parameter is answered.
fn invalid_param(
    name: &str,
    kind: &str,
    message: &str,
    given: &str,
    bounds: Option<Value>,
) -> ApiError {
    ApiError::invalid(["query", name], kind, message, Value::from(given), bounds)
}
