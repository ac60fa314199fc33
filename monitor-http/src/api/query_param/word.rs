//! Query parameters with a closed set of values: words, and `true` or `false`.

use serde_json::{Value, json};

use super::{ParamDefault, QueryParam, invalid_param, with_default};
use crate::api::problem::ApiError;

/// A query parameter that is one word of a closed set.
#[derive(Clone, Copy, Debug)]
pub struct WordParam<D = ()> {
    name: &'static str,
    description: &'static str,
    words: &'static [&'static str],
    /// What a refusal says before it lists the words.
    refusal: &'static str,
    default: D,
}

impl WordParam {
    /// A parameter without a default.
    #[must_use]
    pub const fn new(
        name: &'static str,
        description: &'static str,
        words: &'static [&'static str],
    ) -> Self {
        Self { name, description, words, refusal: "Input should be", default: () }
    }

    /// The same with another beginning of the message for a word that is not in the set.
    #[must_use]
    pub const fn refusal(self, refusal: &'static str) -> Self {
        Self { refusal, ..self }
    }

    /// The same with the word that counts if the query does not have the parameter.
    #[must_use]
    pub const fn default(self, default: &'static str) -> WordParam<&'static str> {
        let Self { name, description, words, refusal, default: () } = self;
        WordParam { name, description, words, refusal, default }
    }
}

impl<D: ParamDefault<&'static str>> QueryParam for WordParam<D> {
    type Value<'q> = D::Value;

    fn name(&self) -> &'static str {
        self.name
    }

    fn description(&self) -> &'static str {
        self.description
    }

    fn schema(&self) -> Value {
        with_default(json!({"type": "string", "enum": self.words}), self.default.to_json())
    }

    fn read(&self, given: Option<&str>) -> Result<D::Value, ApiError> {
        let Some(text) = given else { return Ok(self.default.absent()) };
        match self.words.iter().find(|word| **word == text) {
            Some(word) => Ok(self.default.given(word)),
            None => {
                let message = format!("{} {}", self.refusal, quote_alternatives(self.words));
                Err(invalid_param(self.name, "enum", &message, text, None))
            }
        }
    }
}

/// `a`, `a or b`, `a, b or c`.
fn quote_alternatives(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [before @ .., last] => format!("{} or {last}", before.join(", ")),
    }
}

/// A query parameter that is `true` or `false`.
#[derive(Clone, Copy, Debug)]
pub struct FlagParam<D = ()> {
    name: &'static str,
    description: &'static str,
    default: D,
}

impl FlagParam {
    /// A parameter without a default.
    #[must_use]
    pub const fn new(name: &'static str, description: &'static str) -> Self {
        Self { name, description, default: () }
    }

    /// The same with the value that counts if the query does not have the parameter.
    #[must_use]
    pub const fn default(self, default: bool) -> FlagParam<bool> {
        FlagParam { name: self.name, description: self.description, default }
    }
}

impl<D: ParamDefault<bool>> QueryParam for FlagParam<D> {
    type Value<'q> = D::Value;

    fn name(&self) -> &'static str {
        self.name
    }

    fn description(&self) -> &'static str {
        self.description
    }

    fn schema(&self) -> Value {
        with_default(json!({"type": "string", "enum": ["true", "false"]}), self.default.to_json())
    }

    fn read(&self, given: Option<&str>) -> Result<D::Value, ApiError> {
        let Some(text) = given else { return Ok(self.default.absent()) };
        let wrong = |error: std::str::ParseBoolError| {
            invalid_param(self.name, "value_error", &error.to_string(), text, None)
        };
        text.parse().map(|flag| self.default.given(flag)).map_err(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::params::Params;

    #[test]
    fn a_word_that_is_not_in_the_set_is_answered_with_the_set() {
        const FORMAT: WordParam<&str> =
            WordParam::new("format", "How.", &["mermaid", "dot"]).default("mermaid");
        assert_eq!(Params::new("").get(&FORMAT).unwrap(), "mermaid");
        assert_eq!(Params::new("format=dot").get(&FORMAT).unwrap(), "dot");
        let refusal = Params::new("format=png").get(&FORMAT).unwrap_err().to_json();
        assert_eq!(refusal["detail"][0]["msg"], "Input should be mermaid or dot");
        assert_eq!(refusal["detail"][0]["type"], "enum");
        let schema = json!({"type": "string", "enum": ["mermaid", "dot"], "default": "mermaid"});
        assert_eq!(FORMAT.schema(), schema);
    }

    #[test]
    fn the_words_of_a_set_are_listed_as_a_sentence_has_them() {
        assert_eq!(quote_alternatives(&["a"]), "a");
        assert_eq!(quote_alternatives(&["a", "b"]), "a or b");
        assert_eq!(quote_alternatives(&["a", "b", "c"]), "a, b or c");
    }

    #[test]
    fn a_flag_is_true_or_false_and_nothing_else() {
        const DRY_RUN: FlagParam<bool> = FlagParam::new("dry_run", "Whether.").default(true);
        assert!(Params::new("").get(&DRY_RUN).unwrap());
        assert!(!Params::new("dry_run=false").get(&DRY_RUN).unwrap());
        let refusal = Params::new("dry_run=1").get(&DRY_RUN).unwrap_err().to_json();
        assert_eq!(refusal["detail"][0]["type"], "value_error");
        assert_eq!(DRY_RUN.schema()["default"], "true");
    }
}
