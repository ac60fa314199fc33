//! What depends on the system, and the one place that chooses its implementation.
//!
//! `linux` is the implementation; `unsupported` has the same names for every other system, where a
//! run, a probe and a control group are refused with an error. `RUSTFLAGS="--cfg
//! monitor_unsupported"` chooses it on Linux, so that it is compiled and tested there.
//!
//! The rest of the crate names nothing of the system but what is imported here:
//!
//! - `run` and `spawn` turn the builder into an outcome or a handle,
//! - `RunHandle` is behind [`RunningCommand`](crate::RunningCommand) and `RunControl` behind
//!   [`ControlHandle`](crate::ControlHandle),
//! - `TreeProbe` is behind [`ProcessProbe`](crate::ProcessProbe) and `CgroupDir` behind
//!   [`ControlGroup`](crate::ControlGroup),
//! - `GroupProbe` and `monotonic_ns` are behind [`GroupSignalProbe`](crate::GroupSignalProbe),
//! - `open_pseudoterminal` and `resize_terminal` are behind
//!   [`Pseudoterminal`](crate::Pseudoterminal), `open_process` and `signal_process` behind
//!   [`ProcessHandle`](crate::ProcessHandle),
//! - `read_machine` fills a [`MachineFacts`](crate::MachineFacts),
//! - `Descriptor` is the type of an open file of the host.

#[cfg(all(target_os = "linux", not(monitor_unsupported)))]
mod linux;
#[cfg(not(all(target_os = "linux", not(monitor_unsupported))))]
mod unsupported;

#[cfg(all(target_os = "linux", not(monitor_unsupported)))]
pub(crate) use linux::{
    CgroupDir, Descriptor, GroupProbe, RunControl, RunHandle, TreeProbe, monotonic_ns,
    open_process, open_pseudoterminal, read_machine, resize_terminal, run, signal_process, spawn,
};
#[cfg(not(all(target_os = "linux", not(monitor_unsupported))))]
pub(crate) use unsupported::{
    CgroupDir, Descriptor, GroupProbe, RunControl, RunHandle, TreeProbe, monotonic_ns,
    open_process, open_pseudoterminal, read_machine, resize_terminal, run, signal_process, spawn,
};
