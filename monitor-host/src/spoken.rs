//! Words of the file that stand for something else: lengths of time, commands, values.

use std::fmt;
use std::ops::Range;
use std::time::Duration;

use jiff::{Span, SpanRelativeTo};
use serde::de::{self, Deserialize, Deserializer, SeqAccess, Visitor};
use toml::Spanned;

/// A length of time: `"90 s"`, `"1 h 30 min"`, `"7 days"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DurationText(pub(super) Duration);

/// The same, or `"never"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct OptionalDuration(pub(super) Option<Duration>);

/// A command as it is written: words, or one line for the shell.
#[derive(Clone, Debug)]
pub(super) enum CommandText {
    Words(Spanned<Vec<Spanned<String>>>),
    Line(Spanned<String>),
}

impl CommandText {
    pub(super) fn span(&self) -> Range<usize> {
        match self {
            Self::Words(words) => words.span(),
            Self::Line(line) => line.span(),
        }
    }
}

/// A value of a variable: a text, a number, or true or false.
#[derive(Clone, Debug)]
pub(super) struct VariableText(pub(super) String);

/// One text, or several.
#[derive(Clone, Debug, Default)]
pub(super) struct TextList(pub(super) Vec<Spanned<String>>);

fn time(text: &str) -> Result<Duration, String> {
    let wrong =
        || format!("{text:?} is no length of time, such as \"90 s\", \"2 h\" or \"7 days\"");
    let span: Span = text.parse().map_err(|_| wrong())?;
    let length = span.to_duration(SpanRelativeTo::days_are_24_hours()).map_err(|_| wrong())?;
    Duration::try_from(length).map_err(|_| wrong())
}

impl<'de> Deserialize<'de> for DurationText {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        time(&text).map(Self).map_err(de::Error::custom)
    }
}

impl<'de> Deserialize<'de> for OptionalDuration {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        if text == "never" {
            return Ok(Self(None));
        }
        time(&text).map(|time| Self(Some(time))).map_err(de::Error::custom)
    }
}

impl<'de> Deserialize<'de> for CommandText {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<TextList>::deserialize(from)?;
        let span = spanned.span();
        let TextList(words) = spanned.into_inner();
        match words.as_slice() {
            // One text alone has the place of the whole value.
            [only] if only.span().is_empty() => {
                Ok(Self::Line(Spanned::new(span, only.get_ref().clone())))
            }
            _ => Ok(Self::Words(Spanned::new(span, words))),
        }
    }
}

impl<'de> Deserialize<'de> for TextList {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Either;

        impl<'de> Visitor<'de> for Either {
            type Value = TextList;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text or a list of texts")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<TextList, E> {
                // Its place is that of the whole value, which it does not know itself.
                Ok(TextList(vec![Spanned::new(0..0, text.to_owned())]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut texts: A) -> Result<TextList, A::Error> {
                let mut all = Vec::new();
                while let Some(text) = texts.next_element::<Spanned<String>>()? {
                    all.push(text);
                }
                Ok(TextList(all))
            }
        }

        from.deserialize_any(Either)
    }
}

impl<'de> Deserialize<'de> for VariableText {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Plain;

        impl Visitor<'_> for Plain {
            type Value = VariableText;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text, a number, true or false")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<VariableText, E> {
                Ok(VariableText(text.to_owned()))
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<VariableText, E> {
                Ok(VariableText(number.to_string()))
            }

            fn visit_f64<E: de::Error>(self, number: f64) -> Result<VariableText, E> {
                Ok(VariableText(number.to_string()))
            }

            fn visit_bool<E: de::Error>(self, is: bool) -> Result<VariableText, E> {
                Ok(VariableText(is.to_string()))
            }
        }

        from.deserialize_any(Plain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_are_read_as_people_write_them() {
        for (text, seconds) in
            [("90 s", 90), ("90s", 90), ("1 h 30 min", 5_400), ("2h", 7_200), ("7 days", 604_800)]
        {
            assert_eq!(time(text), Ok(Duration::from_secs(seconds)), "{text}");
        }
        for wrong in ["", "90", "soon", "-3 s", "1 month"] {
            assert!(time(wrong).is_err(), "{wrong}");
        }
    }
}
