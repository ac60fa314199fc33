//! Log messages: text with expressions in braces.

use crate::condition::{Condition, ConditionError, EvalContext, EvalError};

/// The longest message that is made, in bytes.
const MAX_BYTES: usize = 1_024;

/// A text with expressions in braces; `{{` and `}}` are braces.
#[derive(Clone, Debug)]
pub(crate) struct LogTemplate {
    parts: Vec<TemplatePart>,
}

#[derive(Clone, Debug)]
enum TemplatePart {
    Text(String),
    Value(Condition),
}

impl LogTemplate {
    pub(crate) fn compile(text: &str) -> Result<Self, ConditionError> {
        let error = |at: usize, reason: &str| ConditionError {
            at: text[..at].chars().count() + 1,
            reason: reason.into(),
        };
        if text.len() > MAX_BYTES {
            return Err(error(0, "a log message may be 1024 bytes long"));
        }
        let mut parts = Vec::new();
        let mut plain = String::new();
        let mut at = 0;
        while let Some(found) = text[at..].find(['{', '}']) {
            plain.push_str(&text[at..at + found]);
            at += found;
            let brace = &text[at..=at];
            if text[at + 1..].starts_with(brace) {
                plain.push_str(brace);
                at += 2;
                continue;
            }
            let end = text[at..].find('}').filter(|_| brace == "{");
            let Some(end) = end else { return Err(error(at, "a brace without its other one")) };
            let inner = &text[at + 1..at + end];
            let condition = Condition::compile(inner).map_err(|source| ConditionError {
                at: text[..=at].chars().count() + source.at,
                reason: source.reason,
            })?;
            parts.push(TemplatePart::Text(std::mem::take(&mut plain)));
            parts.push(TemplatePart::Value(condition));
            at += end + 1;
        }
        plain.push_str(&text[at..]);
        parts.push(TemplatePart::Text(plain));
        Ok(Self { parts })
    }

    /// The message; what has no value says why instead. The second is the last such error.
    pub(crate) fn render<'v>(&'v self, around: &EvalContext<'v>) -> (String, Option<EvalError>) {
        let (mut message, mut failed) = (String::new(), None);
        for part in &self.parts {
            match part {
                TemplatePart::Text(text) => message.push_str(text),
                TemplatePart::Value(condition) => match condition.evaluate_in(around) {
                    Ok(serde_json::Value::String(text)) => message.push_str(&text),
                    Ok(value) => message.push_str(&value.to_string()),
                    Err(error) => {
                        message.push_str(&format!("<{error}>"));
                        failed = Some(error);
                    }
                },
            }
            if message.len() > MAX_BYTES {
                let end = (0..=MAX_BYTES).rev().find(|&at| message.is_char_boundary(at));
                message.truncate(end.unwrap_or(0));
                message.push('…');
                break;
            }
        }
        (message, failed)
    }
}
