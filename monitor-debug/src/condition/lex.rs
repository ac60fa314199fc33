//! Text into tokens.

use crate::condition::ConditionError;

/// A token of the language. Words of both dialects are the same token.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Token {
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
    pub(crate) fn error(&self, at: usize, reason: impl Into<Box<str>>) -> ConditionError {
        let before = self.text.get(..at).unwrap_or(self.text);
        ConditionError { at: before.chars().count() + 1, reason: reason.into() }
    }

    /// The next token and the byte at which it begins.
    pub(crate) fn next(&mut self) -> Result<(usize, Token), ConditionError> {
        let rest = &self.text[self.at..];
        let trimmed = rest.trim_start();
        self.at += rest.len() - trimmed.len();
        let start = self.at;
        let Some(first) = trimmed.chars().next() else { return Ok((start, Token::End)) };
        let token = match first {
            '0'..='9' => self.number(trimmed)?,
            '.' if trimmed[1..].starts_with(|c: char| c.is_ascii_digit()) => {
                self.number(trimmed)?
            }
            '\'' | '"' => self.string(trimmed, first)?,
            c if c == '_' || c.is_alphabetic() => self.word(trimmed)?,
            _ => self.sign(trimmed)?,
        };
        Ok((start, token))
    }

    fn number(&mut self, rest: &str) -> Result<Token, ConditionError> {
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
            written.parse().ok().filter(|float: &f64| float.is_finite()).map(Token::Float)
        } else {
            written.parse().ok().map(Token::Int)
        };
        number.ok_or_else(|| self.error(start, "a number that is none, or too large"))
    }

    fn string(&mut self, rest: &str, quote: char) -> Result<Token, ConditionError> {
        let mut text = String::new();
        let mut chars = rest.char_indices().skip(1);
        while let Some((at, c)) = chars.next() {
            if c == quote {
                self.at += at + 1;
                return Ok(Token::Text(text.into()));
            }
            let plain = match (c, if c == '\\' { chars.next() } else { None }) {
                ('\\', Some((_, 'n'))) => '\n',
                ('\\', Some((_, 't'))) => '\t',
                ('\\', Some((_, 'r'))) => '\r',
                ('\\', Some((_, same @ ('\\' | '\'' | '"')))) => same,
                ('\\', _) => return Err(self.error(self.at + at, "an escape that is not known")),
                (plain, _) => plain,
            };
            text.push(plain);
        }
        Err(self.error(self.at, "a text without its closing quote"))
    }

    fn word(&mut self, rest: &str) -> Result<Token, ConditionError> {
        let end = rest.find(|c: char| !(c == '_' || c.is_alphanumeric())).unwrap_or(rest.len());
        let word = &rest[..end];
        let token = match word {
            "and" => Token::And,
            "or" => Token::Or,
            "not" => Token::Not,
            "in" => Token::In,
            "is" => Token::Is,
            "None" | "null" => Token::Null,
            "True" | "true" => Token::True,
            "False" | "false" => Token::False,
            "lambda" | "for" | "if" | "else" | "import" | "await" | "yield" => {
                return Err(self.error(self.at, format!("`{word}` is not part of the language")));
            }
            _ if word.starts_with('_') => {
                return Err(self.error(self.at, "names that begin with an underscore are private"));
            }
            _ => Token::Name(word.into()),
        };
        self.at += end;
        Ok(token)
    }

    fn sign(&mut self, rest: &str) -> Result<Token, ConditionError> {
        let Some(sign) = SIGNS.into_iter().find(|sign| rest.starts_with(sign)) else {
            return Err(self.error(self.at, "a character that is not part of the language"));
        };
        let token = match sign {
            "&&" => Token::And,
            "||" => Token::Or,
            "=" => return Err(self.error(self.at, "nothing can be assigned; to compare, say ==")),
            "**" | "{" | "}" => {
                return Err(self.error(self.at, format!("`{sign}` is not part of the language")));
            }
            _ => Token::Sign(sign),
        };
        self.at += sign.len();
        Ok(token)
    }
}
