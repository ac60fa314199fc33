//! The project's answers to what a plan wants to know: files that are there, commands that end well,
//! jobs that have ended.

use std::collections::HashMap;
use std::time::Duration;

use monitor_core::AnalysisKey;
use monitor_state::{HostAnswer, HostQuestion, JobObservation, JobState, QuestionKind, Sweep};

use super::run::{CommandEnd, run};
use super::view::ProjectView;
use crate::error::Error;
use crate::project::{EvidencePatterns, ProjectMember};
use crate::scheduler::label;

/// How far before it was finished its post-processing may have been submitted, by another clock.
const SKEW: Duration = Duration::from_secs(3_600);

/// An answer, and what went wrong on the way to it.
type Answered = (HostAnswer, Option<String>);

pub(super) struct EvidenceAnswer<'a> {
    view: ProjectView<'a>,
    /// Jobs by the tag that they carry.
    tagged: HashMap<&'a str, &'a JobObservation>,
}

impl<'a> EvidenceAnswer<'a> {
    pub(super) fn new(view: ProjectView<'a>, sweeps: &'a [Sweep]) -> Self {
        let jobs = sweeps.iter().flat_map(|sweep| &sweep.jobs);
        let tagged = jobs.filter_map(|job| Some((job.known_details()?.tag.as_deref()?, job)));
        Self { view, tagged: tagged.collect() }
    }

    pub(super) fn answer(&self, question: &HostQuestion) -> Answered {
        let key = &question.key;
        let tag = self.tag(key);
        let Some(member) = self.view.project().member(key, &tag) else {
            return (HostAnswer::Unknown, None);
        };
        match question.ask {
            QuestionKind::Complete => self.complete(&member, question.job),
            QuestionKind::Rescuable => self.rescuable(&member, key),
            QuestionKind::Processed => self.processed(&member, key, &tag),
            _ => (HostAnswer::Unknown, None),
        }
    }

    /// The tag of the last job.
    fn tag(&self, key: &AnalysisKey) -> String {
        let serial = self.view.ledger.row_for(key.as_str()).map_or(0, |row| row.serial);
        format!("{key}:{serial}")
    }

    fn complete(&self, member: &ProjectMember<'_>, job: Option<JobState>) -> Answered {
        let Some(signs) = member.complete() else { return (HostAnswer::Unknown, None) };
        if !signs.are_none() {
            return check_signs(member, &signs);
        }
        match job {
            Some(JobState::Succeeded) => (HostAnswer::Yes, None),
            // Without a job and without other signs nobody can say.
            None => {
                let why = "its job is gone and left no exit code: complete.file or \
                           complete.command would say whether it is complete";
                (HostAnswer::Unknown, Some(why.to_owned()))
            }
            Some(_) => (HostAnswer::No, None),
        }
    }

    fn rescuable(&self, member: &ProjectMember<'_>, key: &AnalysisKey) -> Answered {
        let Some((limit, signs)) = member.rescuable() else { return (HostAnswer::No, None) };
        let policy = self.view.project().policy();
        let used = self
            .view
            .ledger
            .explain_state(key.as_str(), policy)
            .map_or(0, |why| why.resurrections.0);
        if let Some(limit) =
            limit.filter(|&limit| used >= limit && limit < policy.max_resurrections)
        {
            let why = format!("all {limit} rescues that its pipeline allows are used up");
            return (HostAnswer::No, Some(why));
        }
        match signs {
            None => (HostAnswer::Unknown, None),
            Some(signs) if signs.are_none() => (HostAnswer::Yes, None),
            Some(signs) => check_signs(member, &signs),
        }
    }

    fn processed(&self, member: &ProjectMember<'_>, key: &AnalysisKey, tag: &str) -> Answered {
        if !member.has_process() {
            return (HostAnswer::Yes, None);
        }
        let Some(signs) = member.processed() else { return (HostAnswer::Unknown, None) };
        let job = match self.process_job(member, key, tag) {
            Ok(job) => job,
            Err(why) => return (HostAnswer::Unknown, Some(why)),
        };
        match job {
            Some(JobState::Succeeded) if signs.are_none() => (HostAnswer::Yes, None),
            Some(JobState::Succeeded) => match check_signs(member, &signs) {
                (HostAnswer::No, _) => {
                    let why = "its post-processing has ended, and what shows that it is complete \
                               is not there";
                    (HostAnswer::Never, Some(why.to_owned()))
                }
                other => other,
            },
            Some(state) if state.has_ended() => {
                (HostAnswer::Never, Some(format!("its post-processing is {state}")))
            }
            Some(_) => (HostAnswer::No, None),
            None if signs.are_none() => (HostAnswer::Unknown, None),
            None => check_signs(member, &signs),
        }
    }

    /// What has become of the job of its post-processing; `None` if it is not to be found.
    fn process_job(
        &self,
        member: &ProjectMember<'_>,
        key: &AnalysisKey,
        tag: &str,
    ) -> Result<Option<JobState>, String> {
        let ledger = self.view.ledger;
        let said = |error: Error| error.to_string();
        let scheduler = self.view.loaded.schedulers.named(member.process_scheduler());
        let scheduler = scheduler.map_err(said)?;
        let tag = self.view.tag_at(scheduler, &self.view.process_tag(key, tag));
        if let Some(job) = self.tagged.get(&*label(&tag)) {
            return Ok(Some(job.state()));
        }
        let since = ledger.row_for(key.as_str()).map_or(self.view.now, |row| row.since);
        let found = scheduler.find(&tag, since.saturating_sub(SKEW)).map_err(said)?;
        Ok(found.first().map(JobObservation::state))
    }
}

/// Whether everything is there that shows something.
fn check_signs(member: &ProjectMember<'_>, signs: &EvidencePatterns) -> Answered {
    for pattern in &signs.files {
        match is_there(pattern) {
            Ok(true) => {}
            Ok(false) => return (HostAnswer::No, None),
            Err(why) => return (HostAnswer::Unknown, Some(why)),
        }
    }
    let Some(line) = &signs.command else { return (HostAnswer::Yes, None) };
    match run(line, &member.dir(), &member.env()) {
        Ok(CommandEnd::Code(0, _)) => (HostAnswer::Yes, None),
        // What a shell says of a command that is not there, or may not be run.
        Ok(ended @ CommandEnd::Code(126 | 127, _)) => (HostAnswer::Unknown, ended.complaint()),
        Ok(CommandEnd::Code(..)) => (HostAnswer::No, None),
        Ok(ended) => (HostAnswer::Unknown, ended.complaint()),
        Err(error) => (HostAnswer::Unknown, Some(error.to_string())),
    }
}

/// Whether something matches a pattern. What cannot be looked at is not known to be missing.
fn is_there(pattern: &str) -> Result<bool, String> {
    let mut matches = glob::glob(pattern).map_err(|error| format!("{pattern:?}: {error}"))?;
    match matches.next() {
        Some(Ok(_)) => Ok(true),
        None => Ok(false),
        Some(Err(error)) => Err(error.to_string()),
    }
}
