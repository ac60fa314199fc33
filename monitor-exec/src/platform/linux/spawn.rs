//! From a command to a child that waits before its first instruction.
//!
//! `prepare` makes everything that allocates or can fail before a child exists; `launch` makes the
//! child of [`ExecCommand::new`](crate::ExecCommand::new), whose cost does not depend on the size of the host,
//! and `child` is what it does; `fork` is the way of [`ExecCommand::from_std`](crate::ExecCommand::from_std);
//! `hold` is what the child and we say to each other; `stack` is what the child stands on, `raw`
//! what it speaks with.

mod child;
mod fork;
mod hold;
mod launch;
mod prepare;
mod raw;
mod stack;

pub(crate) use fork::{ForkVerdict, SpawnHandshake, spawn as spawn_std};
pub(crate) use launch::{ChildHandle, ChildLaunch, RefusedLaunch};
pub(crate) use prepare::prepare;
pub(crate) use raw::call;
