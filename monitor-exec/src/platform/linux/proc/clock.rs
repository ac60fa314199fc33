//! CPU clocks: nanoseconds of a whole process, of any user, also of a zombie.

use nix::time::{ClockId, clock_gettime};

/// CPU time of all threads of the process, dead ones included, nanoseconds; `None` if there is no
/// such process. It costs a tenth of `stat`, which counts in hundredths of a second.
pub(crate) fn process_cpu_ns(pid: i32) -> Option<u64> {
    // The encoding of clock_getcpuclockid(3), which would make another system call to check it:
    // the complement of the pid, then CPUCLOCK_SCHED (2) for the whole process.
    let clock = ClockId::from_raw((!pid << 3) | 2);
    read_ns(clock)
}

/// CPU time of the calling thread, nanoseconds.
pub(crate) fn thread_cpu_ns() -> u64 {
    read_ns(ClockId::CLOCK_THREAD_CPUTIME_ID).unwrap_or(0)
}

/// CLOCK_MONOTONIC, nanoseconds.
pub(crate) fn monotonic_ns() -> u64 {
    read_ns(ClockId::CLOCK_MONOTONIC).unwrap_or(0)
}

fn read_ns(clock: ClockId) -> Option<u64> {
    let time = clock_gettime(clock).ok()?;
    let ns = time.tv_sec().checked_mul(1_000_000_000)?.checked_add(time.tv_nsec())?;
    u64::try_from(ns).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_clock_runs_and_is_that_of_all_threads() {
        let own = i32::try_from(std::process::id()).unwrap();
        let thread = thread_cpu_ns();
        let process = process_cpu_ns(own).unwrap();
        assert!(thread > 0 && process >= thread);
    }

    #[test]
    fn a_process_that_cannot_be_has_no_clock() {
        assert_eq!(process_cpu_ns(i32::MAX >> 3), None);
    }
}
