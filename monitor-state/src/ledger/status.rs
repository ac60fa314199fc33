//! What is asked of a ledger most: which states there are, what is active, and six counts.

use std::collections::BTreeMap;

use monitor_core::AnalysisKey;
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::ledger::Ledger;
use crate::ledger::record::{AnalysisRecord, RecordFlags};
use crate::machine::class::StateClass;

/// Which analyses are meant. What is not said is not looked at.
///
/// A subject never leaves out analyses that are about the whole project: they belong to every
/// subject.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct AnalysisFilter<'a> {
    /// Those of this subject, and of the project.
    pub subject: Option<&'a str>,
    /// Those of this name, whatever their subject is.
    pub analysis: Option<&'a str>,
}

impl<'a> AnalysisFilter<'a> {
    /// All of them.
    #[must_use]
    pub fn all() -> Self {
        Self::default()
    }

    /// Those of this subject, and of the project.
    #[must_use]
    pub fn subject(mut self, subject: &'a str) -> Self {
        self.subject = Some(subject);
        self
    }

    /// Those of this name.
    #[must_use]
    pub fn analysis(mut self, name: &'a str) -> Self {
        self.analysis = Some(name);
        self
    }

    pub(crate) fn is_all(&self) -> bool {
        self.subject.is_none() && self.analysis.is_none()
    }

    pub(crate) fn is_match(&self, key: &str) -> bool {
        if self.is_all() {
            return true;
        }
        let (subject, name) = key.split_once('/').unwrap_or(("", key));
        let of_the_project = subject == AnalysisKey::PROJECT;
        self.subject.is_none_or(|wanted| of_the_project || wanted == subject)
            && self.analysis.is_none_or(|wanted| wanted == name)
    }
}

/// The six counts of a cycle, under the names that asimov has given them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CycleCounts {
    /// Analyses of the project that were looked after.
    pub project_analyses: u64,
    /// Analyses of subjects that were looked after.
    pub event_analyses: u64,
    /// Both.
    pub total: u64,
    /// Those of them that are active afterwards.
    pub active: u64,
    /// Those of them that are complete afterwards; one can be active and complete.
    pub complete: u64,
    /// Those of them that are stuck afterwards.
    pub stuck: u64,
}

/// An analysis that is looked after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ActiveAnalysis {
    /// Its name, without the subject.
    pub name: Box<str>,
    /// What it is about.
    #[serde(rename = "type")]
    pub kind: ActiveType,
    /// The word for its state.
    pub status: Box<str>,
    /// Its subject, unless it is about the whole project.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<Box<str>>,
    /// The pipeline that it runs.
    pub pipeline: Box<str>,
}

/// What an analysis is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActiveType {
    /// The whole project.
    Project,
    /// One subject.
    Event,
}

impl CycleCounts {
    pub(crate) fn count_before(&mut self, project: bool, class: StateClass, count: u64) {
        if !class.active {
            return;
        }
        if project {
            self.project_analyses += count;
        } else {
            self.event_analyses += count;
        }
        self.total += count;
        self.count_after(class, count);
    }

    pub(crate) fn count_after(&mut self, class: StateClass, count: u64) {
        self.active += u64::from(class.active) * count;
        self.complete += u64::from(class.complete) * count;
        self.stuck += u64::from(class.stuck) * count;
    }

    /// Takes back what [`CycleCounts::after`] has counted.
    pub(crate) fn not_after(&mut self, class: StateClass) {
        self.active -= u64::from(class.active);
        self.complete -= u64::from(class.complete);
        self.stuck -= u64::from(class.stuck);
    }
}

impl Ledger {
    /// The words for the states of analyses, by key: active or not. A name that nobody has gives
    /// an empty map, as in asimov.
    ///
    /// ```
    /// # use monitor_core::Timestamp;
    /// # use monitor_state::{AnalysisFilter, Ledger, LedgerLimits, StateMachine, NewAnalysis};
    /// # let mut ledger = Ledger::new(StateMachine::standard(), LedgerLimits::default());
    /// # let new = NewAnalysis::new("GW150914/bilby_analysis", "bilby", "slurm");
    /// # let batch = ledger.add([new], Timestamp::UNIX_EPOCH)?;
    /// # ledger.apply(&batch)?;
    /// let status = ledger.analysis_status(AnalysisFilter::all().analysis("bilby_analysis"))?;
    /// assert_eq!(&*status["GW150914/bilby_analysis"], "ready");
    /// # Ok::<(), monitor_state::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::UnknownSubject`] for a subject that no analysis is about.
    pub fn analysis_status(
        &self,
        filter: AnalysisFilter<'_>,
    ) -> Result<BTreeMap<AnalysisKey, Box<str>>, Error> {
        self.check_subject(filter)?;
        let taken = self.records.iter().map(|record| (self.keys.key_of(record), record));
        let taken = taken.filter(|(key, _)| filter.is_match(key));
        Ok(taken
            .map(|(key, record)| (AnalysisKey::from(key), self.machine.word_of(record.code).into()))
            .collect())
    }

    /// The analyses that are looked after: those of the project first, then those of subjects, both
    /// in the order in which they were added.
    pub fn active_analyses(&self) -> impl Iterator<Item = ActiveAnalysis> + '_ {
        let of = |project: bool| {
            self.records.iter().filter(move |record| {
                record.has_flag(RecordFlags::PROJECT) == project
                    && self.machine.state_entry(record.code).class.active
            })
        };
        of(true).chain(of(false)).map(|record| self.active_analysis(record))
    }

    fn active_analysis(&self, record: &AnalysisRecord) -> ActiveAnalysis {
        let (subject, name) = self.keys.key_of(record).split_once('/').unwrap_or_default();
        let project = record.has_flag(RecordFlags::PROJECT);
        ActiveAnalysis {
            name: name.into(),
            kind: if project { ActiveType::Project } else { ActiveType::Event },
            status: self.machine.word_of(record.code).into(),
            event: (!project).then(|| subject.into()),
            pipeline: self.pipelines.word(record.pipeline).into(),
        }
    }

    /// The six counts as they are now: what a cycle that changes nothing gives.
    #[must_use]
    pub fn cycle_counts(&self, filter: AnalysisFilter<'_>) -> CycleCounts {
        let mut counts = CycleCounts::default();
        if filter.is_all() {
            for (project, row) in self.counts.iter().enumerate() {
                for (known, &count) in self.machine.states.iter().zip(row) {
                    counts.count_before(project == 1, known.class, u64::from(count));
                }
            }
            return counts;
        }
        for record in self.records.iter().filter(|record| filter.is_match(self.keys.key_of(record)))
        {
            let class = self.machine.state_entry(record.code).class;
            counts.count_before(record.has_flag(RecordFlags::PROJECT), class, 1);
        }
        counts
    }

    /// How many analyses are in each state, by word, in the order of the words.
    #[must_use]
    pub fn count_by_state(&self) -> BTreeMap<Box<str>, u64> {
        let mut tally = BTreeMap::new();
        for row in &self.counts {
            for (known, &count) in self.machine.states.iter().zip(row).filter(|(_, n)| **n > 0) {
                let word = known.word.as_deref().unwrap_or_else(|| known.state.as_str());
                *tally.entry(Box::from(word)).or_default() += u64::from(count);
            }
        }
        tally
    }

    pub(crate) fn check_subject(&self, filter: AnalysisFilter<'_>) -> Result<(), Error> {
        let Some(subject) = filter.subject else { return Ok(()) };
        let about = |key: &str| key.split_once('/').is_some_and(|(other, _)| other == subject);
        if self.keys().any(about) {
            return Ok(());
        }
        Err(Error::UnknownSubject { subject: crate::error::text_excerpt(subject) })
    }
}
