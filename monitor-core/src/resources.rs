//! What a job used: the figures that whoever ran it can put into its last event.

use serde::{Deserialize, Serialize};

/// What one job used from start to end. A figure that nobody measured is zero.
///
/// ```
/// use monitor_core::{JobEvent, ResourceUsage};
///
/// let mut used = ResourceUsage::default();
/// used.cpu_user_ns = 1_500_000_000;
/// let event = JobEvent::completed("job-1").resources(&used);
/// # let _ = event;
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct ResourceUsage {
    /// Wall-clock time, nanoseconds.
    pub wall_ns: u64,
    /// CPU time in user mode, all processes and threads, nanoseconds.
    pub cpu_user_ns: u64,
    /// CPU time in the kernel, all processes and threads, nanoseconds.
    pub cpu_system_ns: u64,
    /// The largest resident set that all processes had together, bytes.
    pub peak_rss_bytes: u64,
    /// Bytes that came from storage.
    pub read_bytes: u64,
    /// Bytes that went to storage.
    pub write_bytes: u64,
    /// The most processes at one time.
    pub max_processes: u32,
    /// The most threads at one time.
    pub max_threads: u32,
}

impl ResourceUsage {
    /// CPU time in user mode and in the kernel, nanoseconds.
    #[must_use]
    pub const fn cpu_ns(&self) -> u64 {
        self.cpu_user_ns.saturating_add(self.cpu_system_ns)
    }
}

impl AsRef<ResourceUsage> for ResourceUsage {
    fn as_ref(&self) -> &Self {
        self
    }
}
