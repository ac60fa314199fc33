//! The records of denet: `write` encodes them, with denet's summary, and `read` decodes them.

pub(super) mod read;
pub(super) mod write;
