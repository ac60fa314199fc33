//! How the values of a ledger are written in its tables: numbers, words, and JSON for what has parts.

use monitor_core::Timestamp;
use serde::Serialize;
use serde::de::value::{Error as WordError, StrDeserializer};
use serde::de::{Deserialize, DeserializeOwned, IntoDeserializer};

/// A number of rows, batches or moves. SQLite's numbers have a sign.
pub(super) fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// The same back; nothing less than 0 was written.
pub(super) fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

pub(super) fn micros(at: Option<Timestamp>) -> Option<i64> {
    at.map(Timestamp::as_micros)
}

pub(super) fn json<T: Serialize + ?Sized>(value: &T) -> Result<String, serde_json::Error> {
    serde_json::to_string(value)
}

pub(super) fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, serde_json::Error> {
    serde_json::from_str(text)
}

/// One of a set of words, such as an action's.
pub(super) fn word<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, WordError> {
    let text: StrDeserializer<'a, WordError> = text.into_deserializer();
    T::deserialize(text)
}
