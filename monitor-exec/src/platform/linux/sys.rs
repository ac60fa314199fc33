//! The system calls that no safe crate wraps, each behind a safe function.
//!
//! `nix` has no `waitid` that also gives the resource usage, no pidfd and no `kcmp`, and its futex
//! would be a second way to wait on the words that the held child shares with us.
#![expect(
    unsafe_code,
    reason = "these calls have no safe wrapper; each block says why it is sound"
)]

use std::io;
use std::mem::MaybeUninit;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::sync::atomic::AtomicU32;
use std::time::Duration;

use libc::{c_int, c_long};

use crate::counters::rusage_counters;
use crate::outcome::exit::ProcessExit;
use crate::totals::used::Usage;

/// How a child ended, and what it and all descendants that were waited for used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ChildExit {
    pub(crate) status: ProcessExit,
    pub(crate) usage: Usage,
}

/// Looks at a child that ended without reaping it; `None` while it lives.
pub(crate) fn peek_end(pid: i32) -> io::Result<Option<ChildExit>> {
    wait(pid, libc::WEXITED | libc::WNOWAIT | libc::WNOHANG)
}

/// Reaps a child that ended; `None` while it lives.
pub(crate) fn reap(pid: i32) -> io::Result<Option<ChildExit>> {
    wait(pid, libc::WEXITED | libc::WNOHANG)
}

/// Reaps a child, sleeping until it ended.
pub(crate) fn reap_blocking(pid: i32) {
    while let Err(error) = wait(pid, libc::WEXITED) {
        if error.kind() != io::ErrorKind::Interrupted {
            return;
        }
    }
}

/// Whether the child is stopped; takes the notice of the stop away from the parent's queue.
pub(crate) fn take_stop(pid: i32) -> io::Result<bool> {
    let (info, _) = raw_waitid(pid, libc::WSTOPPED | libc::WNOHANG)?;
    // SAFETY: the kernel filled the structure for a child, or left it zeroed.
    Ok(unsafe { info.si_pid() } != 0)
}

fn wait(pid: i32, options: c_int) -> io::Result<Option<ChildExit>> {
    let (info, usage) = raw_waitid(pid, options)?;
    // SAFETY: waitid fills the child fields of siginfo_t, or leaves the zeroes if nobody ended.
    let (ended, status) = unsafe { (info.si_pid(), info.si_status()) };
    if ended == 0 {
        return Ok(None);
    }
    let status = match info.si_code {
        libc::CLD_KILLED => ProcessExit::Signal { signal: status, core_dumped: false },
        libc::CLD_DUMPED => ProcessExit::Signal { signal: status, core_dumped: true },
        _ => ProcessExit::Code(status),
    };
    Ok(Some(ChildExit { status, usage: usage_of(&usage) }))
}

fn raw_waitid(pid: i32, options: c_int) -> io::Result<(libc::siginfo_t, libc::rusage)> {
    let mut info = MaybeUninit::<libc::siginfo_t>::zeroed();
    let mut usage = MaybeUninit::<libc::rusage>::zeroed();
    // SAFETY: both pointers are valid for writes of their types during the call; the fifth
    // argument is the kernel's own addition to waitid, see waitid(2), "C library/kernel
    // differences".
    let result = unsafe {
        libc::syscall(
            libc::SYS_waitid,
            c_long::from(libc::P_PID),
            c_long::from(pid),
            info.as_mut_ptr(),
            c_long::from(options),
            usage.as_mut_ptr(),
        )
    };
    if result < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: both were zeroed, and zeroes are valid values of these plain C structures.
    Ok(unsafe { (info.assume_init(), usage.assume_init()) })
}

/// The most memory that this process ever had, or whoever executed its program, bytes;
/// getrusage(2).
pub(crate) fn own_max_rss_bytes() -> u64 {
    use nix::sys::resource::{UsageWho, getrusage};
    let kibibytes = getrusage(UsageWho::RUSAGE_SELF).map_or(0, |usage| usage.max_rss());
    kibibytes.cast_unsigned().saturating_mul(1024)
}

fn usage_of(raw: &libc::rusage) -> Usage {
    let ns = |time: libc::timeval| {
        (time.tv_sec.cast_unsigned())
            .saturating_mul(1_000_000_000)
            .saturating_add(time.tv_usec.cast_unsigned() * 1_000)
    };
    macro_rules! usage {
        ($(#[$doc:meta] $name:ident = $field:ident,)*) => {
            Usage {
                user_ns: ns(raw.ru_utime),
                system_ns: ns(raw.ru_stime),
                max_rss_bytes: raw.ru_maxrss.cast_unsigned().saturating_mul(1024),
                switches: raw
                    .ru_nvcsw
                    .cast_unsigned()
                    .saturating_add(raw.ru_nivcsw.cast_unsigned()),
                $($name: raw.$field.cast_unsigned(),)*
            }
        };
    }
    rusage_counters!(usage)
}

/// A descriptor of the process, close-on-exec, readable once the process ended; pidfd_open(2).
pub(crate) fn pidfd_open(pid: i32) -> io::Result<OwnedFd> {
    // SAFETY: the call takes two integers.
    let fd = unsafe { libc::syscall(libc::SYS_pidfd_open, c_long::from(pid), 0 as c_long) };
    if fd < 0 {
        return Err(io::Error::last_os_error());
    }
    let fd = c_int::try_from(fd).map_err(|_| io::Error::from_raw_os_error(libc::EBADF))?;
    // SAFETY: the kernel just made this descriptor for us and nobody else knows it.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

/// A copy of this process' standard output, close-on-exec, with a number above 2; fcntl(2).
pub(crate) fn copy_of_stdout() -> io::Result<OwnedFd> {
    // SAFETY: the call takes integers only.
    let fd = unsafe { libc::fcntl(libc::STDOUT_FILENO, libc::F_DUPFD_CLOEXEC, 3) };
    if fd < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the kernel just made this descriptor for us and nobody else knows it.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

/// How a process ended that somebody else has reaped, or nobody had to: `PIDFD_GET_INFO` of
/// ioctl(2), Linux 6.15. `None` if the kernel does not tell.
pub(crate) fn end_of_reaped(process: &OwnedFd) -> Option<ProcessExit> {
    const EXIT: u64 = 1 << 3;
    /// `struct pidfd_info`, its first version, 64 bytes.
    #[repr(C)]
    #[derive(Default)]
    struct PidfdInfo {
        mask: u64,
        cgroup: u64,
        ids: [u32; 11],
        status: i32,
    }
    /// `_IOWR(0xFF, 11, struct pidfd_info)`.
    const GET_INFO: u64 = 3 << 30 | (size_of::<PidfdInfo>() as u64) << 16 | 0xFF << 8 | 11;
    let mut known = PidfdInfo { mask: EXIT, ..PidfdInfo::default() };
    // SAFETY: the structure is as long as the number of the call says, and the kernel only fills it.
    let told = unsafe {
        libc::syscall(libc::SYS_ioctl, c_long::from(process.as_raw_fd()), GET_INFO, &raw mut known)
    };
    if told != 0 || known.mask & EXIT == 0 {
        return None;
    }
    let status = known.status;
    Some(if libc::WIFSIGNALED(status) {
        let signal = libc::WTERMSIG(status);
        ProcessExit::Signal { signal, core_dumped: libc::WCOREDUMP(status) }
    } else {
        ProcessExit::Code(libc::WEXITSTATUS(status))
    })
}

/// Whether the process behind the descriptor has ended.
pub(crate) fn has_ended(process: &OwnedFd) -> bool {
    use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
    use std::os::fd::AsFd;
    let mut fds = [PollFd::new(process.as_fd(), PollFlags::POLLIN)];
    poll(&mut fds, PollTimeout::ZERO).is_ok_and(|ready| ready > 0)
}

/// Sends a signal to exactly the process behind the descriptor; pidfd_send_signal(2).
pub(crate) fn pidfd_signal(process: &OwnedFd, signal: i32) -> io::Result<()> {
    send_by_pidfd(process, signal, 0)
}

/// Sends a signal to the process group that the process behind the descriptor leads or led;
/// pidfd_send_signal(2), `PIDFD_SIGNAL_PROCESS_GROUP`, Linux 6.9. Before that it is EINVAL.
pub(crate) fn pidfd_signal_group(leader: &OwnedFd, signal: i32) -> io::Result<()> {
    const PROCESS_GROUP: c_long = 1 << 2;
    send_by_pidfd(leader, signal, PROCESS_GROUP)
}

fn send_by_pidfd(process: &OwnedFd, signal: i32, flags: c_long) -> io::Result<()> {
    // SAFETY: no structure is passed; the descriptor is open while it is borrowed.
    let result = unsafe {
        libc::syscall(
            libc::SYS_pidfd_send_signal,
            c_long::from(process.as_raw_fd()),
            c_long::from(signal),
            std::ptr::null::<libc::siginfo_t>(),
            flags,
        )
    };
    if result < 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
}

/// Sleeps until `word` is woken and no longer `expected`, or until the time is over; futex(2).
/// It may also return early.
pub(crate) fn futex_wait(word: &AtomicU32, expected: u32, timeout: Option<Duration>) {
    let limit = timeout.map(|left| libc::timespec {
        tv_sec: i64::try_from(left.as_secs()).unwrap_or(i64::MAX),
        tv_nsec: i64::from(left.subsec_nanos()),
    });
    let limit = limit.as_ref().map_or(std::ptr::null(), std::ptr::from_ref);
    // SAFETY: the word and the time outlive the call, and the kernel only reads them.
    unsafe {
        libc::syscall(
            libc::SYS_futex,
            word.as_ptr(),
            c_long::from(libc::FUTEX_WAIT),
            c_long::from(expected),
            limit,
        );
    }
}

/// Wakes all who sleep on `word`; it works across processes that share its page.
pub(crate) fn futex_wake(word: &AtomicU32) {
    // SAFETY: the kernel uses only the address of the word.
    unsafe {
        libc::syscall(
            libc::SYS_futex,
            word.as_ptr(),
            c_long::from(libc::FUTEX_WAKE),
            c_long::from(i32::MAX),
        );
    }
}

/// A counter of the CPU time of a process and of all that descend from it from now on, however
/// they end; perf_event_open(2), `PERF_COUNT_SW_TASK_CLOCK` with `inherit`.
pub(crate) fn open_task_clock(pid: i32) -> io::Result<std::fs::File> {
    const TYPE_SOFTWARE: u32 = 1;
    const TASK_CLOCK: u64 = 1;
    const INHERIT: u64 = 1 << 1;
    const EXCLUDE_KERNEL: u64 = 1 << 5;
    const EXCLUDE_HV: u64 = 1 << 6;
    const CLOEXEC: c_long = 1 << 3;
    /// `struct perf_event_attr`, version 0, 64 bytes.
    #[repr(C)]
    struct SchedAttributes {
        kind: u32,
        size: u32,
        config: u64,
        period: u64,
        sample_type: u64,
        read_format: u64,
        flags: u64,
        rest: [u64; 2],
    }
    let open = |flags| {
        let attributes = SchedAttributes {
            kind: TYPE_SOFTWARE,
            size: 64,
            config: TASK_CLOCK,
            period: 0,
            sample_type: 0,
            read_format: 0,
            flags,
            rest: [0; 2],
        };
        // SAFETY: the structure says its own size, and the kernel only reads it.
        unsafe {
            libc::syscall(
                libc::SYS_perf_event_open,
                &raw const attributes,
                c_long::from(pid),
                -1 as c_long,
                -1 as c_long,
                CLOEXEC,
            )
        }
    };
    let mut fd = open(INHERIT);
    if fd < 0 {
        // What an unprivileged user may ask for; of a clock it leaves nothing out.
        fd = open(INHERIT | EXCLUDE_KERNEL | EXCLUDE_HV);
    }
    if fd < 0 {
        return Err(io::Error::last_os_error());
    }
    let fd = c_int::try_from(fd).map_err(|_| io::Error::from_raw_os_error(libc::EBADF))?;
    // SAFETY: the kernel just made this descriptor for us and nobody else knows it.
    Ok(unsafe { std::fs::File::from_raw_fd(fd) })
}

/// `struct sched_attr`, its first version, see sched_setattr(2).
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
struct SchedulingPolicy {
    size: u32,
    policy: u32,
    flags: u64,
    nice: i32,
    priority: u32,
    runtime_ns: u64,
    deadline_ns: u64,
    period_ns: u64,
}

/// While it lives the calling thread is woken on time: timers are not late by the usual 50 µs,
/// which is longer than a look takes, and the scheduler is asked for short slices, by which it
/// waits less for a processor on a loaded machine and gets no more of it. Linux before 6.12 has no
/// slices to ask for. What was before comes back when this is dropped.
#[derive(Debug)]
pub(crate) struct SchedulingBoost {
    slack_ns: Option<u64>,
    scheduling: Option<SchedulingPolicy>,
}

impl SchedulingBoost {
    pub(crate) fn of_this_thread() -> Self {
        let slack_ns = nix::sys::prctl::get_timerslack().ok().map(i64::from);
        let slack_ns = slack_ns.and_then(|ns| u64::try_from(ns).ok());
        let _ = nix::sys::prctl::set_timerslack(1_000);
        let scheduling = scheduling().filter(|now| now.policy == 0);
        if let Some(now) = scheduling {
            // The least that the scheduler takes.
            set_scheduling(&SchedulingPolicy { runtime_ns: 100_000, ..now });
        }
        Self { slack_ns, scheduling }
    }
}

impl Drop for SchedulingBoost {
    fn drop(&mut self) {
        if let Some(slack_ns) = self.slack_ns {
            let _ = nix::sys::prctl::set_timerslack(slack_ns);
        }
        if let Some(before) = &self.scheduling {
            set_scheduling(before);
        }
    }
}

fn scheduling() -> Option<SchedulingPolicy> {
    let mut now = SchedulingPolicy { size: 48, ..SchedulingPolicy::default() };
    // SAFETY: the kernel writes as many bytes as it is told, the size of the structure.
    let read = unsafe {
        libc::syscall(libc::SYS_sched_getattr, 0 as c_long, &raw mut now, 48 as c_long, 0 as c_long)
    };
    (read == 0).then_some(now)
}

/// A refusal changes nothing.
fn set_scheduling(to: &SchedulingPolicy) {
    // SAFETY: the structure says its own size, and the kernel only reads it.
    unsafe {
        libc::syscall(libc::SYS_sched_setattr, 0 as c_long, std::ptr::from_ref(to), 0 as c_long);
    }
}

/// Whether two processes have one address space, as between vfork and exec; kcmp(2). `false` if
/// the kernel does not tell.
pub(crate) fn shares_memory(pid: i32, other: i32) -> bool {
    const KCMP_VM: c_long = 1;
    // SAFETY: the call takes integers only.
    let result = unsafe {
        libc::syscall(
            libc::SYS_kcmp,
            c_long::from(pid),
            c_long::from(other),
            KCMP_VM,
            0 as c_long,
            0 as c_long,
        )
    };
    result == 0
}

/// Blocks every signal in the calling thread and gives the mask that was there.
///
/// glibc's own functions leave two signals out that it uses itself; a child that shares our
/// memory must not take these either.
pub(crate) fn block_all_signals() -> SignalMask {
    let all = u64::MAX;
    let mut before = 0_u64;
    // SAFETY: both words are valid, and the kernel's signal set is 8 bytes long.
    unsafe {
        libc::syscall(
            libc::SYS_rt_sigprocmask,
            c_long::from(libc::SIG_SETMASK),
            &raw const all,
            &raw mut before,
            8_usize,
        );
    }
    SignalMask(before)
}

/// The kernel's signal set of a thread.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SignalMask(pub(crate) u64);

impl SignalMask {
    /// Makes this the mask of the calling thread again.
    pub(crate) fn restore(self) {
        // SAFETY: the word is valid, and the kernel's signal set is 8 bytes long.
        unsafe {
            libc::syscall(
                libc::SYS_rt_sigprocmask,
                c_long::from(libc::SIG_SETMASK),
                &raw const self.0,
                std::ptr::null_mut::<u64>(),
                8_usize,
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pid_that_is_no_child_of_ours_is_an_error() {
        assert_eq!(peek_end(1).unwrap_err().raw_os_error(), Some(libc::ECHILD));
    }

    #[test]
    fn a_process_shares_memory_with_itself_and_not_with_init() {
        let own = i32::try_from(std::process::id()).unwrap();
        assert!(shares_memory(own, own));
        assert!(!shares_memory(own, 1));
    }

    #[test]
    fn waiting_for_a_word_that_has_changed_returns_at_once() {
        futex_wait(&AtomicU32::new(1), 0, None);
    }

    #[test]
    fn the_mask_comes_back_as_it_was() {
        let before = block_all_signals();
        before.restore();
        let again = block_all_signals();
        again.restore();
        assert_eq!(before.0, again.0);
    }
}
