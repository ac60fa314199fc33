//! What is to be done for jobs and results though no scheduler says anything about them.

use crate::cause::Cause;
use crate::ledger::record::Flags;
use crate::machine::rule::Verdict;
use crate::plan::action::{Action, Ask};
use crate::plan::cycle::Cycle;
use crate::state::State;

impl Cycle<'_> {
    pub(super) fn agenda(&mut self) {
        for &at in &self.ledger.agenda {
            if self.decided.has(at) || !self.takes(at) {
                continue;
            }
            match self.ledger.verdict(at, None, self.now) {
                Verdict::Stay => {}
                Verdict::Go { to, reason } => self.ruled(at, to, reason),
                Verdict::Default => self.attend(at),
            }
        }
    }

    fn attend(&mut self, at: u32) {
        let record = self.ledger.record(at);
        let known = self.ledger.machine.known(record.code);
        let may_act = self.ledger.may_act(at, self.now);
        let may_begin = may_act && self.plan.actions_left > 0;
        match known.state {
            State::Stop | State::Stopping if !record.has(Flags::JOB) => {
                self.turn(at, State::Stopped, Cause::Turn);
            }
            State::Stop if may_begin => self.cancel(at),
            State::Stopping if may_begin => {
                self.plan.act(self.ledger, at, Action::Cancel);
            }
            State::Finished if may_begin && !record.has(Flags::HANDLED) => {
                self.plan.act(self.ledger, at, Action::Process);
            }
            State::Processing if may_act => self.ask(at, Ask::Processed, None),
            State::Lost if may_act => self.ask(at, Ask::Complete, None),
            State::Lost => {}
            _ if known.class.live && !record.has(Flags::JOB) => {
                self.turn(at, State::Lost, Cause::Vanished { sweeps: 0 });
                self.ask(at, Ask::Complete, None);
            }
            _ => {}
        }
    }

    fn cancel(&mut self, at: u32) {
        if self.turn(at, State::Stopping, Cause::Turn) {
            self.plan.act(self.ledger, at, Action::Cancel);
        }
    }
}
