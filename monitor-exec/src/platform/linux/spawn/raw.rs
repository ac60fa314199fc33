//! System calls without the C library, for a child that shares its parent's memory.
//!
//! The C library puts the reason of a failure into a thread-local, and such a child has the
//! thread-locals of the thread that made it, which runs on beside it.
#![expect(unsafe_code, reason = "system calls by the instruction")]

use std::arch::asm;
use std::ffi::{c_int, c_long, c_void};

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
compile_error!("monitor-exec makes system calls by the instruction, for x86-64 and arm64 only");

/// A system call of up to five arguments; a negative result is the negated error number.
///
/// # Safety
///
/// As the system call says.
#[cfg(target_arch = "x86_64")]
pub(crate) unsafe fn call(number: c_long, args: [usize; 5]) -> isize {
    let result: isize;
    // SAFETY: the registers are those of the kernel's calling convention, see syscall(2).
    unsafe {
        asm!(
            "syscall",
            inlateout("rax") number as isize => result,
            in("rdi") args[0],
            in("rsi") args[1],
            in("rdx") args[2],
            in("r10") args[3],
            in("r8") args[4],
            lateout("rcx") _,
            lateout("r11") _,
            options(nostack),
        );
    }
    result
}

/// A system call of up to five arguments; a negative result is the negated error number.
///
/// # Safety
///
/// As the system call says.
#[cfg(target_arch = "aarch64")]
pub(crate) unsafe fn call(number: c_long, args: [usize; 5]) -> isize {
    let result: isize;
    // SAFETY: the registers are those of the kernel's calling convention, see syscall(2).
    unsafe {
        asm!(
            "svc 0",
            in("x8") number,
            inlateout("x0") args[0] as isize => result,
            in("x1") args[1],
            in("x2") args[2],
            in("x3") args[3],
            in("x4") args[4],
            options(nostack),
        );
    }
    result
}

/// clone3(2) with a stack of its own for the child, which runs `child` and never comes back.
///
/// # Safety
///
/// `args` must name a stack that stays until the child has left our memory, and `child` must do
/// only what a child in shared memory may do, and end in an exec or an exit.
#[cfg(target_arch = "x86_64")]
pub(super) unsafe fn clone3(
    args: &libc::clone_args,
    child: unsafe extern "C" fn(*mut c_void) -> c_int,
    data: *mut c_void,
) -> isize {
    let result: isize;
    // SAFETY: the parent comes back to the label with its stack untouched; the child begins with
    // an aligned stack of its own and does not come back from the call.
    unsafe {
        asm!(
            "syscall",
            "test rax, rax",
            "jnz 2f",
            "xor ebp, ebp",
            "mov rdi, r12",
            "call r13",
            "ud2",
            "2:",
            inlateout("rax") libc::SYS_clone3 as isize => result,
            in("rdi") std::ptr::from_ref(args),
            in("rsi") size_of::<libc::clone_args>(),
            in("r12") data,
            in("r13") child,
            lateout("rcx") _,
            lateout("r11") _,
        );
    }
    result
}

/// clone3(2) with a stack of its own for the child, which runs `child` and never comes back.
///
/// # Safety
///
/// `args` must name a stack that stays until the child has left our memory, and `child` must do
/// only what a child in shared memory may do, and end in an exec or an exit.
#[cfg(target_arch = "aarch64")]
pub(super) unsafe fn clone3(
    args: &libc::clone_args,
    child: unsafe extern "C" fn(*mut c_void) -> c_int,
    data: *mut c_void,
) -> isize {
    let result: isize;
    // SAFETY: the parent comes back to the label with its stack untouched; the child begins with
    // an aligned stack of its own and does not come back from the call.
    unsafe {
        asm!(
            "svc 0",
            "cbnz x0, 2f",
            "mov x29, xzr",
            "mov x0, x20",
            "blr x21",
            "brk #1",
            "2:",
            in("x8") libc::SYS_clone3,
            inlateout("x0") std::ptr::from_ref(args) => result,
            in("x1") size_of::<libc::clone_args>(),
            in("x20") data,
            in("x21") child,
            lateout("x30") _,
        );
    }
    result
}

/// clone(2), for kernels and filters without clone3, with a stack of its own for the child, which
/// runs `child` and never comes back. `stack` is the end of the stack, aligned to 16 bytes.
///
/// # Safety
///
/// As for [`clone3`].
#[cfg(target_arch = "x86_64")]
pub(super) unsafe fn clone(
    flags: c_int,
    stack: *mut c_void,
    pidfd: *mut c_int,
    child_tid: *mut u32,
    child: unsafe extern "C" fn(*mut c_void) -> c_int,
    data: *mut c_void,
) -> isize {
    let result: isize;
    // SAFETY: as in `clone3`; the registers are those of clone(2) on x86-64.
    unsafe {
        asm!(
            "syscall",
            "test rax, rax",
            "jnz 2f",
            "xor ebp, ebp",
            "mov rdi, r12",
            "call r13",
            "ud2",
            "2:",
            inlateout("rax") libc::SYS_clone as isize => result,
            in("rdi") flags.cast_unsigned() as usize,
            in("rsi") stack,
            in("rdx") pidfd,
            in("r10") child_tid,
            in("r8") 0_usize,
            in("r12") data,
            in("r13") child,
            lateout("rcx") _,
            lateout("r11") _,
        );
    }
    result
}

/// clone(2), for kernels and filters without clone3, with a stack of its own for the child, which
/// runs `child` and never comes back. `stack` is the end of the stack, aligned to 16 bytes.
///
/// # Safety
///
/// As for [`clone3`].
#[cfg(target_arch = "aarch64")]
pub(super) unsafe fn clone(
    flags: c_int,
    stack: *mut c_void,
    pidfd: *mut c_int,
    child_tid: *mut u32,
    child: unsafe extern "C" fn(*mut c_void) -> c_int,
    data: *mut c_void,
) -> isize {
    let result: isize;
    // SAFETY: as in `clone3`; the registers are those of clone(2) on arm64.
    unsafe {
        asm!(
            "svc 0",
            "cbnz x0, 2f",
            "mov x29, xzr",
            "mov x0, x20",
            "blr x21",
            "brk #1",
            "2:",
            in("x8") libc::SYS_clone,
            inlateout("x0") flags.cast_unsigned() as usize => result,
            in("x1") stack,
            in("x2") pidfd,
            in("x3") 0_usize,
            in("x4") child_tid,
            in("x20") data,
            in("x21") child,
            lateout("x30") _,
        );
    }
    result
}
