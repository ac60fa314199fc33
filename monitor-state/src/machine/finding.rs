//! What is wrong with a machine, as a value with its text.

use std::fmt;

use serde::Serialize;

use crate::state::AnalysisState;

/// Something that is wrong with a machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "finding", rename_all = "snake_case")]
#[non_exhaustive]
pub enum LintFinding {
    /// Nothing leads to this state from those in which analyses begin: waiting and ready.
    Unreachable {
        /// Which state.
        state: AnalysisState,
    },
    /// Nothing leads away from this state, though it is not terminal.
    DeadEnd {
        /// Which state.
        state: AnalysisState,
    },
    /// A loop submits jobs or uploads results again and again, and neither a limit nor a person
    /// stands in its way.
    Unlimited {
        /// The states of the loop, from the one that acts.
        states: Vec<AnalysisState>,
    },
}

impl fmt::Display for LintFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable { state } => write!(f, "nothing leads to {state}"),
            Self::DeadEnd { state } => {
                write!(f, "nothing leads away from {state}, which is not terminal")
            }
            Self::Unlimited { states } => {
                f.write_str("without a limit: ")?;
                states.iter().try_for_each(|state| write!(f, "{state} -> "))?;
                states.first().map_or(Ok(()), |first| write!(f, "{first}"))
            }
        }
    }
}
