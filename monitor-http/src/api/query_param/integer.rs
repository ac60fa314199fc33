//! Query parameters that are whole numbers in a range.

use std::ops::RangeInclusive;

use serde_json::{Value, json};

use super::{ParamDefault, QueryParam, invalid_param, with_default};
use crate::api::problem::ApiError;

/// A query parameter that is a whole number in a range.
#[derive(Clone, Copy, Debug)]
pub struct IntegerParam<D = ()> {
    name: &'static str,
    description: &'static str,
    first: u64,
    last: u64,
    default: D,
}

impl IntegerParam {
    /// A parameter without a default.
    #[must_use]
    pub const fn new(
        name: &'static str,
        description: &'static str,
        range: RangeInclusive<u64>,
    ) -> Self {
        Self { name, description, first: *range.start(), last: *range.end(), default: () }
    }

    /// The same with the value that counts if the query does not have the parameter.
    #[must_use]
    pub const fn default(self, default: u64) -> IntegerParam<u64> {
        let Self { name, description, first, last, default: () } = self;
        IntegerParam { name, description, first, last, default }
    }
}

impl<D: ParamDefault<u64>> QueryParam for IntegerParam<D> {
    type Value<'q> = D::Value;

    fn name(&self) -> &'static str {
        self.name
    }

    fn description(&self) -> &'static str {
        self.description
    }

    fn schema(&self) -> Value {
        let schema = json!({"type": "integer", "minimum": self.first, "maximum": self.last});
        with_default(schema, self.default.to_json())
    }

    fn read(&self, given: Option<&str>) -> Result<D::Value, ApiError> {
        let Some(text) = given else { return Ok(self.default.absent()) };
        let (first, last) = (self.first, self.last);
        let invalid = |kind, message: &str, bounds| {
            Err(invalid_param(self.name, kind, message, text, bounds))
        };
        match parse_integer(text) {
            None => invalid(
                "int_parsing",
                "Input should be a valid integer, unable to parse string as an integer",
                None,
            ),
            Some(number) if number < i128::from(first) => invalid(
                "greater_than_equal",
                &format!("Input should be greater than or equal to {first}"),
                Some(json!({"ge": first})),
            ),
            Some(number) => match u64::try_from(number).ok().filter(|number| *number <= last) {
                Some(number) => Ok(self.default.given(number)),
                None => invalid(
                    "less_than_equal",
                    &format!("Input should be less than or equal to {last}"),
                    Some(json!({"le": last})),
                ),
            },
        }
    }
}

/// A whole number as pydantic reads one: blanks around it, and a sign.
fn parse_integer(text: &str) -> Option<i128> {
    let text = text.trim();
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    // Longer numbers than have room are out of any range all the same.
    let far = if text.starts_with('-') { i128::MIN } else { i128::MAX };
    Some(text.parse().unwrap_or(far))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::params::Params;

    const LIMIT: IntegerParam = IntegerParam::new("limit", "Maximum number of entries.", 1..=100);

    fn refusal(query: &str) -> Value {
        let problem = Params::new(query).get(&LIMIT).unwrap_err();
        assert_eq!(problem.status(), 422);
        problem.to_json()["detail"][0].clone()
    }

    #[test]
    fn a_number_is_read_as_pydantic_reads_it() {
        let limit = |query| Params::new(query).get(&LIMIT).unwrap();
        assert_eq!(limit(""), None);
        assert_eq!(limit("limit=5"), Some(5));
        assert_eq!(limit("limit=%20%2B7%20&other=x"), Some(7));
        assert_eq!(limit("limit=1&limit=2"), Some(2));
    }

    #[test]
    fn a_wrong_number_says_what_is_wrong_and_where() {
        let low = refusal("limit=0");
        assert_eq!(low["type"], "greater_than_equal");
        assert_eq!(low["loc"], json!(["query", "limit"]));
        assert_eq!(low["msg"], "Input should be greater than or equal to 1");
        assert_eq!(low["input"], "0");
        assert_eq!(low["ctx"], json!({"ge": 1}));
        assert_eq!(refusal("limit=-5")["type"], "greater_than_equal");
        assert_eq!(refusal("limit=101")["ctx"], json!({"le": 100}));
        assert_eq!(refusal("limit=99999999999999999999999999999999999999999")["ctx"]["le"], 100);
        assert_eq!(refusal("limit=abc")["type"], "int_parsing");
        assert_eq!(refusal("limit=")["type"], "int_parsing");
        assert_eq!(refusal("limit=5.5")["type"], "int_parsing");
    }

    #[test]
    fn the_default_is_read_and_is_in_the_schema() {
        const TEN: IntegerParam<u64> = LIMIT.default(10);
        assert_eq!(Params::new("").get(&TEN).unwrap(), 10);
        assert_eq!(Params::new("limit=3").get(&TEN).unwrap(), 3);
        let schema = json!({"type": "integer", "minimum": 1, "maximum": 100, "default": 10});
        assert_eq!(TEN.schema(), schema);
        assert_eq!(LIMIT.schema().get("default"), None);
    }
}
