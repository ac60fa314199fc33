//! The samples that are kept in memory: bounded, with a rule that loses resolution and no peak.

use crate::counters::greatest_counters;
use crate::sample::{ProcessSample, Sample, percent};

/// Samples of the tree, at most so many. When they are full, each two neighbours become one.
#[derive(Debug)]
pub(crate) struct SampleStore {
    samples: Vec<Sample>,
    max: usize,
    processes: Vec<ProcessSample>,
    max_processes: usize,
    /// Only process samples whose number is a multiple of this are kept.
    stride: u32,
    /// Samples that were merged into another.
    pub(crate) merged: u64,
    /// Process samples that were let go.
    pub(crate) processes_dropped: u64,
}

impl SampleStore {
    /// Room for so many; none at all means that nothing is stored.
    pub(crate) const fn new(max: usize, max_processes: usize) -> Self {
        Self {
            samples: Vec::new(),
            max,
            processes: Vec::new(),
            max_processes,
            stride: 1,
            merged: 0,
            processes_dropped: 0,
        }
    }

    pub(crate) fn push(&mut self, sample: &Sample, processes: &[ProcessSample]) {
        if self.max == 0 {
            return;
        }
        if self.samples.len() >= self.max {
            self.halve();
        }
        self.samples.push(*sample);
        while self.processes.len() + processes.len() > self.max_processes
            && !self.processes.is_empty()
        {
            self.thin();
        }
        let fits = self.processes.len() + processes.len() <= self.max_processes;
        if fits && sample.seq.is_multiple_of(self.stride) {
            self.processes.extend_from_slice(processes);
        } else {
            self.processes_dropped += processes.len() as u64;
        }
    }

    /// The first sample stays, then each pair becomes one.
    fn halve(&mut self) {
        let before = self.samples.len();
        let mut kept = Vec::with_capacity(before / 2 + 1);
        let mut rest = self.samples.iter();
        kept.extend(rest.next().copied());
        while let Some(first) = rest.next() {
            let last = kept.last().copied();
            kept.push(rest.next().map_or(*first, |second| merge(last.as_ref(), first, second)));
        }
        self.merged += (before - kept.len()) as u64;
        self.samples = kept;
    }

    fn thin(&mut self) {
        let before = self.processes.len();
        self.stride = self.stride.saturating_mul(2);
        let stride = self.stride;
        self.processes.retain(|row| row.seq.is_multiple_of(stride));
        if self.processes.len() == before {
            self.processes.clear();
        }
        self.processes_dropped += (before - self.processes.len()) as u64;
    }

    pub(crate) fn take(&mut self) -> (Vec<Sample>, Vec<ProcessSample>) {
        (std::mem::take(&mut self.samples), std::mem::take(&mut self.processes))
    }
}

/// The later one, with the greatest memory and counts of both and the CPU share over both.
fn merge(before: Option<&Sample>, first: &Sample, second: &Sample) -> Sample {
    let (start_ns, start_cpu_ns) =
        before.map_or((0, 0), |sample| (sample.elapsed_ns, sample.cpu_ns));
    let cpu_percent = percent(
        second.cpu_ns.saturating_sub(start_cpu_ns),
        second.elapsed_ns.saturating_sub(start_ns),
    );
    macro_rules! merged {
        ($($name:ident: $unit:ident,)*) => {
            Sample { cpu_percent, $($name: first.$name.max(second.$name),)* ..*second }
        };
    }
    greatest_counters!(merged)
}

#[cfg(test)]
pub(crate) mod tests {
    use monitor_core::Timestamp;

    use super::*;
    use crate::sample::gauges::Gauges;
    use crate::sample::{ProcessState, SampleFrame};
    use crate::totals::used::Used;

    pub(crate) fn sample(seq: u32) -> Sample {
        let number = u64::from(seq);
        let frame = SampleFrame {
            at: Timestamp::UNIX_EPOCH,
            elapsed_ns: number * 10,
            cpu_percent: 50.0,
            seq,
            peak_rss_bytes: 999,
            state: ProcessState::Running,
        };
        let used = Used { cpu_ns: number * 5, ..Used::default() };
        let rss_bytes = if seq == 3 { 999 } else { 7 };
        let gauges = Gauges { rss_bytes, processes: 1, threads: 1, ..Gauges::default() };
        Sample::new(frame, &used, &gauges)
    }

    fn row(seq: u32) -> ProcessSample {
        ProcessSample {
            seq,
            pid: 1,
            ppid: 0,
            threads: 1,
            cpu_ns: 0,
            cpu_percent: 0.0,
            state: ProcessState::Running,
            rss_bytes: 0,
            virtual_bytes: 0,
            read_bytes: 0,
            write_bytes: 0,
        }
    }

    #[test]
    fn a_full_store_halves_its_resolution_and_keeps_the_peak_the_first_and_the_last() {
        let mut store = SampleStore::new(9, 0);
        for seq in 0..1000 {
            store.push(&sample(seq), &[]);
        }
        let merged = store.merged;
        let (samples, _) = store.take();
        assert!(samples.len() <= 9);
        assert_eq!(samples.len() as u64 + merged, 1000);
        assert_eq!((samples[0].seq, samples.last().map(|last| last.seq)), (0, Some(999)));
        assert!(samples.iter().any(|sample| sample.rss_bytes == 999));
        assert!(samples.iter().all(|sample| (sample.cpu_percent - 50.0).abs() < 0.01));
        assert!(samples.windows(2).all(|pair| pair[0].elapsed_ns < pair[1].elapsed_ns));
    }

    #[test]
    fn a_store_without_room_keeps_nothing() {
        let mut store = SampleStore::new(0, 0);
        store.push(&sample(0), &[row(0)]);
        let (samples, rows) = store.take();
        assert_eq!((samples.capacity(), rows.capacity()), (0, 0));
    }

    #[test]
    fn process_samples_are_thinned_by_whole_looks_and_counted() {
        let mut store = SampleStore::new(1000, 10);
        for seq in 0..100 {
            store.push(&sample(seq), &[row(seq), row(seq)]);
        }
        let dropped = store.processes_dropped;
        let (_, rows) = store.take();
        assert!(rows.len() <= 10 && !rows.is_empty());
        assert_eq!(rows.len() as u64 + dropped, 200);
        assert!(rows.chunks(2).all(|pair| pair[0].seq == pair[1].seq));
    }
}
