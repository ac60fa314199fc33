//! Machines as pictures: DOT for Graphviz, and Mermaid for what renders Markdown.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::machine::StateMachine;
use crate::machine::edge::TransitionTrigger;
use crate::state::AnalysisState;

impl StateMachine {
    /// The machine in Graphviz' language. Limited transitions are bold, commands dashed.
    #[must_use]
    pub fn to_dot(&self) -> String {
        let mut out = String::from("digraph machine {\n  rankdir=LR;\n  node [shape=box];\n");
        for known in &self.states {
            let shape = if known.class.terminal { " [peripheries=2]" } else { "" };
            // Writing to a string does not fail.
            let _ = writeln!(out, "  \"{}\"{shape};", known.state);
        }
        for ((from, to), by) in self.edges_by_pair() {
            let style = match (by.iter().any(|edge| edge.1), by.iter().all(is_command)) {
                (true, _) => ", style=bold",
                (false, true) => ", style=dashed",
                (false, false) => "",
            };
            let _ =
                writeln!(out, "  \"{from}\" -> \"{to}\" [label=\"{}\"{style}];", edge_label(&by));
        }
        out.push_str("}\n");
        out
    }

    /// The machine as a Mermaid state diagram.
    #[must_use]
    pub fn to_mermaid(&self) -> String {
        let mut out = String::from("stateDiagram-v2\n  [*] --> wait\n  [*] --> ready\n");
        for ((from, to), by) in self.edges_by_pair() {
            let _ = writeln!(out, "  {} --> {}: {}", id(from), id(to), edge_label(&by));
        }
        for known in self.states.iter().filter(|known| known.class.terminal) {
            let _ = writeln!(out, "  {} --> [*]", id(known.state));
        }
        out
    }

    /// Every pair of states with what makes one of the other, in the order of the states.
    fn edges_by_pair(
        &self,
    ) -> BTreeMap<(AnalysisState, AnalysisState), Vec<(TransitionTrigger, bool)>> {
        let mut arrows: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for edge in &self.edges {
            arrows.entry((edge.from, edge.to)).or_default().push((edge.by, edge.limited));
        }
        for by in arrows.values_mut() {
            by.sort_unstable();
        }
        arrows
    }
}

fn is_command(edge: &(TransitionTrigger, bool)) -> bool {
    edge.0 == TransitionTrigger::Command
}

fn edge_label(by: &[(TransitionTrigger, bool)]) -> String {
    let word = |&(by, limited): &(TransitionTrigger, bool)| {
        if limited { format!("{by} (limited)") } else { by.to_string() }
    };
    by.iter().map(word).collect::<Vec<_>>().join(", ")
}

/// Mermaid reads a dash in a name as part of an arrow.
fn id(state: AnalysisState) -> String {
    state.as_str().replace('-', "_")
}
