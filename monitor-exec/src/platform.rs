//! What depends on the system. `linux` is the only implementation.

pub(crate) mod linux;
