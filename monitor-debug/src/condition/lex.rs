//! Text into tokens.

use crate::condition::ConditionError;

/// A token of the language. Words of both dialects are the same token.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ExprToken {
    Null,
    True,
    False,
    Int(i64),
    Float(f64),
    Text(Box<str>),
    Name(Box<str>),
    And,
    Or,
    Not,
    In,
    Is,
    /// An operator or a bracket.
    Sign(&'static str),
    End,
}

/// Longer ones first: `//` before `/`.
const SIGNS: [&str; 25] = [
    "==", "!=", "<=", ">=", "&&", "||", "//", "**", "<", ">", "+", "-", "*", "/", "%", "(", ")",
    "[", "]", ",", ".", "!", "=", "{", "}",
];

/// Reads tokens one by one.
#[derive(Debug)]
pub(crate) struct Lexer<'t> {
    text: &'t str,
    /// Where the next token begins, bytes.
    at: usize,
}

impl<'t> Lexer<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    /// An error at a byte of the text.
    pub(crate) fn error_at(&self, at: usize, reason: impl Into<Box<str>>) -> ConditionError {
        let before = self.text.get(..at).unwrap_or(self.text);
        ConditionError { at: before.chars().count() + 1, reason: reason.into() }
    }

    /// The next token and the byte at which it begins.
    pub(crate) fn next(&mut self) -> Result<(usize, ExprToken), ConditionError> {
        let rest = &self.text[self.at..];
        let trimmed = rest.trim_start();
        self.at += rest.len() - trimmed.len();
        let start = self.at;
        let Some(first) = trimmed.chars().next() else { return Ok((start, ExprToken::End)) };
        let token = match first {
            '0'..='9' => self.lex_number(trimmed)?,
            '.' if trimmed[1..].starts_with(|c: char| c.is_ascii_digit()) => {
                self.lex_number(trimmed)?
            }
            '\'' | '"' => self.lex_string(trimmed, first)?,
            c if c == '_' || c.is_alphabetic() => self.lex_word(trimmed)?,
            _ => self.lex_sign(trimmed)?,
        };
        Ok((start, token))
    }

    fn lex_number(&mut self, rest: &str) -> Result<ExprToken, ConditionError> {
        let digits = |from: usize| {
            let digits = rest[from..].bytes().take_while(|b| b.is_ascii_digit() || *b == b'_');
            from + digits.count()
        };
        let mut end = digits(0);
        let mut float = false;
        if rest[end..].starts_with('.') {
            (float, end) = (true, digits(end + 1));
        }
        if rest[end..].starts_with(['e', 'E']) {
            let sign = usize::from(rest[end + 1..].starts_with(['+', '-']));
            (float, end) = (true, digits(end + 1 + sign));
        }
        let start = self.at;
        self.at += end;
        let written = rest[..end].replace('_', "");
        let number = if float {
            written.parse().ok().filter(|float: &f64| float.is_finite()).map(ExprToken::Float)
        } else {
            written.parse().ok().map(ExprToken::Int)
        };
        number.ok_or_else(|| self.error_at(start, "a number that is none, or too large"))
    }

    fn lex_string(&mut self, rest: &str, quote: char) -> Result<ExprToken, ConditionError> {
        let mut text = String::new();
        let mut chars = rest.char_indices().skip(1);
        while let Some((at, c)) = chars.next() {
            if c == quote {
                self.at += at + 1;
                return Ok(ExprToken::Text(text.into()));
            }
            let plain = match (c, if c == '\\' { chars.next() } else { None }) {
                ('\\', Some((_, 'n'))) => '\n',
                ('\\', Some((_, 't'))) => '\t',
                ('\\', Some((_, 'r'))) => '\r',
                ('\\', Some((_, same @ ('\\' | '\'' | '"')))) => same,
                ('\\', _) => return Err(self.error_at(self.at + at, "an escape that is not known")),
                (plain, _) => plain,
            };
            text.push(plain);
        }
        Err(self.error_at(self.at, "a text without its closing quote"))
    }

    fn lex_word(&mut self, rest: &str) -> Result<ExprToken, ConditionError> {
        let end = rest.find(|c: char| !(c == '_' || c.is_alphanumeric())).unwrap_or(rest.len());
        let word = &rest[..end];
        let token = match word {
            "and" => ExprToken::And,
            "or" => ExprToken::Or,
            "not" => ExprToken::Not,
            "in" => ExprToken::In,
            "is" => ExprToken::Is,
            "None" | "null" => ExprToken::Null,
            "True" | "true" => ExprToken::True,
            "False" | "false" => ExprToken::False,
            "lambda" | "for" | "if" | "else" | "import" | "await" | "yield" => {
                return Err(self.error_at(self.at, format!("`{word}` is not part of the language")));
            }
            _ if word.starts_with('_') => {
                return Err(
                    self.error_at(self.at, "names that begin with an underscore are private")
                );
            }
            _ => ExprToken::Name(word.into()),
        };
        self.at += end;
        Ok(token)
    }

    fn lex_sign(&mut self, rest: &str) -> Result<ExprToken, ConditionError> {
        let Some(sign) = SIGNS.into_iter().find(|sign| rest.starts_with(sign)) else {
            return Err(self.error_at(self.at, "a character that is not part of the language"));
        };
        let token = match sign {
            "&&" => ExprToken::And,
            "||" => ExprToken::Or,
            "=" => {
                return Err(self.error_at(self.at, "nothing can be assigned; to compare, say =="));
            }
            "**" | "{" | "}" => {
                return Err(self.error_at(self.at, format!("`{sign}` is not part of the language")));
            }
            _ => ExprToken::Sign(sign),
        };
        self.at += sign.len();
        Ok(token)
    }
}
