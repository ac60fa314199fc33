//! What this crate asks of the operating system: locks, whole replacements of files, other
//! commands, and what this machine is.

#[cfg(any(feature = "runs", feature = "sqlite"))]
pub(crate) mod lock;
#[cfg(any(feature = "runs", feature = "schedulers"))]
pub(crate) mod replace;
#[cfg(feature = "schedulers")]
pub(crate) mod subprocess;
#[cfg(any(feature = "runs", feature = "schedulers"))]
pub(crate) mod this_machine;
