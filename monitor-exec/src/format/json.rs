//! JSON lines and one JSON object, the crate's own documents: `write` encodes them and `read`
//! decodes them.

pub(super) mod read;
pub(super) mod write;
