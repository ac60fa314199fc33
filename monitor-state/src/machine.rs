//! The machine: which states there are, what each means, and how one becomes another.

pub(crate) mod build;
pub(crate) mod class;
pub(crate) mod edge;
pub(crate) mod finding;
pub(crate) mod graph;
pub(crate) mod lint;
pub(crate) mod rule;
pub(crate) mod standard;

pub use build::MachineBuilder;
pub use class::StateClass;
pub use edge::{StateEdge, TransitionTrigger};
pub use finding::LintFinding;
pub use rule::{RuleContext, RuleVerdict, StateRule, TransitionGuard};

use std::fmt;
use std::sync::Arc;

use crate::error::Error;
use crate::job::JobState;
use crate::plan::action::QuestionKind;
use crate::state::AnalysisState;

/// Which states analyses can be in, what each of them means, and how one becomes another.
///
/// [`StateMachine::standard`] is for work, [`StateMachine::asimov`] speaks and counts as asimov does. A
/// [`MachineBuilder`] adds states, transitions, rules and guards to either.
///
/// ```
/// use monitor_state::{Error, StateMachine, AnalysisState};
///
/// let machine = StateMachine::standard();
/// assert!(machine.check_transition(AnalysisState::Running, AnalysisState::Held).is_ok());
/// assert!(matches!(machine.check_transition(AnalysisState::Wait, AnalysisState::Running), Err(Error::Illegal { .. })));
/// assert_eq!(machine.lint(), []);
/// assert!(machine.to_mermaid().starts_with("stateDiagram-v2"));
/// ```
#[derive(Clone)]
pub struct StateMachine {
    pub(crate) states: Vec<StateEntry>,
    pub(crate) edges: Vec<StateEdge>,
    /// One bit a state that each state may become.
    legal: Vec<u64>,
    /// The same, for commands only.
    commanded: Vec<u64>,
    pub(crate) rules: Vec<RuleBinding>,
    /// One bit a state that has a rule.
    pub(crate) ruled: u64,
    pub(crate) guards: Vec<(Box<str>, Arc<dyn TransitionGuard>)>,
    pub(crate) style: MachineStyle,
}

/// A state that a machine knows.
#[derive(Clone)]
pub(crate) struct StateEntry {
    pub(crate) state: AnalysisState,
    pub(crate) class: StateClass,
    /// The word that is shown for it, if it is not its own.
    pub(crate) word: Option<Box<str>>,
    /// What it does when its job is in each of the states of jobs.
    pub(crate) reactions: [JobReaction; JobState::ALL.len()],
}

#[derive(Clone)]
pub(crate) struct RuleBinding {
    pub(crate) at: StateCode,
    pub(crate) pipeline: Option<Box<str>>,
    pub(crate) rule: Arc<dyn StateRule>,
}

/// The place of a state among those of its machine.
pub(crate) type StateCode = u8;

/// What an analysis in some state does when its job is in some state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct JobReaction {
    pub(crate) to: Option<StateCode>,
    pub(crate) ask: Option<QuestionKind>,
}

impl JobReaction {
    pub(crate) const STAY: Self = Self { to: None, ask: None };
}

/// In what the two built-in machines differ beside their words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MachineStyle {
    /// Where an analysis goes when there is nothing to do after its completion.
    pub(crate) completes: bool,
    /// Whether what waits and what is to restart is moved on.
    pub(crate) releases: bool,
}

impl StateMachine {
    /// The machine for work.
    #[must_use]
    pub fn standard() -> Self {
        MachineBuilder::standard().into_machine()
    }

    /// A machine whose words, active states and counts are those of asimov 0.8.
    ///
    /// It moves as [`StateMachine::standard`] does, but that a job which the scheduler calls completed
    /// is believed, that jobs are asked for results while they are queued or run, that what has
    /// finished stays so, and that nothing is released from waiting. In what else it differs from
    /// asimov, on purpose, the crate's documentation says.
    #[must_use]
    pub fn asimov() -> Self {
        MachineBuilder::asimov().into_machine()
    }

    /// Every state, built-in ones first.
    pub fn states(&self) -> impl Iterator<Item = AnalysisState> + '_ {
        self.states.iter().map(|known| known.state)
    }

    /// Every transition.
    pub fn edges(&self) -> impl Iterator<Item = &StateEdge> {
        self.edges.iter()
    }

    /// What a state means; `None` if the machine does not know it.
    #[must_use]
    pub fn class(&self, state: AnalysisState) -> Option<StateClass> {
        self.code_for(state).map(|code| self.state_entry(code).class)
    }

    /// The word that is shown for a state: `running` for a queued analysis of
    /// [`StateMachine::asimov`].
    #[must_use]
    pub fn word(&self, state: AnalysisState) -> Box<str> {
        match self.code_for(state) {
            Some(code) => self.word_of(code).into(),
            None => state.as_str().into(),
        }
    }

    /// Whether one state may become another.
    ///
    /// # Errors
    /// [`Error::UnknownState`] if the machine does not know one of them, [`Error::Terminal`] if
    /// the first is left by force only, [`Error::Illegal`] if there is no such transition.
    pub fn check_transition(&self, from: AnalysisState, to: AnalysisState) -> Result<(), Error> {
        let (from, to) = (self.require_code(from)?, self.require_code(to)?);
        self.check_in(from, to, &self.legal)
    }

    /// Whether a command may turn one state into another.
    pub(crate) fn check_command(&self, from: StateCode, to: StateCode) -> Result<(), Error> {
        self.check_in(from, to, &self.commanded)
    }

    fn check_in(&self, from: StateCode, to: StateCode, legal: &[u64]) -> Result<(), Error> {
        if legal[usize::from(from)] >> to & 1 == 1 {
            return Ok(());
        }
        let (from, to) = (self.state_entry(from), self.state_entry(to));
        if from.class.terminal {
            return Err(Error::Terminal { state: from.state });
        }
        Err(Error::Illegal { from: from.state, to: to.state })
    }

    /// What an analysis in `state` would become because of the state of its job, by itself: without
    /// rules, limits and what is known of it.
    #[must_use]
    #[inline]
    pub fn next(&self, state: AnalysisState, job: JobState) -> Option<AnalysisState> {
        let code = self.code_for(state)?;
        self.reaction_to(code, job).to.map(|to| self.state_entry(to).state)
    }

    #[inline]
    pub(crate) fn is_legal(&self, from: StateCode, to: StateCode) -> bool {
        self.legal[usize::from(from)] >> to & 1 == 1
    }

    #[inline]
    pub(crate) fn reaction_to(&self, from: StateCode, job: JobState) -> JobReaction {
        self.states[usize::from(from)].reactions[job as usize]
    }

    #[inline]
    pub(crate) fn state_entry(&self, code: StateCode) -> &StateEntry {
        &self.states[usize::from(code)]
    }

    pub(crate) fn word_of(&self, code: StateCode) -> &str {
        let known = self.state_entry(code);
        known.word.as_deref().unwrap_or_else(|| known.state.as_str())
    }

    #[inline]
    pub(crate) fn code_for(&self, state: AnalysisState) -> Option<StateCode> {
        state.place().or_else(|| self.code_of_host(state))
    }

    fn code_of_host(&self, state: AnalysisState) -> Option<StateCode> {
        let place = self.states.iter().position(|known| known.state == state)?;
        StateCode::try_from(place).ok()
    }

    pub(crate) fn require_code(&self, state: AnalysisState) -> Result<StateCode, Error> {
        self.code_for(state).ok_or(Error::UnknownState { state })
    }

    /// The rule for such analyses: one for their pipeline wins over one for all.
    pub(crate) fn rule_for(&self, at: StateCode, pipeline: &str) -> Option<&dyn StateRule> {
        if self.ruled >> at & 1 == 0 {
            return None;
        }
        let here = || self.rules.iter().filter(|ruled| ruled.at == at);
        let own = here().find(|ruled| ruled.pipeline.as_deref() == Some(pipeline));
        let general = || here().find(|ruled| ruled.pipeline.is_none());
        own.or_else(general).map(|ruled| &*ruled.rule)
    }
}

impl fmt::Debug for StateMachine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StateMachine")
            .field("states", &self.states.len())
            .field("edges", &self.edges.len())
            .field("rules", &self.rules.len())
            .finish_non_exhaustive()
    }
}
