//! What can be wrong with what this crate is given.

/// What was wrong, and whose fault it was.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The caller gave a run no name.
    #[error("run name is empty")]
    EmptyName,

    /// The caller gave a word that is no level of a message.
    #[error("unknown level {word:?}; expected debug, info, warning or error")]
    UnknownLevel {
        /// The beginning of the refused word.
        word: String,
    },

    /// The caller gave a point that no curve can show and JSON cannot hold.
    #[error("point ({x}, {y}) of series {series:?} is not finite")]
    NotFinite {
        /// Which series the point was for.
        series: String,
        /// Its place.
        x: f64,
        /// Its value.
        y: f64,
    },

    /// The caller gave free data a key that the document itself has.
    #[error("key {key:?} is reserved by the status document; choose another key")]
    ReservedKey {
        /// The refused key.
        key: String,
    },

    /// The caller gave more free data than a document has room for.
    #[error("custom data too large ({bytes} bytes of JSON, limit {max})")]
    ExtraTooLarge {
        /// How large all of it would be.
        bytes: usize,
        /// How large it may be.
        max: usize,
    },

    /// The caller wants to apply a change to another document than the one that it is for.
    #[error(
        "change applies to document {wanted} of its run, this is document {found}; read the run again"
    )]
    OtherDocument {
        /// The `seq` that it is for.
        wanted: u64,
        /// The `seq` of what was given.
        found: u64,
    },

    /// The text is not the JSON of a run's status.
    #[error("invalid run status at line {line}, column {column}: {reason}")]
    StatusJson {
        /// Line of the text, from 1; 0 when the text itself is well-formed.
        line: usize,
        /// Column in that line, from 1; 0 when the text itself is well-formed.
        column: usize,
        /// What the reader expected and what it found.
        reason: String,
    },
}
