//! What processes have used, as the kernel counts it, and totals of it that never fall.

use crate::counters::{io_counters, rusage_counters, total_counters};

macro_rules! declare_used {
    ($(#[$doc:meta] $name:ident: $unit:ident,)*) => {
        /// The totals of a sample: figures that only grow.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub(crate) struct Used {
            $(#[$doc] pub(crate) $name: u64,)*
        }

        impl Used {
            /// Field by field the sum.
            pub(crate) const fn plus(self, other: Self) -> Self {
                Self { $($name: self.$name.saturating_add(other.$name),)* }
            }

            /// Field by field the difference, never below zero.
            pub(crate) const fn minus(self, other: Self) -> Self {
                Self { $($name: self.$name.saturating_sub(other.$name),)* }
            }

            /// Field by field the greater one.
            pub(crate) fn max(self, other: Self) -> Self {
                Self { $($name: self.$name.max(other.$name),)* }
            }
        }
    };
}
total_counters!(declare_used);

macro_rules! declare_io {
    ($(#[$doc:meta] #[$serde:meta] $name:ident = $key:literal,)*) => {
        impl Used {
            /// Whether any of what proc_pid_io(5) counts is known to have been done.
            pub(crate) const fn has_io(&self) -> bool {
                $(self.$name > 0 ||)* false
            }
        }
    };
}
io_counters!(declare_io);

macro_rules! declare_usage {
    ($(#[$doc:meta] $name:ident = $field:ident,)*) => {
        /// The part of `struct rusage` that Linux fills in, see getrusage(2).
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub(crate) struct Usage {
            pub(crate) user_ns: u64,
            pub(crate) system_ns: u64,
            pub(crate) max_rss_bytes: u64,
            pub(crate) switches: u64,
            $(#[$doc] pub(crate) $name: u64,)*
        }

        impl Used {
            /// These totals, but for those that the account has, which are the account's.
            pub(crate) const fn with_account(self, usage: &Usage) -> Self {
                Self { $($name: usage.$name,)* ..self }
            }

            /// These totals, of which those that the account has are at least what it says and
            /// what the processes that it leaves out have used.
            pub(crate) fn raised_to(self, usage: &Usage, left_out: &Self) -> Self {
                Self {
                    $($name: self.$name.max(usage.$name.saturating_add(left_out.$name)),)*
                    ..self
                }
            }
        }
    };
}
rusage_counters!(declare_usage);

impl Usage {
    pub(crate) const fn cpu_ns(&self) -> u64 {
        self.user_ns.saturating_add(self.system_ns)
    }
}

/// Totals that never fall, whatever a single look says, counted from a baseline.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct MonotonicTotals {
    baseline: Used,
    greatest: Used,
}

impl MonotonicTotals {
    /// What was used before counts for nothing.
    pub(crate) const fn start_at(&mut self, baseline: Used) {
        self.baseline = baseline;
    }

    /// Takes in a look and gives the totals as of now.
    pub(crate) fn advance(&mut self, used: &Used) -> Used {
        self.greatest = self.greatest.max(*used);
        self.since_baseline()
    }

    pub(crate) const fn since_baseline(&self) -> Used {
        self.greatest.minus(self.baseline)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_never_fall_and_count_from_the_baseline() {
        let used = |cpu_ns| Used { cpu_ns, ..Used::default() };
        let mut totals = MonotonicTotals::default();
        totals.start_at(used(10));
        assert_eq!(totals.advance(&used(30)).cpu_ns, 20);
        assert_eq!(totals.advance(&used(25)).cpu_ns, 20);
        assert_eq!(totals.advance(&used(5)).cpu_ns, 20);
    }
}
