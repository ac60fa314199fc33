//! What the schedulers have said of jobs.

use monitor_core::Timestamp;

use crate::cause::{DeadlineKind, TransitionCause};
use crate::job::JobState;
use crate::ledger::Ledger;
use crate::ledger::batch::{AnalysisUpdate, JobPulse};
use crate::ledger::record::{AnalysisRecord, RecordFlags, UNSET};
use crate::machine::JobReaction;
use crate::machine::rule::RuleVerdict;
use crate::plan::PlanWarning;
use crate::plan::action::QuestionKind;
use crate::plan::cycle::PlanBuilder;
use crate::state::AnalysisState;
use crate::sweep::{JobObservation, SchedulerHealth, Sweep, SweepCoverage};

/// How many jobs are looked up together.
const AT_ONCE: usize = 64;

/// The most changes that room is made for before there is one.
const MOST_RESERVED: usize = 65_536;

/// Stands for a job that no analysis has.
const UNOWNED: u32 = u32::MAX;

/// Finds whose jobs are said something of.
struct JobOwnerFinder {
    /// The analysis behind the last one that was found.
    next: u32,
    /// Whether the last one was that.
    in_order: bool,
}

impl Default for JobOwnerFinder {
    fn default() -> Self {
        Self { next: 0, in_order: true }
    }
}

impl JobOwnerFinder {
    #[inline]
    fn find(&mut self, ledger: &Ledger, scheduler: u16, jobs: &[JobObservation]) -> [u32; AT_ONCE] {
        let mut found = [UNOWNED; AT_ONCE];
        for (at, job) in found.iter_mut().zip(jobs) {
            let hint = self.in_order.then_some(self.next);
            if let Some(owner) = ledger.by_job.find(&ledger.records, scheduler, job.job, hint) {
                *at = owner;
                self.in_order = owner == self.next;
                self.next = owner + 1;
            }
        }
        found
    }
}

/// Whether what a sweep says is older than the last move of an analysis. After the clock was set
/// back, the last move is in the future, and says nothing about what is older.
fn is_stale(record: &AnalysisRecord, began: Timestamp, now: Timestamp) -> bool {
    record.since > began && record.since <= now
}

impl PlanBuilder<'_> {
    /// Takes the sweeps newest first: what was said of a job before does not count then.
    pub(super) fn read_sweeps(&mut self, sweeps: &[Sweep]) {
        let mut newest_first: Vec<&Sweep> = sweeps.iter().collect();
        newest_first.sort_by_key(|sweep| std::cmp::Reverse(sweep.began));
        for sweep in newest_first {
            let scheduler = || sweep.scheduler.clone();
            let Some(at) = self.ledger.schedulers.find(&sweep.scheduler) else {
                self.plan.foreign_jobs += sweep.jobs.len() as u64;
                self.plan.push_warning(PlanWarning::UnknownScheduler { scheduler: scheduler() });
                continue;
            };
            if sweep.health != SchedulerHealth::Ok {
                let answered = sweep.health == SchedulerHealth::Degraded;
                self.plan.push_warning(PlanWarning::Unhealthy { scheduler: scheduler(), answered });
            }
            if sweep.health != SchedulerHealth::Down {
                self.answered[usize::from(at)] = true;
                self.read_sweep(sweep, at);
            }
        }
    }

    fn read_sweep(&mut self, sweep: &Sweep, scheduler: u16) {
        let (mut finder, mut foreign, mut stale) = (JobOwnerFinder::default(), 0, 0);
        if sweep.coverage == SweepCoverage::Partial {
            self.plan.entries.reserve(sweep.jobs.len().min(MOST_RESERVED));
        }
        for jobs in sweep.jobs.chunks(AT_ONCE) {
            // Looked up together, so that one waits for memory while the others do.
            let found = finder.find(self.ledger, scheduler, jobs);
            for (job, &at) in jobs.iter().zip(&found) {
                match at {
                    UNOWNED => foreign += 1,
                    at => stale += u32::from(self.check_observation(at, job, sweep.began)),
                }
            }
        }
        self.plan.foreign_jobs += foreign;
        if stale > 0 {
            let scheduler = sweep.scheduler.clone();
            self.plan.push_warning(PlanWarning::Stale { scheduler, analyses: stale });
        }
    }

    /// Looks at what was said of one job; says whether that is out of date.
    #[inline]
    fn check_observation(&mut self, at: u32, job: &JobObservation, began: Timestamp) -> bool {
        let machine = &*self.ledger.machine;
        let record = self.ledger.record(at);
        if job.born.is_some_and(|born| record.born != UNSET && record.born != born) {
            let reused = PlanWarning::Reused { key: self.key(at), job: job.job };
            self.plan.push_warning(reused);
            return false;
        }
        if self.seen.test_and_set(at) || !self.is_selected(at) {
            return false;
        }
        let reaction = machine.reaction_to(record.code, job.state);
        let usual = reaction == JobReaction::STAY
            && self.special >> record.code & 1 == 0
            && !record.has_flag(RecordFlags::MISSING)
            && (job.born.is_none() || record.born != UNSET)
            && job.details.is_none()
            && job.state != JobState::Unknown;
        if usual {
            return false;
        }
        if is_stale(record, began, self.now) {
            return true;
        }
        self.handle_observation(at, job, reaction);
        false
    }

    /// Something of one job that is more than that all is as it was.
    fn handle_observation(&mut self, at: u32, job: &JobObservation, reaction: JobReaction) {
        let record = self.ledger.record(at);
        if job.state == JobState::Unknown && !job.raw.is_empty() {
            let raw = job.raw.as_str().into();
            let unknown = PlanWarning::UnknownWord { key: self.key(at), raw };
            self.plan.push_warning(unknown);
        }
        if let Some(born) = job.born.filter(|_| record.born == UNSET) {
            self.push_update(at, AnalysisUpdate::Born { born });
        }
        let progressed = self.update_pulse(at, job);
        let moved = match self.ledger.rule_verdict(at, Some(job), self.now) {
            RuleVerdict::Stay => true,
            RuleVerdict::Go { to, reason } => {
                self.apply_verdict(at, to, reason);
                true
            }
            RuleVerdict::Default => false,
        };
        if !moved {
            let reaction =
                if self.ledger.machine.state_entry(record.code).state == AnalysisState::Stuck {
                    self.reaction_when_stuck(record, job, progressed)
                } else {
                    reaction
                };
            if let Some(to) = reaction.to {
                self.transition_to(at, to, TransitionCause::Job { state: job.state }, Some(job));
            }
            if let Some(ask) = reaction.ask {
                self.push_question(at, ask, Some(job));
            }
        }
        if record.has_flag(RecordFlags::MISSING) && !self.decided.is_set(at) {
            self.push_update(at, AnalysisUpdate::Seen);
        }
    }

    /// Notes what is new of signs of life, and says whether the job gets on.
    fn update_pulse(&mut self, at: u32, job: &JobObservation) -> bool {
        let Some(details) = &job.details else { return false };
        if details.heartbeat.is_none() && details.progress.is_none() {
            return false;
        }
        let old = self.ledger.pulses.get(&at).copied().unwrap_or_default();
        let further = details.progress.is_some() && details.progress != old.progress;
        let new = JobPulse {
            heartbeat: details.heartbeat.max(old.heartbeat),
            progress: details.progress.or(old.progress),
            progressed: if further { Some(self.now) } else { old.progressed },
        };
        if new != old {
            self.pulses.insert(at, new);
            self.push_update(at, AnalysisUpdate::Pulse(new));
        }
        further || details.heartbeat > old.heartbeat
    }

    /// Does what a rule wants, if the machine has it and no guard refuses.
    pub(super) fn apply_verdict(&mut self, at: u32, to: AnalysisState, reason: Box<str>) {
        let from = self.ledger.record(at).code;
        match self.ledger.machine.code_for(to) {
            Some(to) if self.ledger.machine.is_legal(from, to) => {
                self.go_if_allowed(at, to, TransitionCause::Rule { reason });
            }
            _ => {
                let from = self.ledger.machine.state_entry(from).state;
                let illegal = PlanWarning::Illegal { key: self.key(at), from, to };
                self.plan.push_warning(illegal);
            }
        }
    }

    /// What is stuck because something took too long goes on when its job does what was waited for.
    fn reaction_when_stuck(
        &self,
        record: &AnalysisRecord,
        job: &JobObservation,
        progressed: bool,
    ) -> JobReaction {
        let Some(clock) = record.stuck_by() else { return JobReaction::STAY };
        let machine = &*self.ledger.machine;
        let Some(running) = machine.code_for(AnalysisState::Running) else {
            return JobReaction::STAY;
        };
        let was = match clock {
            DeadlineKind::Queued => AnalysisState::Queued,
            DeadlineKind::Held => AnalysisState::Held,
            DeadlineKind::Suspended => AnalysisState::Suspended,
            DeadlineKind::Lost => AnalysisState::Lost,
            DeadlineKind::Running | DeadlineKind::Heartbeat | DeadlineKind::Progress => {
                AnalysisState::Running
            }
            DeadlineKind::Stopping => AnalysisState::Stopping,
            // What is seen is an older job, and what is waited for is not said by a scheduler.
            DeadlineKind::Submitting | DeadlineKind::Processing => return JobReaction::STAY,
        };
        let Some(was) = machine.code_for(was) else { return JobReaction::STAY };
        let reaction = machine.reaction_to(was, job.state);
        match clock {
            DeadlineKind::Heartbeat | DeadlineKind::Progress
                if progressed && reaction == JobReaction::STAY =>
            {
                JobReaction { to: Some(running), ask: None }
            }
            DeadlineKind::Stopping => JobReaction::STAY,
            // Ended jobs are asked about as if they had run; a guess that was put off for an answer
            // waits for it here too.
            _ if reaction.ask == Some(QuestionKind::Complete) && !job.state.has_ended() => {
                JobReaction { to: reaction.to, ask: None }
            }
            _ => reaction,
        }
    }
}
