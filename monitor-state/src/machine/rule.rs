//! What a host adds to a machine: rules that decide, and guards that refuse.

use monitor_core::{AnalysisKey, Timestamp};

use crate::state::AnalysisState;
use crate::sweep::JobObservation;

/// What a rule or a guard may look at.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct RuleContext<'a> {
    /// Which analysis.
    pub key: &'a AnalysisKey,
    /// The pipeline that it runs.
    pub pipeline: &'a str,
    /// The state that it is in.
    pub state: AnalysisState,
    /// Since when.
    pub since: Timestamp,
    /// How many jobs were submitted for it since it was last restarted.
    pub attempts: u32,
    /// How many of them were rescues.
    pub resurrections: u32,
    /// What its scheduler has just said of its job.
    pub observation: Option<&'a JobObservation>,
    /// The time of the plan.
    pub now: Timestamp,
}

/// A host's decision about analyses in one state, of one pipeline or of all. It takes the place
/// of what the machine would do by itself; one for the pipeline wins over one for all.
///
/// A rule must answer the same to the same look, and do nothing else: it is asked in a dry run
/// too. Any function from a look to a verdict is one.
pub trait StateRule: Send + Sync {
    /// What is to become of the analysis.
    fn decide(&self, look: &RuleContext<'_>) -> RuleVerdict;
}

impl<F: Fn(&RuleContext<'_>) -> RuleVerdict + Send + Sync> StateRule for F {
    fn decide(&self, look: &RuleContext<'_>) -> RuleVerdict {
        self(look)
    }
}

/// What a rule decides.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RuleVerdict {
    /// What the machine does by itself.
    Default,
    /// It stays in its state, whatever the machine would do. Clocks still run.
    Stay,
    /// It goes to another state. If the machine has no such transition the plan says so and leaves
    /// the analysis where it is.
    Go {
        /// Which state.
        to: AnalysisState,
        /// Why.
        reason: Box<str>,
    },
}

/// A host's veto. It is asked before an analysis moves because of a plan, an answer, a command or a
/// rule; what a scheduler says of a job, what a host has done, and what took too long are facts,
/// which nobody vetoes.
///
/// A guard must answer the same to the same question, and do nothing else. Any function from a look
/// and a state to a result is one.
pub trait TransitionGuard: Send + Sync {
    /// Whether the analysis may go to that state.
    ///
    /// # Errors
    /// Why it may not.
    fn allow(&self, look: &RuleContext<'_>, to: AnalysisState) -> Result<(), String>;
}

impl<F: Fn(&RuleContext<'_>, AnalysisState) -> Result<(), String> + Send + Sync> TransitionGuard
    for F
{
    fn allow(&self, look: &RuleContext<'_>, to: AnalysisState) -> Result<(), String> {
        self(look, to)
    }
}
