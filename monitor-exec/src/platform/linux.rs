//! Linux: processes are made by clone, held before exec, and watched through `/proc` and pidfds.
//!
//! `start` turns the builder into a run, `spawn` makes the child, `sampler` watches it, `streams`
//! drains its output, and `handle` is what the host holds meanwhile. `tree` knows which processes
//! belong to the run, `cgroup` gives it a control group of its own, and `probe` looks at a tree
//! without a run. `group_probe` sees signals to the host's group. `pidfd` has handles on single processes, `pseudoterminal` terminals. `machine`
//! and `proc` read `/proc`, and `sys` has the system calls that no safe crate wraps.

mod cgroup;
mod group_probe;
mod handle;
mod machine;
mod pidfd;
mod probe;
mod proc;
mod pseudoterminal;
mod sampler;
mod spawn;
mod start;
mod streams;
mod sys;
mod tree;

pub(crate) use std::os::fd::OwnedFd as Descriptor;

pub(crate) use cgroup::CgroupDir;
pub(crate) use group_probe::GroupProbe;
pub(crate) use handle::{RunControl, RunHandle};
pub(crate) use machine::read_machine;
pub(crate) use pidfd::{open_process, signal_process};
pub(crate) use probe::TreeProbe;
pub(crate) use proc::monotonic_ns;
pub(crate) use pseudoterminal::{open_pseudoterminal, resize_terminal};
pub(crate) use start::{run, spawn};
