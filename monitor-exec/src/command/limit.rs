//! Limits after which a command is stopped, and which of them was hit.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// How much a command may use before it is stopped. What is not set is not limited.
///
/// The wall clock is kept to the millisecond. CPU and memory are looked at with every sample, and
/// at least every 100 ms while one of them is limited, so they can be overshot by what is used
/// between two looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExecLimits {
    /// Wall-clock time from when the command is let go.
    pub wall: Option<Duration>,
    /// CPU time of the whole tree.
    pub cpu: Option<Duration>,
    /// Resident memory of the whole tree, bytes.
    pub rss_bytes: Option<u64>,
}

/// A limit of the host that a command hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ExecLimit {
    /// Wall-clock time.
    Wall,
    /// CPU time.
    Cpu,
    /// Resident memory.
    Rss,
}

impl ExecLimits {
    /// No limits.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Limits the wall-clock time.
    #[must_use]
    pub const fn wall(mut self, time: Duration) -> Self {
        self.wall = Some(time);
        self
    }

    /// Limits the CPU time of the tree.
    #[must_use]
    pub const fn cpu(mut self, time: Duration) -> Self {
        self.cpu = Some(time);
        self
    }

    /// Limits the resident memory of the tree, bytes.
    #[must_use]
    pub const fn rss_bytes(mut self, bytes: u64) -> Self {
        self.rss_bytes = Some(bytes);
        self
    }

    /// The limit that these figures exceed.
    pub(crate) fn hit(&self, cpu_ns: u64, rss_bytes: u64) -> Option<ExecLimit> {
        if self.cpu.is_some_and(|limit| u128::from(cpu_ns) > limit.as_nanos()) {
            return Some(ExecLimit::Cpu);
        }
        self.rss_bytes.is_some_and(|limit| rss_bytes > limit).then_some(ExecLimit::Rss)
    }

    /// Whether samples are needed to keep them.
    pub(crate) const fn need_samples(&self) -> bool {
        self.cpu.is_some() || self.rss_bytes.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_hit_beyond_it_and_not_at_it() {
        let limits = ExecLimits::new().cpu(Duration::from_nanos(10)).rss_bytes(100);
        assert_eq!(limits.hit(10, 100), None);
        assert_eq!(limits.hit(11, 100), Some(ExecLimit::Cpu));
        assert_eq!(limits.hit(0, 101), Some(ExecLimit::Rss));
        assert_eq!(ExecLimits::new().hit(u64::MAX, u64::MAX), None);
    }
}
