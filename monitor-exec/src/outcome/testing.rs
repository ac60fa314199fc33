//! Assertions for a host's own tests: what a command may use, with a message that says what it did.
//!
//! ```
//! use std::time::Duration;
//! use monitor_exec::{ExecCommand, testing::expect};
//!
//! let outcome = ExecCommand::new("true").run()?;
//! expect(&outcome).success().peak_rss_below(200 << 20).cpu_below(Duration::from_secs(1));
//! # Ok::<(), monitor_exec::Error>(())
//! ```

use std::time::Duration;

use crate::outcome::ExecOutcome;
use crate::summary::mebibytes;

/// What is expected of an outcome. Each method panics with the figure and its source if it is not
/// so.
#[derive(Clone, Copy, Debug)]
pub struct OutcomeAssert<'a>(&'a ExecOutcome);

/// Begins a chain of expectations.
#[must_use]
pub const fn expect(outcome: &ExecOutcome) -> OutcomeAssert<'_> {
    OutcomeAssert(outcome)
}

impl OutcomeAssert<'_> {
    /// It ended by itself with code 0.
    ///
    /// # Panics
    ///
    /// If it did not; the message has the end of the captured standard error.
    #[track_caller]
    pub fn success(self) -> Self {
        let errors = self
            .0
            .stderr
            .as_ref()
            .map(|captured| String::from_utf8_lossy(&captured.tail).into_owned());
        assert!(
            self.0.success(),
            "{:?} ended with {:?} {}",
            self.0.metadata.args,
            self.0.exit,
            errors.unwrap_or_default()
        );
        self
    }

    /// The tree had never more than this, bytes.
    ///
    /// # Panics
    ///
    /// If it had. A command that was too short to be looked at passes: its peak is not above the
    /// host's own, or the kernel's account would have told.
    #[track_caller]
    pub fn peak_rss_below(self, bytes: u64) -> Self {
        let peak = self.0.summary.peak_tree_rss_bytes;
        assert!(
            peak.value < bytes,
            "{:?} had {:.1} MiB ({:?} by {}), {:.1} MiB were allowed",
            self.0.metadata.args,
            mebibytes(peak.value),
            peak.certainty,
            peak.source,
            mebibytes(bytes),
        );
        self
    }

    /// The tree used less CPU time than this.
    ///
    /// # Panics
    ///
    /// If it used more.
    #[track_caller]
    pub fn cpu_below(self, time: Duration) -> Self {
        let cpu = self.0.summary.cpu_ns;
        assert!(
            u128::from(cpu.value) < time.as_nanos(),
            "{:?} used {:?} of CPU ({:?} by {}), {time:?} were allowed",
            self.0.metadata.args,
            Duration::from_nanos(cpu.value),
            cpu.certainty,
            cpu.source,
        );
        self
    }

    /// Never were there more processes at a time.
    ///
    /// # Panics
    ///
    /// If there were.
    #[track_caller]
    pub fn processes_at_most(self, count: u32) -> Self {
        let seen = self.0.summary.resources.max_processes;
        assert!(
            seen <= count,
            "{:?} had {seen} processes at a time, {count} were allowed",
            self.0.metadata.args
        );
        self
    }

    /// Nothing was left running.
    ///
    /// # Panics
    ///
    /// If a member of the tree outlived the command.
    #[track_caller]
    pub fn leaves_nothing_running(self) -> Self {
        let left = self.0.summary.left_running;
        assert!(left == 0, "{:?} left {left} processes running", self.0.metadata.args);
        self
    }
}

/// Asserts that the tree of an outcome never had more memory than so many bytes.
///
/// ```
/// let outcome = monitor_exec::ExecCommand::new("true").run()?;
/// monitor_exec::assert_peak_rss!(outcome, < 64 << 20);
/// # Ok::<(), monitor_exec::Error>(())
/// ```
#[macro_export]
macro_rules! assert_peak_rss {
    ($outcome:expr, < $bytes:expr) => {
        let _ = $crate::testing::expect(&$outcome).peak_rss_below($bytes);
    };
}
