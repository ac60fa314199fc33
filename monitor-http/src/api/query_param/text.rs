//! Query parameters that are a text, or a list of texts with commas.

use serde_json::{Value, json};

use super::QueryParam;
use crate::api::problem::ApiError;

/// A query parameter that is any text.
#[derive(Clone, Copy, Debug)]
pub struct TextParam<D = ()> {
    name: &'static str,
    description: &'static str,
    default: D,
}

impl TextParam {
    /// A parameter without a default.
    #[must_use]
    pub const fn new(name: &'static str, description: &'static str) -> Self {
        Self { name, description, default: () }
    }

    /// The same with the text that counts if the query does not have the parameter.
    #[must_use]
    pub const fn default(self, default: &'static str) -> TextParam<&'static str> {
        TextParam { name: self.name, description: self.description, default }
    }
}

impl QueryParam for TextParam {
    type Value<'q> = Option<&'q str>;

    fn name(&self) -> &'static str {
        self.name
    }

    fn description(&self) -> &'static str {
        self.description
    }

    fn schema(&self) -> Value {
        json!({"type": "string"})
    }

    fn read<'q>(&self, given: Option<&'q str>) -> Result<Option<&'q str>, ApiError> {
        Ok(given)
    }
}

impl QueryParam for TextParam<&'static str> {
    type Value<'q> = &'q str;

    fn name(&self) -> &'static str {
        self.name
    }

    fn description(&self) -> &'static str {
        self.description
    }

    fn schema(&self) -> Value {
        json!({"type": "string", "default": self.default})
    }

    fn read<'q>(&self, given: Option<&'q str>) -> Result<&'q str, ApiError> {
        Ok(given.unwrap_or(self.default))
    }
}

/// A query parameter that is a list of texts with commas between them.
#[derive(Clone, Copy, Debug)]
pub struct ListParam {
    name: &'static str,
    description: &'static str,
}

impl ListParam {
    /// A parameter whose default is an empty list.
    #[must_use]
    pub const fn new(name: &'static str, description: &'static str) -> Self {
        Self { name, description }
    }
}

impl QueryParam for ListParam {
    /// The items without blanks around them and without empty ones.
    type Value<'q> = Vec<&'q str>;

    fn name(&self) -> &'static str {
        self.name
    }

    fn description(&self) -> &'static str {
        self.description
    }

    fn schema(&self) -> Value {
        json!({"type": "string"})
    }

    fn read<'q>(&self, given: Option<&'q str>) -> Result<Vec<&'q str>, ApiError> {
        let items = given.unwrap_or_default().split(',').map(str::trim);
        Ok(items.filter(|item| !item.is_empty()).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::params::Params;

    #[test]
    fn a_list_has_no_empty_parts() {
        const KINDS: ListParam = ListParam::new("kinds", "Which kinds.");
        assert_eq!(Params::new("kinds=a,,%20b,").get(&KINDS).unwrap(), ["a", "b"]);
        assert!(Params::new("").get(&KINDS).unwrap().is_empty());
    }

    #[test]
    fn a_text_that_is_not_given_is_its_default() {
        const OWNER: TextParam = TextParam::new("owner", "Who it is.");
        assert_eq!(Params::new("owner=").get(&OWNER).unwrap(), Some(""));
        assert_eq!(Params::new("").get(&OWNER).unwrap(), None);
        assert_eq!(Params::new("").get(&OWNER.default("page")).unwrap(), "page");
    }
}
