//! The secret that lets a request in.

use std::fmt;

use subtle::ConstantTimeEq;

use crate::error::Error;

/// The shortest that is taken, characters.
const SHORTEST: usize = 16;
/// The longest, so that it fits a cookie.
const LONGEST: usize = 256;
/// How many random bytes a made one has.
const RANDOM_BYTES: usize = 32;

/// The secret that lets a request in. It is not shown by `Debug`, and compared in constant time.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessToken(String);

impl AccessToken {
    /// A token of the host's choosing.
    ///
    /// # Errors
    /// [`Error::Token`] if it is shorter than 16 characters or longer than 256, or has another one
    /// than letters, digits, `-`, `.`, `_` and `~`.
    pub fn new(text: impl Into<String>) -> Result<Self, Error> {
        let text = text.into();
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        if (SHORTEST..=LONGEST).contains(&text.len()) && text.bytes().all(plain) {
            Ok(Self(text))
        } else {
            Err(Error::Token)
        }
    }

    /// A new one, of 32 bytes from the system's source of randomness.
    ///
    /// # Errors
    /// [`Error::Randomness`] if there is none.
    pub fn random() -> Result<Self, Error> {
        let mut bytes = [0; RANDOM_BYTES];
        getrandom::fill(&mut bytes).map_err(|_| Error::Randomness)?;
        Ok(Self(bytes.iter().map(|byte| format!("{byte:02x}")).collect()))
    }

    /// The text, for the link that the host shows once.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the text is this token; how long that takes does not depend on where they differ.
    #[must_use]
    pub fn is_match(&self, text: &str) -> bool {
        self.0.as_bytes().ct_eq(text.as_bytes()).into()
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}
