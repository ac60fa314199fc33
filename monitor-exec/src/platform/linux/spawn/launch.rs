//! Making a child that shares our memory until exec, and what it and we know of each other.
//!
//! The thread that makes it does not sleep meanwhile, as it would after a vfork: it attaches the
//! sampler, holds the child and lets it go. That the child has left our memory, by exec or by
//! exit, the kernel says in a word of ours (CLONE_CHILD_CLEARTID, see clone(2)); what the child
//! stands on stays until then.
#![expect(unsafe_code, reason = "clones a child that shares this process' memory")]

use std::ffi::{c_int, c_long, c_void};
use std::io;
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

use super::child::{ChildContext, ChildReport, child};
use super::hold::HoldWords;
use super::prepare::SpawnPlan;
use super::raw;
use super::stack::ChildStack;
use crate::command::environment::ChildUser;
use crate::error::SpawnStep;
use crate::metadata::HoldMethod;
use crate::platform::linux::sys;

/// Why there is no program, and in which step.
#[derive(Debug)]
pub(crate) struct RefusedLaunch {
    pub(crate) step: SpawnStep,
    pub(crate) error: io::Error,
}

/// A child that was just made.
#[derive(Debug)]
pub(crate) struct ChildHandle {
    pub(crate) pid: i32,
    /// Readable when it has ended; without it (no descriptors left) it has to be asked.
    pub(crate) pidfd: Option<OwnedFd>,
}

/// A child that was made, with all that it reads and writes. It is dropped only when the child has
/// left our memory.
#[derive(Debug)]
pub(crate) struct ChildLaunch {
    context: ChildContext,
    /// Not zero while the child is in our memory; the kernel clears it and wakes one sleeper.
    within: AtomicU32,
    released: AtomicBool,
    /// Whether the host was dumpable (prctl(2), `PR_SET_DUMPABLE`) before a child that changes its
    /// user, and has to be made so again.
    restores_dumpable: AtomicBool,
    /// Taken away when the launch is dropped.
    stack: Option<ChildStack>,
}

// SAFETY: the pointers of the plan point to strings that it owns and nobody changes; all else that
// changes are atomics.
unsafe impl Send for ChildLaunch {}
// SAFETY: as above.
unsafe impl Sync for ChildLaunch {}

const CLONE_CLEAR_SIGHAND: u64 = 1 << 32;
const CLONE_INTO_CGROUP: u64 = 1 << 33;
/// While the word is waited for it is looked at so often, should another sleeper be woken instead.
const LOOK_UP: Duration = Duration::from_millis(5);

impl ChildLaunch {
    /// Makes the child; it goes on to where it is held. `cgroup` is the control group, version 2,
    /// that it is born in.
    pub(crate) fn start(
        plan: SpawnPlan,
        method: HoldMethod,
        cgroup: Option<BorrowedFd<'_>>,
    ) -> Result<(Arc<Self>, ChildHandle), RefusedLaunch> {
        Self::start_by(plan, method, |launch| launch.clone_child(cgroup))
    }

    fn start_by(
        mut plan: SpawnPlan,
        method: HoldMethod,
        clone: impl FnOnce(&Self) -> io::Result<ChildHandle>,
    ) -> Result<(Arc<Self>, ChildHandle), RefusedLaunch> {
        let refused = |error| RefusedLaunch { step: SpawnStep::Clone, error };
        let stack = ChildStack::new().map_err(refused)?;
        // Closed when the child has copies of its own, or will never have.
        let streams = std::mem::take(&mut plan.streams);
        let before = sys::block_all_signals();
        let context = ChildContext {
            method,
            streams: streams.each_ref().map(|fd| fd.as_ref().map_or(-1, AsRawFd::as_raw_fd)),
            mask: plan.signals.mask.unwrap_or(before.0),
            caught: AtomicU64::new(0),
            words: HoldWords::default(),
            report: ChildReport::default(),
            plan,
        };
        context.words.record_host();
        // A change of the user in the child is one of the memory that it shares with us.
        let changes_user = context.plan.user != ChildUser::default();
        let dumpable = changes_user && nix::sys::prctl::get_dumpable().unwrap_or(false);
        let launch = Arc::new(Self {
            context,
            within: AtomicU32::new(1),
            released: AtomicBool::new(false),
            restores_dumpable: AtomicBool::new(dumpable),
            stack: Some(stack),
        });
        let made = clone(&launch);
        before.restore();
        match made {
            Ok(child) => {
                launch.context.words.pid.store(child.pid, Ordering::Release);
                Ok((launch, child))
            }
            Err(error) => {
                launch.within.store(0, Ordering::Release);
                Err(refused(error))
            }
        }
    }

    fn clone_child(&self, cgroup: Option<BorrowedFd<'_>>) -> io::Result<ChildHandle> {
        let with_pidfd = u64::from(libc::CLONE_PIDFD.cast_unsigned());
        match self.clone3(with_pidfd, cgroup) {
            Err(error) if matches!(error.raw_os_error(), Some(libc::EMFILE | libc::ENFILE)) => {
                self.clone3(0, cgroup)
            }
            // An old kernel, or a filter that knows only the old call. It makes no child within a
            // group.
            Err(error)
                if cgroup.is_none()
                    && matches!(
                        error.raw_os_error(),
                        Some(libc::ENOSYS | libc::EINVAL | libc::EPERM)
                    ) =>
            {
                self.clone_as_of_old()
            }
            made => made,
        }
    }

    fn clone3(&self, pidfd_flag: u64, cgroup: Option<BorrowedFd<'_>>) -> io::Result<ChildHandle> {
        let mut pidfd: c_int = -1;
        let flags = (libc::CLONE_VM | libc::CLONE_CHILD_CLEARTID).cast_unsigned();
        let into = if cgroup.is_some() { CLONE_INTO_CGROUP } else { 0 };
        // SAFETY: zeroes are a valid value of this plain C structure, and mean nothing.
        let mut args: libc::clone_args = unsafe { std::mem::zeroed() };
        args.flags = u64::from(flags) | CLONE_CLEAR_SIGHAND | pidfd_flag | into;
        args.pidfd = &raw mut pidfd as u64;
        args.child_tid = self.within.as_ptr() as u64;
        args.exit_signal = u64::from(libc::SIGCHLD.cast_unsigned());
        let stack = self.stack.as_ref().ok_or(io::ErrorKind::NotFound)?;
        args.stack = stack.base() as u64;
        args.stack_size = stack.len() as u64;
        args.cgroup = cgroup.map_or(0, |group| u64::from(group.as_raw_fd().cast_unsigned()));
        // SAFETY: the stack and all that the child reads belong to `self`, which is dropped only
        // when the child has left our memory; `child` keeps to what it may do there.
        let made =
            unsafe { raw::clone3(&args, child, std::ptr::from_ref(&self.context) as *mut c_void) };
        made_child(made, pidfd)
    }

    fn clone_as_of_old(&self) -> io::Result<ChildHandle> {
        self.context.caught.store(caught_signals(), Ordering::Release);
        let stack = self.stack.as_ref().ok_or(io::ErrorKind::NotFound)?;
        let mut pidfd: c_int = -1;
        let flags = libc::CLONE_VM | libc::CLONE_CHILD_CLEARTID | libc::CLONE_PIDFD | libc::SIGCHLD;
        // SAFETY: as for clone3. The C library's wrapper would not do: that of musl refuses to
        // clear a word of ours.
        let made = unsafe {
            raw::clone(
                flags,
                stack.base().byte_add(stack.len()),
                &raw mut pidfd,
                self.within.as_ptr(),
                child,
                std::ptr::from_ref(&self.context) as *mut c_void,
            )
        };
        made_child(made, pidfd)
    }

    /// Waits until the child stands still; gives CLOCK_MONOTONIC when it did, nanoseconds, or
    /// `None` if it did not come so far.
    pub(crate) fn wait_held(&self, pid: i32) -> Option<u64> {
        self.context.words.wait_held(self.context.method, pid, || !self.is_within())
    }

    /// Lets the child go on to its program.
    pub(crate) fn release(&self, pid: i32) {
        self.released.store(true, Ordering::Release);
        self.context.words.release(self.context.method, pid);
    }

    /// Kills and reaps the child.
    pub(crate) fn kill(&self, pid: i32) {
        let number = nix::unistd::Pid::from_raw(pid);
        let _ = nix::sys::signal::kill(number, nix::sys::signal::Signal::SIGKILL);
        sys::reap_blocking(pid);
    }

    fn is_within(&self) -> bool {
        let within = self.within.load(Ordering::Acquire) != 0;
        if !within && self.restores_dumpable.swap(false, Ordering::AcqRel) {
            let _ = nix::sys::prctl::set_dumpable(true);
        }
        within
    }

    /// What became of the exec; `None` as long as it is not known.
    pub(crate) fn verdict(&self) -> Option<Result<PathBuf, RefusedLaunch>> {
        if self.is_within() {
            return None;
        }
        let errno = self.context.report.errno.load(Ordering::Acquire);
        if errno == 0 {
            let candidate = self.context.report.candidate.load(Ordering::Acquire);
            return Some(Ok(self.context.plan.executable(candidate).unwrap_or_default()));
        }
        let step = match self.context.report.step.load(Ordering::Acquire) {
            step if step == SpawnStep::Group as u32 => SpawnStep::Group,
            step if step == SpawnStep::User as u32 => SpawnStep::User,
            step if step == SpawnStep::Terminal as u32 => SpawnStep::Terminal,
            step if step == SpawnStep::WorkingDirectory as u32 => SpawnStep::WorkingDirectory,
            step if step == SpawnStep::Streams as u32 => SpawnStep::Streams,
            _ => SpawnStep::Exec,
        };
        Some(Err(RefusedLaunch { step, error: io::Error::from_raw_os_error(errno) }))
    }

    /// Sleeps until it is known what became of the exec.
    pub(crate) fn wait_verdict(&self) -> Result<PathBuf, RefusedLaunch> {
        loop {
            if let Some(verdict) = self.verdict() {
                return verdict;
            }
            let word = self.within.load(Ordering::Acquire);
            if word != 0 {
                sys::futex_wait(&self.within, word, Some(LOOK_UP));
            }
        }
    }

    /// How many bytes of arguments and environment the kernel is handed.
    pub(crate) fn text_bytes(&self) -> usize {
        self.context.plan.text_bytes()
    }
}

impl Drop for ChildLaunch {
    fn drop(&mut self) {
        let pid = self.context.words.pid.load(Ordering::Acquire);
        if pid != 0 && !self.released.load(Ordering::Acquire) {
            // Nobody will let it go any more, and nobody knows of it.
            self.kill(pid);
        }
        while self.is_within() {
            let word = self.within.load(Ordering::Acquire);
            sys::futex_wait(&self.within, word, Some(LOOK_UP));
        }
        if let Some(stack) = self.stack.take() {
            stack.give_back();
        }
    }
}

fn made_child(made: isize, pidfd: c_int) -> io::Result<ChildHandle> {
    match i32::try_from(made) {
        Ok(pid) if pid > 0 => {
            // SAFETY: the kernel just made this descriptor for us, close-on-exec, and nobody else
            // knows it.
            let pidfd = (pidfd >= 0).then(|| unsafe { OwnedFd::from_raw_fd(pidfd) });
            Ok(ChildHandle { pid, pidfd })
        }
        Ok(error) => Err(io::Error::from_raw_os_error(error.wrapping_neg())),
        Err(_) => Err(io::Error::from_raw_os_error(libc::EAGAIN)),
    }
}

/// The signals with a handler of the host, as bits. Their handlers must not run in the child.
fn caught_signals() -> u64 {
    let mut caught = 0_u64;
    for signal in 1..=64_u32 {
        // handler, flags, restorer, mask: the kernel's structure on x86-64 and on arm64.
        let mut action = [0_usize; 4];
        // SAFETY: the structure is as long as the kernel's, which only writes it.
        let read = unsafe {
            libc::syscall(
                libc::SYS_rt_sigaction,
                c_long::from(signal),
                std::ptr::null::<usize>(),
                action.as_mut_ptr(),
                8_usize,
            )
        };
        if read == 0 && action[0] != libc::SIG_DFL && action[0] != libc::SIG_IGN {
            caught |= 1 << (signal - 1);
        }
    }
    caught
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::ExecCommand;
    use crate::outcome::exit::ProcessExit;
    use crate::platform::linux::spawn::prepare;

    /// Holds the command, lets it go, and gives what became of it.
    fn end_of(
        exec: &ExecCommand,
        clone: fn(&ChildLaunch) -> io::Result<ChildHandle>,
    ) -> Result<ProcessExit, RefusedLaunch> {
        let plan = prepare(exec, [None, None, None]).unwrap();
        let (launch, child) = ChildLaunch::start_by(plan, HoldMethod::Stop, clone)?;
        assert!(launch.wait_held(child.pid).is_some());
        assert!(launch.verdict().is_none(), "it is held");
        launch.release(child.pid);
        let verdict = launch.wait_verdict();
        while sys::peek_end(child.pid).unwrap().is_none() {
            std::thread::yield_now();
        }
        let ended = sys::reap(child.pid).unwrap().unwrap();
        verdict.map(|_| ended.status)
    }

    #[test]
    fn the_old_call_makes_the_same_child_as_the_new_one() {
        let ways: [fn(&ChildLaunch) -> io::Result<ChildHandle>; 2] =
            [|launch| launch.clone_child(None), ChildLaunch::clone_as_of_old];
        for way in ways {
            let exec = ExecCommand::new("sh").args(["-c", "exit 7"]);
            assert_eq!(end_of(&exec, way).unwrap(), ProcessExit::Code(7));
            let refused = end_of(&ExecCommand::new("/etc/passwd"), way).unwrap_err();
            assert_eq!(refused.error.raw_os_error(), Some(libc::EACCES));
            assert_eq!(refused.step, SpawnStep::Exec);
        }
    }

    #[test]
    fn a_child_that_nobody_lets_go_is_killed_and_reaped() {
        let plan = prepare(&ExecCommand::new("true"), [None, None, None]).unwrap();
        let (launch, child) = ChildLaunch::start(plan, HoldMethod::Gate, None).unwrap();
        drop(launch);
        assert_eq!(sys::peek_end(child.pid).unwrap_err().raw_os_error(), Some(libc::ECHILD));
    }
}
