//! Batches: what changes a ledger, as values that a host stores before they are applied.

use monitor_core::{AnalysisKey, Timestamp};
use serde::{Deserialize, Serialize};

use crate::cause::TransitionCause;
use crate::job::JobRef;
use crate::plan::action::{ActionOutcome, HostAction, Intent};
use crate::state::AnalysisState;

/// Changes that belong together. All of them are applied or none is.
///
/// Every change of a ledger is a batch: a ledger that starts empty and applies the batches that
/// another one has applied is the same ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LedgerBatch {
    /// The revision of the ledger that it was made for. At any other it is refused.
    pub revision: u64,
    /// When it was made.
    pub at: Timestamp,
    /// What changes, in order.
    pub entries: Vec<LedgerEntry>,
}

/// One change of a ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "snake_case")]
#[non_exhaustive]
pub enum LedgerEntry {
    /// There is one more analysis.
    Added(NewAnalysis),
    /// An analysis is in another state.
    Moved(Transition),
    /// The host is asked to do something.
    Opened(Intent),
    /// The host has done it, or not.
    Closed {
        /// For which analysis.
        key: AnalysisKey,
        /// What it was asked to do.
        action: HostAction,
        /// What became of it.
        #[serde(flatten)]
        outcome: ActionOutcome,
    },
    /// Something is known about an analysis that is no change of state.
    Noted {
        /// About which analysis.
        key: AnalysisKey,
        /// What is known.
        #[serde(flatten)]
        note: AnalysisUpdate,
    },
}

/// An analysis that is to be in a ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NewAnalysis {
    /// Its key: `subject/name`, or `project_analyses/name`.
    pub key: AnalysisKey,
    /// The pipeline that it runs.
    pub pipeline: Box<str>,
    /// The scheduler that its jobs run at.
    pub scheduler: Box<str>,
    /// The state that it begins in: ready, or waiting if it needs others.
    pub state: AnalysisState,
    /// What has to be done before it can run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<AnalysisKey>,
    /// The job that it has already, if it comes from elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job: Option<JobRef>,
}

/// A change of state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Transition {
    /// Which analysis.
    pub key: AnalysisKey,
    /// The state that it leaves.
    pub from: AnalysisState,
    /// The state that it comes to.
    pub to: AnalysisState,
    /// Why.
    pub cause: TransitionCause,
    /// The scheduler's own word for the state of its job, if that is why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<Box<str>>,
}

/// Something that is known about an analysis and is no change of state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "note", rename_all = "snake_case")]
#[non_exhaustive]
pub enum AnalysisUpdate {
    /// Its job was missing from a full, healthy sweep.
    Missing {
        /// When the sweep began.
        sweep: Timestamp,
    },
    /// Its job is there again.
    Seen,
    /// Its job was submitted at this time, by the scheduler's clock.
    Born {
        /// When.
        born: Timestamp,
    },
    /// Its job has given a sign of life, or said how far it is.
    Pulse(JobPulse),
    /// What the host was asked to do could not be done now, so many times in a row.
    Wait {
        /// How many.
        busy: u32,
        /// When it may be tried again.
        until: Timestamp,
    },
}

/// The last signs of life of a job.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct JobPulse {
    /// When it last gave one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heartbeat: Option<Timestamp>,
    /// How far it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub progress: Option<u64>,
    /// When it was first seen to be that far.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub progressed: Option<Timestamp>,
}

impl NewAnalysis {
    /// An analysis that needs no other and is ready.
    #[must_use]
    pub fn new(
        key: impl Into<AnalysisKey>,
        pipeline: impl Into<Box<str>>,
        scheduler: impl Into<Box<str>>,
    ) -> Self {
        Self {
            key: key.into(),
            pipeline: pipeline.into(),
            scheduler: scheduler.into(),
            state: AnalysisState::Ready,
            needs: Vec::new(),
            job: None,
        }
    }

    /// Says what has to be done before it can run. It waits for that.
    #[must_use]
    pub fn needs<K: Into<AnalysisKey>>(mut self, needs: impl IntoIterator<Item = K>) -> Self {
        self.needs = needs.into_iter().map(Into::into).collect();
        if !self.needs.is_empty() && self.state == AnalysisState::Ready {
            self.state = AnalysisState::Wait;
        }
        self
    }

    /// Says in which state it begins.
    #[must_use]
    pub fn state(mut self, state: AnalysisState) -> Self {
        self.state = state;
        self
    }

    /// Says which job it has already.
    #[must_use]
    pub fn job(mut self, job: JobRef) -> Self {
        self.job = Some(job);
        self
    }
}

impl LedgerBatch {
    /// Whether nothing changes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The changes of state.
    pub fn transitions(&self) -> impl Iterator<Item = &Transition> {
        self.entries.iter().filter_map(LedgerEntry::transition)
    }

    /// What the host is asked to do.
    pub fn intents(&self) -> impl Iterator<Item = &Intent> {
        self.entries.iter().filter_map(LedgerEntry::intent)
    }
}

impl LedgerEntry {
    pub(crate) fn transition(&self) -> Option<&Transition> {
        match self {
            Self::Moved(transition) => Some(transition),
            _ => None,
        }
    }

    pub(crate) fn intent(&self) -> Option<&Intent> {
        match self {
            Self::Opened(intent) => Some(intent),
            _ => None,
        }
    }

    /// Which analysis it is about.
    #[must_use]
    pub fn key(&self) -> &AnalysisKey {
        match self {
            Self::Added(analysis) => &analysis.key,
            Self::Moved(transition) => &transition.key,
            Self::Opened(intent) => &intent.key,
            Self::Closed { key, .. } | Self::Noted { key, .. } => key,
        }
    }
}
