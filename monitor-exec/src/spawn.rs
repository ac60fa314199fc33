//! From a command to a child that waits before its first instruction.
//!
//! `prepare` makes everything that allocates or can fail before a child exists; `vfork` is the way
//! of [`Exec::new`](crate::Exec::new), whose cost does not depend on the size of the host; `fork`
//! is the way of [`Exec::from_std`](crate::Exec::from_std); `hold` is what the child and the
//! sampler say to each other; `stack` is what the child stands on.

mod fork;
mod hold;
mod prepare;
mod stack;
mod vfork;

pub(crate) use fork::spawn as spawn_std;
pub use hold::HoldMethod;
pub(crate) use hold::{Handshake, Verdict};
pub(crate) use prepare::{Environment, prepare};
pub(crate) use vfork::spawn;
