//! One command run again and again, or two in turn: medians, spreads, and how sure a difference is.

mod document;
mod ratio;
mod spread;
mod text;

use std::fmt;

use monitor_exec::{ExecCommand, ExecOutcome, Summary};
use serde_json::Value;

use crate::error::Error;

pub use ratio::PairedRatio;
pub use spread::SampleSpread;

/// Makes the command for a run.
type Make<'a> = Box<dyn FnMut() -> ExecCommand + 'a>;

/// Commands that are run many times, in turn: what disturbs the machine disturbs all of them, and
/// they are compared run by run.
///
/// ```
/// use monitor_exec::{ExecCommand, StreamTarget};
/// use monitor_host::trials::TrialSettings;
///
/// let quiet = |text: &'static str| move || ExecCommand::new("sh").args(["-c", text]).stdout(StreamTarget::Null);
/// let results = TrialSettings::new("seq 1000", quiet("seq 1000"))
///     .against("seq 10", quiet("seq 10"))
///     .runs(6)
///     .warmup(1)
///     .run()?;
/// assert_eq!(results.of(0).map(|series| series.runs()), Some(6));
/// println!("{results}");
/// # Ok::<(), monitor_host::Error>(())
/// ```
pub struct TrialSettings<'a> {
    candidates: Vec<(String, Make<'a>)>,
    runs: usize,
    warmup: usize,
    ignore_failure: bool,
}

/// What came out of [`TrialSettings`]; its text is a report for people.
#[derive(Clone, Debug)]
pub struct TrialResults {
    series: Vec<TrialSeries>,
}

/// All counted runs of one command, in order.
#[derive(Clone, Debug)]
pub struct TrialSeries {
    name: String,
    summaries: Vec<Summary>,
}

/// A figure that commands are compared by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TrialMeasure {
    /// Wall-clock time, seconds.
    Time,
    /// CPU time of the whole tree, seconds.
    Cpu,
    /// The most memory of all processes together, bytes.
    PeakMemory,
    /// Bytes read by system calls.
    Read,
    /// Bytes written by system calls.
    Written,
}

impl TrialMeasure {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 5] = [Self::Time, Self::Cpu, Self::PeakMemory, Self::Read, Self::Written];

    #[expect(clippy::cast_precision_loss, reason = "what is compared has fewer digits")]
    const fn of(self, summary: &Summary) -> f64 {
        match self {
            Self::Time => summary.elapsed_time,
            Self::Cpu => summary.cpu_ns.value as f64 / 1e9,
            Self::PeakMemory => summary.peak_tree_rss_bytes.value as f64,
            Self::Read => summary.read_call_bytes.value as f64,
            Self::Written => summary.write_call_bytes.value as f64,
        }
    }
}

impl fmt::Debug for TrialSettings<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.candidates.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("TrialSettings")
            .field("candidates", &names)
            .field("runs", &self.runs)
            .finish_non_exhaustive()
    }
}

impl<'a> TrialSettings<'a> {
    /// Trials of one command: a name for the report, and what makes it for each run. Ten runs, and
    /// none to warm up, unless said otherwise.
    #[must_use]
    pub fn new(name: impl Into<String>, make: impl FnMut() -> ExecCommand + 'a) -> Self {
        Self { candidates: Vec::new(), runs: 10, warmup: 0, ignore_failure: false }
            .against(name, make)
    }

    /// Another command, which the first one is compared with.
    #[must_use]
    pub fn against(
        mut self,
        name: impl Into<String>,
        make: impl FnMut() -> ExecCommand + 'a,
    ) -> Self {
        self.candidates.push((name.into(), Box::new(make)));
        self
    }

    /// How often each command is run and counted; at least once.
    #[must_use]
    pub fn runs(mut self, runs: usize) -> Self {
        self.runs = runs.max(1);
        self
    }

    /// How often each command is run before that, to fill caches.
    #[must_use]
    pub const fn warmup(mut self, runs: usize) -> Self {
        self.warmup = runs;
        self
    }

    /// Whether a run that fails counts as any other. It ends the trials otherwise.
    #[must_use]
    pub const fn ignore_failure(mut self, yes: bool) -> Self {
        self.ignore_failure = yes;
        self
    }

    /// Runs all of it.
    ///
    /// # Errors
    ///
    /// A command could not be run, or [`Error::TrialFailed`].
    pub fn run(self) -> Result<TrialResults, Error> {
        self.run_by(|exec| Ok::<_, Error>(exec.run()?))
    }

    /// Runs all of it by `run`, for hosts that have something to do with a command while it runs.
    ///
    /// # Errors
    ///
    /// Those of `run`, and [`Error::TrialFailed`].
    pub fn run_by<E: From<Error>>(
        mut self,
        mut run: impl FnMut(ExecCommand) -> Result<ExecOutcome, E>,
    ) -> Result<TrialResults, E> {
        let named =
            |(name, _): &(String, _)| TrialSeries { name: name.clone(), summaries: Vec::new() };
        let mut series: Vec<TrialSeries> = self.candidates.iter().map(named).collect();
        let count = self.candidates.len();
        for round in 0..self.warmup + self.runs {
            for turn in 0..count {
                // Who comes first changes: what one leaves behind is not always the same one's gain.
                let index = if round % 2 == 0 { turn } else { count - 1 - turn };
                let (name, make) = &mut self.candidates[index];
                let outcome = run(make())?;
                if !outcome.success() && !self.ignore_failure {
                    let (command, exit) = (name.clone(), outcome.exit);
                    return Err(Error::TrialFailed { command, round: round + 1, exit }.into());
                }
                if round >= self.warmup {
                    series[index].summaries.push(outcome.summary);
                }
            }
        }
        Ok(TrialResults { series })
    }
}

impl TrialResults {
    /// The runs of a command, by the order in which they were given.
    #[must_use]
    pub fn of(&self, index: usize) -> Option<&TrialSeries> {
        self.series.get(index)
    }

    /// How much of a figure the first command takes of what the other one does, run by run; `None`
    /// without such a command, or where it is nothing.
    #[must_use]
    pub fn ratio(&self, other: usize, measure: TrialMeasure) -> Option<PairedRatio> {
        let (first, other) = (self.series.first()?, self.series.get(other)?);
        ratio::ratio(&first.values(measure), &other.values(measure))
    }

    /// A document with every run. Its `results` have hyperfine's keys, so that what reads
    /// hyperfine's export reads this.
    #[must_use]
    pub fn to_json(&self) -> Value {
        document::document(self)
    }
}

impl fmt::Display for TrialResults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        text::write(f, self)
    }
}

impl TrialSeries {
    /// The name of the command.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Number of runs.
    #[must_use]
    pub const fn runs(&self) -> usize {
        self.summaries.len()
    }

    /// The figures of each run, in order.
    #[must_use]
    pub fn summaries(&self) -> &[Summary] {
        &self.summaries
    }

    /// How a figure is spread.
    #[must_use]
    pub fn spread(&self, measure: TrialMeasure) -> SampleSpread {
        SampleSpread::from_values(&self.values(measure))
    }

    /// A figure of each run, in order.
    fn values(&self, measure: TrialMeasure) -> Vec<f64> {
        self.summaries.iter().map(|summary| measure.of(summary)).collect()
    }
}
