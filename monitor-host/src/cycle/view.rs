//! What the threads of one cycle may look at: project, schedulers and ledger, and the tags of jobs.

use monitor_core::{AnalysisKey, Timestamp};
use monitor_state::{AnalysisState, Ledger};

use super::LoadedProject;
use crate::project::Project;
use crate::scheduler::Scheduler;

/// What may be looked at while several things are done at the same time.
#[derive(Clone, Copy)]
pub(super) struct ProjectView<'a> {
    pub(super) loaded: &'a LoadedProject,
    pub(super) ledger: &'a Ledger,
    /// What tells the ledger from others.
    pub(super) mark: &'a str,
    pub(super) now: Timestamp,
}

impl<'a> ProjectView<'a> {
    pub(super) fn project(&self) -> &'a Project {
        &self.loaded.project
    }

    /// The tag that a job has at this scheduler: one that others use as well is told whose it is.
    pub(super) fn tag_at(&self, scheduler: &dyn Scheduler, tag: &str) -> String {
        if scheduler.is_shared() { format!("{tag}@{}", self.mark) } else { tag.to_owned() }
    }

    /// The tag of the job that does the post-processing after a job with this tag: another one each
    /// time that the analysis is finished.
    pub(super) fn process_tag(&self, key: &AnalysisKey, tag: &str) -> String {
        let moves = self.ledger.history(key.as_str());
        let finished = moves.filter(|moved| moved.to == AnalysisState::Finished).last();
        let at = finished.map_or(0, |moved| moved.at.as_micros());
        format!("{tag}.post-{at:x}")
    }
}
