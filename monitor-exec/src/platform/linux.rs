//! Linux: processes are made by clone, held before exec, and watched through `/proc` and pidfds.
//!
//! `start` turns the builder into a run, `spawn` makes the child, `sampler` watches it, `streams`
//! drains its output, `tree` knows which processes belong to it, `cgroup` gives it a control group
//! of its own, `proc` reads `/proc`, and `sys` has the system calls that no safe crate wraps.

pub(crate) mod cgroup;
pub(crate) mod machine;
pub(crate) mod proc;
pub(crate) mod refusal;
pub(crate) mod sampler;
pub(crate) mod spawn;
pub(crate) mod start;
pub(crate) mod streams;
pub(crate) mod sys;
pub(crate) mod tree;
