//! What the schedulers have said of jobs.

use monitor_core::Timestamp;

use crate::cause::{Cause, Clock};
use crate::job::JobState;
use crate::ledger::Ledger;
use crate::ledger::batch::{Note, Pulse};
use crate::ledger::record::{Flags, Record, UNSET};
use crate::machine::Reaction;
use crate::machine::rule::Verdict;
use crate::plan::Warning;
use crate::plan::action::Ask;
use crate::plan::cycle::Cycle;
use crate::state::State;
use crate::sweep::{Coverage, Health, Observation, Sweep};

/// How many jobs are looked up together.
const AT_ONCE: usize = 64;

/// The most changes that room is made for before there is one.
const MOST_RESERVED: usize = 65_536;

/// Stands for a job that no analysis has.
const UNOWNED: u32 = u32::MAX;

/// Finds whose jobs are said something of.
struct Finder {
    /// The analysis behind the last one that was found.
    next: u32,
    /// Whether the last one was that.
    in_order: bool,
}

impl Default for Finder {
    fn default() -> Self {
        Self { next: 0, in_order: true }
    }
}

impl Finder {
    #[inline]
    fn find(&mut self, ledger: &Ledger, scheduler: u16, jobs: &[Observation]) -> [u32; AT_ONCE] {
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
fn is_stale(record: &Record, began: Timestamp, now: Timestamp) -> bool {
    record.since > began && record.since <= now
}

impl Cycle<'_> {
    /// Takes the sweeps newest first: what was said of a job before does not count then.
    pub(super) fn survey(&mut self, sweeps: &[Sweep]) {
        let mut newest_first: Vec<&Sweep> = sweeps.iter().collect();
        newest_first.sort_by_key(|sweep| std::cmp::Reverse(sweep.began));
        for sweep in newest_first {
            let scheduler = || sweep.scheduler.clone();
            let Some(at) = self.ledger.schedulers.find(&sweep.scheduler) else {
                self.plan.foreign_jobs += sweep.jobs.len() as u64;
                self.plan.warn(Warning::UnknownScheduler { scheduler: scheduler() });
                continue;
            };
            if sweep.health != Health::Ok {
                let answered = sweep.health == Health::Degraded;
                self.plan.warn(Warning::Unhealthy { scheduler: scheduler(), answered });
            }
            if sweep.health != Health::Down {
                self.answered[usize::from(at)] = true;
                self.take(sweep, at);
            }
        }
    }

    fn take(&mut self, sweep: &Sweep, scheduler: u16) {
        let (mut finder, mut foreign, mut stale) = (Finder::default(), 0, 0);
        if sweep.coverage == Coverage::Part {
            self.plan.entries.reserve(sweep.jobs.len().min(MOST_RESERVED));
        }
        for jobs in sweep.jobs.chunks(AT_ONCE) {
            // Looked up together, so that one waits for memory while the others do.
            let found = finder.find(self.ledger, scheduler, jobs);
            for (job, &at) in jobs.iter().zip(&found) {
                match at {
                    UNOWNED => foreign += 1,
                    at => stale += u32::from(self.weigh(at, job, sweep.began)),
                }
            }
        }
        self.plan.foreign_jobs += foreign;
        if stale > 0 {
            let scheduler = sweep.scheduler.clone();
            self.plan.warn(Warning::Stale { scheduler, analyses: stale });
        }
    }

    /// Looks at what was said of one job; says whether that is out of date.
    #[inline]
    fn weigh(&mut self, at: u32, job: &Observation, began: Timestamp) -> bool {
        let machine = &*self.ledger.machine;
        let record = self.ledger.record(at);
        if job.born.is_some_and(|born| record.born != UNSET && record.born != born) {
            let reused = Warning::Reused { key: self.key(at), job: job.job };
            self.plan.warn(reused);
            return false;
        }
        if self.seen.set(at) || !self.takes(at) {
            return false;
        }
        let reaction = machine.react(record.code, job.state);
        let usual = reaction == Reaction::STAY
            && self.special >> record.code & 1 == 0
            && !record.has(Flags::MISSING)
            && (job.born.is_none() || record.born != UNSET)
            && job.details.is_none()
            && job.state != JobState::Unknown;
        if usual {
            return false;
        }
        if is_stale(record, began, self.now) {
            return true;
        }
        self.hear(at, job, reaction);
        false
    }

    /// Something of one job that is more than that all is as it was.
    fn hear(&mut self, at: u32, job: &Observation, reaction: Reaction) {
        let record = self.ledger.record(at);
        if job.state == JobState::Unknown && !job.raw.is_empty() {
            let raw = job.raw.as_str().into();
            let unknown = Warning::UnknownWord { key: self.key(at), raw };
            self.plan.warn(unknown);
        }
        if let Some(born) = job.born.filter(|_| record.born == UNSET) {
            self.note(at, Note::Born { born });
        }
        let progressed = self.pulse(at, job);
        let moved = match self.ledger.verdict(at, Some(job), self.now) {
            Verdict::Stay => true,
            Verdict::Go { to, reason } => {
                self.ruled(at, to, reason);
                true
            }
            Verdict::Default => false,
        };
        if !moved {
            let reaction = if self.ledger.machine.known(record.code).state == State::Stuck {
                self.heal(record, job, progressed)
            } else {
                reaction
            };
            if let Some(to) = reaction.to {
                self.go(at, to, Cause::Job { state: job.state }, Some(job));
            }
            if let Some(ask) = reaction.ask {
                self.ask(at, ask, Some(job));
            }
        }
        if record.has(Flags::MISSING) && !self.decided.has(at) {
            self.note(at, Note::Seen);
        }
    }

    /// Notes what is new of signs of life, and says whether the job gets on.
    fn pulse(&mut self, at: u32, job: &Observation) -> bool {
        let Some(details) = &job.details else { return false };
        if details.heartbeat.is_none() && details.progress.is_none() {
            return false;
        }
        let old = self.ledger.pulses.get(&at).copied().unwrap_or_default();
        let further = details.progress.is_some() && details.progress != old.progress;
        let new = Pulse {
            heartbeat: details.heartbeat.max(old.heartbeat),
            progress: details.progress.or(old.progress),
            progressed: if further { Some(self.now) } else { old.progressed },
        };
        if new != old {
            self.pulses.insert(at, new);
            self.note(at, Note::Pulse(new));
        }
        further || details.heartbeat > old.heartbeat
    }

    /// Does what a rule wants, if the machine has it and no guard refuses.
    pub(super) fn ruled(&mut self, at: u32, to: State, reason: Box<str>) {
        let from = self.ledger.record(at).code;
        match self.ledger.machine.code(to) {
            Some(to) if self.ledger.machine.legal(from, to) => {
                self.go_if_allowed(at, to, Cause::Rule { reason });
            }
            _ => {
                let from = self.ledger.machine.known(from).state;
                let illegal = Warning::Illegal { key: self.key(at), from, to };
                self.plan.warn(illegal);
            }
        }
    }

    /// What is stuck because something took too long goes on when its job does what was waited for.
    fn heal(&self, record: &Record, job: &Observation, progressed: bool) -> Reaction {
        let Some(clock) = record.stuck_by() else { return Reaction::STAY };
        let machine = &*self.ledger.machine;
        let Some(running) = machine.code(State::Running) else { return Reaction::STAY };
        let was = match clock {
            Clock::Queued => State::Queued,
            Clock::Held => State::Held,
            Clock::Suspended => State::Suspended,
            Clock::Lost => State::Lost,
            Clock::Running | Clock::Heartbeat | Clock::Progress => State::Running,
            Clock::Stopping => State::Stopping,
            // What is seen is an older job, and what is waited for is not said by a scheduler.
            Clock::Submitting | Clock::Processing => return Reaction::STAY,
        };
        let Some(was) = machine.code(was) else { return Reaction::STAY };
        let reaction = machine.react(was, job.state);
        match clock {
            Clock::Heartbeat | Clock::Progress if progressed && reaction == Reaction::STAY => {
                Reaction { to: Some(running), ask: None }
            }
            Clock::Stopping => Reaction::STAY,
            // Ended jobs are asked about as if they had run; a guess that was put off for an answer
            // waits for it here too.
            _ if reaction.ask == Some(Ask::Complete) && !job.state.has_ended() => {
                Reaction { to: reaction.to, ask: None }
            }
            _ => reaction,
        }
    }
}
