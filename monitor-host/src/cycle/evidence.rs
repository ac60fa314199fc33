//! The project's answers to what a plan wants to know: files that are there, commands that end well,
//! jobs that have ended.

use std::collections::HashMap;
use std::time::Duration;

use monitor_core::AnalysisKey;
use monitor_state::{Answer, Ask, JobState, Observation, Question, Sweep};

use super::run::{Ended, run};
use super::view::View;
use crate::error::Error;
use crate::project::{Member, Signs};
use crate::scheduler::label;

/// How far before it was finished its post-processing may have been submitted, by another clock.
const SKEW: Duration = Duration::from_secs(3_600);

/// An answer, and what went wrong on the way to it.
type Answered = (Answer, Option<String>);

pub(super) struct Evidence<'a> {
    view: View<'a>,
    /// Jobs by the tag that they carry.
    tagged: HashMap<&'a str, &'a Observation>,
}

impl<'a> Evidence<'a> {
    pub(super) fn new(view: View<'a>, sweeps: &'a [Sweep]) -> Self {
        let jobs = sweeps.iter().flat_map(|sweep| &sweep.jobs);
        let tagged = jobs.filter_map(|job| Some((job.known()?.tag.as_deref()?, job)));
        Self { view, tagged: tagged.collect() }
    }

    pub(super) fn answer(&self, question: &Question) -> Answered {
        let key = &question.key;
        let tag = self.tag(key);
        let Some(member) = self.view.project().member(key, &tag) else {
            return (Answer::Unknown, None);
        };
        match question.ask {
            Ask::Complete => self.complete(&member, question.job),
            Ask::Rescuable => self.rescuable(&member, key),
            Ask::Processed => self.processed(&member, key, &tag),
            _ => (Answer::Unknown, None),
        }
    }

    /// The tag of the last job.
    fn tag(&self, key: &AnalysisKey) -> String {
        let serial = self.view.ledger.row(key.as_str()).map_or(0, |row| row.serial);
        format!("{key}:{serial}")
    }

    fn complete(&self, member: &Member<'_>, job: Option<JobState>) -> Answered {
        let Some(signs) = member.complete() else { return (Answer::Unknown, None) };
        if !signs.are_none() {
            return seen(member, &signs);
        }
        match job {
            Some(JobState::Succeeded) => (Answer::Yes, None),
            // Without a job and without other signs nobody can say.
            None => {
                let why = "its job is gone and left no exit code: complete.file or \
                           complete.command would say whether it is complete";
                (Answer::Unknown, Some(why.to_owned()))
            }
            Some(_) => (Answer::No, None),
        }
    }

    fn rescuable(&self, member: &Member<'_>, key: &AnalysisKey) -> Answered {
        let Some((limit, signs)) = member.rescuable() else { return (Answer::No, None) };
        let policy = self.view.project().policy();
        let used = self.view.ledger.why(key.as_str(), policy).map_or(0, |why| why.resurrections.0);
        if let Some(limit) =
            limit.filter(|&limit| used >= limit && limit < policy.max_resurrections)
        {
            let why = format!("all {limit} rescues that its pipeline allows are used up");
            return (Answer::No, Some(why));
        }
        match signs {
            None => (Answer::Unknown, None),
            Some(signs) if signs.are_none() => (Answer::Yes, None),
            Some(signs) => seen(member, &signs),
        }
    }

    fn processed(&self, member: &Member<'_>, key: &AnalysisKey, tag: &str) -> Answered {
        if !member.has_process() {
            return (Answer::Yes, None);
        }
        let Some(signs) = member.processed() else { return (Answer::Unknown, None) };
        let job = match self.process_job(member, key, tag) {
            Ok(job) => job,
            Err(why) => return (Answer::Unknown, Some(why)),
        };
        match job {
            Some(JobState::Succeeded) if signs.are_none() => (Answer::Yes, None),
            Some(JobState::Succeeded) => match seen(member, &signs) {
                (Answer::No, _) => {
                    let why = "its post-processing has ended, and what shows that it is complete \
                               is not there";
                    (Answer::Never, Some(why.to_owned()))
                }
                other => other,
            },
            Some(state) if state.has_ended() => {
                (Answer::Never, Some(format!("its post-processing is {state}")))
            }
            Some(_) => (Answer::No, None),
            None if signs.are_none() => (Answer::Unknown, None),
            None => seen(member, &signs),
        }
    }

    /// What has become of the job of its post-processing; `None` if it is not to be found.
    fn process_job(
        &self,
        member: &Member<'_>,
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
        let since = ledger.row(key.as_str()).map_or(self.view.now, |row| row.since);
        let found = scheduler.find(&tag, since.saturating_sub(SKEW)).map_err(said)?;
        Ok(found.first().map(Observation::state))
    }
}

/// Whether everything is there that shows something.
fn seen(member: &Member<'_>, signs: &Signs) -> Answered {
    for pattern in &signs.files {
        match is_there(pattern) {
            Ok(true) => {}
            Ok(false) => return (Answer::No, None),
            Err(why) => return (Answer::Unknown, Some(why)),
        }
    }
    let Some(line) = &signs.command else { return (Answer::Yes, None) };
    match run(line, &member.dir(), &member.env()) {
        Ok(Ended::Code(0, _)) => (Answer::Yes, None),
        // What a shell says of a command that is not there, or may not be run.
        Ok(ended @ Ended::Code(126 | 127, _)) => (Answer::Unknown, ended.complaint()),
        Ok(Ended::Code(..)) => (Answer::No, None),
        Ok(ended) => (Answer::Unknown, ended.complaint()),
        Err(error) => (Answer::Unknown, Some(error.to_string())),
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
