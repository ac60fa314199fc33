//! Adding states, transitions, rules and guards to a machine.

use std::fmt;
use std::sync::Arc;

use crate::error::Error;
use crate::job::JobState;
use crate::machine::class::Class;
use crate::machine::edge::{By, Edge};
use crate::machine::finding::Finding;
use crate::machine::rule::{Guard, Rule};
use crate::machine::{Code, Known, Machine, Reaction, Ruled, Style};
use crate::state::State;

/// Makes a machine of one of the built-in ones. What is wrong is said by
/// [`MachineBuilder::build`].
///
/// ```
/// use monitor_state::{By, Class, Look, MachineBuilder, State, Verdict};
///
/// let calibrating: State = "calibrating".parse()?;
/// let live = Class { active: true, live: true, slot: true, ..Class::default() };
/// let machine = MachineBuilder::standard()
///     .state(calibrating, live)
///     .allow(State::Running, calibrating, By::Rule)
///     .allow(calibrating, State::Running, By::Job)
///     .rule(State::Running, Some("bilby"), move |look: &Look<'_>| {
///         match look.observation.and_then(|job| job.known()).and_then(|known| known.progress) {
///             Some(0) => Verdict::Go { to: calibrating, reason: "no samples yet".into() },
///             _ => Verdict::Default,
///         }
///     })
///     .guard("night only", |_: &Look<'_>, to| {
///         if to == State::Submitting { Err("the day is for others".to_owned()) } else { Ok(()) }
///     })
///     .build()?;
/// assert!(machine.check(State::Running, calibrating).is_ok());
/// # Ok::<(), monitor_state::Error>(())
/// ```
pub struct MachineBuilder {
    pub(super) machine: Machine,
    wrong: Vec<Error>,
    added: Vec<State>,
}

/// A mask of one word has room for so many states.
pub(crate) const MOST_STATES: usize = 64;

impl MachineBuilder {
    pub(super) fn empty(style: Style) -> Self {
        let machine = Machine {
            states: Vec::new(),
            edges: Vec::new(),
            legal: Vec::new(),
            commanded: Vec::new(),
            rules: Vec::new(),
            ruled: 0,
            guards: Vec::new(),
            style,
        };
        Self { machine, wrong: Vec::new(), added: Vec::new() }
    }

    /// Adds a state. It does nothing by itself: say what leads to it and away from it.
    #[must_use]
    pub fn state(mut self, state: State, class: Class) -> Self {
        if self.machine.code(state).is_some() {
            self.wrong.push(Error::Twice { what: "state", name: state.as_str().into() });
        } else if self.machine.states.len() == MOST_STATES {
            self.wrong.push(Error::TooMany { what: "states", most: MOST_STATES });
        } else {
            self.put(state, class);
            self.added.push(state);
        }
        self
    }

    /// Adds a state in which an analysis only waits to be told what to do: commands lead to it from
    /// waiting states and from it to those. It is for words that come from elsewhere.
    #[must_use]
    pub fn inert_state(self, state: State) -> Self {
        let outside = [State::Wait, State::Ready, State::Manual, State::Cancelled];
        let builder = self.state(state, Class::default());
        outside.into_iter().fold(builder, |builder, other| {
            let builder = builder.allow(state, other, By::Command);
            if other == State::Cancelled {
                builder
            } else {
                builder.allow(other, state, By::Command)
            }
        })
    }

    /// Allows a transition. [`By::Job`] out of a state that the host has added means: when the job
    /// is in the state of the same word, such as [`JobState::Running`] for [`State::Running`].
    #[must_use]
    pub fn allow(mut self, from: State, to: State, by: By) -> Self {
        self.edge(from, to, by, false);
        self
    }

    /// Says what an analysis does when its job is in some state. The transition is allowed with it.
    #[must_use]
    pub fn when(mut self, from: State, job: JobState, to: State) -> Self {
        self.edge(from, to, By::Job, false);
        if let (Some(from), Some(to)) = (self.machine.code(from), self.machine.code(to)) {
            self.react(from, job, Reaction { to: Some(to), ask: None });
        }
        self
    }

    /// Gives a state of a pipeline, or of all pipelines, a rule.
    #[must_use]
    pub fn rule(mut self, at: State, pipeline: Option<&str>, rule: impl Rule + 'static) -> Self {
        let Some(code) = self.machine.code(at) else {
            self.wrong.push(Error::UnknownState { state: at });
            return self;
        };
        let same = |ruled: &Ruled| ruled.at == code && ruled.pipeline.as_deref() == pipeline;
        if self.machine.rules.iter().any(same) {
            let name = format!("{at} of {}", pipeline.unwrap_or("all pipelines"));
            self.wrong.push(Error::Twice { what: "rule", name: name.into() });
        }
        self.machine.ruled |= 1 << code;
        let pipeline = pipeline.map(Into::into);
        self.machine.rules.push(Ruled { at: code, pipeline, rule: Arc::new(rule) });
        self
    }

    /// Adds a guard. All of them are asked, in order; the first that refuses is named.
    #[must_use]
    pub fn guard(mut self, name: &str, guard: impl Guard + 'static) -> Self {
        if self.machine.guards.iter().any(|(other, _)| &**other == name) {
            self.wrong.push(Error::Twice { what: "guard", name: name.into() });
        }
        self.machine.guards.push((name.into(), Arc::new(guard)));
        self
    }

    /// Shows another word for a state.
    #[must_use]
    pub fn word(mut self, state: State, word: &str) -> Self {
        match self.machine.code(state) {
            Some(code) => self.machine.states[usize::from(code)].word = Some(word.into()),
            None => self.wrong.push(Error::UnknownState { state }),
        }
        self
    }

    /// The machine.
    ///
    /// # Errors
    /// The first thing that was wrong: [`Error::Twice`], [`Error::TooMany`],
    /// [`Error::UnknownState`], or [`Error::Machine`] if nothing leads to a state that was added,
    /// if nothing leads away from it though it is not terminal, or if a loop submits jobs without
    /// a limit.
    pub fn build(mut self) -> Result<Machine, Error> {
        if !self.wrong.is_empty() {
            return Err(self.wrong.swap_remove(0));
        }
        let findings: Vec<Finding> = self.machine.lint();
        let ours = |finding: &Finding| match finding {
            Finding::Unreachable { state } | Finding::DeadEnd { state } => {
                self.added.contains(state)
            }
            Finding::Unlimited { .. } => true,
        };
        match findings.into_iter().find(ours) {
            Some(finding) => Err(Error::Machine { finding }),
            None => Ok(self.finished()),
        }
    }

    pub(super) fn finished(self) -> Machine {
        self.machine
    }

    pub(super) fn put(&mut self, state: State, class: Class) {
        let reactions = [Reaction::STAY; JobState::ALL.len()];
        self.machine.states.push(Known { state, class, word: None, reactions });
        self.machine.legal.push(0);
        self.machine.commanded.push(0);
    }

    pub(super) fn edge(&mut self, from: State, to: State, by: By, limited: bool) {
        let codes = (self.machine.code(from), self.machine.code(to));
        let (Some(a), Some(b)) = codes else {
            let state = if codes.0.is_none() { from } else { to };
            self.wrong.push(Error::UnknownState { state });
            return;
        };
        self.machine.legal[usize::from(a)] |= 1 << b;
        if by == By::Command {
            self.machine.commanded[usize::from(a)] |= 1 << b;
        }
        if self.added.contains(&from) && by == By::Job {
            self.echo(a, b, to);
        }
        let edge = Edge { from, to, by, limited };
        if !self.machine.edges.contains(&edge) {
            self.machine.edges.push(edge);
        }
    }

    fn echo(&mut self, from: Code, to: Code, state: State) {
        let jobs: &[JobState] = match state {
            State::Queued => &[JobState::Pending, JobState::Configuring, JobState::Requeued],
            State::Running => &[JobState::Running, JobState::Completing],
            State::Suspended => &[JobState::Suspended],
            State::Held => &[JobState::Held],
            State::Failed => &[JobState::Cancelled],
            _ => &[],
        };
        for &job in jobs {
            self.react(from, job, Reaction { to: Some(to), ask: None });
        }
    }

    pub(super) fn react(&mut self, from: Code, job: JobState, reaction: Reaction) {
        self.machine.states[usize::from(from)].reactions[job as usize] = reaction;
    }
}

impl fmt::Debug for MachineBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MachineBuilder").field("machine", &self.machine).finish_non_exhaustive()
    }
}
