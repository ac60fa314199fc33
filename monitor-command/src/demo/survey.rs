//! The analyses of the demonstration: a project with one in nearly every state, whose made-up
//! scheduler runs, holds, loses and fails jobs. Now and then there is a new subject.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use monitor_core::{AnalysisKey, Timestamp};
use monitor_events::Emitter;
use monitor_host::store::StoredMove;
use monitor_state::{
    ActionOutcome, AnalysisFilter, AnalysisState, CyclePlan, CyclePolicy, Error, HostAction,
    HostAnswer, HostQuestion, Intent, JobDetails, JobObservation, JobRef, JobState, Ledger,
    LedgerBatch, LedgerLimits, NewAnalysis, QuestionKind, StateMachine, Sweep, TransitionRecord,
};

/// The scheduler that there is not.
const SCHEDULER: &str = "made-up";
/// Moves that are remembered.
const MAX_MOVES: usize = 400;
/// Subjects that there may be.
const MAX_SUBJECTS: usize = 40;

/// What becomes of a job: after so many seconds it is in that state, in the scheduler's word.
type JobScript = &'static [(u64, JobState, &'static str)];

const RUNS: JobScript =
    &[(0, JobState::Pending, "PD"), (6, JobState::Running, "R"), (75, JobState::Succeeded, "CD")];
const FAILS: JobScript = &[(0, JobState::Running, "R"), (20, JobState::Failed, "F")];
const HELD: JobScript = &[(0, JobState::Held, "PD (JobHeldUser)")];
const SUSPENDED: JobScript = &[(0, JobState::Suspended, "S")];
const QUEUED: JobScript = &[(0, JobState::Pending, "PD")];
const LOST: JobScript = &[];

/// Of each subject: a name, and the pipeline.
const USUAL: [(&str, &str); 4] = [
    ("bilby", "bilby"),
    ("rift", "rift"),
    ("cogwheel", "cogwheel"),
    ("lalinference", "lalinference"),
];
const SUBJECTS: [&str; 3] = ["GW150914", "GW170817", "GW190521"];

/// What is seen of states that nothing leads to by itself, and of jobs that go wrong.
const SPECIAL: [(&str, &str, AnalysisState, Option<JobScript>); 20] = [
    ("GW150914/bilby-held", "bilby", AnalysisState::Held, Some(HELD)),
    ("GW150914/rift-unlucky", "rift", AnalysisState::Ready, None),
    ("GW150914/rift-stuck", "rift", AnalysisState::Stuck, None),
    ("GW170817/bilby-lost", "bilby", AnalysisState::Lost, Some(LOST)),
    ("GW170817/rift-suspended", "rift", AnalysisState::Suspended, Some(SUSPENDED)),
    ("GW170817/cogwheel-queued", "cogwheel", AnalysisState::Queued, Some(QUEUED)),
    ("GW190521/bilby-manual", "bilby", AnalysisState::Manual, None),
    ("GW190521/bilby-review", "bilby", AnalysisState::Review, None),
    ("GW190521/bilby-reviewed", "bilby", AnalysisState::Reviewed, None),
    ("GW190521/bilby-rejected", "bilby", AnalysisState::ReviewFailed, None),
    ("GW190521/rift-stopped", "rift", AnalysisState::Stopped, None),
    ("GW190521/rift-cancelled", "rift", AnalysisState::Cancelled, None),
    ("GW200129/bilby-complete", "bilby", AnalysisState::Complete, None),
    ("GW200129/bilby-uploaded", "bilby", AnalysisState::Uploaded, None),
    ("GW200129/bilby-processing", "bilby", AnalysisState::Processing, None),
    ("GW200129/rift-failed", "rift", AnalysisState::Failed, None),
    ("GW200129/rift-restart", "rift", AnalysisState::Restart, None),
    ("GW200129/rift-stop", "rift", AnalysisState::Stop, Some(QUEUED)),
    ("GW200129/rift-finished", "rift", AnalysisState::Finished, None),
    ("GW200129/rift-wait", "rift", AnalysisState::Wait, None),
];

/// A job at the made-up scheduler.
struct ScriptedJob {
    script: JobScript,
    began: Timestamp,
}

/// The project and its world.
pub(super) struct DemoProject {
    /// As it was shown last; another one when it has changed.
    ledger: Arc<Ledger>,
    policy: CyclePolicy,
    emitter: Emitter,
    jobs: BTreeMap<u64, ScriptedJob>,
    /// Outcomes that are not told yet, so that a submission can be seen while it lasts.
    late: Vec<(AnalysisKey, ActionOutcome)>,
    next_job: u64,
    moves: VecDeque<StoredMove>,
    next_move: u64,
    subjects: usize,
}

impl DemoProject {
    /// The project as it begins.
    pub(super) fn new(emitter: &Emitter, now: Timestamp) -> Result<Self, Error> {
        let policy = CyclePolicy {
            max_in_flight: Some(12),
            held: Some(Duration::from_secs(1_800)),
            lost: Some(Duration::from_secs(2_400)),
            missing_for: Duration::from_secs(5),
            settle: Duration::from_secs(3),
            backoff: Duration::from_secs(5),
            ..CyclePolicy::default()
        };
        let ledger = Ledger::new(StateMachine::standard(), LedgerLimits::default());
        let mut survey = Self {
            ledger: Arc::new(ledger),
            policy,
            emitter: emitter.clone(),
            jobs: BTreeMap::new(),
            late: Vec::new(),
            next_job: 4_711,
            moves: VecDeque::new(),
            next_move: 1,
            subjects: SUBJECTS.len(),
        };
        let began = now.saturating_sub(Duration::from_secs(1_200));
        let mut all: Vec<_> = SUBJECTS.iter().flat_map(|subject| usual_analyses(subject)).collect();
        for (key, pipeline, state, script) in SPECIAL {
            let analysis = NewAnalysis::new(key, pipeline, SCHEDULER).state(state);
            all.push(match script {
                Some(script) => analysis.job(survey.start_job(script, began)),
                None => analysis,
            });
        }
        let population = NewAnalysis::new("project_analyses/population", "population", SCHEDULER);
        all.push(population.needs(SUBJECTS.map(|subject| format!("{subject}/bilby"))));
        let catalogue = NewAnalysis::new("project_analyses/catalogue", "catalogue", SCHEDULER);
        all.push(catalogue.needs(["project_analyses/population"]));
        survey.apply_batch(&survey.ledger.add(all, began)?)?;
        survey.run_cycle(AnalysisFilter::all(), now)?;
        Ok(survey)
    }

    pub(super) fn ledger(&self) -> &Arc<Ledger> {
        &self.ledger
    }

    pub(super) fn policy(&self) -> CyclePolicy {
        self.policy
    }

    /// The moves that are remembered, the oldest first.
    pub(super) fn recent_transitions(&self) -> impl DoubleEndedIterator<Item = &StoredMove> {
        self.moves.iter()
    }

    /// Somebody has found something: four more analyses, if there is room for them.
    pub(super) fn add_subject(&mut self, now: Timestamp) -> Result<(), Error> {
        if self.subjects >= MAX_SUBJECTS {
            return Ok(());
        }
        let subject = format!("GW2301{:02}", self.subjects);
        self.subjects += 1;
        self.apply_batch(&self.ledger.add(usual_analyses(&subject), now)?)
    }

    /// What a cycle would do now.
    pub(super) fn plan_cycle(&self, filter: AnalysisFilter<'_>, now: Timestamp) -> CyclePlan {
        self.ledger.plan_cycle(&[self.scheduler_sweep(now)], &self.policy, filter, now)
    }

    /// A cycle: what is planned is done.
    pub(super) fn run_cycle(
        &mut self,
        filter: AnalysisFilter<'_>,
        now: Timestamp,
    ) -> Result<CyclePlan, Error> {
        self.apply_late_outcomes(now)?;
        let mut plan = self.plan_cycle(filter, now);
        while !plan.questions.is_empty() {
            plan = self.ledger.answer_questions(plan, answer_question)?;
        }
        self.apply_batch(&plan.batch())?;
        let acted: Vec<_> = plan.actions().map(|intent| self.perform_action(intent, now)).collect();
        self.late.extend(acted);
        Ok(plan)
    }

    /// What somebody says; the batch that came of it.
    pub(super) fn set_state(
        &mut self,
        key: &str,
        to: AnalysisState,
        by: &str,
        force: bool,
        now: Timestamp,
    ) -> Result<LedgerBatch, Error> {
        self.apply_late_outcomes(now)?;
        let batch = match force {
            true => self.ledger.force_batch(key, to, by, now)?,
            false => self.ledger.command_batch(key, to, by, now)?,
        };
        self.apply_batch(&batch)?;
        let acted: Vec<_> =
            batch.intents().map(|intent| self.perform_action(intent, now)).collect();
        self.late.extend(acted);
        Ok(batch)
    }

    /// Says what became of the actions of the last cycle.
    pub(super) fn apply_late_outcomes(&mut self, now: Timestamp) -> Result<(), Error> {
        if self.late.is_empty() {
            return Ok(());
        }
        let late = std::mem::take(&mut self.late);
        self.apply_batch(&self.ledger.outcome_batch(late, &self.policy, now)?)
    }

    fn apply_batch(&mut self, batch: &LedgerBatch) -> Result<(), Error> {
        let mut ledger = Ledger::clone(&self.ledger);
        ledger.apply(batch)?;
        ledger.notify_batch(batch, &self.emitter);
        for moved in batch.transitions() {
            let (from, to) = (moved.from, moved.to);
            let made =
                TransitionRecord::new(batch.at, from, to, moved.cause.clone(), moved.raw.clone());
            let stored = StoredMove::new(self.next_move, batch.revision, moved.key.clone(), made);
            self.next_move += 1;
            if self.moves.len() == MAX_MOVES {
                self.moves.pop_front();
            }
            self.moves.push_back(stored);
        }
        self.ledger = Arc::new(ledger);
        Ok(())
    }

    /// What the scheduler would say.
    fn scheduler_sweep(&self, now: Timestamp) -> Sweep {
        let jobs = self.jobs.iter().filter_map(|(&id, run)| {
            let age_s = now.saturating_duration_since(run.began).as_secs();
            let (_, state, raw) = run.script.iter().rfind(|(after, ..)| *after <= age_s)?;
            let mut details = JobDetails::default();
            details.heartbeat = (*state == JobState::Running).then_some(now);
            details.progress = Some(age_s);
            Some(JobObservation::new(JobRef::new(id), *state).raw(raw).details(details))
        });
        Sweep::full(SCHEDULER, now).jobs(jobs)
    }

    fn start_job(&mut self, script: JobScript, began: Timestamp) -> JobRef {
        let id = self.next_job;
        self.next_job += 1;
        self.jobs.insert(id, ScriptedJob { script, began });
        JobRef::new(id)
    }

    fn perform_action(&mut self, intent: &Intent, now: Timestamp) -> (AnalysisKey, ActionOutcome) {
        if let Some(old) = intent.job {
            self.jobs.remove(&old.id());
        }
        let outcome = match intent.action {
            HostAction::Submit | HostAction::Rescue => {
                let script = if is_unlucky(&intent.key) { FAILS } else { RUNS };
                ActionOutcome::Submitted { job: self.start_job(script, now), born: None }
            }
            HostAction::Process => ActionOutcome::Started,
            _ => ActionOutcome::Done,
        };
        (intent.key.clone(), outcome)
    }
}

fn usual_analyses(subject: &str) -> impl Iterator<Item = NewAnalysis> {
    let analysis = move |(name, pipeline): (&str, &str)| {
        NewAnalysis::new(format!("{subject}/{name}"), pipeline, SCHEDULER)
    };
    USUAL.into_iter().map(analysis)
}

fn is_unlucky(key: &AnalysisKey) -> bool {
    key.as_str().ends_with("-unlucky")
}

/// What a host would find in the folders of analyses: all are complete but one, which can always be
/// rescued, one whose job has left nothing behind, and one whose processing takes for ever.
fn answer_question(question: &HostQuestion) -> HostAnswer {
    let is = |word: &str| question.key.as_str().ends_with(word);
    match question.ask {
        QuestionKind::Complete if is_unlucky(&question.key) => HostAnswer::No,
        QuestionKind::Complete | QuestionKind::Rescuable if is("-lost") => HostAnswer::Unknown,
        QuestionKind::Processed if is("-processing") => HostAnswer::Unknown,
        _ => HostAnswer::Yes,
    }
}
