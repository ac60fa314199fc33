//! Why an analysis is where it is, what it waits for, and what happens if that does not come.

use std::fmt;

use monitor_core::{AnalysisKey, Timestamp};
use serde::{Deserialize, Serialize};

use crate::cause::DeadlineKind;
use crate::error::Error;
use crate::job::JobRef;
use crate::ledger::Ledger;
use crate::ledger::history::TransitionRecord;
use crate::ledger::record::RecordFlags;
use crate::plan::action::Intent;
use crate::policy::CyclePolicy;
use crate::state::AnalysisState;

/// Everything that is known about where one analysis is. Its text is for people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AnalysisExplanation {
    /// Which analysis.
    pub key: AnalysisKey,
    /// The state that it is in.
    pub state: AnalysisState,
    /// The word that is shown for it.
    pub status: Box<str>,
    /// Since when.
    pub since: Timestamp,
    /// The scheduler that its jobs run at.
    pub scheduler: Box<str>,
    /// Its last job there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job: Option<JobRef>,
    /// How many jobs were submitted since it was last restarted, and how many may be.
    pub attempts: (u32, u32),
    /// How many of them were rescues, and how many may be.
    pub resurrections: (u32, u32),
    /// Its last moves, oldest first.
    pub moves: Vec<TransitionRecord>,
    /// What it waits for.
    pub awaits: Vec<AwaitedEvent>,
    /// What runs out next, and when; it is stuck then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Deadline>,
}

/// When what was waited for is late.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    /// What runs out.
    pub clock: DeadlineKind,
    /// When.
    pub at: Timestamp,
}

/// Something that an analysis waits for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "awaits", rename_all = "snake_case")]
#[non_exhaustive]
pub enum AwaitedEvent {
    /// That another one is done.
    Need {
        /// Which one.
        key: AnalysisKey,
        /// The state that it is in.
        state: AnalysisState,
    },
    /// That the host does what it was asked for.
    Outcome(Intent),
    /// That the scheduler starts or ends its job.
    Scheduler,
    /// That somebody releases its job.
    Release,
    /// That its job is found, or its results.
    Evidence {
        /// How many sweeps it was missing from.
        sweeps: u32,
    },
    /// That its post-processing ends.
    Processing,
    /// That it is its turn in a cycle, not before this time.
    Turn {
        /// When.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<Timestamp>,
    },
    /// A person.
    Person,
}

impl Ledger {
    /// Why an analysis is where it is.
    ///
    /// # Errors
    /// [`Error::UnknownKey`].
    pub fn explain_state(
        &self,
        key: &str,
        policy: &CyclePolicy,
    ) -> Result<AnalysisExplanation, Error> {
        let at = self.index_of(key)?;
        let record = self.record(at);
        let state = self.machine.state_entry(record.code).state;
        let deadline = self
            .next_clock(at, self.pulses.get(&at), policy)
            .map(|(clock, at)| Deadline { clock, at });
        Ok(AnalysisExplanation {
            key: self.owned_key(at),
            state,
            status: self.machine.word_of(record.code).into(),
            since: record.since,
            scheduler: self.schedulers.word(record.scheduler).into(),
            job: record.job(),
            attempts: (u32::from(record.attempts), policy.max_attempts),
            resurrections: (u32::from(record.resurrections), policy.max_resurrections),
            moves: self.history(key).cloned().collect(),
            awaits: self.awaited_events(at, state),
            deadline,
        })
    }

    fn awaited_events(&self, at: u32, state: AnalysisState) -> Vec<AwaitedEvent> {
        let record = self.record(at);
        let class = self.machine.state_entry(record.code).class;
        let mut awaits: Vec<AwaitedEvent> =
            self.open.get(&at).cloned().map(AwaitedEvent::Outcome).into_iter().collect();
        let needs = || {
            let needs = self.needs.get(&at).into_iter().flatten().map(|&need| {
                let known = self.machine.state_entry(self.record(need).code);
                (
                    known.class.done,
                    AwaitedEvent::Need { key: self.owned_key(need), state: known.state },
                )
            });
            needs.filter(|(done, _)| !done).map(|(_, need)| need)
        };
        let turn = || AwaitedEvent::Turn { after: self.waits.get(&at).map(|wait| wait.until) };
        match state {
            AnalysisState::Wait if record.has_flag(RecordFlags::PINNED) => {
                awaits.push(AwaitedEvent::Person)
            }
            AnalysisState::Wait | AnalysisState::Ready if needs().next().is_some() => {
                awaits.extend(needs())
            }
            AnalysisState::Wait if !self.needs.contains_key(&at) => {
                awaits.push(AwaitedEvent::Person)
            }
            AnalysisState::Held => awaits.push(AwaitedEvent::Release),
            AnalysisState::Stuck if record.stuck_by() == Some(DeadlineKind::Held) => {
                awaits.push(AwaitedEvent::Release);
            }
            AnalysisState::Lost => awaits.push(AwaitedEvent::Evidence { sweeps: 0 }),
            AnalysisState::Processing => awaits.push(AwaitedEvent::Processing),
            AnalysisState::Stuck
            | AnalysisState::Failed
            | AnalysisState::Manual
            | AnalysisState::Review
            | AnalysisState::Stopped => {
                awaits.push(AwaitedEvent::Person);
            }
            _ if !awaits.is_empty() || class.terminal => {}
            _ if record.has_flag(RecordFlags::MISSING) => {
                let sweeps = self.missing.get(&at).map_or(0, |missing| missing.sweeps);
                awaits.push(AwaitedEvent::Evidence { sweeps });
            }
            _ if class.live => awaits.push(AwaitedEvent::Scheduler),
            _ if class.active || state == AnalysisState::Wait => awaits.push(turn()),
            _ => awaits.push(AwaitedEvent::Person),
        }
        awaits
    }

    /// When the next clock of any analysis runs out, so that a host knows how long it may sleep. It
    /// looks at every analysis.
    #[must_use]
    pub fn next_deadline(&self, policy: &CyclePolicy) -> Option<Timestamp> {
        let places = (0..self.len()).filter_map(|at| u32::try_from(at).ok());
        places
            .filter_map(|at| self.next_clock(at, self.pulses.get(&at), policy))
            .map(|(_, at)| at)
            .min()
    }
}

impl fmt::Display for AnalysisExplanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is {} since {}", self.key, self.state, self.since)?;
        if &*self.status != self.state.as_str() {
            write!(f, " (shown as {})", self.status)?;
        }
        if let Some(job) = self.job {
            write!(f, "\n  job {job} at {}", self.scheduler)?;
        }
        let ((attempts, _), (rescues, of)) = (self.attempts, self.resurrections);
        write!(f, "\n  attempt {attempts}, rescues {rescues} of {of}")?;
        for moved in &self.moves {
            write!(f, "\n  {}  {} -> {}: {}", moved.at, moved.from, moved.to, moved.cause)?;
            if let Some(raw) = &moved.raw {
                write!(f, " ({raw})")?;
            }
        }
        for awaited in &self.awaits {
            write!(f, "\n  waits for {awaited}")?;
        }
        if let Some(Deadline { clock, at }) = self.deadline {
            write!(f, "\n  stuck at {at} ({clock}) unless that comes")?;
        }
        Ok(())
    }
}

impl fmt::Display for AwaitedEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Need { key, state } => write!(f, "{key}, which is {state}"),
            Self::Outcome(intent) => write!(f, "the outcome of {} {}", intent.action, intent.tag),
            Self::Scheduler => f.write_str("the scheduler"),
            Self::Release => f.write_str("a person to release its job"),
            Self::Evidence { sweeps: 0 } => f.write_str("its job or its results to be found"),
            Self::Evidence { sweeps: 1 } => {
                f.write_str("its job to be found, which was missing from a sweep")
            }
            Self::Evidence { sweeps } => {
                write!(f, "its job to be found, which was missing from {sweeps} sweeps")
            }
            Self::Processing => f.write_str("its post-processing"),
            Self::Turn { after: None } => f.write_str("its turn"),
            Self::Turn { after: Some(after) } => write!(f, "its turn, not before {after}"),
            Self::Person => f.write_str("a person"),
        }
    }
}
