//! When a process tree is sampled, and where samples and captured output go.
//!
//! `interval` chooses the time of the next sample, `delivery` hands samples to the host, `readers`
//! hands captured output to it, and `probe` takes samples when the host asks for them.

pub(crate) mod delivery;
pub(crate) mod interval;
pub(crate) mod probe;
pub(crate) mod readers;
