//! A scheduler that does what a test says.

use std::sync::{Arc, Mutex, MutexGuard};

use monitor_core::Timestamp;
use monitor_host::Error;
use monitor_host::scheduler::{
    CancelOutcome, JobRequest, KnownSubmissions, Scheduler, SchedulerSweep, SubmissionOutcome,
};
use monitor_state::{JobDetails, JobObservation, JobRef, JobState, SchedulerAnswer};

#[derive(Debug, Default)]
pub(crate) struct World {
    /// Each with its tag and state; its number is its place, from 1.
    pub(crate) jobs: Vec<(String, JobState)>,
    /// It answers nothing.
    pub(crate) is_down: bool,
    /// It takes a job, and the answer is lost.
    pub(crate) loses_answers: bool,
    /// It is lost on the way there.
    pub(crate) loses_jobs: bool,
    pub(crate) sweeps: usize,
}

#[derive(Clone, Debug)]
pub(crate) struct Scripted {
    name: Box<str>,
    world: Arc<Mutex<World>>,
}

impl Default for Scripted {
    fn default() -> Self {
        Self { name: "slurm".into(), world: Arc::default() }
    }
}

impl Scripted {
    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap()
    }

    /// The same scheduler by another name.
    pub(crate) fn named(&self, name: &str) -> Self {
        Self { name: name.into(), world: Arc::clone(&self.world) }
    }

    /// Puts every job into this state.
    pub(crate) fn all(&self, state: JobState) {
        self.world().jobs.iter_mut().for_each(|job| job.1 = state);
    }

    fn seen(&self, wanted: impl Fn(&str) -> bool) -> Vec<JobObservation> {
        let world = self.world();
        let jobs = (1..).zip(&world.jobs).filter(|(_, (tag, _))| wanted(tag));
        jobs.map(|(number, (tag, state))| {
            let mut details = JobDetails::default();
            details.tag = Some(tag.as_str().into());
            JobObservation::new(JobRef::new(number), *state).raw(state.as_str()).details(details)
        })
        .collect()
    }
}

fn silent() -> Error {
    Error::SchedulerSilent { command: "squeue".to_owned(), limit_ms: 1 }
}

impl Scheduler for Scripted {
    fn name(&self) -> &str {
        &self.name
    }

    fn sweep(&self, _known: KnownSubmissions<'_>, now: Timestamp) -> SchedulerSweep {
        self.world().sweeps += 1;
        if self.world().is_down {
            return SchedulerSweep::unreachable(&self.name, now, silent());
        }
        let mut answer = SchedulerAnswer::default();
        answer.jobs = self.seen(|_| true);
        SchedulerSweep::full(&self.name, now, answer, Vec::new())
    }

    fn submit(&self, _work: &JobRequest, tag: &str) -> SubmissionOutcome {
        let mut world = self.world();
        if world.loses_jobs {
            return SubmissionOutcome::Unknown(silent());
        }
        world.jobs.push((tag.to_owned(), JobState::Pending));
        if world.loses_answers {
            return SubmissionOutcome::Unknown(silent());
        }
        SubmissionOutcome::Submitted { job: JobRef::new(world.jobs.len() as u64), born: None }
    }

    fn find(&self, tag: &str, _since: Timestamp) -> Result<Vec<JobObservation>, Error> {
        if self.world().is_down { Err(silent()) } else { Ok(self.seen(|other| other == tag)) }
    }

    fn cancel(&self, _job: JobRef, _tag: &str) -> Result<CancelOutcome, Error> {
        Ok(CancelOutcome::Asked)
    }

    fn release(&self, _job: JobRef, _tag: &str) -> Result<(), Error> {
        Ok(())
    }

    fn history(&self, _jobs: &[JobRef], _since: Timestamp) -> Result<Vec<JobObservation>, Error> {
        Ok(Vec::new())
    }

    fn details(&self, _job: JobRef) -> Result<Option<JobObservation>, Error> {
        Ok(None)
    }
}
