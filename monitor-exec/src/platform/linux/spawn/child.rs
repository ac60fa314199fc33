//! The child's whole life in our memory, from the clone to the exec.
//!
//! Sharing memory is what makes the cost independent of the host's size, and what makes every line
//! here delicate: it runs beside the thread that made it, with that thread's thread-locals, on a
//! stack of its own, all signals blocked. It allocates nothing, takes no lock, cannot panic, and
//! only makes raw system calls. What it has to say it writes into the atomics of its context.
#![expect(unsafe_code, reason = "runs in another process that shares this process' memory")]

use std::ffi::{c_char, c_int, c_long, c_void};
use std::sync::atomic::{AtomicI32, AtomicU32, AtomicU64, AtomicUsize, Ordering};

use super::hold::{HoldWords, hold_in_child};
use super::prepare::{SHELL, SpawnPlan};
use super::raw::call;
use crate::command::ProcessGroup;
use crate::command::environment::ChildUser;
use crate::error::SpawnStep;
use crate::metadata::HoldMethod;

/// All that the child reads and writes, in memory that both processes have.
#[derive(Debug)]
pub(super) struct ChildContext {
    pub(super) plan: SpawnPlan,
    pub(super) method: HoldMethod,
    pub(super) streams: [c_int; 3],
    pub(super) mask: u64,
    /// Signals whose handlers the child has to reset by itself.
    pub(super) caught: AtomicU64,
    pub(super) words: HoldWords,
    pub(super) report: ChildReport,
}

/// What the child writes, in memory that both have.
#[derive(Debug, Default)]
pub(super) struct ChildReport {
    pub(super) errno: AtomicI32,
    pub(super) step: AtomicU32,
    pub(super) candidate: AtomicUsize,
}

/// Begins with a pointer to its context, and ends in an exec or an exit.
///
/// # Safety
///
/// Only as the child's first function; the context stays in place until the child has left our
/// memory.
pub(super) unsafe extern "C" fn child(context: *mut c_void) -> c_int {
    // SAFETY: as the caller says; what changes in the context are atomics.
    unsafe {
        let context = &*context.cast::<ChildContext>();
        let (step, errno) = match set_up(context) {
            Ok(()) => {
                let pid = call(libc::SYS_getpid, [0; 5]).cast_unsigned();
                hold_in_child(&context.words, context.method, pid);
                let mask = &raw const context.mask as usize;
                call(libc::SYS_rt_sigprocmask, [libc::SIG_SETMASK as usize, mask, 0, 8, 0]);
                (SpawnStep::Exec, execute(context))
            }
            Err(failed) => failed,
        };
        context.report.step.store(step as u32, Ordering::Relaxed);
        context.report.errno.store(errno, Ordering::Release);
        call(libc::SYS_exit_group, [127, 0, 0, 0, 0]);
    }
    127
}

/// Signals, group, working directory and streams.
///
/// # Safety
///
/// Only for the child.
unsafe fn set_up(context: &ChildContext) -> Result<(), (SpawnStep, c_int)> {
    let plan = &context.plan;
    // SAFETY: raw system calls with pointers into the context, which stays.
    unsafe {
        reset_handlers(context.caught.load(Ordering::Acquire));
        ignore_signals(plan.signals.ignored);
        match plan.group {
            ProcessGroup::New => made(SpawnStep::Group, libc::SYS_setpgid, [0; 5])?,
            ProcessGroup::Session | ProcessGroup::Terminal => {
                made(SpawnStep::Group, libc::SYS_setsid, [0; 5])?
            }
            ProcessGroup::Host => {}
        }
        become_user(plan.user)?;
        if let Some(path) = &plan.cwd {
            let path = path.as_ptr() as usize;
            made(SpawnStep::WorkingDirectory, libc::SYS_chdir, [path, 0, 0, 0, 0])?;
        }
        if let Some(umask) = plan.umask {
            call(libc::SYS_umask, [umask as usize, 0, 0, 0, 0]);
        }
        let mut number = 0_usize;
        for stream in &context.streams {
            if *stream >= 0 {
                let from = stream.cast_unsigned() as usize;
                made(SpawnStep::Streams, libc::SYS_dup3, [from, number, 0, 0, 0])?;
            }
            number = number.wrapping_add(1);
        }
        if plan.group == ProcessGroup::Terminal {
            take_terminal()?;
        }
    }
    Ok(())
}

/// Makes the first of the standard streams that is a terminal the controlling one.
///
/// # Safety
///
/// Only for the child.
unsafe fn take_terminal() -> Result<(), (SpawnStep, c_int)> {
    let request = libc::TIOCSCTTY as usize;
    let mut number = 0_usize;
    loop {
        // SAFETY: the request takes a number.
        match unsafe { made(SpawnStep::Terminal, libc::SYS_ioctl, [number, request, 0, 0, 0]) } {
            Err(_) if number < 2 => number = number.wrapping_add(1),
            done => return done,
        }
    }
}

/// As std does, further groups go first, if there is the right to change them.
///
/// # Safety
///
/// Only for the child.
unsafe fn become_user(user: ChildUser) -> Result<(), (SpawnStep, c_int)> {
    // SAFETY: numbers only.
    unsafe {
        if user.uid.is_some() {
            call(libc::SYS_setgroups, [0; 5]);
        }
        if let Some(gid) = user.gid {
            made(SpawnStep::User, libc::SYS_setgid, [gid as usize, 0, 0, 0, 0])?;
        }
        if let Some(uid) = user.uid {
            made(SpawnStep::User, libc::SYS_setuid, [uid as usize, 0, 0, 0, 0])?;
        }
    }
    Ok(())
}

/// Has the command start with these signals ignored, as bits.
///
/// # Safety
///
/// Only for a child between clone or fork and exec.
pub(super) unsafe fn ignore_signals(ignored: u64) {
    // Handler, flags, restorer, mask: the kernel's structure on x86-64 and on arm64.
    let action = [libc::SIG_IGN, 0, 0, 0];
    let mut left = ignored;
    while left != 0 {
        let signal = left.trailing_zeros().wrapping_add(1) as usize;
        // SAFETY: the structure is as long as the kernel's.
        unsafe { call(libc::SYS_rt_sigaction, [signal, action.as_ptr() as usize, 0, 8, 0]) };
        left &= left.wrapping_sub(1);
    }
}

/// Gives the signals in `caught` their default action back. As std does, SIGPIPE is not left
/// ignored: Rust's start-up ignores it in every host.
///
/// # Safety
///
/// Only for the child.
unsafe fn reset_handlers(caught: u64) {
    let default = [0_usize; 4];
    let mut left = caught | 1 << (libc::SIGPIPE - 1);
    while left != 0 {
        let signal = left.trailing_zeros().wrapping_add(1) as usize;
        let action = default.as_ptr() as usize;
        // SAFETY: the structure is as long as the kernel's.
        unsafe { call(libc::SYS_rt_sigaction, [signal, action, 0, 8, 0]) };
        left &= left.wrapping_sub(1);
    }
}

/// Tries every candidate; comes back only with the reason why none could be executed.
///
/// # Safety
///
/// Only for the child.
unsafe fn execute(context: &ChildContext) -> c_int {
    let mut refused = libc::ENOENT;
    let mut number = 0_usize;
    for candidate in &context.plan.candidate_pointers {
        context.report.candidate.store(number, Ordering::Relaxed);
        let (argv, envp) = (context.plan.argv.as_ptr(), context.plan.envp.as_ptr());
        // SAFETY: all are lists of C strings that end with a null pointer, and stay.
        let result = unsafe {
            call(libc::SYS_execve, [*candidate as usize, argv as usize, envp as usize, 0, 0])
        };
        match errno_of(result) {
            libc::ENOENT | libc::ENOTDIR | libc::ENODEV | libc::ESTALE | libc::ETIMEDOUT => {}
            libc::EACCES => refused = libc::EACCES,
            // SAFETY: as above.
            libc::ENOEXEC => return unsafe { execute_by_shell(&context.plan, *candidate) },
            other => return other,
        }
        number = number.wrapping_add(1);
    }
    refused
}

/// Has the shell read a script without a first line `#!`, as execvp(3) does; but what has a NUL
/// byte at its beginning is a program for another machine, and no script.
///
/// # Safety
///
/// Only for the child; the candidate is one of the plan.
unsafe fn execute_by_shell(plan: &SpawnPlan, candidate: *const c_char) -> c_int {
    let mut start = [0_u8; 128];
    // SAFETY: as the caller says; the kernel writes at most as many bytes as there are.
    let length = unsafe {
        let at = libc::AT_FDCWD as isize as usize;
        let flags = (libc::O_RDONLY | libc::O_CLOEXEC) as usize;
        let file = call(libc::SYS_openat, [at, candidate as usize, flags, 0, 0]);
        let read = [file.cast_unsigned(), start.as_mut_ptr() as usize, start.len(), 0, 0];
        call(libc::SYS_read, read)
    };
    if length < 0 || start.iter().take(length.cast_unsigned()).any(|byte| *byte == 0) {
        return libc::ENOEXEC;
    }
    if let Some(script) = plan.shell_argv.get(1) {
        script.store(candidate.cast_mut(), Ordering::Relaxed);
    }
    let (argv, envp) = (plan.shell_argv.as_ptr(), plan.envp.as_ptr());
    // SAFETY: both are lists of C strings that end with a null pointer, and stay.
    unsafe {
        call(libc::SYS_execve, [SHELL.as_ptr() as usize, argv as usize, envp as usize, 0, 0]);
    }
    libc::ENOEXEC
}

/// # Safety
///
/// As the system call says.
unsafe fn made(
    step: SpawnStep,
    number: c_long,
    args: [usize; 5],
) -> Result<(), (SpawnStep, c_int)> {
    // SAFETY: as the caller says.
    match errno_of(unsafe { call(number, args) }) {
        0 => Ok(()),
        errno => Err((step, errno)),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "error numbers are below 4096")]
const fn errno_of(result: isize) -> c_int {
    if result < 0 { result.wrapping_neg() as c_int } else { 0 }
}
