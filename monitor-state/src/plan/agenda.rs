//! What is to be done for jobs and results though no scheduler says anything about them.

use crate::cause::TransitionCause;
use crate::ledger::record::RecordFlags;
use crate::machine::rule::RuleVerdict;
use crate::plan::action::{HostAction, QuestionKind};
use crate::plan::cycle::PlanBuilder;
use crate::state::AnalysisState;

impl PlanBuilder<'_> {
    pub(super) fn process_agenda(&mut self) {
        for &at in &self.ledger.agenda {
            if self.decided.is_set(at) || !self.is_selected(at) {
                continue;
            }
            match self.ledger.rule_verdict(at, None, self.now) {
                RuleVerdict::Stay => {}
                RuleVerdict::Go { to, reason } => self.apply_verdict(at, to, reason),
                RuleVerdict::Default => self.process_analysis(at),
            }
        }
    }

    fn process_analysis(&mut self, at: u32) {
        let record = self.ledger.record(at);
        let known = self.ledger.machine.state_entry(record.code);
        let may_act = self.ledger.may_act(at, self.now);
        let may_begin = may_act && self.plan.actions_left > 0;
        match known.state {
            AnalysisState::Stop | AnalysisState::Stopping if !record.has_flag(RecordFlags::JOB) => {
                self.advance_to(at, AnalysisState::Stopped, TransitionCause::Turn);
            }
            AnalysisState::Stop if may_begin => self.cancel_job(at),
            AnalysisState::Stopping if may_begin => {
                self.plan.request_action(self.ledger, at, HostAction::Cancel);
            }
            AnalysisState::Finished if may_begin && !record.has_flag(RecordFlags::HANDLED) => {
                self.plan.request_action(self.ledger, at, HostAction::Process);
            }
            AnalysisState::Processing if may_act => {
                self.push_question(at, QuestionKind::Processed, None)
            }
            AnalysisState::Lost if may_act => self.push_question(at, QuestionKind::Complete, None),
            AnalysisState::Lost => {}
            _ if known.class.live && !record.has_flag(RecordFlags::JOB) => {
                self.advance_to(at, AnalysisState::Lost, TransitionCause::Vanished { sweeps: 0 });
                self.push_question(at, QuestionKind::Complete, None);
            }
            _ => {}
        }
    }

    fn cancel_job(&mut self, at: u32) {
        if self.advance_to(at, AnalysisState::Stopping, TransitionCause::Turn) {
            self.plan.request_action(self.ledger, at, HostAction::Cancel);
        }
    }
}
