//! Adding states, transitions, rules and guards to a machine.

use std::fmt;
use std::sync::Arc;

use crate::error::Error;
use crate::job::JobState;
use crate::machine::class::StateClass;
use crate::machine::edge::{StateEdge, TransitionTrigger};
use crate::machine::finding::LintFinding;
use crate::machine::rule::{StateRule, TransitionGuard};
use crate::machine::{JobReaction, MachineStyle, RuleBinding, StateCode, StateEntry, StateMachine};
use crate::state::AnalysisState;

/// Makes a machine of one of the built-in ones. What is wrong is said by
/// [`MachineBuilder::build`].
///
/// ```
/// use monitor_state::{TransitionTrigger, StateClass, RuleContext, MachineBuilder, AnalysisState, RuleVerdict};
///
/// let calibrating: AnalysisState = "calibrating".parse()?;
/// let live = StateClass { active: true, live: true, slot: true, ..StateClass::default() };
/// let machine = MachineBuilder::standard()
///     .state(calibrating, live)
///     .allow(AnalysisState::Running, calibrating, TransitionTrigger::Rule)
///     .allow(calibrating, AnalysisState::Running, TransitionTrigger::Job)
///     .rule(AnalysisState::Running, Some("bilby"), move |look: &RuleContext<'_>| {
///         match look.observation.and_then(|job| job.known_details()).and_then(|known| known.progress) {
///             Some(0) => RuleVerdict::Go { to: calibrating, reason: "no samples yet".into() },
///             _ => RuleVerdict::Default,
///         }
///     })
///     .guard("night only", |_: &RuleContext<'_>, to| {
///         if to == AnalysisState::Submitting { Err("the day is for others".to_owned()) } else { Ok(()) }
///     })
///     .build()?;
/// assert!(machine.check_transition(AnalysisState::Running, calibrating).is_ok());
/// # Ok::<(), monitor_state::Error>(())
/// ```
pub struct MachineBuilder {
    pub(super) machine: StateMachine,
    wrong: Vec<Error>,
    added: Vec<AnalysisState>,
}

/// A mask of one word has room for so many states.
pub(crate) const MOST_STATES: usize = 64;

impl MachineBuilder {
    pub(super) fn with_style(style: MachineStyle) -> Self {
        let machine = StateMachine {
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
    pub fn state(mut self, state: AnalysisState, class: StateClass) -> Self {
        if self.machine.code_for(state).is_some() {
            self.wrong.push(Error::Twice { what: "state", name: state.as_str().into() });
        } else if self.machine.states.len() == MOST_STATES {
            self.wrong.push(Error::TooMany { what: "states", most: MOST_STATES });
        } else {
            self.push_state(state, class);
            self.added.push(state);
        }
        self
    }

    /// Adds a state in which an analysis only waits to be told what to do: commands lead to it from
    /// waiting states and from it to those. It is for words that come from elsewhere.
    #[must_use]
    pub fn inert_state(self, state: AnalysisState) -> Self {
        let outside = [
            AnalysisState::Wait,
            AnalysisState::Ready,
            AnalysisState::Manual,
            AnalysisState::Cancelled,
        ];
        let builder = self.state(state, StateClass::default());
        outside.into_iter().fold(builder, |builder, other| {
            let builder = builder.allow(state, other, TransitionTrigger::Command);
            if other == AnalysisState::Cancelled {
                builder
            } else {
                builder.allow(other, state, TransitionTrigger::Command)
            }
        })
    }

    /// Allows a transition. [`TransitionTrigger::Job`] out of a state that the host has added means: when the job
    /// is in the state of the same word, such as [`JobState::Running`] for [`AnalysisState::Running`].
    #[must_use]
    pub fn allow(mut self, from: AnalysisState, to: AnalysisState, by: TransitionTrigger) -> Self {
        self.add_edge(from, to, by, false);
        self
    }

    /// Says what an analysis does when its job is in some state. The transition is allowed with it.
    #[must_use]
    pub fn when(mut self, from: AnalysisState, job: JobState, to: AnalysisState) -> Self {
        self.add_edge(from, to, TransitionTrigger::Job, false);
        if let (Some(from), Some(to)) = (self.machine.code_for(from), self.machine.code_for(to)) {
            self.set_reaction(from, job, JobReaction { to: Some(to), ask: None });
        }
        self
    }

    /// Gives a state of a pipeline, or of all pipelines, a rule.
    #[must_use]
    pub fn rule(
        mut self,
        at: AnalysisState,
        pipeline: Option<&str>,
        rule: impl StateRule + 'static,
    ) -> Self {
        let Some(code) = self.machine.code_for(at) else {
            self.wrong.push(Error::UnknownState { state: at });
            return self;
        };
        let same = |ruled: &RuleBinding| ruled.at == code && ruled.pipeline.as_deref() == pipeline;
        if self.machine.rules.iter().any(same) {
            let name = format!("{at} of {}", pipeline.unwrap_or("all pipelines"));
            self.wrong.push(Error::Twice { what: "rule", name: name.into() });
        }
        self.machine.ruled |= 1 << code;
        let pipeline = pipeline.map(Into::into);
        self.machine.rules.push(RuleBinding { at: code, pipeline, rule: Arc::new(rule) });
        self
    }

    /// Adds a guard. All of them are asked, in order; the first that refuses is named.
    #[must_use]
    pub fn guard(mut self, name: &str, guard: impl TransitionGuard + 'static) -> Self {
        if self.machine.guards.iter().any(|(other, _)| &**other == name) {
            self.wrong.push(Error::Twice { what: "guard", name: name.into() });
        }
        self.machine.guards.push((name.into(), Arc::new(guard)));
        self
    }

    /// Shows another word for a state.
    #[must_use]
    pub fn word(mut self, state: AnalysisState, word: &str) -> Self {
        match self.machine.code_for(state) {
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
    pub fn build(mut self) -> Result<StateMachine, Error> {
        if !self.wrong.is_empty() {
            return Err(self.wrong.swap_remove(0));
        }
        let findings: Vec<LintFinding> = self.machine.lint();
        let ours = |finding: &LintFinding| match finding {
            LintFinding::Unreachable { state } | LintFinding::DeadEnd { state } => {
                self.added.contains(state)
            }
            LintFinding::Unlimited { .. } => true,
        };
        match findings.into_iter().find(ours) {
            Some(finding) => Err(Error::Machine { finding }),
            None => Ok(self.into_machine()),
        }
    }

    pub(super) fn into_machine(self) -> StateMachine {
        self.machine
    }

    pub(super) fn push_state(&mut self, state: AnalysisState, class: StateClass) {
        let reactions = [JobReaction::STAY; JobState::ALL.len()];
        self.machine.states.push(StateEntry { state, class, word: None, reactions });
        self.machine.legal.push(0);
        self.machine.commanded.push(0);
    }

    pub(super) fn add_edge(
        &mut self,
        from: AnalysisState,
        to: AnalysisState,
        by: TransitionTrigger,
        limited: bool,
    ) {
        let codes = (self.machine.code_for(from), self.machine.code_for(to));
        let (Some(a), Some(b)) = codes else {
            let state = if codes.0.is_none() { from } else { to };
            self.wrong.push(Error::UnknownState { state });
            return;
        };
        self.machine.legal[usize::from(a)] |= 1 << b;
        if by == TransitionTrigger::Command {
            self.machine.commanded[usize::from(a)] |= 1 << b;
        }
        if self.added.contains(&from) && by == TransitionTrigger::Job {
            self.add_job_reactions(a, b, to);
        }
        let edge = StateEdge { from, to, by, limited };
        if !self.machine.edges.contains(&edge) {
            self.machine.edges.push(edge);
        }
    }

    fn add_job_reactions(&mut self, from: StateCode, to: StateCode, state: AnalysisState) {
        let jobs: &[JobState] = match state {
            AnalysisState::Queued => {
                &[JobState::Pending, JobState::Configuring, JobState::Requeued]
            }
            AnalysisState::Running => &[JobState::Running, JobState::Completing],
            AnalysisState::Suspended => &[JobState::Suspended],
            AnalysisState::Held => &[JobState::Held],
            AnalysisState::Failed => &[JobState::Cancelled],
            _ => &[],
        };
        for &job in jobs {
            self.set_reaction(from, job, JobReaction { to: Some(to), ask: None });
        }
    }

    pub(super) fn set_reaction(&mut self, from: StateCode, job: JobState, reaction: JobReaction) {
        self.machine.states[usize::from(from)].reactions[job as usize] = reaction;
    }
}

impl fmt::Debug for MachineBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MachineBuilder").field("machine", &self.machine).finish_non_exhaustive()
    }
}
