//! The stack of a child that shares our memory: its own mapping with a guard page below.
#![expect(unsafe_code, reason = "maps memory for the child's stack")]

use std::cell::Cell;
use std::ffi::c_void;
use std::io;
use std::ptr::NonNull;

/// The child runs a handful of system calls; debug builds need more than release builds.
const STACK_BYTES: usize = 64 * 1024;
/// One page on every architecture of Linux is at most this long.
const GUARD_BYTES: usize = 64 * 1024;

/// Mapped memory with an inaccessible low end, unmapped when dropped.
#[derive(Debug)]
pub(super) struct ChildStack {
    base: NonNull<c_void>,
}

thread_local! {
    /// The stack of the child before, which saves mapping a new one; one a thread.
    static SPARE: Cell<Option<ChildStack>> = const { Cell::new(None) };
}

impl ChildStack {
    /// A stack that nobody stands on.
    pub(super) fn new() -> io::Result<Self> {
        match SPARE.try_with(Cell::take) {
            Ok(Some(spare)) => Ok(spare),
            _ => Self::map(),
        }
    }

    /// Keeps it for the next child of this thread.
    pub(super) fn give_back(self) {
        // The one that was there, if any, is unmapped; so is this one if the thread ends.
        let _ = SPARE.try_with(|spare| spare.set(Some(self)));
    }

    fn map() -> io::Result<Self> {
        // SAFETY: a new anonymous mapping touches no memory that exists.
        let base = unsafe {
            libc::mmap(
                std::ptr::null_mut(),
                GUARD_BYTES + STACK_BYTES,
                libc::PROT_NONE,
                libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_STACK | libc::MAP_NORESERVE,
                -1,
                0,
            )
        };
        if base == libc::MAP_FAILED {
            return Err(io::Error::last_os_error());
        }
        let Some(base) = NonNull::new(base) else {
            return Err(io::Error::from_raw_os_error(libc::ENOMEM));
        };
        let stack = Self { base };
        // SAFETY: the range is the upper part of the mapping that was just made.
        let opened = unsafe {
            libc::mprotect(
                base.as_ptr().byte_add(GUARD_BYTES),
                STACK_BYTES,
                libc::PROT_READ | libc::PROT_WRITE,
            )
        };
        if opened < 0 { Err(io::Error::last_os_error()) } else { Ok(stack) }
    }

    /// The lowest address above the guard, aligned to a page.
    pub(super) const fn base(&self) -> *mut c_void {
        // SAFETY: the result lies inside the mapping.
        unsafe { self.base.as_ptr().byte_add(GUARD_BYTES) }
    }

    /// Bytes from there to the end; stacks grow down from there on every Linux that Rust has but
    /// one that is gone.
    pub(super) const fn len(&self) -> usize {
        STACK_BYTES
    }
}

impl Drop for ChildStack {
    fn drop(&mut self) {
        // SAFETY: this is the whole mapping of `new`; the child that used it has executed its
        // program or ended, because whoever owns this waits for that.
        unsafe {
            libc::munmap(self.base.as_ptr(), GUARD_BYTES + STACK_BYTES);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stack_that_was_given_back_is_used_again() {
        let stack = ChildStack::new().unwrap();
        let base = stack.base();
        stack.give_back();
        assert_eq!(ChildStack::new().unwrap().base(), base);
        assert_ne!(ChildStack::new().unwrap().base(), std::ptr::null_mut());
    }

    #[test]
    fn the_highest_word_of_a_stack_can_be_written() {
        let stack = ChildStack::new().unwrap();
        // SAFETY: the word lies just below the top, inside the mapping.
        unsafe {
            let word = stack.base().byte_add(stack.len()).cast::<u64>().sub(1);
            word.write(7);
            assert_eq!(word.read(), 7);
        }
    }
}
