//! Checks of a machine: states that nothing leads to or away from, loops without a limit.

use crate::machine::edge::TransitionTrigger;
use crate::machine::finding::LintFinding;
use crate::machine::{StateCode, StateMachine};
use crate::state::AnalysisState;

/// To come to these the host has to act.
const ACTING: [AnalysisState; 2] = [AnalysisState::Submitting, AnalysisState::Uploading];

impl StateMachine {
    /// What is wrong with the machine; nothing, for those that are built in.
    #[must_use]
    pub fn lint(&self) -> Vec<LintFinding> {
        let mut findings = Vec::new();
        let reached = self.reached_from(&[AnalysisState::Wait, AnalysisState::Ready]);
        for known in &self.states {
            if self.code_for(known.state).is_some_and(|code| reached >> code & 1 == 0) {
                findings.push(LintFinding::Unreachable { state: known.state });
            }
            let left = self.edges.iter().any(|edge| edge.from == known.state);
            if !left && !known.class.terminal {
                findings.push(LintFinding::DeadEnd { state: known.state });
            }
        }
        findings.extend(ACTING.iter().filter_map(|&state| self.unlimited_loop(state)));
        findings
    }

    fn reached_from(&self, begin: &[AnalysisState]) -> u64 {
        let mut todo: Vec<StateCode> =
            begin.iter().filter_map(|&state| self.code_for(state)).collect();
        let mut reached = todo.iter().fold(0_u64, |bits, &code| bits | 1 << code);
        while let Some(from) = todo.pop() {
            for to in self.edges_from(from, |_| true) {
                if reached >> to & 1 == 0 {
                    reached |= 1 << to;
                    todo.push(to);
                }
            }
        }
        reached
    }

    /// The shortest loop through `state` over transitions that nobody limits or commands.
    fn unlimited_loop(&self, state: AnalysisState) -> Option<LintFinding> {
        let start = self.code_for(state)?;
        let free =
            |by: TransitionTrigger, limited: bool| !limited && by != TransitionTrigger::Command;
        let mut before: [Option<StateCode>; 64] = [None; 64];
        let mut todo = std::collections::VecDeque::from([start]);
        while let Some(from) = todo.pop_front() {
            for to in self.edges_from(from, |edge| free(edge.0, edge.1)) {
                if to == start {
                    let mut states = vec![self.state_entry(from).state];
                    let mut at = from;
                    while at != start {
                        at = before[usize::from(at)]?;
                        states.push(self.state_entry(at).state);
                    }
                    states.reverse();
                    return Some(LintFinding::Unlimited { states });
                }
                if before[usize::from(to)].is_none() {
                    before[usize::from(to)] = Some(from);
                    todo.push_back(to);
                }
            }
        }
        None
    }

    fn edges_from(
        &self,
        from: StateCode,
        take: impl Fn((TransitionTrigger, bool)) -> bool,
    ) -> Vec<StateCode> {
        let from = self.state_entry(from).state;
        let here = self.edges.iter().filter(|edge| edge.from == from);
        let taken = here.filter(|edge| take((edge.by, edge.limited)));
        taken.filter_map(|edge| self.code_for(edge.to)).collect()
    }
}
