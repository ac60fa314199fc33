//! A plan in the making: what is decided already, and the one way in which something is decided.

use std::collections::BTreeMap;

use monitor_core::{AnalysisKey, Timestamp};

use crate::cause::TransitionCause;
use crate::error::Error;
use crate::ledger::Ledger;
use crate::ledger::batch::{AnalysisUpdate, JobPulse, LedgerEntry, Transition};
use crate::ledger::record::RecordFlags;
use crate::ledger::status::AnalysisFilter;
use crate::machine::StateCode;
use crate::plan::action::{HostAction, HostQuestion, QuestionKind};
use crate::plan::{CyclePlan, PlanWarning};
use crate::policy::CyclePolicy;
use crate::state::AnalysisState;
use crate::sweep::JobObservation;

pub(super) struct PlanBuilder<'a> {
    pub(super) ledger: &'a Ledger,
    pub(super) policy: &'a CyclePolicy,
    pub(super) filter: AnalysisFilter<'a>,
    pub(super) now: Timestamp,
    pub(super) plan: CyclePlan,
    /// What a scheduler has said something of.
    pub(super) seen: AnalysisBitSet,
    /// What has moved, or was asked about: one step a cycle.
    pub(super) decided: AnalysisBitSet,
    /// The signs of life that are new in this plan.
    pub(super) pulses: BTreeMap<u32, JobPulse>,
    /// One bit a state in which an analysis is more than a look at a table: it has a rule, or heals.
    pub(super) special: u64,
    /// Which schedulers have answered.
    pub(super) answered: Vec<bool>,
}

/// One bit an analysis.
pub(super) struct AnalysisBitSet(Vec<u64>);

impl AnalysisBitSet {
    fn new(len: usize) -> Self {
        Self(vec![0; len.div_ceil(64)])
    }

    #[inline]
    pub(super) fn is_set(&self, at: u32) -> bool {
        self.0[at as usize / 64] >> (at % 64) & 1 == 1
    }

    /// Sets the bit, and says whether it was set before.
    #[inline]
    pub(super) fn test_and_set(&mut self, at: u32) -> bool {
        let word = &mut self.0[at as usize / 64];
        let had = *word >> (at % 64) & 1 == 1;
        *word |= 1 << (at % 64);
        had
    }
}

impl<'a> PlanBuilder<'a> {
    pub(super) fn new(
        ledger: &'a Ledger,
        policy: &'a CyclePolicy,
        filter: AnalysisFilter<'a>,
        now: Timestamp,
    ) -> Self {
        let plan = CyclePlan {
            revision: ledger.revision,
            at: now,
            policy: *policy,
            subject: filter.subject.map(Into::into),
            analysis: filter.analysis.map(Into::into),
            counts: ledger.cycle_counts(filter),
            entries: Vec::new(),
            questions: Vec::new(),
            warnings: Vec::new(),
            warnings_dropped: 0,
            foreign_jobs: 0,
            actions_left: policy.max_actions,
        };
        let stuck = ledger.machine.code_for(AnalysisState::Stuck).map_or(0, |code| 1_u64 << code);
        let mut cycle = Self {
            ledger,
            policy,
            filter,
            now,
            plan,
            seen: AnalysisBitSet::new(ledger.len()),
            decided: AnalysisBitSet::new(ledger.len()),
            pulses: BTreeMap::new(),
            special: ledger.machine.ruled | stuck,
            answered: vec![false; ledger.schedulers.len()],
        };
        if let Err(Error::UnknownSubject { subject }) = ledger.check_subject(filter) {
            cycle.plan.push_warning(PlanWarning::UnknownSubject { subject });
        }
        cycle
    }

    pub(super) fn into_plan(self) -> CyclePlan {
        self.plan
    }

    pub(super) fn is_selected(&self, at: u32) -> bool {
        self.filter.is_all() || self.filter.is_match(self.ledger.key(at))
    }

    pub(super) fn key(&self, at: u32) -> AnalysisKey {
        self.ledger.owned_key(at)
    }

    pub(super) fn push_update(&mut self, at: u32, note: AnalysisUpdate) {
        let key = self.key(at);
        self.plan.entries.push(LedgerEntry::Noted { key, note });
    }

    /// Moves on what the scheduler has said or a clock has run out for.
    pub(super) fn transition_to(
        &mut self,
        at: u32,
        to: StateCode,
        cause: TransitionCause,
        job: Option<&JobObservation>,
    ) {
        self.decided.test_and_set(at);
        let from = self.ledger.record(at).code;
        self.plan.push_transition(self.ledger, at, from, to, cause, job.and_then(scheduler_word));
        self.after_transition(at, to);
    }

    /// Moves on what is up to us: guards are asked first. Says whether it moved.
    pub(super) fn go_if_allowed(&mut self, at: u32, to: StateCode, cause: TransitionCause) -> bool {
        self.decided.test_and_set(at);
        let from = self.ledger.record(at).code;
        let went = self.plan.step_if_allowed(self.ledger, at, from, to, cause, None);
        if went {
            self.after_transition(at, to);
        }
        went
    }

    /// What has just finished has something coming after; without room the next cycle asks for it.
    fn after_transition(&mut self, at: u32, to: StateCode) {
        let finished = self.ledger.machine.state_entry(to).state == AnalysisState::Finished;
        if finished && self.ledger.may_act(at, self.now) {
            self.plan.request_action(self.ledger, at, HostAction::Process);
        }
    }

    /// Moves on by our own turn to a built-in state.
    pub(super) fn advance_to(
        &mut self,
        at: u32,
        to: AnalysisState,
        cause: TransitionCause,
    ) -> bool {
        match self.ledger.machine.code_for(to) {
            Some(to) => self.go_if_allowed(at, to, cause),
            None => false,
        }
    }

    pub(super) fn push_question(
        &mut self,
        at: u32,
        ask: QuestionKind,
        job: Option<&JobObservation>,
    ) {
        self.decided.test_and_set(at);
        let (key, raw) = (self.key(at), job.and_then(raw_with_details));
        self.plan.questions.push(HostQuestion { key, ask, job: job.map(|job| job.state), raw });
    }
}

/// The scheduler's word for the state of a job.
fn scheduler_word(job: &JobObservation) -> Option<Box<str>> {
    (!job.raw.is_empty()).then(|| job.raw.as_str().into())
}

/// The word, and how the job ended where that is known.
fn raw_with_details(job: &JobObservation) -> Option<Box<str>> {
    let mut said = job.raw.to_string();
    if let Some(details) = job.known_details() {
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

impl CyclePlan {
    /// Asks the host to do something, if there is room for it and nothing else is open for the
    /// analysis. If not, a later cycle asks.
    pub(super) fn request_action(&mut self, ledger: &Ledger, at: u32, action: HostAction) -> bool {
        let room = self.actions_left > 0 && !ledger.record(at).has_flag(RecordFlags::OPEN);
        if room {
            self.actions_left -= 1;
            self.entries.push(LedgerEntry::Opened(ledger.intent_for(at, action)));
        }
        room
    }

    /// One step, if no guard refuses. Says whether there was one.
    pub(super) fn step_if_allowed(
        &mut self,
        ledger: &Ledger,
        at: u32,
        from: StateCode,
        to: StateCode,
        cause: TransitionCause,
        raw: Option<Box<str>>,
    ) -> bool {
        let key = ledger.owned_key(at);
        let look = ledger.rule_context(&key, at, None, self.at);
        if let Some(Error::Vetoed { guard, why }) = ledger.find_veto(&look, to) {
            let to = ledger.machine.state_entry(to).state;
            self.push_warning(PlanWarning::Vetoed { key, to, guard, why });
            return false;
        }
        self.push_transition(ledger, at, from, to, cause, raw);
        true
    }

    /// One step of one analysis, and what must have been on its way.
    pub(super) fn push_transition(
        &mut self,
        ledger: &Ledger,
        at: u32,
        from: StateCode,
        to: StateCode,
        cause: TransitionCause,
        raw: Option<Box<str>>,
    ) {
        let machine = &*ledger.machine;
        let key = &ledger.owned_key(at);
        let looked_after = machine.state_entry(ledger.record(at).code).class.active;
        let via = machine.code_for(AnalysisState::Running).filter(|&running| {
            !machine.is_legal(from, to)
                && machine.is_legal(from, running)
                && machine.is_legal(running, to)
        });
        let mut from = from;
        if let Some(via) = via {
            let entry = ledger.transition_entry(key, from, via, TransitionCause::Implied);
            self.entries.push(entry);
            self.update_counts(ledger, looked_after, from, via);
            from = via;
        }
        let states = (machine.state_entry(from).state, machine.state_entry(to).state);
        self.update_counts(ledger, looked_after, from, to);
        self.entries.push(LedgerEntry::Moved(Transition {
            key: key.clone(),
            from: states.0,
            to: states.1,
            cause,
            raw,
        }));
    }

    /// Counts what was looked after by the class of the state that it comes to.
    fn update_counts(
        &mut self,
        ledger: &Ledger,
        looked_after: bool,
        from: StateCode,
        to: StateCode,
    ) {
        let (from, to) =
            (ledger.machine.state_entry(from).class, ledger.machine.state_entry(to).class);
        if looked_after {
            self.counts.not_after(from);
            self.counts.count_after(to, 1);
        }
    }
}

impl Ledger {
    pub(super) fn may_act(&self, at: u32, now: Timestamp) -> bool {
        let waits = self.waits.get(&at).is_some_and(|wait| wait.until > now);
        !waits && !self.record(at).has_flag(RecordFlags::OPEN)
    }
}
