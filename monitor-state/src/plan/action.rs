//! What a plan asks the host to do and to find out, and what the host says to that.

use std::fmt;

use monitor_core::{AnalysisKey, Timestamp};
use serde::{Deserialize, Serialize};

use crate::job::{JobRef, JobState};

/// What the host is to do for an analysis. A plan only says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum HostAction {
    /// Submit a job for it, with the intent's tag on it.
    Submit,
    /// Submit a job that goes on from where the last one came to, with the intent's tag on it.
    Rescue,
    /// Cancel its job.
    Cancel,
    /// Do what comes after its completion, such as starting the post-processing.
    Process,
    /// Put its results where they belong.
    Upload,
}

/// An action that the host was asked for and has not yet given an outcome of.
///
/// The host stores the batch with the intent before it acts, and the outcome after. What it finds
/// open when it starts it resolves by the tag: a job at the scheduler that has it was submitted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Intent {
    /// For which analysis.
    pub key: AnalysisKey,
    /// What to do.
    pub action: HostAction,
    /// What is written on the job: key and number of the submission, `GW150914/bilby:3`. No two
    /// submissions of a ledger have the same.
    pub tag: Box<str>,
    /// The job that the action is about, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job: Option<JobRef>,
}

impl Intent {
    /// An intent that was stored by a host.
    #[must_use]
    pub fn new(
        key: AnalysisKey,
        action: HostAction,
        tag: impl Into<Box<str>>,
        job: Option<JobRef>,
    ) -> Self {
        Self { key, action, tag: tag.into(), job }
    }
}

/// What became of an action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
#[non_exhaustive]
pub enum ActionOutcome {
    /// The job was submitted, or found by its tag.
    Submitted {
        /// Its number.
        job: JobRef,
        /// When it was submitted by the scheduler's clock, if that is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        born: Option<Timestamp>,
    },
    /// It is under way: post-processing has started, or the scheduler will cancel the job.
    Started,
    /// It is done: the job is gone, there is nothing to post-process, the results are uploaded.
    Done,
    /// It could not be done now; nothing has happened.
    Busy {
        /// Why not.
        error: Box<str>,
    },
    /// It cannot be done; nothing has happened.
    Refused {
        /// Why not.
        error: Box<str>,
    },
    /// Nothing was found that has the tag: it was never done.
    NotDone,
}

/// What a plan asks the host to find out about an analysis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum QuestionKind {
    /// Are its results there?
    Complete,
    /// Can its job go on from where it came to?
    Rescuable,
    /// Has its post-processing ended well?
    Processed,
}

/// A question about one analysis. Nobody answers it in a dry run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct HostQuestion {
    /// Which analysis.
    pub key: AnalysisKey,
    /// What is asked.
    pub ask: QuestionKind,
    /// What the scheduler said of its job; `None` if the job is not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job: Option<JobState>,
    /// The same in the scheduler's word, with exit code, signal and reason where it gave them. What
    /// moves because of the answer keeps it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<Box<str>>,
}

/// What the host found out. Not to know is an answer too, and never taken for a no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HostAnswer {
    /// It is so.
    Yes,
    /// It is not so, now.
    No,
    /// It is not so, and never will be: post-processing has failed.
    Never,
    /// Nobody can say.
    Unknown,
}

impl HostAction {
    pub(crate) fn makes_a_job(self) -> bool {
        matches!(self, Self::Submit | Self::Rescue)
    }
}

impl fmt::Display for HostAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Submit => "submit",
            Self::Rescue => "rescue",
            Self::Cancel => "cancel",
            Self::Process => "process",
            Self::Upload => "upload",
        })
    }
}

impl fmt::Display for QuestionKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Complete => "complete",
            Self::Rescuable => "rescuable",
            Self::Processed => "processed",
        })
    }
}
