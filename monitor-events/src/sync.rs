//! Condition variables, atomics and thread locals, from std or, when the interleavings are checked, from loom.

#[cfg(monitor_loom)]
pub(crate) use loom::sync::{
    Condvar,
    atomic::{AtomicBool, AtomicU64, Ordering},
};
#[cfg(not(monitor_loom))]
pub(crate) use std::sync::{
    Condvar,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

#[cfg(monitor_loom)]
macro_rules! per_thread {
    (static $name:ident: $type:ty = $init:expr;) => {
        loom::thread_local! { static $name: $type = $init; }
    };
}
#[cfg(not(monitor_loom))]
macro_rules! per_thread {
    (static $name:ident: $type:ty = $init:expr;) => {
        std::thread_local! { static $name: $type = const { $init }; }
    };
}
pub(crate) use per_thread;
