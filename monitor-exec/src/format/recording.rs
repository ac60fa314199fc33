//! What was recorded of a run, and what its samples tell where no figures were recorded.

use std::io;

use monitor_core::{ResourceUsage, Timestamp};

use crate::metadata::ExecMetadata;
use crate::sample::store::SampleStore;
use crate::sample::{Sample, percent};
use crate::summary::{Summary, mebibytes, seconds};
use crate::totals::used::Used;
use crate::totals::{FigureSource, ResourceFigure};

/// The most samples that are kept: beyond that each two neighbours become one.
pub(super) const MAX_SAMPLES: usize = 1 << 20;

/// What was recorded of a run, in any [`RecordFormat`](crate::encode::RecordFormat) or by denet itself.
///
/// ```
/// use monitor_exec::{ExecCommand, SampleRecording, encode::RecordFormat};
///
/// let outcome = ExecCommand::new("true").run()?;
/// let mut text = Vec::new();
/// outcome.write(&mut text, RecordFormat::JsonLines)?;
/// let recording = SampleRecording::read(text.as_slice())?;
/// assert_eq!(recording.samples, outcome.samples);
/// assert_eq!(recording.summary, Some(outcome.summary));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct SampleRecording {
    /// Who ran and when, if the format says so.
    pub metadata: Option<ExecMetadata>,
    /// The samples of the tree, in order. Those of single processes are not read.
    pub samples: Vec<Sample>,
    /// The figures, if the format has them and the writing came to its end.
    pub summary: Option<Summary>,
    /// Samples that were merged into others because there were more than 1,048,576.
    pub samples_merged: u64,
    /// Whether the last record is not whole: the writer was stopped, or is still at it.
    pub cut_off: bool,
}

/// Where records go while they are read.
pub(super) struct RecordSink {
    pub(super) recording: SampleRecording,
    store: SampleStore,
}

impl RecordSink {
    pub(super) fn new() -> Self {
        Self { recording: SampleRecording::default(), store: SampleStore::new(MAX_SAMPLES, 0) }
    }

    pub(super) fn push(&mut self, sample: &Sample) {
        self.store.push(sample, &[]);
    }

    pub(super) fn finish(mut self) -> SampleRecording {
        self.recording.samples_merged = self.store.merged;
        self.recording.samples = self.store.take().0;
        self.recording
    }
}

/// One record a line; what the lines before said is known.
pub(super) trait RecordReader {
    fn read_line(&mut self, kept: &mut RecordSink, line: &[u8]) -> io::Result<()>;
}

impl SampleRecording {
    /// The figures: those that were recorded, else what can be told from the samples, which are
    /// lower bounds then.
    #[must_use]
    pub fn figures(&self) -> Summary {
        self.summary.clone().unwrap_or_else(|| from_samples(&self.samples))
    }
}

impl From<&crate::outcome::ExecOutcome> for SampleRecording {
    fn from(outcome: &crate::outcome::ExecOutcome) -> Self {
        Self {
            metadata: Some(outcome.metadata.clone()),
            samples: outcome.samples.clone(),
            summary: Some(outcome.summary.clone()),
            samples_merged: outcome.summary.samples_merged,
            cut_off: false,
        }
    }
}

fn from_samples(samples: &[Sample]) -> Summary {
    let last = samples.last();
    let source = if last.is_some() { FigureSource::Samples } else { FigureSource::Nothing };
    let used = samples.iter().map(Sample::used).fold(Used::default(), Used::max);
    let peak = samples.iter().map(|sample| sample.peak_rss_bytes.max(sample.rss_bytes)).max();
    let peak = ResourceFigure::new(peak.unwrap_or(0), false, source);
    let elapsed_ns = last.map_or(0, |sample| sample.elapsed_ns);
    let elapsed = std::time::Duration::from_nanos(elapsed_ns);
    let mut resources = ResourceUsage::default();
    resources.wall_ns = elapsed_ns;
    resources.cpu_user_ns = used.cpu_ns;
    resources.peak_rss_bytes = peak.value;
    resources.max_processes = samples.iter().map(|sample| sample.processes).max().unwrap_or(0);
    resources.max_threads = samples.iter().map(|sample| sample.threads).max().unwrap_or(0);
    resources.read_bytes = used.read_bytes;
    resources.write_bytes = used.write_bytes;
    Summary {
        started_at: last.map_or(Timestamp::UNIX_EPOCH, |last| last.at.saturating_sub(elapsed)),
        elapsed_time: seconds(elapsed_ns),
        peak_memory_mb: mebibytes(peak.value),
        avg_cpu_percent: f64::from(percent(used.cpu_ns, elapsed_ns)),
        avg_rss_bytes: mean_rss(samples),
        resources,
        cpu_ns: ResourceFigure::new(used.cpu_ns, false, source),
        peak_tree_rss_bytes: peak,
        samples: samples.len() as u64,
        ..Summary::from_totals(&used, false, source)
    }
}

/// The mean over time: each sample stands for the time since the latest one before it. The times add
/// up to the latest one, so the sum cannot overflow.
fn mean_rss(samples: &[Sample]) -> u64 {
    let (mut sum, mut before_ns) = (0_u128, 0);
    for sample in samples {
        let time_ns = sample.elapsed_ns.saturating_sub(before_ns);
        sum += u128::from(sample.rss_bytes) * u128::from(time_ns);
        before_ns = before_ns.max(sample.elapsed_ns);
    }
    u64::try_from(sum.checked_div(u128::from(before_ns)).unwrap_or(0)).unwrap_or(u64::MAX)
}
