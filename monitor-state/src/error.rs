//! What can be wrong with what this crate is given.

/// What was wrong, and whose fault it was.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {}
