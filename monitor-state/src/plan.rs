//! The plan: what one look at everything calls for, as a value.

pub(crate) mod absence;
pub(crate) mod action;
pub(crate) mod agenda;
pub(crate) mod answer;
pub(crate) mod counts_after;
pub(crate) mod cycle;
pub(crate) mod deadline;
pub(crate) mod settle;
pub(crate) mod show;
pub(crate) mod survey;

pub use action::{ActionOutcome, HostAction, HostAnswer, HostQuestion, Intent, QuestionKind};

use monitor_core::{AnalysisKey, Timestamp};
use serde::{Deserialize, Serialize};

use crate::job::JobRef;
use crate::ledger::Ledger;
use crate::ledger::batch::{LedgerBatch, LedgerEntry, Transition};
use crate::ledger::status::{AnalysisFilter, CycleCounts};
use crate::policy::CyclePolicy;
use crate::state::AnalysisState;
use crate::sweep::Sweep;
use cycle::PlanBuilder;

/// What a cycle would do: which analyses move, what the host is to do, and what it is to find out.
///
/// A dry run is a plan that is printed or serialised, and nothing else. A real cycle answers the
/// questions, stores [`CyclePlan::batch`], applies it, and acts. A plan that was saved is applied exactly
/// as it is, or refused because the ledger has changed since.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CyclePlan {
    /// The revision of the ledger that it is for.
    pub revision: u64,
    /// When it was made.
    pub at: Timestamp,
    /// What it goes by.
    pub policy: CyclePolicy,
    /// The one subject that it is about, beside the whole project.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Box<str>>,
    /// The one name that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub analysis: Option<Box<str>>,
    /// The six counts, as they are when it is applied.
    pub counts: CycleCounts,
    /// What changes, in order.
    pub entries: Vec<LedgerEntry>,
    /// What is to be found out. What is not answered changes nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<HostQuestion>,
    /// What is worth saying about the sweeps and about what was not done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<PlanWarning>,
    /// How many more warnings there were than are kept.
    #[serde(default)]
    pub warnings_dropped: u64,
    /// How many jobs the schedulers have that no analysis has.
    #[serde(default)]
    pub foreign_jobs: u64,
    /// How many more actions it may ask for.
    #[serde(default)]
    pub actions_left: u32,
}

/// Something that is worth saying about a plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "warning", rename_all = "snake_case")]
#[non_exhaustive]
pub enum PlanWarning {
    /// So many jobs vanished from a scheduler in one sweep that nothing is concluded from it.
    Outage {
        /// Which scheduler.
        scheduler: Box<str>,
        /// How many jobs vanished at once.
        vanished: u32,
        /// How many the ledger has there.
        of: u32,
    },
    /// A scheduler did not answer, or answered with errors: what it did not say means nothing.
    Unhealthy {
        /// Which scheduler.
        scheduler: Box<str>,
        /// Whether it answered at all.
        answered: bool,
    },
    /// No analysis runs at the scheduler of a sweep.
    UnknownScheduler {
        /// Which scheduler.
        scheduler: Box<str>,
    },
    /// No analysis is about the subject that was asked for.
    UnknownSubject {
        /// Which subject.
        subject: Box<str>,
    },
    /// What a scheduler said is older than the last move of so many analyses, and does not count.
    Stale {
        /// Which scheduler.
        scheduler: Box<str>,
        /// How many.
        analyses: u32,
    },
    /// A job has the number of ours and was submitted at another time: it is another job.
    Reused {
        /// Whose job had the number.
        key: AnalysisKey,
        /// The number.
        job: JobRef,
    },
    /// A scheduler says a word for the state of a job that is not known here.
    UnknownWord {
        /// Whose job.
        key: AnalysisKey,
        /// The word.
        raw: Box<str>,
    },
    /// A rule wanted a transition that the machine does not have.
    Illegal {
        /// For which analysis.
        key: AnalysisKey,
        /// The state that it is in.
        from: AnalysisState,
        /// The state that the rule wanted.
        to: AnalysisState,
    },
    /// A guard refused.
    Vetoed {
        /// For which analysis.
        key: AnalysisKey,
        /// The state that it would have come to.
        to: AnalysisState,
        /// Which guard.
        guard: Box<str>,
        /// Why.
        why: Box<str>,
    },
    /// What was ready had to wait because as many have a job as may, or the plan asks for as much
    /// as it may.
    Full {
        /// How many had to wait.
        waiting: u32,
    },
}

/// How many warnings a plan keeps.
const MOST_WARNINGS: usize = 1_000;

impl Ledger {
    /// What these sweeps, the ledger and the time call for. It changes nothing, and the same
    /// arguments give the same plan.
    ///
    /// Of one scheduler there may be several sweeps, such as its queue and what it remembers of jobs
    /// that have left it: what the later one says of a job counts. The counts of a plan are taken
    /// of what it looks after, which is everything active that `filter` takes.
    #[must_use]
    pub fn plan_cycle(
        &self,
        sweeps: &[Sweep],
        policy: &CyclePolicy,
        filter: AnalysisFilter<'_>,
        now: Timestamp,
    ) -> CyclePlan {
        let mut cycle = PlanBuilder::new(self, policy, filter, now);
        cycle.read_sweeps(sweeps);
        cycle.find_absences(sweeps);
        cycle.check_deadlines();
        cycle.process_agenda();
        let mut plan = cycle.into_plan();
        // Every key in it comes from this ledger.
        let settled = self.settle_plan(&mut plan);
        debug_assert!(settled.is_ok(), "{settled:?}");
        plan
    }
}

impl CyclePlan {
    /// Whether it changes nothing. It may still have questions.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The changes of state.
    pub fn transitions(&self) -> impl Iterator<Item = &Transition> {
        self.entries.iter().filter_map(LedgerEntry::transition)
    }

    /// What the host is to do once the batch is stored and applied.
    pub fn actions(&self) -> impl Iterator<Item = &Intent> {
        self.entries.iter().filter_map(LedgerEntry::intent)
    }

    /// What changes, to be stored and then applied.
    #[must_use]
    pub fn batch(&self) -> LedgerBatch {
        LedgerBatch { revision: self.revision, at: self.at, entries: self.entries.clone() }
    }

    pub(crate) fn push_warning(&mut self, warning: PlanWarning) {
        if self.warnings.contains(&warning) {
            return;
        }
        if self.warnings.len() < MOST_WARNINGS {
            self.warnings.push(warning);
        } else {
            self.warnings_dropped += 1;
        }
    }
}
