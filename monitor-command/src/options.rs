//! Options that several commands share: where to listen, what to write, which run, how to watch.

pub(crate) mod listen;
pub(crate) mod records;
pub(crate) mod run_target;
pub(crate) mod watching;
