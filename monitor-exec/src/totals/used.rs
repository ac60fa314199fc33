//! What processes have used, as the kernel counts it, and totals of it that never fall.

/// Figures that only grow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Used {
    pub(crate) cpu_ns: u64,
    pub(crate) io: Io,
    pub(crate) minor_faults: u64,
    pub(crate) major_faults: u64,
}

/// Bytes read and written, see proc_pid_io(5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Io {
    /// By system calls, whatever is behind the descriptor (`rchar`).
    pub(crate) read_call_bytes: u64,
    /// By system calls (`wchar`).
    pub(crate) write_call_bytes: u64,
    /// From storage (`read_bytes`).
    pub(crate) read_bytes: u64,
    /// To storage, less what was taken back before it got there (`write_bytes` less
    /// `cancelled_write_bytes` is not used: the kernel charges the cancellation to whoever
    /// truncates).
    pub(crate) write_bytes: u64,
}

impl Io {
    /// Field by field the sum.
    pub(crate) const fn plus(self, other: Self) -> Self {
        Self {
            read_call_bytes: self.read_call_bytes.saturating_add(other.read_call_bytes),
            write_call_bytes: self.write_call_bytes.saturating_add(other.write_call_bytes),
            read_bytes: self.read_bytes.saturating_add(other.read_bytes),
            write_bytes: self.write_bytes.saturating_add(other.write_bytes),
        }
    }

    /// Field by field the difference, never below zero.
    pub(crate) const fn minus(self, other: Self) -> Self {
        Self {
            read_call_bytes: self.read_call_bytes.saturating_sub(other.read_call_bytes),
            write_call_bytes: self.write_call_bytes.saturating_sub(other.write_call_bytes),
            read_bytes: self.read_bytes.saturating_sub(other.read_bytes),
            write_bytes: self.write_bytes.saturating_sub(other.write_bytes),
        }
    }

    /// Field by field the greater one.
    pub(crate) fn max(self, other: Self) -> Self {
        Self {
            read_call_bytes: self.read_call_bytes.max(other.read_call_bytes),
            write_call_bytes: self.write_call_bytes.max(other.write_call_bytes),
            read_bytes: self.read_bytes.max(other.read_bytes),
            write_bytes: self.write_bytes.max(other.write_bytes),
        }
    }
}

/// The part of `struct rusage` that Linux fills in, see getrusage(2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Usage {
    pub(crate) user_ns: u64,
    pub(crate) system_ns: u64,
    pub(crate) max_rss_bytes: u64,
    pub(crate) minor_faults: u64,
    pub(crate) major_faults: u64,
    pub(crate) switches: u64,
}

impl Usage {
    pub(crate) const fn cpu_ns(&self) -> u64 {
        self.user_ns.saturating_add(self.system_ns)
    }
}

/// Totals that never fall, whatever a single look says, counted from a baseline.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Totals {
    baseline: Used,
    greatest: Used,
}

impl Totals {
    /// What was used before counts for nothing.
    pub(crate) const fn start_at(&mut self, baseline: Used) {
        self.baseline = baseline;
    }

    /// Takes in a look and gives the totals as of now.
    pub(crate) fn advance(&mut self, used: &Used) -> Used {
        let greatest = &mut self.greatest;
        greatest.cpu_ns = greatest.cpu_ns.max(used.cpu_ns);
        greatest.io = greatest.io.max(used.io);
        greatest.minor_faults = greatest.minor_faults.max(used.minor_faults);
        greatest.major_faults = greatest.major_faults.max(used.major_faults);
        self.since_baseline()
    }

    pub(crate) const fn since_baseline(&self) -> Used {
        Used {
            cpu_ns: self.greatest.cpu_ns.saturating_sub(self.baseline.cpu_ns),
            io: self.greatest.io.minus(self.baseline.io),
            minor_faults: self.greatest.minor_faults.saturating_sub(self.baseline.minor_faults),
            major_faults: self.greatest.major_faults.saturating_sub(self.baseline.major_faults),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_never_fall_and_count_from_the_baseline() {
        let used = |cpu_ns| Used { cpu_ns, ..Used::default() };
        let mut totals = Totals::default();
        totals.start_at(used(10));
        assert_eq!(totals.advance(&used(30)).cpu_ns, 20);
        assert_eq!(totals.advance(&used(25)).cpu_ns, 20);
        assert_eq!(totals.advance(&used(5)).cpu_ns, 20);
    }
}
