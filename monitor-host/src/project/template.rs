//! Texts with places in them, such as `{dir}/result.json`, that are filled in for each analysis.

use std::borrow::Cow;
use std::ops::Range;

/// A text with places in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PathTemplate {
    parts: Vec<TemplateSegment>,
    /// Where it stands in the file.
    pub(super) span: Range<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum TemplateSegment {
    Text(String),
    Place(String),
}

impl PathTemplate {
    /// Reads a text. `{{` and `}}` are braces.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub(super) fn read(text: &str, span: Range<usize>) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            let (before, brace) = rest.split_at(at);
            plain.push_str(before);
            if brace.starts_with("{{") || brace.starts_with("}}") {
                plain.push_str(&brace[..1]);
                rest = &brace[2..];
                continue;
            }
            let place = brace.strip_prefix('{').and_then(|inner| inner.split_once('}'));
            let Some((name, behind)) = place else {
                return Err(format!("a brace is open in {text:?}; {{{{ and }}}} are braces"));
            };
            if !is_name(name) {
                return Err(format!(
                    "{{{name}}} is no name for a place: that is letters, digits and _; \
                     {{{{ and }}}} are braces"
                ));
            }
            if !plain.is_empty() {
                parts.push(TemplateSegment::Text(std::mem::take(&mut plain)));
            }
            parts.push(TemplateSegment::Place(name.to_owned()));
            rest = behind;
        }
        plain.push_str(rest);
        if !plain.is_empty() {
            parts.push(TemplateSegment::Text(plain));
        }
        Ok(Self { parts, span })
    }

    /// The names of its places.
    pub(super) fn places(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            TemplateSegment::Place(name) => Some(name.as_str()),
            TemplateSegment::Text(_) => None,
        })
    }

    /// The text, each value as `quote` writes it; `None` if there is no value for a place.
    pub(super) fn fill_template<'v>(
        &self,
        value: impl Fn(&str) -> Option<Cow<'v, str>>,
        quote: impl Fn(&str) -> Option<String>,
    ) -> Option<String> {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                TemplateSegment::Text(plain) => text.push_str(plain),
                TemplateSegment::Place(name) => text.push_str(&quote(&value(name)?)?),
            }
        }
        Some(text)
    }
}

/// Whether this can be the name of a variable.
pub(super) fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(text: &str) -> Option<String> {
        let template = PathTemplate::read(text, 0..0).unwrap();
        let value = |name: &str| (name == "dir").then_some(Cow::Borrowed("/a b"));
        template.fill_template(value, |plain| Some(plain.to_owned()))
    }

    #[test]
    fn places_are_filled_and_doubled_braces_are_braces() {
        assert_eq!(filled("{dir}/x-{{1,2}}.h5").as_deref(), Some("/a b/x-{1,2}.h5"));
        assert_eq!(filled("plain").as_deref(), Some("plain"));
        assert_eq!(filled("{nobody}"), None);
    }

    #[test]
    fn what_is_no_place_is_said() {
        for wrong in ["{", "}", "{}", "{a b}", "{dir", "dir}"] {
            assert!(PathTemplate::read(wrong, 0..0).is_err(), "{wrong}");
        }
    }
}
