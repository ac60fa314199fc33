//! From looks at the tree to samples: totals, shares, peaks and means, stored and handed on.

use std::time::Duration;

use monitor_core::Timestamp;

use crate::counters::process_counters;
use crate::platform::linux::tree::{ProcessTree, TreeReading};
use crate::sample::gauges::Gauges;
use crate::sample::store::SampleStore;
use crate::sample::{ProcessSample, ProcessState, Sample, SampleFrame, TreeSample, percent};
use crate::sampler::delivery::SampleDelivery;
use crate::sampler::interval::PacedSample;
use crate::totals::used::{MonotonicTotals, Usage, Used};

/// The tree, and all that is kept of it.
#[derive(Debug)]
pub(crate) struct SampleRecorder {
    pub(crate) tree: ProcessTree,
    pub(crate) totals: MonotonicTotals,
    pub(crate) store: SampleStore,
    pub(crate) delivery: SampleDelivery,
    pub(crate) per_process: bool,
    pub(crate) started_at: Timestamp,
    /// CLOCK_MONOTONIC, nanoseconds.
    pub(crate) started_ns: u64,
    /// Looks that became samples.
    pub(crate) samples: u64,
    pub(crate) max_processes: u32,
    pub(crate) max_threads: u32,
    pub(crate) peak_sum_bytes: u64,
    rss_area: u128,
    last_elapsed_ns: u64,
    last_cpu_ns: u64,
    last_rss_bytes: u64,
    observation: TreeSample,
}

/// What the sampler decides by.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct RecordedTotals {
    pub(crate) look: PacedSample,
    pub(crate) cpu_ns: u64,
    pub(crate) rss_bytes: u64,
}

impl SampleRecorder {
    pub(crate) fn new(
        tree: ProcessTree,
        store: SampleStore,
        delivery: SampleDelivery,
        per_process: bool,
    ) -> Self {
        Self {
            tree,
            totals: MonotonicTotals::default(),
            store,
            delivery,
            per_process,
            started_at: Timestamp::UNIX_EPOCH,
            started_ns: 0,
            samples: 0,
            max_processes: 0,
            max_threads: 0,
            peak_sum_bytes: 0,
            rss_area: 0,
            last_elapsed_ns: 0,
            last_cpu_ns: 0,
            last_rss_bytes: 0,
            observation: TreeSample {
                sample: Sample::new(SampleFrame::EMPTY, &Used::default(), &Gauges::default()),
                processes: Vec::new(),
                entered: Vec::new(),
            },
        }
    }

    /// The first sample of a command: it stands still, and all that there is of it is the CPU
    /// time of its making.
    pub(crate) fn observe_held(&mut self) {
        let cpu_ns = self.tree.root_member().map_or(0, |root| root.own_ns);
        let reading = TreeReading {
            gauges: Gauges { processes: 1, threads: 1, ..Gauges::default() },
            used: Used { cpu_ns, ..Used::default() },
            ..TreeReading::default()
        };
        self.record(&reading, self.started_ns, ProcessState::Held);
    }

    /// Looks at the tree and makes a sample of it.
    pub(crate) fn observe(&mut self, now_ns: u64) -> RecordedTotals {
        let elapsed_ns = now_ns.saturating_sub(self.started_ns);
        let reading = self.tree.sample_members(elapsed_ns);
        self.record(&reading, now_ns, ProcessState::from_letter(reading.state))
    }

    /// The last sample of a command that has ended, with the kernel's account of it.
    pub(crate) fn observe_end(&mut self, now_ns: u64, usage: &Usage) -> RecordedTotals {
        let reading = self.tree.look_at_end(now_ns.saturating_sub(self.started_ns), usage);
        self.record(&reading, now_ns, ProcessState::Ended)
    }

    fn record(
        &mut self,
        reading: &TreeReading,
        now_ns: u64,
        state: ProcessState,
    ) -> RecordedTotals {
        let elapsed_ns = now_ns.saturating_sub(self.started_ns);
        let interval_ns = elapsed_ns.saturating_sub(self.last_elapsed_ns);
        let used = self.totals.advance(&reading.used);
        let gauges = &reading.gauges;
        self.max_processes = self.max_processes.max(gauges.processes);
        self.max_threads = self.max_threads.max(gauges.threads);
        self.peak_sum_bytes = self.peak_sum_bytes.max(gauges.rss_bytes);
        // Who has ended has no memory; up to then it had what it had before.
        let held_bytes = if gauges.processes == 0 { self.last_rss_bytes } else { gauges.rss_bytes };
        self.rss_area += u128::from(held_bytes) * u128::from(interval_ns);
        let frame = SampleFrame {
            at: self.started_at.saturating_add(Duration::from_nanos(elapsed_ns)),
            elapsed_ns,
            cpu_percent: percent(used.cpu_ns.saturating_sub(self.last_cpu_ns), interval_ns),
            seq: u32::try_from(self.samples).unwrap_or(u32::MAX),
            peak_rss_bytes: self.peak_sum_bytes.max(self.tree.peak_process_bytes),
            state,
        };
        let sample = Sample::new(frame, &used, gauges);
        self.observation.sample = sample;
        self.observation.processes.clear();
        if self.per_process {
            let rows = self
                .tree
                .members_mut()
                .map(|member| process_sample(member, sample.seq, interval_ns));
            self.observation.processes.extend(rows);
            self.observation.entered.clear();
            // Of the held command everything is still to come.
            if state != ProcessState::Held {
                self.observation.entered.extend(self.tree.table.new_processes().cloned());
            }
        }
        self.samples += 1;
        self.last_elapsed_ns = elapsed_ns;
        self.last_cpu_ns = used.cpu_ns;
        self.last_rss_bytes = gauges.rss_bytes;
        self.store.push(&sample, &self.observation.processes);
        self.delivery.observe(&self.observation);
        let look = PacedSample {
            processes: sample.processes,
            rss_bytes: sample.rss_bytes,
            cpu_percent: sample.cpu_percent,
        };
        RecordedTotals { look, cpu_ns: sample.cpu_ns, rss_bytes: sample.rss_bytes }
    }

    /// Mean of the memory over time, bytes.
    pub(crate) fn avg_rss_bytes(&self) -> u64 {
        let mean = self.rss_area.checked_div(u128::from(self.last_elapsed_ns)).unwrap_or(0);
        u64::try_from(mean).unwrap_or(u64::MAX)
    }

    /// The sample made last.
    pub(crate) const fn last(&self) -> &TreeSample {
        &self.observation
    }
}

fn process_sample(
    member: &mut crate::platform::linux::tree::TreeMember,
    seq: u32,
    interval_ns: u64,
) -> ProcessSample {
    let ran_ns = member.own_ns.saturating_sub(member.reported_ns);
    member.reported_ns = member.own_ns;
    let (used, gauges) = (member.used(), member.gauges());
    macro_rules! process_sample {
        (
            totals { $($total:ident = $total_doc:literal,)* }
            gauges { $($gauge:ident = $gauge_doc:literal,)* }
        ) => {
            ProcessSample {
                seq,
                pid: member.pid.unsigned_abs(),
                ppid: member.stat.ppid.unsigned_abs(),
                threads: member.stat.threads,
                cpu_ns: member.own_ns,
                cpu_percent: percent(ran_ns, interval_ns),
                state: if member.stat.state == 0 {
                    ProcessState::Held
                } else {
                    ProcessState::from_letter(member.stat.state)
                },
                $($total: used.$total,)*
                $($gauge: gauges.$gauge,)*
            }
        };
    }
    process_counters!(process_sample)
}
