//! Files that others may read while we write: locks (`lock`) and whole replacements (`replace`).

pub(crate) mod lock;
pub(crate) mod replace;
