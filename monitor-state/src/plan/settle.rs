//! Who may go on now: what waits for others, what is to begin again, and what is ready. It is looked
//! at last, because what the rest of the plan does may be what they wait for.

use std::collections::HashMap;

use crate::cause::{PolicyLimit, TransitionCause};
use crate::error::Error;
use crate::ledger::Ledger;
use crate::ledger::record::RecordFlags;
use crate::ledger::status::AnalysisFilter;
use crate::machine::StateCode;
use crate::machine::rule::RuleVerdict;
use crate::plan::action::HostAction;
use crate::plan::{CyclePlan, PlanWarning};
use crate::policy::CyclePolicy;
use crate::state::AnalysisState;

/// The states in which analyses are once the plan is applied, and how much more there is room for.
struct SettlePass<'a> {
    ledger: &'a Ledger,
    plan: &'a mut CyclePlan,
    states: HashMap<u32, StateCode>,
    slots: u32,
    waiting: u32,
}

impl Ledger {
    pub(super) fn settle_plan(&self, plan: &mut CyclePlan) -> Result<(), Error> {
        let (subject, analysis) = (plan.subject.clone(), plan.analysis.clone());
        let filter = AnalysisFilter { subject: subject.as_deref(), analysis: analysis.as_deref() };
        let begins = |&at: &u32| {
            let state = self.machine.state_entry(self.record(at).code).state;
            matches!(state, AnalysisState::Wait | AnalysisState::Ready | AnalysisState::Restart)
                && filter.is_match(self.key(at))
                && self.rule_verdict(at, None, plan.at) == RuleVerdict::Default
        };
        let candidates: Vec<u32> = self.agenda.iter().copied().filter(begins).collect();
        if candidates.is_empty() {
            return Ok(());
        }
        plan.warnings.retain(|warning| !matches!(warning, PlanWarning::Full { .. }));
        let mut states = HashMap::new();
        for moved in plan.transitions() {
            states.insert(self.index_of(moved.key.as_str())?, self.machine.require_code(moved.to)?);
        }
        let slots = self.free_slots(&plan.policy, &states);
        let mut settling = SettlePass { ledger: self, plan, states, slots, waiting: 0 };
        for at in candidates {
            settling.release_analysis(at);
        }
        let waiting = settling.waiting;
        if waiting > 0 {
            plan.push_warning(PlanWarning::Full { waiting });
        }
        Ok(())
    }

    /// How many more jobs there may be at one time once the plan is applied.
    fn free_slots(&self, policy: &CyclePolicy, states: &HashMap<u32, StateCode>) -> u32 {
        let Some(most) = policy.max_in_flight else { return u32::MAX };
        let slot = |code: StateCode| u32::from(self.machine.state_entry(code).class.slot);
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

impl SettlePass<'_> {
    fn planned_code(&self, at: u32) -> StateCode {
        self.states.get(&at).copied().unwrap_or(self.ledger.record(at).code)
    }

    fn release_analysis(&mut self, at: u32) {
        let known = |code| self.ledger.machine.state_entry(code).state;
        match known(self.planned_code(at)) {
            AnalysisState::Wait if self.stuck_without_need(at) || !self.needs_met(at) => return,
            AnalysisState::Wait => {
                self.transition_to(at, AnalysisState::Ready, TransitionCause::NeedsMet);
            }
            AnalysisState::Restart => {
                self.transition_to(at, AnalysisState::Ready, TransitionCause::Turn);
            }
            _ => {}
        }
        if known(self.planned_code(at)) == AnalysisState::Ready {
            self.submit_analysis(at);
        }
    }

    fn submit_analysis(&mut self, at: u32) {
        let record = self.ledger.record(at);
        // What begins again has used up nothing, and has nothing to wait for.
        let begins_again =
            self.ledger.machine.state_entry(record.code).state == AnalysisState::Restart;
        let may_act = if begins_again {
            !record.has_flag(RecordFlags::OPEN)
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
            self.transition_to(
                at,
                AnalysisState::Stuck,
                TransitionCause::Limit { limit: PolicyLimit::Attempts, of },
            );
            return;
        }
        if self.slots == 0 || self.plan.actions_left == 0 {
            self.waiting += 1;
            return;
        }
        if self.transition_to(at, AnalysisState::Submitting, TransitionCause::Turn) {
            self.slots -= 1;
            self.plan.request_action(self.ledger, at, HostAction::Submit);
        }
    }

    fn transition_to(&mut self, at: u32, to: AnalysisState, cause: TransitionCause) -> bool {
        let from = self.planned_code(at);
        let Some(to) = self.ledger.machine.code_for(to) else { return false };
        let went = self.plan.step_if_allowed(self.ledger, at, from, to, cause, None);
        if went {
            self.states.insert(at, to);
        }
        went
    }

    fn needs_met(&self, at: u32) -> bool {
        let done =
            |&need: &u32| self.ledger.machine.state_entry(self.planned_code(need)).class.done;
        self.ledger.needs.get(&at).is_none_or(|needs| needs.iter().all(done))
    }

    /// What needs something that will never be done needs a person.
    fn stuck_without_need(&mut self, at: u32) -> bool {
        let gone = |&&need: &&u32| {
            let class = self.ledger.machine.state_entry(self.planned_code(need)).class;
            class.terminal && !class.done
        };
        let gone = self.ledger.needs.get(&at).and_then(|needs| needs.iter().find(gone));
        let Some(&need) = gone else { return false };
        let need = self.ledger.owned_key(need);
        self.transition_to(at, AnalysisState::Stuck, TransitionCause::NeedGone { need });
        true
    }
}
