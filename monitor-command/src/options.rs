//! Options that several commands share: where to listen, what to write, which run, how to watch.

pub(crate) mod destination;
pub(crate) mod listen;
#[cfg(all(target_os = "linux", not(monitor_unsupported)))]
pub(crate) mod records;
pub(crate) mod run_target;
#[cfg(all(target_os = "linux", not(monitor_unsupported)))]
pub(crate) mod watching;
