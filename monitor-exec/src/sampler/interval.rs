//! When the next sample is due: a rule of the host, a geometric start, and a cap on our own cost.

use std::time::Duration;

/// How the time between samples is chosen. Every command also has a first sample while it is held
/// and a last one when it has ended, whatever the rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SampleInterval {
    /// No samples in between; totals and peaks come from the kernel's accounts.
    Off,
    /// Always the same.
    Every(Duration),
    /// By the age of the run: `base` in the first second, then growing evenly, `max` from the
    /// tenth second on. This is denet's rule.
    ByAge {
        /// The interval of the first second.
        base: Duration,
        /// The interval from the tenth second on.
        max: Duration,
    },
    /// By what happens: halved, down to `base`, when processes come or go or memory or CPU make a
    /// step; doubled, up to `max`, while nothing changes.
    ByChange {
        /// The shortest interval.
        base: Duration,
        /// The longest interval.
        max: Duration,
    },
}

impl SampleInterval {
    /// Whether the shortest interval is longer than the longest.
    pub(crate) fn is_reversed(self) -> bool {
        match self {
            Self::Off | Self::Every(_) => false,
            Self::ByAge { base, max } | Self::ByChange { base, max } => base > max,
        }
    }
}

impl Default for SampleInterval {
    /// denet's: 100 ms, growing to 1 s.
    fn default() -> Self {
        Self::ByAge { base: Duration::from_millis(100), max: Duration::from_secs(1) }
    }
}

/// How much of one core the sampler may use.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum IntervalCap {
    /// What a tree adds to the cost of one wake-up is kept below half a percent. The wake-up
    /// itself is what the host asked for by its interval.
    Tree,
    /// All of the cost is kept below this share.
    All { share: f64 },
    /// The interval is kept whatever it costs.
    Off,
}

/// The first interval of a run; each next one is twice as long, up to the rule's.
const FIRST_NS: u64 = 250_000;
const TREE_SHARE: f64 = 0.005;
/// A wake-up with a sample of one process after a sleep, measured at 60 to 90 µs on a slow machine.
const WAKE_UP_NS: u64 = 120_000;

/// What the change-driven rule looks at.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct PacedSample {
    pub(crate) processes: u32,
    pub(crate) rss_bytes: u64,
    pub(crate) cpu_percent: f32,
}

/// Chooses the interval after each sample; it reads no clock.
#[derive(Debug)]
pub(crate) struct SamplePacer {
    rule: SampleInterval,
    cap: IntervalCap,
    start_ns: u64,
    change_ns: u64,
    last: PacedSample,
    cost_ns: u64,
    /// Whether a first look was made, which opens what later ones only read and says nothing
    /// about their cost.
    opened: bool,
    /// Samples whose interval was made longer by the cap.
    pub(crate) stretched: u64,
}

impl SamplePacer {
    pub(crate) fn new(rule: SampleInterval, cap: IntervalCap) -> Self {
        let change_ns = match rule {
            SampleInterval::ByChange { base, .. } => ns(base),
            _ => 0,
        };
        Self {
            rule,
            cap,
            start_ns: FIRST_NS,
            change_ns,
            last: PacedSample::default(),
            cost_ns: 0,
            opened: false,
            stretched: 0,
        }
    }

    /// Takes in what the last cycle cost in CPU time, as a mean that follows slowly.
    pub(crate) const fn record_cost(&mut self, cycle_ns: u64) {
        if !self.opened {
            self.opened = true;
            return;
        }
        self.cost_ns = if self.cost_ns == 0 { cycle_ns } else { (self.cost_ns * 7 + cycle_ns) / 8 };
    }

    /// Nanoseconds from the last due time to the next; `None` for no samples.
    pub(crate) fn next_ns(&mut self, age_ns: u64, look: PacedSample) -> Option<u64> {
        let rule_ns = self.by_rule(age_ns, look)?.max(1_000);
        let floor_ns = self.floor_ns();
        let wanted_ns = if self.start_ns < rule_ns {
            let start_ns = self.start_ns;
            self.start_ns = start_ns.saturating_mul(2);
            let twice_ns = if matches!(self.cap, IntervalCap::Off) { 0 } else { self.cost_ns * 2 };
            start_ns.max(twice_ns).min(rule_ns)
        } else {
            // The start is over, also for a rule whose interval grows.
            self.start_ns = u64::MAX;
            rule_ns
        };
        if floor_ns > wanted_ns {
            self.stretched += 1;
        }
        Some(wanted_ns.max(floor_ns))
    }

    fn by_rule(&mut self, age_ns: u64, look: PacedSample) -> Option<u64> {
        const SECOND: u64 = 1_000_000_000;
        let before = std::mem::replace(&mut self.last, look);
        Some(match self.rule {
            SampleInterval::Off => return None,
            SampleInterval::Every(interval) => ns(interval),
            SampleInterval::ByAge { base, max } => {
                let (base, max) = (ns(base), ns(max).max(ns(base)));
                let grown = age_ns.clamp(SECOND, 10 * SECOND) - SECOND;
                base + u64::try_from(
                    u128::from(max - base) * u128::from(grown) / u128::from(9 * SECOND),
                )
                .unwrap_or(0)
            }
            SampleInterval::ByChange { base, max } => {
                let (base, max) = (ns(base), ns(max).max(ns(base)));
                let next = if has_changed(before, look) {
                    self.change_ns / 2
                } else {
                    self.change_ns.saturating_mul(2)
                };
                self.change_ns = next.clamp(base, max);
                self.change_ns
            }
        })
    }

    /// The shortest interval that keeps the cap.
    fn floor_ns(&self) -> u64 {
        let (cost_ns, share) = match self.cap {
            IntervalCap::Off => return 0,
            IntervalCap::Tree => (self.cost_ns.saturating_sub(WAKE_UP_NS), TREE_SHARE),
            IntervalCap::All { share } => (self.cost_ns, share),
        };
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "an interval"
        )]
        let floor_ns = (cost_ns as f64 / share) as u64;
        floor_ns
    }
}

/// A process more or less, a tenth of the memory (and a megabyte), a quarter of a core.
fn has_changed(before: PacedSample, now: PacedSample) -> bool {
    let moved = before.rss_bytes.abs_diff(now.rss_bytes);
    before.processes != now.processes
        || (moved > before.rss_bytes / 10 && moved > 1 << 20)
        || (before.cpu_percent - now.cpu_percent).abs() > 25.0
}

fn ns(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: u64 = 1_000_000;
    const CALM: PacedSample = PacedSample { processes: 1, rss_bytes: 1 << 20, cpu_percent: 100.0 };

    fn all(pacer: &mut SamplePacer, count: usize, age_ns: u64) -> Vec<u64> {
        (0..count).map(|_| pacer.next_ns(age_ns, CALM).unwrap()).collect()
    }

    #[test]
    fn a_command_of_five_milliseconds_has_four_samples_in_between() {
        let mut pacer = SamplePacer::new(SampleInterval::default(), IntervalCap::Tree);
        let first = all(&mut pacer, 10, 0);
        assert_eq!(first[..5], [MS / 4, MS / 2, MS, 2 * MS, 4 * MS]);
        assert_eq!(first[9..], [100 * MS]);
    }

    #[test]
    fn the_age_rule_is_flat_then_linear_then_flat() {
        let mut pacer = SamplePacer::new(SampleInterval::default(), IntervalCap::Off);
        all(&mut pacer, 9, 0);
        for (age_ms, interval_ms) in
            [(999, 100), (1_000, 100), (5_500, 550), (10_000, 1_000), (99_000, 1_000)]
        {
            assert_eq!(pacer.next_ns(age_ms * MS, CALM), Some(interval_ms * MS));
        }
    }

    #[test]
    fn change_halves_and_calm_doubles_within_the_bounds() {
        let rule = SampleInterval::ByChange {
            base: Duration::from_millis(10),
            max: Duration::from_millis(35),
        };
        let mut pacer = SamplePacer::new(rule, IntervalCap::Off);
        let first = all(&mut pacer, 10, 0);
        assert_eq!(first.last(), Some(&(35 * MS)));
        let busy = PacedSample { processes: 9, ..CALM };
        assert_eq!(pacer.next_ns(0, busy), Some(35 * MS / 2));
        assert_eq!(pacer.next_ns(0, CALM), Some(10 * MS));
    }

    #[test]
    fn off_gives_no_time_at_all() {
        assert_eq!(SamplePacer::new(SampleInterval::Off, IntervalCap::Tree).next_ns(0, CALM), None);
    }

    #[test]
    fn a_costly_tree_stretches_the_interval_and_a_cheap_one_does_not() {
        let every = SampleInterval::Every(Duration::from_millis(10));
        let mut cheap = SamplePacer::new(every, IntervalCap::Tree);
        cheap.record_cost(400_000);
        cheap.record_cost(90_000);
        all(&mut cheap, 6, 0);
        assert_eq!(cheap.next_ns(0, CALM), Some(10 * MS));
        assert_eq!(cheap.stretched, 0);

        let mut costly = SamplePacer::new(every, IntervalCap::Tree);
        costly.record_cost(0);
        costly.record_cost(1_120_000);
        assert_eq!(costly.next_ns(0, CALM), Some(200 * MS));
        assert_eq!(costly.stretched, 1);
    }

    #[test]
    fn a_first_look_that_is_slow_puts_nothing_off() {
        let mut pacer = SamplePacer::new(SampleInterval::default(), IntervalCap::Tree);
        pacer.record_cost(5_000_000);
        assert_eq!(all(&mut pacer, 3, 0), [MS / 4, MS / 2, MS]);
    }

    #[test]
    fn an_explicit_share_counts_all_of_the_cost() {
        let mut pacer = SamplePacer::new(
            SampleInterval::Every(Duration::from_millis(1)),
            IntervalCap::All { share: 0.01 },
        );
        pacer.record_cost(0);
        pacer.record_cost(100_000);
        all(&mut pacer, 4, 0);
        assert_eq!(pacer.next_ns(0, CALM), Some(10 * MS));
    }
}
