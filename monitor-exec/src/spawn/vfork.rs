//! The child as a clone that shares our memory until exec, while the calling thread sleeps.
//!
//! Sharing is what makes the cost independent of the host's size, and what makes every line of
//! [`child`] delicate: it runs on a stack of its own, all signals are blocked, it allocates
//! nothing, takes no lock, cannot panic, and only makes raw system calls. What it has to say it
//! writes into [`Report`], which the parent reads when the clone returns.
#![expect(
    unsafe_code,
    reason = "clones a child that shares this process' memory and executes a program in it"
)]

use std::ffi::{c_char, c_int, c_void};
use std::io;
use std::os::fd::AsRawFd;

use libc::c_long;

use super::hold::{Handshake, HoldMethod, Words, hold_in_child};
use super::prepare::Plan;
use super::stack::Stack;
use crate::command::Group;
use crate::error::SpawnStep;
use crate::sys;

/// A child whose program is in place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spawned {
    pub(crate) pid: i32,
    /// Which of the plan's candidates was executed.
    pub(crate) candidate: usize,
}

/// Why there is no program, and in which step.
#[derive(Debug)]
pub(crate) struct Refused {
    pub(crate) step: SpawnStep,
    pub(crate) error: io::Error,
}

/// What the child writes for the parent, in memory that both have.
struct Report {
    errno: c_int,
    step: SpawnStep,
    candidate: usize,
}

/// All that the child needs, by pointers and numbers alone.
struct Orders {
    words: *const Words,
    method: HoldMethod,
    candidates: *const *const c_char,
    candidate_count: usize,
    argv: *const *const c_char,
    envp: *const *const c_char,
    cwd: *const c_char,
    umask: Option<u32>,
    group: Group,
    streams: [c_int; 3],
    mask: u64,
    caught: u64,
    report: Report,
}

/// Clones the child and sleeps until its program is in place or it gave up.
///
/// Another thread must wait on the handshake, or a held child is never released.
pub(crate) fn spawn(
    plan: &Plan,
    handshake: &Handshake,
    method: HoldMethod,
) -> Result<Spawned, Refused> {
    let refused = |error| Refused { step: SpawnStep::Clone, error };
    let stack = Stack::new().map_err(refused)?;
    let before = sys::block_all_signals();
    let mut orders = Orders {
        words: handshake.words(),
        method,
        candidates: plan.candidate_pointers.as_ptr(),
        candidate_count: plan.candidate_pointers.len(),
        argv: plan.argv.as_ptr(),
        envp: plan.envp.as_ptr(),
        cwd: plan.cwd.as_ref().map_or(std::ptr::null(), |path| path.as_ptr()),
        umask: plan.umask,
        group: plan.group,
        streams: [0, 1, 2].map(|i: usize| plan.streams[i].as_ref().map_or(-1, AsRawFd::as_raw_fd)),
        mask: if plan.unblock_signals { 0 } else { before.0 },
        caught: caught_signals(),
        report: Report { errno: 0, step: SpawnStep::Clone, candidate: 0 },
    };
    // SAFETY: the stack is ours and large enough; CLONE_VFORK keeps this frame, which owns all
    // that `orders` points to, in place until the child has left our memory; `child` keeps to
    // what a child in shared memory may do.
    let pid = unsafe {
        libc::clone(
            child,
            stack.top(),
            libc::CLONE_VM | libc::CLONE_VFORK | libc::CLONE_PARENT_SETTID | libc::SIGCHLD,
            (&raw mut orders).cast::<c_void>(),
            handshake.words().pid.as_ptr(),
        )
    };
    let cloned = if pid < 0 { Err(io::Error::last_os_error()) } else { Ok(pid) };
    before.restore();
    let pid = cloned.map_err(refused)?;
    // SAFETY: the child wrote through the pointer that it was given; a volatile read keeps the
    // compiler from assuming that nobody did.
    let report = unsafe { (&raw const orders.report).read_volatile() };
    if report.errno == 0 {
        return Ok(Spawned { pid, candidate: report.candidate });
    }
    Err(Refused { step: report.step, error: io::Error::from_raw_os_error(report.errno) })
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

/// The child's whole life in our memory.
extern "C" fn child(orders: *mut c_void) -> c_int {
    let orders = orders.cast::<Orders>();
    // SAFETY: `spawn` passed a pointer to its own frame, which stays until exec or exit; the
    // child is the only one to write, because the parent sleeps.
    unsafe {
        let (step, errno) = match set_up(&*orders) {
            Ok(()) => {
                hold_in_child((*orders).words, (*orders).method, libc::syscall(libc::SYS_getpid));
                let mask = (*orders).mask;
                let set = c_long::from(libc::SIG_SETMASK);
                libc::syscall(
                    libc::SYS_rt_sigprocmask,
                    set,
                    &raw const mask,
                    std::ptr::null_mut::<u64>(),
                    8_usize,
                );
                (SpawnStep::Exec, execute(orders))
            }
            Err(failed) => failed,
        };
        (&raw mut (*orders).report.step).write_volatile(step);
        (&raw mut (*orders).report.errno).write_volatile(errno);
        libc::syscall(libc::SYS_exit_group, 127 as c_long);
    }
    127
}

/// Signals, group, working directory and streams.
///
/// # Safety
///
/// Only for the child.
unsafe fn set_up(orders: &Orders) -> Result<(), (SpawnStep, c_int)> {
    // SAFETY: raw system calls with pointers into the parent's sleeping frame.
    unsafe {
        let default = [0_usize; 4];
        let mut signal = 1_u32;
        while signal <= 64 {
            // As std does, SIGPIPE is not left ignored: Rust's start-up ignores it in every host.
            let reset =
                (orders.caught >> (signal - 1)) & 1 == 1 || signal == libc::SIGPIPE.cast_unsigned();
            if reset {
                let gone = std::ptr::null_mut::<usize>();
                libc::syscall(
                    libc::SYS_rt_sigaction,
                    c_long::from(signal),
                    default.as_ptr(),
                    gone,
                    8_usize,
                );
            }
            signal = signal.wrapping_add(1);
        }
        match orders.group {
            Group::New => {
                check(SpawnStep::Group, libc::syscall(libc::SYS_setpgid, 0 as c_long, 0 as c_long))?
            }
            Group::Session => check(SpawnStep::Group, libc::syscall(libc::SYS_setsid))?,
            Group::Host => {}
        }
        if !orders.cwd.is_null() {
            check(SpawnStep::WorkingDirectory, libc::syscall(libc::SYS_chdir, orders.cwd))?;
        }
        if let Some(umask) = orders.umask {
            libc::syscall(libc::SYS_umask, c_long::from(umask));
        }
        let mut number = 0;
        for stream in &orders.streams {
            if *stream >= 0 {
                let copied =
                    libc::syscall(libc::SYS_dup3, c_long::from(*stream), number, 0 as c_long);
                check(SpawnStep::Streams, copied)?;
            }
            number += 1 as c_long;
        }
    }
    Ok(())
}

/// Tries every candidate; comes back only with the reason why none could be executed.
///
/// # Safety
///
/// Only for the child; the pointers of `orders` must be valid.
unsafe fn execute(orders: *mut Orders) -> c_int {
    let mut refused = libc::ENOENT;
    let mut number = 0;
    // SAFETY: as the caller says.
    unsafe {
        while number < (*orders).candidate_count {
            (&raw mut (*orders).report.candidate).write_volatile(number);
            libc::syscall(
                libc::SYS_execve,
                *(*orders).candidates.add(number),
                (*orders).argv,
                (*orders).envp,
            );
            match *libc::__errno_location() {
                libc::ENOENT | libc::ENOTDIR | libc::ENODEV | libc::ESTALE | libc::ETIMEDOUT => {}
                libc::EACCES => refused = libc::EACCES,
                other => return other,
            }
            number = number.wrapping_add(1);
        }
    }
    refused
}

fn check(step: SpawnStep, result: c_long) -> Result<(), (SpawnStep, c_int)> {
    if result >= 0 {
        return Ok(());
    }
    // SAFETY: the location is this thread's own; the parent, whose it also is, sleeps.
    Err((step, unsafe { *libc::__errno_location() }))
}
