//! The mode of an input: its first byte, for targets that test several parsers.

/// Splits an input into the letter that selects a parser and the bytes for that parser. Returns
/// `None` for an empty input.
#[must_use]
pub fn split_mode(input: &[u8]) -> Option<(u8, &[u8])> {
    input.split_first().map(|(mode, rest)| (*mode, rest))
}
