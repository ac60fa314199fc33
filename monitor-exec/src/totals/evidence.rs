//! All that is known at the end of a run, and which source of each figure is the best.

use super::used::{Usage, Used};
use super::{FigureSource, ResourceFigure};

/// All that is known at the end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TotalsEvidence {
    /// The totals of all looks, the last one included.
    pub(crate) seen: Used,
    /// What all but the root used, without what the root was credited with.
    pub(crate) beside_root: Used,
    /// The kernel's account of the root, if it was our child and we saw its end first.
    pub(crate) usage: Option<Usage>,
    /// Whether the account counts from the same moment as the samples.
    pub(crate) from_start: bool,
    /// What the account of the command's own control group says, if it has one.
    pub(crate) group_ns: Option<u64>,
    /// What the inherited counter says, if there was one.
    pub(crate) counted_ns: Option<u64>,
    /// Every process is known to be in the account: nothing forked, or orphans came to us, and
    /// nothing speaks against it.
    pub(crate) complete: bool,
    /// There were processes beside the root that the account does not have.
    pub(crate) had_orphans: bool,
    /// The last reading of I/O was of the ended root.
    pub(crate) io_at_end: bool,
    /// The greatest `VmHWM` seen of one process.
    pub(crate) peak_seen_bytes: u64,
    /// The greatest sum over the tree in one sample.
    pub(crate) peak_sum_bytes: u64,
    /// What `ru_maxrss` may owe to the host's own memory.
    pub(crate) floor_bytes: u64,
    /// Never more than one process at a time was seen, and nothing can have escaped.
    pub(crate) alone: bool,
}

/// The figures of a summary.
#[derive(Clone, Copy, Debug)]
pub(crate) struct EvidenceFigures {
    pub(crate) cpu: ResourceFigure,
    pub(crate) user_ns: u64,
    pub(crate) system_ns: u64,
    /// The totals but for CPU time, which is `cpu`.
    pub(crate) used: Used,
    /// Whether the totals of I/O are exact, and their source.
    pub(crate) io_figure: (bool, FigureSource),
    pub(crate) switches: u64,
    pub(crate) peak_process: ResourceFigure,
    pub(crate) peak_at_most: Option<u64>,
    pub(crate) peak_tree: ResourceFigure,
}

impl TotalsEvidence {
    /// Chooses the best source of each figure.
    pub(crate) fn conclude_totals(&self) -> EvidenceFigures {
        let cpu = self.cpu();
        let (user_ns, system_ns) = self.split(cpu.value);
        let peak_process = self.peak_process();
        let account = self.usage.filter(|_| self.from_start);
        let sum = self.peak_sum_bytes.max(peak_process.value);
        EvidenceFigures {
            cpu,
            user_ns,
            system_ns,
            used: account.map_or(self.seen, |usage| self.seen.raised_to(&usage, &self.beside_root)),
            io_figure: if self.io_at_end {
                (self.complete, FigureSource::Zombie)
            } else {
                (
                    false,
                    if self.seen.has_io() { FigureSource::Samples } else { FigureSource::Nothing },
                )
            },
            switches: account.map_or(0, |usage| usage.switches),
            peak_process,
            peak_at_most: self
                .usage
                .filter(|_| self.complete && self.from_start)
                .map(|usage| usage.max_rss_bytes.max(peak_process.value)),
            peak_tree: if self.alone {
                peak_process
            } else {
                ResourceFigure::new(sum, false, FigureSource::Samples)
            },
        }
    }

    fn cpu(&self) -> ResourceFigure {
        if let Some(group_ns) = self.group_ns {
            return ResourceFigure::new(group_ns, true, FigureSource::ControlGroup);
        }
        let figure = self.cpu_of_account();
        // Only where the account has lost somebody is the counter, which has the ends of
        // processes not, more than it.
        match self.counted_ns {
            Some(counted_ns) if counted_ns > figure.value && !figure.is_exact() => {
                ResourceFigure::new(counted_ns, false, FigureSource::TaskClock)
            }
            _ => figure,
        }
    }

    fn cpu_of_account(&self) -> ResourceFigure {
        let Some(usage) = self.usage.filter(|_| self.from_start) else {
            return ResourceFigure::new(self.seen.cpu_ns, false, FigureSource::Samples);
        };
        let account = usage.cpu_ns().saturating_add(self.beside_root.cpu_ns);
        // The CPU clock of an ended process counts its very last steps, which the account leaves
        // out; less than this is not evidence of lost children.
        let slack_ns = 20_000_000 + account / 200;
        if self.seen.cpu_ns > account.saturating_add(slack_ns) {
            return ResourceFigure::new(self.seen.cpu_ns, false, FigureSource::Samples);
        }
        let source =
            if self.had_orphans { FigureSource::RusageAndOrphans } else { FigureSource::Rusage };
        ResourceFigure::new(account, self.complete, source)
    }

    /// User and system time in the proportion of the kernel's account.
    fn split(&self, cpu_ns: u64) -> (u64, u64) {
        let Some(usage) = self.usage.filter(|usage| usage.cpu_ns() > 0) else {
            return (cpu_ns, 0);
        };
        let system = u128::from(cpu_ns) * u128::from(usage.system_ns) / u128::from(usage.cpu_ns());
        let system_ns = u64::try_from(system).unwrap_or(u64::MAX).min(cpu_ns);
        (cpu_ns - system_ns, system_ns)
    }

    /// `ru_maxrss` starts at the peak of whoever forked, so it tells nothing until it is above.
    fn peak_process(&self) -> ResourceFigure {
        match self.usage {
            Some(usage) if usage.max_rss_bytes > self.floor_bytes => ResourceFigure::new(
                usage.max_rss_bytes.max(self.peak_seen_bytes),
                self.complete && self.from_start,
                FigureSource::Rusage,
            ),
            _ if self.peak_seen_bytes > 0 => {
                ResourceFigure::new(self.peak_seen_bytes, false, FigureSource::PeakMark)
            }
            _ => ResourceFigure::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: u64 = 1_000_000;

    fn evidence() -> TotalsEvidence {
        TotalsEvidence {
            seen: Used { cpu_ns: 100 * MS, ..Used::default() },
            beside_root: Used::default(),
            usage: Some(Usage {
                user_ns: 75 * MS,
                system_ns: 25 * MS,
                max_rss_bytes: 5_000,
                ..Usage::default()
            }),
            from_start: true,
            group_ns: None,
            counted_ns: None,
            complete: true,
            had_orphans: false,
            io_at_end: true,
            peak_seen_bytes: 4_000,
            peak_sum_bytes: 6_000,
            floor_bytes: 1_000,
            alone: true,
        }
    }

    #[test]
    fn the_account_of_a_whole_tree_is_exact() {
        let figures = evidence().conclude_totals();
        assert_eq!(figures.cpu, ResourceFigure::new(100 * MS, true, FigureSource::Rusage));
        assert_eq!((figures.user_ns, figures.system_ns), (75 * MS, 25 * MS));
        assert_eq!(figures.peak_process, ResourceFigure::new(5_000, true, FigureSource::Rusage));
    }

    #[test]
    fn children_that_nobody_waited_for_make_the_account_a_lower_bound_and_the_samples_better() {
        let seen = Used { cpu_ns: 900 * MS, ..Used::default() };
        let figures = TotalsEvidence { seen, ..evidence() }.conclude_totals();
        assert_eq!(figures.cpu, ResourceFigure::new(900 * MS, false, FigureSource::Samples));
    }

    #[test]
    fn orphans_are_added_to_the_account() {
        let beside_root = Used { cpu_ns: 50 * MS, ..Used::default() };
        let seen = Used { cpu_ns: 150 * MS, ..Used::default() };
        let figures =
            TotalsEvidence { beside_root, seen, had_orphans: true, ..evidence() }.conclude_totals();
        assert_eq!(
            figures.cpu,
            ResourceFigure::new(150 * MS, true, FigureSource::RusageAndOrphans)
        );
    }

    #[test]
    fn the_inherited_counter_counts_where_the_account_has_lost_somebody() {
        let counted_ns = Some(900 * MS);
        let figures =
            TotalsEvidence { counted_ns, complete: false, ..evidence() }.conclude_totals();
        assert_eq!(figures.cpu, ResourceFigure::new(900 * MS, false, FigureSource::TaskClock));
        let figures = TotalsEvidence { counted_ns: Some(90 * MS), complete: false, ..evidence() }
            .conclude_totals();
        assert_eq!(figures.cpu, ResourceFigure::new(100 * MS, false, FigureSource::Rusage));
    }

    #[test]
    fn a_control_group_of_its_own_has_lost_nobody() {
        let figures = TotalsEvidence { group_ns: Some(950 * MS), complete: false, ..evidence() }
            .conclude_totals();
        assert_eq!(figures.cpu, ResourceFigure::new(950 * MS, true, FigureSource::ControlGroup));
    }

    #[test]
    fn a_peak_below_the_hosts_own_is_not_taken_from_the_account() {
        let figures = TotalsEvidence { floor_bytes: 5_000, ..evidence() }.conclude_totals();
        assert_eq!(figures.peak_process, ResourceFigure::new(4_000, false, FigureSource::PeakMark));
        assert_eq!(figures.peak_at_most, Some(5_000));
    }

    #[test]
    fn an_attached_process_has_no_account() {
        let figures = TotalsEvidence { usage: None, io_at_end: false, alone: false, ..evidence() }
            .conclude_totals();
        assert_eq!(figures.cpu, ResourceFigure::new(100 * MS, false, FigureSource::Samples));
        assert_eq!(figures.io_figure, (false, FigureSource::Nothing));
        assert_eq!(figures.peak_tree, ResourceFigure::new(6_000, false, FigureSource::Samples));
    }

    #[test]
    fn what_children_did_before_their_parent_was_attached_is_not_counted() {
        let seen = Used { minor_faults: 3, ..Used::default() };
        let beside_root = Used { minor_faults: 1000, ..Used::default() };
        let attached = TotalsEvidence { seen, beside_root, usage: None, ..evidence() };
        assert_eq!(attached.conclude_totals().used.minor_faults, 3);
    }
}
