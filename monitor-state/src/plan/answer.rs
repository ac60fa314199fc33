//! What the host's answers add to a plan.

use std::collections::HashMap;

use monitor_core::AnalysisKey;

use crate::cause::{Cause, Limit};
use crate::error::Error;
use crate::job::JobState;
use crate::ledger::Ledger;
use crate::machine::Code;
use crate::plan::Plan;
use crate::plan::action::{Action, Answer, Ask, Question};
use crate::state::State;

/// How a question is answered, and what it was about.
struct Answered {
    at: u32,
    question: Question,
    answer: Answer,
    /// The state that the plan has it in by now.
    from: Code,
}

impl Ledger {
    /// The plan with the answers to some of its questions. An answer may lead to another question
    /// of the same analysis, so a host goes on until there are none, or until it has no more
    /// answers. `answer` is called once for each question that there is now.
    ///
    /// ```
    /// # use monitor_core::Timestamp;
    /// # use monitor_state::{Answer, Filter, Ledger, LedgerLimits, Machine, Policy};
    /// # let ledger = Ledger::new(Machine::standard(), LedgerLimits::default());
    /// # let (policy, now) = (Policy::default(), Timestamp::UNIX_EPOCH);
    /// let mut plan = ledger.plan(&[], &policy, Filter::all(), now);
    /// while !plan.questions.is_empty() {
    ///     plan = ledger.answer(plan, |question| match question {
    ///         // … look for its results …
    ///         _ => Answer::Unknown,
    ///     })?;
    /// }
    /// # Ok::<(), monitor_state::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Conflict`] if the plan is for another revision of the ledger,
    /// [`Error::UnknownKey`] for a plan that was made elsewhere.
    pub fn answer(
        &self,
        mut plan: Plan,
        mut answer: impl FnMut(&Question) -> Answer,
    ) -> Result<Plan, Error> {
        if plan.revision != self.revision {
            return Err(Error::Conflict { made_for: plan.revision, at: self.revision });
        }
        let questions = std::mem::take(&mut plan.questions);
        let mut moved: HashMap<AnalysisKey, Code> = HashMap::new();
        for transition in plan.transitions() {
            moved.insert(transition.key.clone(), self.machine.expect(transition.to)?);
        }
        for question in questions {
            let at = self.expect(question.key.as_str())?;
            let from = moved.get(&question.key).copied().unwrap_or(self.record(at).code);
            let answer = answer(&question);
            let answered = Answered { at, question, answer, from };
            self.conclude(&mut plan, answered);
        }
        self.settle(&mut plan)?;
        Ok(plan)
    }

    fn conclude(&self, plan: &mut Plan, answered: Answered) {
        let Answered { question, answer, .. } = &answered;
        let yes = *answer == Answer::Yes;
        let cause = Cause::Answer { ask: question.ask, yes };
        let over = question.job.is_none_or(JobState::has_ended);
        match (question.ask, answer) {
            (_, Answer::Unknown) | (Ask::Processed, Answer::No) => {}
            (Ask::Complete, Answer::Yes) => {
                if self.to(plan, &answered, State::Finished, cause) {
                    plan.act(self, answered.at, Action::Process);
                }
            }
            (Ask::Processed, Answer::Never) => {
                self.to(plan, &answered, State::Stuck, cause);
            }
            (Ask::Complete, Answer::No | Answer::Never) if !over => {}
            (Ask::Complete, Answer::No | Answer::Never) => {
                plan.questions.push(Question { ask: Ask::Rescuable, ..question.clone() });
            }
            (Ask::Rescuable, Answer::Yes) => self.rescue(plan, &answered),
            (Ask::Rescuable, Answer::No | Answer::Never) => {
                self.to(plan, &answered, State::Failed, cause);
            }
            (Ask::Processed, Answer::Yes) => {
                let ready = plan.actions_left > 0 && self.may_act(answered.at, plan.at);
                if ready && self.to(plan, &answered, State::Uploading, cause) {
                    plan.act(self, answered.at, Action::Upload);
                }
            }
        }
    }

    fn rescue(&self, plan: &mut Plan, answered: &Answered) {
        let record = self.record(answered.at);
        let limits = [
            (Limit::Resurrections, record.resurrections, plan.policy.max_resurrections),
            (Limit::Attempts, record.attempts, plan.policy.max_attempts),
        ];
        for (limit, used, of) in limits {
            if u32::from(used) >= of {
                self.to(plan, answered, State::Stuck, Cause::Limit { limit, of });
                return;
            }
        }
        if plan.actions_left == 0 || !self.may_act(answered.at, plan.at) {
            return;
        }
        let (n, of) = (u32::from(record.resurrections) + 1, plan.policy.max_resurrections);
        if self.to(plan, answered, State::Submitting, Cause::Rescue { n, of }) {
            plan.act(self, answered.at, Action::Rescue);
        }
    }

    /// Moves on in the plan, if the machine has it and no guard refuses.
    fn to(&self, plan: &mut Plan, answered: &Answered, to: State, cause: Cause) -> bool {
        let Some(code) = self.machine.code(to) else { return false };
        if code == answered.from {
            return false;
        }
        let raw = answered.question.raw.clone();
        plan.step_if_allowed(self, answered.at, answered.from, code, cause, raw)
    }
}
