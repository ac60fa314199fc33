//! CSV, a table of samples: `write` encodes it and `read` decodes it.

pub(super) mod read;
pub(super) mod write;
