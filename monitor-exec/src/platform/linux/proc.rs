//! What the kernel says about a process: one source a file, reading apart from parsing.
//!
//! These readers are for every sample. Each takes a third of what the procfs crate takes, because
//! a descriptor that is kept needs no path to be walked and a parser that wants twelve fields need
//! not make fifty; what is read once goes through procfs.
//!
//! `source` is a file that is read again and again. `stat`, `status` and `io` parse what is said of a
//! process and `children` the list of its children, `last_pid` is the number given last, and `clock`
//! reads CPU clocks.

mod children;
mod clock;
mod io;
mod last_pid;
mod source;
mod stat;
mod status;

pub(crate) use children::{children_of_all, parse_pids, processes_of_family};
pub(crate) use clock::{monotonic_ns, process_cpu_ns, thread_cpu_ns};
pub(crate) use io::Io;
pub(crate) use last_pid::LastPid;
pub(crate) use source::{FdBudget, ProcSource};
pub(crate) use stat::{CommName, Stat};
pub(crate) use status::peak_rss_bytes;

/// Whether the process is stopped by a signal, proc_pid_stat(5).
pub(crate) fn is_stopped(pid: i32) -> bool {
    read_stat(pid).is_some_and(|stat| stat.state == b'T')
}

/// The process' `stat`, by path; `None` if it is gone or hidden.
pub(crate) fn read_stat(pid: i32) -> Option<Stat> {
    let bytes = std::fs::read(format!("/proc/{pid}/stat")).ok()?;
    Stat::parse(&bytes)
}

/// The most memory that a process ever had, bytes; 0 if it is not known.
pub(crate) fn peak_of(pid: i32) -> u64 {
    std::fs::read(format!("/proc/{pid}/status"))
        .ok()
        .and_then(|bytes| peak_rss_bytes(&bytes))
        .unwrap_or(0)
}
