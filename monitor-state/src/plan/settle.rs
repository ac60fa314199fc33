//! Who may go on now: what waits for others, what is to begin again, and what is ready. It is looked
//! at last, because what the rest of the plan does may be what they wait for.

use std::collections::HashMap;

use crate::cause::{Cause, Limit};
use crate::error::Error;
use crate::ledger::Ledger;
use crate::ledger::record::Flags;
use crate::ledger::status::Filter;
use crate::machine::Code;
use crate::machine::rule::Verdict;
use crate::plan::action::Action;
use crate::plan::{Plan, Warning};
use crate::policy::Policy;
use crate::state::State;

/// The states in which analyses are once the plan is applied, and how much more there is room for.
struct Settling<'a> {
    ledger: &'a Ledger,
    plan: &'a mut Plan,
    states: HashMap<u32, Code>,
    slots: u32,
    waiting: u32,
}

impl Ledger {
    pub(super) fn settle(&self, plan: &mut Plan) -> Result<(), Error> {
        let (subject, analysis) = (plan.subject.clone(), plan.analysis.clone());
        let filter = Filter { subject: subject.as_deref(), analysis: analysis.as_deref() };
        let begins = |&at: &u32| {
            let state = self.machine.known(self.record(at).code).state;
            matches!(state, State::Wait | State::Ready | State::Restart)
                && filter.takes(self.key(at))
                && self.verdict(at, None, plan.at) == Verdict::Default
        };
        let candidates: Vec<u32> = self.agenda.iter().copied().filter(begins).collect();
        if candidates.is_empty() {
            return Ok(());
        }
        plan.warnings.retain(|warning| !matches!(warning, Warning::Full { .. }));
        let mut states = HashMap::new();
        for moved in plan.transitions() {
            states.insert(self.expect(moved.key.as_str())?, self.machine.expect(moved.to)?);
        }
        let slots = self.free_slots(&plan.policy, &states);
        let mut settling = Settling { ledger: self, plan, states, slots, waiting: 0 };
        for at in candidates {
            settling.begin(at);
        }
        let waiting = settling.waiting;
        if waiting > 0 {
            plan.warn(Warning::Full { waiting });
        }
        Ok(())
    }

    /// How many more jobs there may be at one time once the plan is applied.
    fn free_slots(&self, policy: &Policy, states: &HashMap<u32, Code>) -> u32 {
        let Some(most) = policy.max_in_flight else { return u32::MAX };
        let slot = |code: Code| u32::from(self.machine.known(code).class.slot);
        let of = |row: &[u32; 64]| {
            let slots = self.machine.states.iter().zip(row).filter(|(known, _)| known.class.slot);
            slots.map(|(_, &count)| count).sum::<u32>()
        };
        let mut used: u32 = self.counts.iter().map(of).sum();
        for (&at, &code) in states {
            used = (used + slot(code)).saturating_sub(slot(self.record(at).code));
        }
        most.saturating_sub(used)
    }
}

impl Settling<'_> {
    fn state(&self, at: u32) -> Code {
        self.states.get(&at).copied().unwrap_or(self.ledger.record(at).code)
    }

    fn begin(&mut self, at: u32) {
        let known = |code| self.ledger.machine.known(code).state;
        match known(self.state(at)) {
            State::Wait if self.stuck_without_need(at) || !self.needs_met(at) => return,
            State::Wait => {
                self.go(at, State::Ready, Cause::NeedsMet);
            }
            State::Restart => {
                self.go(at, State::Ready, Cause::Turn);
            }
            _ => {}
        }
        if known(self.state(at)) == State::Ready {
            self.submit(at);
        }
    }

    fn submit(&mut self, at: u32) {
        let record = self.ledger.record(at);
        // What begins again has used up nothing, and has nothing to wait for.
        let begins_again = self.ledger.machine.known(record.code).state == State::Restart;
        let may_act = if begins_again {
            !record.has(Flags::OPEN)
        } else {
            self.ledger.may_act(at, self.plan.at)
        };
        if !self.plan.policy.submit
            || !may_act
            || self.stuck_without_need(at)
            || !self.needs_met(at)
        {
            return;
        }
        let of = self.plan.policy.max_attempts;
        if u32::from(record.attempts) >= of && !begins_again {
            self.go(at, State::Stuck, Cause::Limit { limit: Limit::Attempts, of });
            return;
        }
        if self.slots == 0 || self.plan.actions_left == 0 {
            self.waiting += 1;
            return;
        }
        if self.go(at, State::Submitting, Cause::Turn) {
            self.slots -= 1;
            self.plan.act(self.ledger, at, Action::Submit);
        }
    }

    fn go(&mut self, at: u32, to: State, cause: Cause) -> bool {
        let from = self.state(at);
        let Some(to) = self.ledger.machine.code(to) else { return false };
        let went = self.plan.step_if_allowed(self.ledger, at, from, to, cause, None);
        if went {
            self.states.insert(at, to);
        }
        went
    }

    fn needs_met(&self, at: u32) -> bool {
        let done = |&need: &u32| self.ledger.machine.known(self.state(need)).class.done;
        self.ledger.needs.get(&at).is_none_or(|needs| needs.iter().all(done))
    }

    /// What needs something that will never be done needs a person.
    fn stuck_without_need(&mut self, at: u32) -> bool {
        let gone = |&&need: &&u32| {
            let class = self.ledger.machine.known(self.state(need)).class;
            class.terminal && !class.done
        };
        let gone = self.ledger.needs.get(&at).and_then(|needs| needs.iter().find(gone));
        let Some(&need) = gone else { return false };
        let need = self.ledger.owned_key(need);
        self.go(at, State::Stuck, Cause::NeedGone { need });
        true
    }
}
