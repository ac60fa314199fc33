//! The analyses of the demonstration: a project with one in nearly every state, whose made-up
//! scheduler runs, holds, loses and fails jobs. Now and then there is a new subject.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use monitor_core::{AnalysisKey, Timestamp};
use monitor_events::Emitter;
use monitor_host::store::StoredMove;
use monitor_state::{
    Action, Answer, Ask, Batch, Details, Error, Filter, Intent, JobRef, JobState, Ledger,
    LedgerLimits, Machine, Move, NewAnalysis, Observation, Outcome, Plan, Policy, Question, State,
    Sweep,
};

/// The scheduler that there is not.
const SCHEDULER: &str = "made-up";
/// Moves that are remembered.
const MAX_MOVES: usize = 400;
/// Subjects that there may be.
const MAX_SUBJECTS: usize = 40;

/// What becomes of a job: after so many seconds it is in that state, in the scheduler's word.
type Script = &'static [(u64, JobState, &'static str)];

const RUNS: Script =
    &[(0, JobState::Pending, "PD"), (6, JobState::Running, "R"), (75, JobState::Succeeded, "CD")];
const FAILS: Script = &[(0, JobState::Running, "R"), (20, JobState::Failed, "F")];
const HELD: Script = &[(0, JobState::Held, "PD (JobHeldUser)")];
const SUSPENDED: Script = &[(0, JobState::Suspended, "S")];
const QUEUED: Script = &[(0, JobState::Pending, "PD")];
const LOST: Script = &[];

/// Of each subject: a name, and the pipeline.
const USUAL: [(&str, &str); 4] = [
    ("bilby", "bilby"),
    ("rift", "rift"),
    ("cogwheel", "cogwheel"),
    ("lalinference", "lalinference"),
];
const SUBJECTS: [&str; 3] = ["GW150914", "GW170817", "GW190521"];

/// What is seen of states that nothing leads to by itself, and of jobs that go wrong.
const SPECIAL: [(&str, &str, State, Option<Script>); 20] = [
    ("GW150914/bilby-held", "bilby", State::Held, Some(HELD)),
    ("GW150914/rift-unlucky", "rift", State::Ready, None),
    ("GW150914/rift-stuck", "rift", State::Stuck, None),
    ("GW170817/bilby-lost", "bilby", State::Lost, Some(LOST)),
    ("GW170817/rift-suspended", "rift", State::Suspended, Some(SUSPENDED)),
    ("GW170817/cogwheel-queued", "cogwheel", State::Queued, Some(QUEUED)),
    ("GW190521/bilby-manual", "bilby", State::Manual, None),
    ("GW190521/bilby-review", "bilby", State::Review, None),
    ("GW190521/bilby-reviewed", "bilby", State::Reviewed, None),
    ("GW190521/bilby-rejected", "bilby", State::ReviewFailed, None),
    ("GW190521/rift-stopped", "rift", State::Stopped, None),
    ("GW190521/rift-cancelled", "rift", State::Cancelled, None),
    ("GW200129/bilby-complete", "bilby", State::Complete, None),
    ("GW200129/bilby-uploaded", "bilby", State::Uploaded, None),
    ("GW200129/bilby-processing", "bilby", State::Processing, None),
    ("GW200129/rift-failed", "rift", State::Failed, None),
    ("GW200129/rift-restart", "rift", State::Restart, None),
    ("GW200129/rift-stop", "rift", State::Stop, Some(QUEUED)),
    ("GW200129/rift-finished", "rift", State::Finished, None),
    ("GW200129/rift-wait", "rift", State::Wait, None),
];

/// A job at the made-up scheduler.
struct Run {
    script: Script,
    began: Timestamp,
}

/// The project and its world.
pub(super) struct Survey {
    /// As it was shown last; another one when it has changed.
    ledger: Arc<Ledger>,
    policy: Policy,
    emitter: Emitter,
    jobs: BTreeMap<u64, Run>,
    /// Outcomes that are not told yet, so that a submission can be seen while it lasts.
    late: Vec<(AnalysisKey, Outcome)>,
    next_job: u64,
    moves: VecDeque<StoredMove>,
    next_move: u64,
    subjects: usize,
}

impl Survey {
    /// The project as it begins.
    pub(super) fn new(emitter: &Emitter, now: Timestamp) -> Result<Self, Error> {
        let policy = Policy {
            max_in_flight: Some(12),
            held: Some(Duration::from_secs(1_800)),
            lost: Some(Duration::from_secs(2_400)),
            missing_for: Duration::from_secs(5),
            settle: Duration::from_secs(3),
            backoff: Duration::from_secs(5),
            ..Policy::default()
        };
        let ledger = Ledger::new(Machine::standard(), LedgerLimits::default());
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
        let mut all: Vec<_> = SUBJECTS.iter().flat_map(|subject| usual(subject)).collect();
        for (key, pipeline, state, script) in SPECIAL {
            let analysis = NewAnalysis::new(key, pipeline, SCHEDULER).state(state);
            all.push(match script {
                Some(script) => analysis.job(survey.begin(script, began)),
                None => analysis,
            });
        }
        let population = NewAnalysis::new("project_analyses/population", "population", SCHEDULER);
        all.push(population.needs(SUBJECTS.map(|subject| format!("{subject}/bilby"))));
        let catalogue = NewAnalysis::new("project_analyses/catalogue", "catalogue", SCHEDULER);
        all.push(catalogue.needs(["project_analyses/population"]));
        survey.apply(&survey.ledger.add(all, began)?)?;
        survey.cycle(Filter::all(), now)?;
        Ok(survey)
    }

    pub(super) fn ledger(&self) -> &Arc<Ledger> {
        &self.ledger
    }

    pub(super) fn policy(&self) -> Policy {
        self.policy
    }

    /// The moves that are remembered, the oldest first.
    pub(super) fn moves(&self) -> impl DoubleEndedIterator<Item = &StoredMove> {
        self.moves.iter()
    }

    /// Somebody has found something: four more analyses, if there is room for them.
    pub(super) fn discover(&mut self, now: Timestamp) -> Result<(), Error> {
        if self.subjects >= MAX_SUBJECTS {
            return Ok(());
        }
        let subject = format!("GW2301{:02}", self.subjects);
        self.subjects += 1;
        self.apply(&self.ledger.add(usual(&subject), now)?)
    }

    /// What a cycle would do now.
    pub(super) fn plan(&self, filter: Filter<'_>, now: Timestamp) -> Plan {
        self.ledger.plan(&[self.sweep(now)], &self.policy, filter, now)
    }

    /// A cycle: what is planned is done.
    pub(super) fn cycle(&mut self, filter: Filter<'_>, now: Timestamp) -> Result<Plan, Error> {
        self.tell_late(now)?;
        let mut plan = self.plan(filter, now);
        while !plan.questions.is_empty() {
            plan = self.ledger.answer(plan, answer)?;
        }
        self.apply(&plan.batch())?;
        let acted: Vec<_> = plan.actions().map(|intent| self.act(intent, now)).collect();
        self.late.extend(acted);
        Ok(plan)
    }

    /// What somebody says; the batch that came of it.
    pub(super) fn set(
        &mut self,
        key: &str,
        to: State,
        by: &str,
        force: bool,
        now: Timestamp,
    ) -> Result<Batch, Error> {
        self.tell_late(now)?;
        let batch = match force {
            true => self.ledger.force(key, to, by, now)?,
            false => self.ledger.command(key, to, by, now)?,
        };
        self.apply(&batch)?;
        let acted: Vec<_> = batch.intents().map(|intent| self.act(intent, now)).collect();
        self.late.extend(acted);
        Ok(batch)
    }

    /// Says what became of the actions of the last cycle.
    pub(super) fn tell_late(&mut self, now: Timestamp) -> Result<(), Error> {
        if self.late.is_empty() {
            return Ok(());
        }
        let late = std::mem::take(&mut self.late);
        self.apply(&self.ledger.outcomes(late, &self.policy, now)?)
    }

    fn apply(&mut self, batch: &Batch) -> Result<(), Error> {
        let mut ledger = Ledger::clone(&self.ledger);
        ledger.apply(batch)?;
        ledger.report(batch, &self.emitter);
        for moved in batch.transitions() {
            let (from, to) = (moved.from, moved.to);
            let made = Move::new(batch.at, from, to, moved.cause.clone(), moved.raw.clone());
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
    fn sweep(&self, now: Timestamp) -> Sweep {
        let jobs = self.jobs.iter().filter_map(|(&id, run)| {
            let age_s = now.saturating_duration_since(run.began).as_secs();
            let (_, state, raw) = run.script.iter().rfind(|(after, ..)| *after <= age_s)?;
            let mut details = Details::default();
            details.heartbeat = (*state == JobState::Running).then_some(now);
            details.progress = Some(age_s);
            Some(Observation::new(JobRef::new(id), *state).raw(raw).details(details))
        });
        Sweep::full(SCHEDULER, now).jobs(jobs)
    }

    fn begin(&mut self, script: Script, began: Timestamp) -> JobRef {
        let id = self.next_job;
        self.next_job += 1;
        self.jobs.insert(id, Run { script, began });
        JobRef::new(id)
    }

    fn act(&mut self, intent: &Intent, now: Timestamp) -> (AnalysisKey, Outcome) {
        if let Some(old) = intent.job {
            self.jobs.remove(&old.id());
        }
        let outcome = match intent.action {
            Action::Submit | Action::Rescue => {
                let script = if is_unlucky(&intent.key) { FAILS } else { RUNS };
                Outcome::Submitted { job: self.begin(script, now), born: None }
            }
            Action::Process => Outcome::Started,
            _ => Outcome::Done,
        };
        (intent.key.clone(), outcome)
    }
}

fn usual(subject: &str) -> impl Iterator<Item = NewAnalysis> {
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
fn answer(question: &Question) -> Answer {
    let is = |word: &str| question.key.as_str().ends_with(word);
    match question.ask {
        Ask::Complete if is_unlucky(&question.key) => Answer::No,
        Ask::Complete | Ask::Rescuable if is("-lost") => Answer::Unknown,
        Ask::Processed if is("-processing") => Answer::Unknown,
        _ => Answer::Yes,
    }
}
