//! A plan in the making: what is decided already, and the one way in which something is decided.

use std::collections::BTreeMap;

use monitor_core::{AnalysisKey, Timestamp};

use crate::cause::Cause;
use crate::error::Error;
use crate::ledger::Ledger;
use crate::ledger::batch::{Entry, Note, Pulse, Transition};
use crate::ledger::record::Flags;
use crate::ledger::status::Filter;
use crate::machine::Code;
use crate::plan::action::{Action, Ask, Question};
use crate::plan::{Plan, Warning};
use crate::policy::Policy;
use crate::state::State;
use crate::sweep::Observation;

pub(super) struct Cycle<'a> {
    pub(super) ledger: &'a Ledger,
    pub(super) policy: &'a Policy,
    pub(super) filter: Filter<'a>,
    pub(super) now: Timestamp,
    pub(super) plan: Plan,
    /// What a scheduler has said something of.
    pub(super) seen: Bits,
    /// What has moved, or was asked about: one step a cycle.
    pub(super) decided: Bits,
    /// The signs of life that are new in this plan.
    pub(super) pulses: BTreeMap<u32, Pulse>,
    /// One bit a state in which an analysis is more than a look at a table: it has a rule, or heals.
    pub(super) special: u64,
    /// Which schedulers have answered.
    pub(super) answered: Vec<bool>,
}

/// One bit an analysis.
pub(super) struct Bits(Vec<u64>);

impl Bits {
    fn new(len: usize) -> Self {
        Self(vec![0; len.div_ceil(64)])
    }

    #[inline]
    pub(super) fn has(&self, at: u32) -> bool {
        self.0[at as usize / 64] >> (at % 64) & 1 == 1
    }

    /// Sets the bit, and says whether it was set before.
    #[inline]
    pub(super) fn set(&mut self, at: u32) -> bool {
        let word = &mut self.0[at as usize / 64];
        let had = *word >> (at % 64) & 1 == 1;
        *word |= 1 << (at % 64);
        had
    }
}

impl<'a> Cycle<'a> {
    pub(super) fn new(
        ledger: &'a Ledger,
        policy: &'a Policy,
        filter: Filter<'a>,
        now: Timestamp,
    ) -> Self {
        let plan = Plan {
            revision: ledger.revision,
            at: now,
            policy: *policy,
            subject: filter.subject.map(Into::into),
            analysis: filter.analysis.map(Into::into),
            counts: ledger.counts(filter),
            entries: Vec::new(),
            questions: Vec::new(),
            warnings: Vec::new(),
            warnings_dropped: 0,
            foreign_jobs: 0,
            actions_left: policy.max_actions,
        };
        let stuck = ledger.machine.code(State::Stuck).map_or(0, |code| 1_u64 << code);
        let mut cycle = Self {
            ledger,
            policy,
            filter,
            now,
            plan,
            seen: Bits::new(ledger.len()),
            decided: Bits::new(ledger.len()),
            pulses: BTreeMap::new(),
            special: ledger.machine.ruled | stuck,
            answered: vec![false; ledger.schedulers.len()],
        };
        if let Err(Error::UnknownSubject { subject }) = ledger.check_subject(filter) {
            cycle.plan.warn(Warning::UnknownSubject { subject });
        }
        cycle
    }

    pub(super) fn finish(self) -> Plan {
        self.plan
    }

    pub(super) fn takes(&self, at: u32) -> bool {
        self.filter.is_all() || self.filter.takes(self.ledger.key(at))
    }

    pub(super) fn key(&self, at: u32) -> AnalysisKey {
        self.ledger.owned_key(at)
    }

    pub(super) fn note(&mut self, at: u32, note: Note) {
        let key = self.key(at);
        self.plan.entries.push(Entry::Noted { key, note });
    }

    /// Moves on what the scheduler has said or a clock has run out for.
    pub(super) fn go(&mut self, at: u32, to: Code, cause: Cause, job: Option<&Observation>) {
        self.decided.set(at);
        let from = self.ledger.record(at).code;
        self.plan.step(self.ledger, at, from, to, cause, job.and_then(word));
        self.arrived(at, to);
    }

    /// Moves on what is up to us: guards are asked first. Says whether it moved.
    pub(super) fn go_if_allowed(&mut self, at: u32, to: Code, cause: Cause) -> bool {
        self.decided.set(at);
        let from = self.ledger.record(at).code;
        let went = self.plan.step_if_allowed(self.ledger, at, from, to, cause, None);
        if went {
            self.arrived(at, to);
        }
        went
    }

    /// What has just finished has something coming after; without room the next cycle asks for it.
    fn arrived(&mut self, at: u32, to: Code) {
        let finished = self.ledger.machine.known(to).state == State::Finished;
        if finished && self.ledger.may_act(at, self.now) {
            self.plan.act(self.ledger, at, Action::Process);
        }
    }

    /// Moves on by our own turn to a built-in state.
    pub(super) fn turn(&mut self, at: u32, to: State, cause: Cause) -> bool {
        match self.ledger.machine.code(to) {
            Some(to) => self.go_if_allowed(at, to, cause),
            None => false,
        }
    }

    pub(super) fn ask(&mut self, at: u32, ask: Ask, job: Option<&Observation>) {
        self.decided.set(at);
        let (key, raw) = (self.key(at), job.and_then(told));
        self.plan.questions.push(Question { key, ask, job: job.map(|job| job.state), raw });
    }
}

/// The scheduler's word for the state of a job.
fn word(job: &Observation) -> Option<Box<str>> {
    (!job.raw.is_empty()).then(|| job.raw.as_str().into())
}

/// The word, and how the job ended where that is known.
fn told(job: &Observation) -> Option<Box<str>> {
    let mut said = job.raw.to_string();
    if let Some(details) = job.known() {
        let code = details.exit_code.filter(|&code| code != 0);
        let parts = [
            code.map(|code| format!("exit code {code}")),
            details.signal.map(|signal| format!("signal {signal}")),
            details.reason.as_deref().map(str::to_owned),
        ];
        for part in parts.into_iter().flatten() {
            if !said.is_empty() {
                said.push_str(", ");
            }
            said.push_str(&part);
        }
    }
    (!said.is_empty()).then(|| said.into())
}

impl Plan {
    /// Asks the host to do something, if there is room for it and nothing else is open for the
    /// analysis. If not, a later cycle asks.
    pub(super) fn act(&mut self, ledger: &Ledger, at: u32, action: Action) -> bool {
        let room = self.actions_left > 0 && !ledger.record(at).has(Flags::OPEN);
        if room {
            self.actions_left -= 1;
            self.entries.push(Entry::Opened(ledger.intent(at, action)));
        }
        room
    }

    /// One step, if no guard refuses. Says whether there was one.
    pub(super) fn step_if_allowed(
        &mut self,
        ledger: &Ledger,
        at: u32,
        from: Code,
        to: Code,
        cause: Cause,
        raw: Option<Box<str>>,
    ) -> bool {
        let key = ledger.owned_key(at);
        let look = ledger.look(&key, at, None, self.at);
        if let Some(Error::Vetoed { guard, why }) = ledger.vetoed(&look, to) {
            let to = ledger.machine.known(to).state;
            self.warn(Warning::Vetoed { key, to, guard, why });
            return false;
        }
        self.step(ledger, at, from, to, cause, raw);
        true
    }

    /// One step of one analysis, and what must have been on its way.
    pub(super) fn step(
        &mut self,
        ledger: &Ledger,
        at: u32,
        from: Code,
        to: Code,
        cause: Cause,
        raw: Option<Box<str>>,
    ) {
        let machine = &*ledger.machine;
        let key = &ledger.owned_key(at);
        let looked_after = machine.known(ledger.record(at).code).class.active;
        let via = machine.code(State::Running).filter(|&running| {
            !machine.legal(from, to) && machine.legal(from, running) && machine.legal(running, to)
        });
        let mut from = from;
        if let Some(via) = via {
            let entry = ledger.moved(key, from, via, Cause::Implied);
            self.entries.push(entry);
            self.recount(ledger, looked_after, from, via);
            from = via;
        }
        let states = (machine.known(from).state, machine.known(to).state);
        self.recount(ledger, looked_after, from, to);
        self.entries.push(Entry::Moved(Transition {
            key: key.clone(),
            from: states.0,
            to: states.1,
            cause,
            raw,
        }));
    }

    /// Counts what was looked after by the class of the state that it comes to.
    fn recount(&mut self, ledger: &Ledger, looked_after: bool, from: Code, to: Code) {
        let (from, to) = (ledger.machine.known(from).class, ledger.machine.known(to).class);
        if looked_after {
            self.counts.not_after(from);
            self.counts.after(to, 1);
        }
    }
}

impl Ledger {
    pub(super) fn may_act(&self, at: u32, now: Timestamp) -> bool {
        let waits = self.waits.get(&at).is_some_and(|wait| wait.until > now);
        !waits && !self.record(at).has(Flags::OPEN)
    }
}
