//! What the host's answers add to a plan.

use std::collections::HashMap;

use monitor_core::AnalysisKey;

use crate::cause::{PolicyLimit, TransitionCause};
use crate::error::Error;
use crate::job::JobState;
use crate::ledger::Ledger;
use crate::machine::StateCode;
use crate::plan::CyclePlan;
use crate::plan::action::{HostAction, HostAnswer, HostQuestion, QuestionKind};
use crate::state::AnalysisState;

/// How a question is answered, and what it was about.
struct AnsweredQuestion {
    at: u32,
    question: HostQuestion,
    answer: HostAnswer,
    /// The state that the plan has it in by now.
    from: StateCode,
}

impl Ledger {
    /// The plan with the answers to some of its questions. An answer may lead to another question
    /// of the same analysis, so a host goes on until there are none, or until it has no more
    /// answers. `answer` is called once for each question that there is now.
    ///
    /// ```
    /// # use monitor_core::Timestamp;
    /// # use monitor_state::{HostAnswer, AnalysisFilter, Ledger, LedgerLimits, StateMachine, CyclePolicy};
    /// # let ledger = Ledger::new(StateMachine::standard(), LedgerLimits::default());
    /// # let (policy, now) = (CyclePolicy::default(), Timestamp::UNIX_EPOCH);
    /// let mut plan = ledger.plan_cycle(&[], &policy, AnalysisFilter::all(), now);
    /// while !plan.questions.is_empty() {
    ///     plan = ledger.answer_questions(plan, |question| match question {
    ///         // … look for its results …
    ///         _ => HostAnswer::Unknown,
    ///     })?;
    /// }
    /// # Ok::<(), monitor_state::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Conflict`] if the plan is for another revision of the ledger,
    /// [`Error::UnknownKey`] for a plan that was made elsewhere.
    pub fn answer_questions(
        &self,
        mut plan: CyclePlan,
        mut answer: impl FnMut(&HostQuestion) -> HostAnswer,
    ) -> Result<CyclePlan, Error> {
        if plan.revision != self.revision {
            return Err(Error::Conflict { made_for: plan.revision, at: self.revision });
        }
        let questions = std::mem::take(&mut plan.questions);
        let mut moved: HashMap<AnalysisKey, StateCode> = HashMap::new();
        for transition in plan.transitions() {
            moved.insert(transition.key.clone(), self.machine.require_code(transition.to)?);
        }
        for question in questions {
            let at = self.index_of(question.key.as_str())?;
            let from = moved.get(&question.key).copied().unwrap_or(self.record(at).code);
            let answer = answer(&question);
            let answered = AnsweredQuestion { at, question, answer, from };
            self.apply_answer(&mut plan, answered);
        }
        self.settle_plan(&mut plan)?;
        Ok(plan)
    }

    fn apply_answer(&self, plan: &mut CyclePlan, answered: AnsweredQuestion) {
        let AnsweredQuestion { question, answer, .. } = &answered;
        let yes = *answer == HostAnswer::Yes;
        let cause = TransitionCause::Answer { ask: question.ask, yes };
        let over = question.job.is_none_or(JobState::has_ended);
        match (question.ask, answer) {
            (_, HostAnswer::Unknown) | (QuestionKind::Processed, HostAnswer::No) => {}
            (QuestionKind::Complete, HostAnswer::Yes) => {
                if self.answer_to(plan, &answered, AnalysisState::Finished, cause) {
                    plan.request_action(self, answered.at, HostAction::Process);
                }
            }
            (QuestionKind::Processed, HostAnswer::Never) => {
                self.answer_to(plan, &answered, AnalysisState::Stuck, cause);
            }
            (QuestionKind::Complete, HostAnswer::No | HostAnswer::Never) if !over => {}
            (QuestionKind::Complete, HostAnswer::No | HostAnswer::Never) => {
                plan.questions
                    .push(HostQuestion { ask: QuestionKind::Rescuable, ..question.clone() });
            }
            (QuestionKind::Rescuable, HostAnswer::Yes) => self.rescue_job(plan, &answered),
            (QuestionKind::Rescuable, HostAnswer::No | HostAnswer::Never) => {
                self.answer_to(plan, &answered, AnalysisState::Failed, cause);
            }
            (QuestionKind::Processed, HostAnswer::Yes) => {
                let ready = plan.actions_left > 0 && self.may_act(answered.at, plan.at);
                if ready && self.answer_to(plan, &answered, AnalysisState::Uploading, cause) {
                    plan.request_action(self, answered.at, HostAction::Upload);
                }
            }
        }
    }

    fn rescue_job(&self, plan: &mut CyclePlan, answered: &AnsweredQuestion) {
        let record = self.record(answered.at);
        let limits = [
            (PolicyLimit::Resurrections, record.resurrections, plan.policy.max_resurrections),
            (PolicyLimit::Attempts, record.attempts, plan.policy.max_attempts),
        ];
        for (limit, used, of) in limits {
            if u32::from(used) >= of {
                self.answer_to(
                    plan,
                    answered,
                    AnalysisState::Stuck,
                    TransitionCause::Limit { limit, of },
                );
                return;
            }
        }
        if plan.actions_left == 0 || !self.may_act(answered.at, plan.at) {
            return;
        }
        let (n, of) = (u32::from(record.resurrections) + 1, plan.policy.max_resurrections);
        if self.answer_to(
            plan,
            answered,
            AnalysisState::Submitting,
            TransitionCause::Rescue { n, of },
        ) {
            plan.request_action(self, answered.at, HostAction::Rescue);
        }
    }

    /// Moves on in the plan, if the machine has it and no guard refuses.
    fn answer_to(
        &self,
        plan: &mut CyclePlan,
        answered: &AnsweredQuestion,
        to: AnalysisState,
        cause: TransitionCause,
    ) -> bool {
        let Some(code) = self.machine.code_for(to) else { return false };
        if code == answered.from {
            return false;
        }
        let raw = answered.question.raw.clone();
        plan.step_if_allowed(self, answered.at, answered.from, code, cause, raw)
    }
}
