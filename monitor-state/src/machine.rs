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
pub use class::Class;
pub use edge::{By, Edge};
pub use finding::Finding;
pub use rule::{Guard, Look, Rule, Verdict};

use std::fmt;
use std::sync::Arc;

use crate::error::Error;
use crate::job::JobState;
use crate::plan::action::Ask;
use crate::state::State;

/// Which states analyses can be in, what each of them means, and how one becomes another.
///
/// [`Machine::standard`] is for work, [`Machine::asimov`] speaks and counts as asimov does. A
/// [`MachineBuilder`] adds states, transitions, rules and guards to either.
///
/// ```
/// use monitor_state::{Error, Machine, State};
///
/// let machine = Machine::standard();
/// assert!(machine.check(State::Running, State::Held).is_ok());
/// assert!(matches!(machine.check(State::Wait, State::Running), Err(Error::Illegal { .. })));
/// assert_eq!(machine.lint(), []);
/// assert!(machine.to_mermaid().starts_with("stateDiagram-v2"));
/// ```
#[derive(Clone)]
pub struct Machine {
    pub(crate) states: Vec<Known>,
    pub(crate) edges: Vec<Edge>,
    /// One bit a state that each state may become.
    legal: Vec<u64>,
    /// The same, for commands only.
    commanded: Vec<u64>,
    pub(crate) rules: Vec<Ruled>,
    /// One bit a state that has a rule.
    pub(crate) ruled: u64,
    pub(crate) guards: Vec<(Box<str>, Arc<dyn Guard>)>,
    pub(crate) style: Style,
}

/// A state that a machine knows.
#[derive(Clone)]
pub(crate) struct Known {
    pub(crate) state: State,
    pub(crate) class: Class,
    /// The word that is shown for it, if it is not its own.
    pub(crate) word: Option<Box<str>>,
    /// What it does when its job is in each of the states of jobs.
    pub(crate) reactions: [Reaction; JobState::ALL.len()],
}

#[derive(Clone)]
pub(crate) struct Ruled {
    pub(crate) at: Code,
    pub(crate) pipeline: Option<Box<str>>,
    pub(crate) rule: Arc<dyn Rule>,
}

/// The place of a state among those of its machine.
pub(crate) type Code = u8;

/// What an analysis in some state does when its job is in some state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reaction {
    pub(crate) to: Option<Code>,
    pub(crate) ask: Option<Ask>,
}

impl Reaction {
    pub(crate) const STAY: Self = Self { to: None, ask: None };
}

/// In what the two built-in machines differ beside their words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Style {
    /// Where an analysis goes when there is nothing to do after its completion.
    pub(crate) completes: bool,
    /// Whether what waits and what is to restart is moved on.
    pub(crate) releases: bool,
}

impl Machine {
    /// The machine for work.
    #[must_use]
    pub fn standard() -> Self {
        MachineBuilder::standard().finished()
    }

    /// A machine whose words, active states and counts are those of asimov 0.8.
    ///
    /// It moves as [`Machine::standard`] does, but that a job which the scheduler calls completed
    /// is believed, that jobs are asked for results while they are queued or run, that what has
    /// finished stays so, and that nothing is released from waiting. In what else it differs from
    /// asimov, on purpose, the crate's documentation says.
    #[must_use]
    pub fn asimov() -> Self {
        MachineBuilder::asimov().finished()
    }

    /// Every state, built-in ones first.
    pub fn states(&self) -> impl Iterator<Item = State> + '_ {
        self.states.iter().map(|known| known.state)
    }

    /// Every transition.
    pub fn edges(&self) -> impl Iterator<Item = &Edge> {
        self.edges.iter()
    }

    /// What a state means; `None` if the machine does not know it.
    #[must_use]
    pub fn class(&self, state: State) -> Option<Class> {
        self.code(state).map(|code| self.known(code).class)
    }

    /// The word that is shown for a state: `running` for a queued analysis of
    /// [`Machine::asimov`].
    #[must_use]
    pub fn word(&self, state: State) -> Box<str> {
        match self.code(state) {
            Some(code) => self.word_of(code).into(),
            None => state.as_str().into(),
        }
    }

    /// Whether one state may become another.
    ///
    /// # Errors
    /// [`Error::UnknownState`] if the machine does not know one of them, [`Error::Terminal`] if
    /// the first is left by force only, [`Error::Illegal`] if there is no such transition.
    pub fn check(&self, from: State, to: State) -> Result<(), Error> {
        let (from, to) = (self.expect(from)?, self.expect(to)?);
        self.check_in(from, to, &self.legal)
    }

    /// Whether a command may turn one state into another.
    pub(crate) fn check_command(&self, from: Code, to: Code) -> Result<(), Error> {
        self.check_in(from, to, &self.commanded)
    }

    fn check_in(&self, from: Code, to: Code, legal: &[u64]) -> Result<(), Error> {
        if legal[usize::from(from)] >> to & 1 == 1 {
            return Ok(());
        }
        let (from, to) = (self.known(from), self.known(to));
        if from.class.terminal {
            return Err(Error::Terminal { state: from.state });
        }
        Err(Error::Illegal { from: from.state, to: to.state })
    }

    /// What an analysis in `state` would become because of the state of its job, by itself: without
    /// rules, limits and what is known of it.
    #[must_use]
    #[inline]
    pub fn next(&self, state: State, job: JobState) -> Option<State> {
        let code = self.code(state)?;
        self.react(code, job).to.map(|to| self.known(to).state)
    }

    #[inline]
    pub(crate) fn legal(&self, from: Code, to: Code) -> bool {
        self.legal[usize::from(from)] >> to & 1 == 1
    }

    #[inline]
    pub(crate) fn react(&self, from: Code, job: JobState) -> Reaction {
        self.states[usize::from(from)].reactions[job as usize]
    }

    #[inline]
    pub(crate) fn known(&self, code: Code) -> &Known {
        &self.states[usize::from(code)]
    }

    pub(crate) fn word_of(&self, code: Code) -> &str {
        let known = self.known(code);
        known.word.as_deref().unwrap_or_else(|| known.state.as_str())
    }

    #[inline]
    pub(crate) fn code(&self, state: State) -> Option<Code> {
        state.place().or_else(|| self.code_of_host(state))
    }

    fn code_of_host(&self, state: State) -> Option<Code> {
        let place = self.states.iter().position(|known| known.state == state)?;
        Code::try_from(place).ok()
    }

    pub(crate) fn expect(&self, state: State) -> Result<Code, Error> {
        self.code(state).ok_or(Error::UnknownState { state })
    }

    /// The rule for such analyses: one for their pipeline wins over one for all.
    pub(crate) fn rule(&self, at: Code, pipeline: &str) -> Option<&dyn Rule> {
        if self.ruled >> at & 1 == 0 {
            return None;
        }
        let here = || self.rules.iter().filter(|ruled| ruled.at == at);
        let own = here().find(|ruled| ruled.pipeline.as_deref() == Some(pipeline));
        let general = || here().find(|ruled| ruled.pipeline.is_none());
        own.or_else(general).map(|ruled| &*ruled.rule)
    }
}

impl fmt::Debug for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Machine")
            .field("states", &self.states.len())
            .field("edges", &self.edges.len())
            .field("rules", &self.rules.len())
            .finish_non_exhaustive()
    }
}
