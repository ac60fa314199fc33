//! Checks of a machine: states that nothing leads to or away from, loops without a limit.

use crate::machine::edge::By;
use crate::machine::finding::Finding;
use crate::machine::{Code, Machine};
use crate::state::State;

/// To come to these the host has to act.
const ACTING: [State; 2] = [State::Submitting, State::Uploading];

impl Machine {
    /// What is wrong with the machine; nothing, for those that are built in.
    #[must_use]
    pub fn lint(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        let reached = self.reached_from(&[State::Wait, State::Ready]);
        for known in &self.states {
            if self.code(known.state).is_some_and(|code| reached >> code & 1 == 0) {
                findings.push(Finding::Unreachable { state: known.state });
            }
            let left = self.edges.iter().any(|edge| edge.from == known.state);
            if !left && !known.class.terminal {
                findings.push(Finding::DeadEnd { state: known.state });
            }
        }
        findings.extend(ACTING.iter().filter_map(|&state| self.unlimited_loop(state)));
        findings
    }

    fn reached_from(&self, begin: &[State]) -> u64 {
        let mut todo: Vec<Code> = begin.iter().filter_map(|&state| self.code(state)).collect();
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
    fn unlimited_loop(&self, state: State) -> Option<Finding> {
        let start = self.code(state)?;
        let free = |by: By, limited: bool| !limited && by != By::Command;
        let mut before: [Option<Code>; 64] = [None; 64];
        let mut todo = std::collections::VecDeque::from([start]);
        while let Some(from) = todo.pop_front() {
            for to in self.edges_from(from, |edge| free(edge.0, edge.1)) {
                if to == start {
                    let mut states = vec![self.known(from).state];
                    let mut at = from;
                    while at != start {
                        at = before[usize::from(at)]?;
                        states.push(self.known(at).state);
                    }
                    states.reverse();
                    return Some(Finding::Unlimited { states });
                }
                if before[usize::from(to)].is_none() {
                    before[usize::from(to)] = Some(from);
                    todo.push_back(to);
                }
            }
        }
        None
    }

    fn edges_from(&self, from: Code, take: impl Fn((By, bool)) -> bool) -> Vec<Code> {
        let from = self.known(from).state;
        let here = self.edges.iter().filter(|edge| edge.from == from);
        let taken = here.filter(|edge| take((edge.by, edge.limited)));
        taken.filter_map(|edge| self.code(edge.to)).collect()
    }
}
