//! What can be wrong with what is given to this crate, and whose fault it was.

use smol_str::SmolStr;

/// An error of `monitor-core`. Every variant names what was wrong with the caller's input; the
/// crate has no failures of its own.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The caller gave an id, tag or name without a single character.
    #[error("id, tag or name is empty")]
    EmptyText,

    /// The caller gave an id, tag or name that is longer than is kept.
    #[error("id, tag or name too long ({bytes} bytes, limit {max}): {text:?}")]
    TextTooLong {
        /// Length of the refused text in bytes.
        bytes: usize,
        /// The longest that is taken, in bytes.
        max: usize,
        /// The beginning of the refused text.
        text: SmolStr,
    },

    /// The text is not a time in RFC 3339 with an offset.
    #[error(
        "invalid time {text:?}; expected RFC 3339 with an offset, such as 2026-01-02T03:04:05Z"
    )]
    Timestamp {
        /// The beginning of the refused text.
        text: SmolStr,
    },

    /// The text is not the wire name of an event kind.
    #[error("unknown event kind {name:?}")]
    UnknownKind {
        /// The beginning of the refused name.
        name: SmolStr,
    },

    /// The text is not a priority.
    #[error("unknown priority {name:?}; expected low, medium, high or critical")]
    UnknownPriority {
        /// The beginning of the refused name.
        name: SmolStr,
    },

    /// The JSON text of an event is malformed, incomplete or has a value of the wrong type.
    #[error("invalid event at line {line}, column {column}: {reason}")]
    EventJson {
        /// Line of the text, from 1; 0 when the text itself is well-formed.
        line: usize,
        /// Column in that line, from 1; 0 when the text itself is well-formed.
        column: usize,
        /// What the reader expected and what it found.
        reason: String,
    },

    /// The saved monitor has a version that this release does not read.
    #[error("saved monitor has version {found}; this release reads version {supported}")]
    SavedVersion {
        /// The version of the saved monitor.
        found: u32,
        /// The version that this release reads.
        supported: u32,
    },

    /// The saved monitor contradicts itself, so no monitor has this state.
    #[error("invalid saved monitor at {part}: {reason}")]
    SavedContent {
        /// Where: keys with dots between them.
        part: &'static str,
        /// What is wrong, and at which entry.
        reason: String,
    },

    /// The monitor was asked for its status while it is disabled.
    #[error("Monitoring system is disabled")]
    Disabled,
}

/// The beginning of `text`, short enough for a message and for a log.
pub(crate) fn text_excerpt(text: &str) -> SmolStr {
    const MAX: usize = 40;
    if text.len() <= MAX {
        return SmolStr::new(text);
    }
    let end = (0..=MAX).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0);
    smol_str::format_smolstr!("{}…", &text[..end])
}

/// The longest message of an error that is kept, bytes.
const MAX_ERROR: usize = 1_024;

/// The beginning of a message of an error.
pub(crate) fn kept_error(message: &str) -> Box<str> {
    let end = (0..=MAX_ERROR.min(message.len())).rev().find(|&at| message.is_char_boundary(at));
    message[..end.unwrap_or(0)].into()
}
