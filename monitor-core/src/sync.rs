//! Locks that the crates of the workspace share: a mutex without poisoning, and a sharded value.

mod mutex;
mod striped;

pub use mutex::NonPoisonMutex;
pub use striped::ShardedMutex;
pub(crate) use striped::thread_number;
