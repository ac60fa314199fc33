//! The analyses of the demonstration: a project with one in every state, whose made-up scheduler
//! runs, holds, loses and fails jobs, and which a cycle now and then looks after.

use std::collections::BTreeMap;
use std::time::Duration;

use monitor_core::{AnalysisKey, Observer, Timestamp};
use monitor_state::{
    Action, Answer, Ask, Details, Filter, Intent, JobRef, JobState, Ledger, LedgerLimits, Machine,
    NewAnalysis, Observation, Outcome, Plan, Policy, Question, State, Sweep,
};

/// The scheduler that there is not.
const SCHEDULER: &str = "made-up";

/// What becomes of a job: after so many seconds it is in that state, in the scheduler's word.
type Script = &'static [(i64, JobState, &'static str)];

const RUNS: Script = &[
    (0, JobState::Pending, "PD"),
    (6, JobState::Running, "R"),
    (60, JobState::Succeeded, "CD"),
];
const HELD: Script = &[(0, JobState::Pending, "PD"), (5, JobState::Held, "PD (JobHeldUser)")];
const FAILS: Script = &[(0, JobState::Running, "R"), (20, JobState::Failed, "F")];
const SUSPENDED: Script = &[(0, JobState::Running, "R"), (10, JobState::Suspended, "S")];
const QUEUED: Script = &[(0, JobState::Pending, "PD")];
/// Its job is gone after a while, and nobody knows how it ended.
const VANISHES: Script = &[(0, JobState::Running, "R")];
const VANISHED_AFTER_S: i64 = 12;

/// The project and its world.
pub(super) struct Survey {
    ledger: Ledger,
    policy: Policy,
    jobs: BTreeMap<u64, Run>,
    /// Outcomes that are not told yet, so that a submission can be seen while it lasts.
    late: Vec<(AnalysisKey, Outcome)>,
    next_job: u64,
}

/// A job at the made-up scheduler.
struct Run {
    script: Script,
    began: Timestamp,
    vanishes: bool,
}

/// Of each subject: a name, the pipeline, the state that it begins in.
const OF_SUBJECTS: [(&str, &str, State); 4] = [
    ("bilby", "bilby", State::Ready),
    ("rift", "rift", State::Ready),
    ("cogwheel", "cogwheel", State::Ready),
    ("lalinference", "lalinference", State::Ready),
];
const SUBJECTS: [&str; 4] = ["GW150914", "GW170817", "GW190521", "GW200129"];

/// What is seen of states that nothing leads to by itself, and of jobs that go wrong.
const SPECIAL: [(&str, &str, State); 19] = [
    ("GW150914/bilby-held", "bilby", State::Ready),
    ("GW150914/rift-unlucky", "rift", State::Ready),
    ("GW170817/bilby-lost", "bilby", State::Ready),
    ("GW170817/rift-suspended", "rift", State::Ready),
    ("GW170817/cogwheel-queued", "cogwheel", State::Ready),
    ("GW190521/bilby-manual", "bilby", State::Manual),
    ("GW190521/bilby-review", "bilby", State::Review),
    ("GW190521/bilby-reviewed", "bilby", State::Reviewed),
    ("GW190521/bilby-rejected", "bilby", State::ReviewFailed),
    ("GW190521/rift-stopped", "rift", State::Stopped),
    ("GW190521/rift-cancelled", "rift", State::Cancelled),
    ("GW200129/bilby-complete", "bilby", State::Complete),
    ("GW200129/bilby-uploaded", "bilby", State::Uploaded),
    ("GW200129/bilby-uploading", "bilby", State::Uploading),
    ("GW200129/bilby-processing", "bilby", State::Processing),
    ("GW200129/rift-failed", "rift", State::Failed),
    ("GW200129/rift-restart", "rift", State::Restart),
    ("GW200129/rift-finished", "rift", State::Finished),
    ("GW200129/rift-wait", "rift", State::Wait),
];

impl Survey {
    /// The project as it begins, with a first cycle behind it.
    pub(super) fn new(now: Timestamp) -> Result<Self, monitor_state::Error> {
        let mut ledger = Ledger::new(Machine::standard(), LedgerLimits::default());
        let usual = SUBJECTS.iter().flat_map(|subject| {
            let key = move |name: &str| format!("{subject}/{name}");
            OF_SUBJECTS.map(|(name, pipeline, state)| {
                NewAnalysis::new(key(name), pipeline, SCHEDULER).state(state)
            })
        });
        let special = SPECIAL.map(|(key, pipeline, state)| {
            NewAnalysis::new(key, pipeline, SCHEDULER).state(state)
        });
        let population =
            NewAnalysis::new("project_analyses/population", "gwpopulation", SCHEDULER)
                .needs(SUBJECTS.map(|subject| format!("{subject}/bilby")));
        let catalogue = NewAnalysis::new("project_analyses/catalogue", "catalogue", SCHEDULER)
            .needs(["project_analyses/population"]);
        let all = usual.chain(special).chain([population, catalogue]);
        ledger.apply(&ledger.add(all, now)?)?;
        let policy = Policy {
            max_in_flight: Some(14),
            held: Some(Duration::from_secs(120)),
            missing_for: Duration::from_secs(5),
            settle: Duration::from_secs(3),
            backoff: Duration::from_secs(5),
            ..Policy::default()
        };
        Ok(Self { ledger, policy, jobs: BTreeMap::new(), late: Vec::new(), next_job: 4_711 })
    }

    pub(super) fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    pub(super) fn policy(&self) -> &Policy {
        &self.policy
    }

    /// What a cycle would do now.
    pub(super) fn plan(&self, filter: Filter<'_>, now: Timestamp) -> Plan {
        self.ledger.plan(&[self.sweep(now)], &self.policy, filter, now)
    }

    /// A cycle: what is planned is done. The observer is told of every move.
    pub(super) fn cycle(
        &mut self,
        filter: Filter<'_>,
        now: Timestamp,
        observer: &impl Observer,
    ) -> Result<Plan, monitor_state::Error> {
        self.tell_late(now, observer)?;
        let mut plan = self.plan(filter, now);
        while !plan.questions.is_empty() {
            plan = self.ledger.answer(plan, answer)?;
        }
        let batch = plan.batch();
        self.ledger.apply(&batch)?;
        self.ledger.report(&batch, observer);
        let acted: Vec<_> = plan.actions().map(|intent| self.act(intent, now)).collect();
        self.late.extend(acted);
        Ok(plan)
    }

    /// What a person says.
    pub(super) fn set(
        &mut self,
        key: &str,
        to: State,
        force: bool,
        now: Timestamp,
        observer: &impl Observer,
    ) -> Result<(), monitor_state::Error> {
        self.tell_late(now, observer)?;
        let by = "a visitor";
        let batch = match force {
            true => self.ledger.force(key, to, by, now)?,
            false => self.ledger.command(key, to, by, now)?,
        };
        self.ledger.apply(&batch)?;
        self.ledger.report(&batch, observer);
        for intent in batch.intents() {
            let acted = self.act(intent, now);
            self.late.push(acted);
        }
        Ok(())
    }

    /// Says what became of the actions of the last cycle.
    pub(super) fn tell_late(
        &mut self,
        now: Timestamp,
        observer: &impl Observer,
    ) -> Result<(), monitor_state::Error> {
        if self.late.is_empty() {
            return Ok(());
        }
        let late = std::mem::take(&mut self.late);
        let batch = self.ledger.outcomes(late, &self.policy, now)?;
        self.ledger.apply(&batch)?;
        self.ledger.report(&batch, observer);
        Ok(())
    }

    /// What the scheduler would say.
    fn sweep(&self, now: Timestamp) -> Sweep {
        let jobs = self.jobs.iter().filter_map(|(&id, run)| {
            let age_s = now.saturating_duration_since(run.began).as_secs();
            let age_s = i64::try_from(age_s).unwrap_or(i64::MAX);
            if run.vanishes && age_s >= VANISHED_AFTER_S {
                return None;
            }
            let (_, state, raw) = run.script.iter().rfind(|(after, ..)| *after <= age_s)?;
            let mut details = Details::default();
            details.heartbeat = (*state == JobState::Running).then_some(now);
            details.progress = u64::try_from(age_s).ok();
            Some(Observation::new(JobRef::new(id), *state).raw(raw).details(details))
        });
        Sweep::full(SCHEDULER, now).jobs(jobs)
    }

    fn act(&mut self, intent: &Intent, now: Timestamp) -> (AnalysisKey, Outcome) {
        let name = intent.key.as_str();
        let outcome = match intent.action {
            Action::Submit | Action::Rescue => {
                let id = self.next_job;
                self.next_job += 1;
                let has = |word: &str| name.ends_with(word);
                let script = match name {
                    _ if has("-held") => HELD,
                    _ if has("-unlucky") => FAILS,
                    _ if has("-lost") => VANISHES,
                    _ if has("-suspended") => SUSPENDED,
                    _ if has("-queued") => QUEUED,
                    _ => RUNS,
                };
                self.jobs.insert(id, Run { script, began: now, vanishes: has("-lost") });
                Outcome::Submitted { job: JobRef::new(id), born: None }
            }
            Action::Cancel => {
                if let Some(job) = intent.job {
                    self.jobs.remove(&job.id());
                }
                Outcome::Done
            }
            Action::Process => Outcome::Started,
            _ => Outcome::Done,
        };
        (intent.key.clone(), outcome)
    }
}

/// What a host would find in the folders of analyses: all are complete but one, which can be rescued
/// as often as may be, and one whose job has left nothing behind.
fn answer(question: &Question) -> Answer {
    let name = question.key.as_str();
    match question.ask {
        Ask::Complete if name.ends_with("-unlucky") => Answer::No,
        Ask::Complete if name.ends_with("-lost") => Answer::Unknown,
        Ask::Rescuable if name.ends_with("-lost") => Answer::Unknown,
        Ask::Processed if name.ends_with("-processing") => Answer::Unknown,
        _ => Answer::Yes,
    }
}
