//! The parameters of a query, with the answers that a wrong one gets.

use std::borrow::Cow;
use std::convert::Infallible;
use std::ops::RangeInclusive;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde_json::{Value, json};

use crate::api::problem::Problem;

/// The parameters of a query. Of one that is given twice the last counts; unknown ones do not.
#[derive(Clone, Debug, Default)]
pub struct Params(Vec<(String, String)>);

impl Params {
    /// The parameters of a query, without its `?`.
    #[must_use]
    pub fn new(query: &str) -> Self {
        let pairs = form_urlencoded::parse(query.as_bytes());
        Self(pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect())
    }

    /// The text of a parameter, if it is given.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().rev().find(|(given, _)| given == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The parts of a parameter that is a list with commas, without empty ones.
    pub fn list(&self, name: &str) -> impl Iterator<Item = &str> {
        let parts = self.text(name).unwrap_or_default().split(',');
        parts.map(str::trim).filter(|part| !part.is_empty())
    }

    /// A parameter that is a whole number.
    ///
    /// # Errors
    /// 422 if it is given and is no whole number, or is outside of `range`.
    pub fn integer(&self, name: &str, range: RangeInclusive<u64>) -> Result<Option<u64>, Problem> {
        let Some(text) = self.text(name) else { return Ok(None) };
        let invalid = |kind, message: Cow<'_, str>, bounds| {
            Err(Problem::invalid(["query", name], kind, &message, Value::from(text), bounds))
        };
        let (first, last) = (*range.start(), *range.end());
        match whole(text) {
            None => invalid(
                "int_parsing",
                "Input should be a valid integer, unable to parse string as an integer".into(),
                None,
            ),
            Some(number) if number < i128::from(first) => invalid(
                "greater_than_equal",
                format!("Input should be greater than or equal to {first}").into(),
                Some(json!({"ge": first})),
            ),
            Some(number) => match u64::try_from(number).ok().filter(|number| *number <= last) {
                Some(number) => Ok(Some(number)),
                None => invalid(
                    "less_than_equal",
                    format!("Input should be less than or equal to {last}").into(),
                    Some(json!({"le": last})),
                ),
            },
        }
    }

    /// A parameter of a type that reads itself from text.
    ///
    /// # Errors
    /// 422 if it is given and cannot be read; the message is that of the type.
    pub fn parsed<T: std::str::FromStr<Err: std::fmt::Display>>(
        &self,
        name: &str,
    ) -> Result<Option<T>, Problem> {
        let Some(text) = self.text(name) else { return Ok(None) };
        text.parse().map(Some).map_err(|error: T::Err| {
            Problem::invalid(
                ["query", name],
                "value_error",
                &error.to_string(),
                Value::from(text),
                None,
            )
        })
    }
}

/// A whole number as pydantic reads one: blanks around it, and a sign.
fn whole(text: &str) -> Option<i128> {
    let text = text.trim();
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    // Longer numbers than have room are out of any range all the same.
    let far = if text.starts_with('-') { i128::MIN } else { i128::MAX };
    Some(text.parse().unwrap_or(far))
}

impl<S: Send + Sync> FromRequestParts<S> for Params {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::new(parts.uri.query().unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(query: &str) -> Value {
        let problem = Params::new(query).integer("limit", 1..=100).unwrap_err();
        assert_eq!(problem.status(), 422);
        problem.body()["detail"][0].clone()
    }

    #[test]
    fn a_number_is_read_as_pydantic_reads_it() {
        let limit = |query| Params::new(query).integer("limit", 1..=100).unwrap();
        assert_eq!(limit(""), None);
        assert_eq!(limit("limit=5"), Some(5));
        assert_eq!(limit("limit=%20%2B7%20&other=x"), Some(7));
        assert_eq!(limit("limit=1&limit=2"), Some(2));
    }

    #[test]
    fn a_wrong_number_says_what_is_wrong_and_where() {
        let low = refused("limit=0");
        assert_eq!(low["type"], "greater_than_equal");
        assert_eq!(low["loc"], json!(["query", "limit"]));
        assert_eq!(low["msg"], "Input should be greater than or equal to 1");
        assert_eq!(low["input"], "0");
        assert_eq!(low["ctx"], json!({"ge": 1}));
        assert_eq!(refused("limit=-5")["type"], "greater_than_equal");
        assert_eq!(refused("limit=101")["ctx"], json!({"le": 100}));
        assert_eq!(refused("limit=99999999999999999999999999999999999999999")["ctx"]["le"], 100);
        assert_eq!(refused("limit=abc")["type"], "int_parsing");
        assert_eq!(refused("limit=")["type"], "int_parsing");
        assert_eq!(refused("limit=5.5")["type"], "int_parsing");
    }

    #[test]
    fn a_list_has_no_empty_parts() {
        assert_eq!(Params::new("kinds=a,,%20b,").list("kinds").collect::<Vec<_>>(), ["a", "b"]);
    }
}
