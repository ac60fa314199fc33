//! The two built-in machines.

use crate::job::JobState;
use crate::machine::build::MachineBuilder;
use crate::machine::class::Class;
use crate::machine::edge::By;
use crate::machine::{Reaction, Style};
use crate::plan::action::Ask;
use crate::state::State;

/// States in which a job is, or should be, at its scheduler.
const LIVE: [State; 5] =
    [State::Queued, State::Running, State::Suspended, State::Held, State::Lost];

/// What is not limited: from, to, because of what.
const EDGES: &[(State, State, By)] = &[
    (State::Wait, State::Ready, By::Plan),
    (State::Wait, State::Ready, By::Command),
    (State::Wait, State::Manual, By::Command),
    (State::Wait, State::Cancelled, By::Command),
    (State::Wait, State::Stuck, By::Plan),
    (State::Ready, State::Wait, By::Command),
    (State::Ready, State::Manual, By::Command),
    (State::Ready, State::Stop, By::Command),
    (State::Ready, State::Cancelled, By::Command),
    (State::Ready, State::Stuck, By::Plan),
    (State::Manual, State::Wait, By::Command),
    (State::Manual, State::Ready, By::Command),
    (State::Manual, State::Finished, By::Command),
    (State::Manual, State::Cancelled, By::Command),
    (State::Submitting, State::Queued, By::Outcome),
    (State::Submitting, State::Ready, By::Outcome),
    (State::Submitting, State::Stuck, By::Outcome),
    (State::Submitting, State::Stuck, By::Clock),
    (State::Running, State::Finished, By::Job),
    (State::Running, State::Finished, By::Answer),
    (State::Lost, State::Finished, By::Answer),
    (State::Running, State::Failed, By::Answer),
    (State::Lost, State::Failed, By::Answer),
    (State::Running, State::Stuck, By::Answer),
    (State::Lost, State::Stuck, By::Answer),
    (State::Finished, State::Processing, By::Outcome),
    (State::Finished, State::Stuck, By::Outcome),
    (State::Finished, State::Review, By::Command),
    (State::Finished, State::Restart, By::Command),
    (State::Processing, State::Stuck, By::Clock),
    (State::Processing, State::Stuck, By::Answer),
    (State::Processing, State::Finished, By::Command),
    (State::Processing, State::Review, By::Command),
    (State::Uploading, State::Uploaded, By::Outcome),
    (State::Uploading, State::Processing, By::Outcome),
    (State::Uploading, State::Stuck, By::Outcome),
    (State::Review, State::Reviewed, By::Command),
    (State::Review, State::ReviewFailed, By::Command),
    (State::Reviewed, State::Uploading, By::Command),
    (State::Reviewed, State::Complete, By::Command),
    (State::Stuck, State::Finished, By::Answer),
    (State::Stuck, State::Failed, By::Answer),
    (State::Stuck, State::Failed, By::Job),
    (State::Stuck, State::Finished, By::Job),
    (State::Stuck, State::Ready, By::Command),
    (State::Stuck, State::Processing, By::Command),
    (State::Stuck, State::Restart, By::Command),
    (State::Stuck, State::Stop, By::Command),
    (State::Stuck, State::Manual, By::Command),
    (State::Stuck, State::Cancelled, By::Command),
    (State::Stop, State::Stopping, By::Plan),
    (State::Stop, State::Stopped, By::Plan),
    (State::Stop, State::Stopped, By::Job),
    (State::Stopping, State::Stopped, By::Outcome),
    (State::Stopping, State::Stopped, By::Job),
    (State::Stopping, State::Stopped, By::Plan),
    (State::Stopping, State::Stuck, By::Outcome),
    (State::Stopping, State::Stuck, By::Clock),
    (State::Failed, State::Restart, By::Command),
    (State::Failed, State::Manual, By::Command),
    (State::Failed, State::Cancelled, By::Command),
    (State::Stopped, State::Restart, By::Command),
    (State::Stopped, State::Manual, By::Command),
    (State::Stopped, State::Cancelled, By::Command),
    (State::Restart, State::Ready, By::Plan),
    (State::Restart, State::Ready, By::Command),
];

/// What a limit bounds.
const LIMITED: &[(State, State, By)] = &[
    (State::Ready, State::Submitting, By::Plan),
    (State::Running, State::Submitting, By::Answer),
    (State::Lost, State::Submitting, By::Answer),
    (State::Stuck, State::Submitting, By::Answer),
    (State::Processing, State::Uploading, By::Answer),
];

fn standard_class(state: State) -> Class {
    let is = |states: &[State]| states.contains(&state);
    Class {
        active: is(&LIVE)
            || is(&[State::Ready, State::Submitting, State::Finished, State::Processing])
            || is(&[State::Uploading, State::Stuck, State::Stop, State::Stopping, State::Restart]),
        terminal: is(&[State::Uploaded, State::Complete, State::ReviewFailed, State::Cancelled]),
        complete: is(&[State::Finished, State::Uploaded, State::Complete]),
        stuck: is(&[State::Stuck]),
        live: is(&LIVE) || is(&[State::Stopping]),
        slot: is(&LIVE) || is(&[State::Submitting, State::Stopping]),
        done: is(&[State::Finished, State::Processing, State::Uploading, State::Uploaded])
            || is(&[State::Complete, State::Review, State::Reviewed]),
    }
}

fn asimov_class(state: State) -> Class {
    let is = |states: &[State]| states.contains(&state);
    let stuck = is(&[State::Stuck, State::Held, State::Failed]);
    Class {
        active: stuck
            || is(&LIVE)
            || is(&[State::Ready, State::Submitting, State::Finished, State::Processing])
            || is(&[State::Stop, State::Stopping]),
        complete: is(&[State::Finished, State::Uploaded]),
        stuck,
        done: is(&[State::Finished, State::Processing, State::Uploaded, State::Complete]),
        ..standard_class(state)
    }
}

impl MachineBuilder {
    /// Begins with [`crate::Machine::standard`].
    #[must_use]
    pub fn standard() -> Self {
        let style = Style { completes: true, releases: true };
        let mut builder = Self::built_in(style, standard_class);
        builder.edge(State::Finished, State::Complete, By::Outcome, false);
        builder
    }

    /// Begins with [`crate::Machine::asimov`].
    #[must_use]
    pub fn asimov() -> Self {
        let style = Style { completes: false, releases: false };
        let mut builder = Self::built_in(style, asimov_class);
        let queued = [JobState::Pending, JobState::Configuring, JobState::Requeued];
        let running = [JobState::Running];
        for from in LIVE {
            builder.jobs(from, &queued, Some(State::Queued), Some(Ask::Complete));
            builder.jobs(from, &running, Some(State::Running), Some(Ask::Complete));
            builder.jobs(from, &[JobState::Succeeded], Some(State::Finished), None);
        }
        let shown = [
            (State::Submitting, "ready"),
            (State::Queued, "running"),
            (State::Suspended, "running"),
            (State::Lost, "running"),
            (State::Held, "stuck"),
            (State::Failed, "stuck"),
            (State::Stopping, "stop"),
        ];
        let builder =
            shown.into_iter().fold(builder, |builder, (state, word)| builder.word(state, word));
        let written_elsewhere = ["none", "unready", "analysis-ready"];
        written_elsewhere
            .into_iter()
            .filter_map(|word| word.parse().ok())
            .fold(builder, |builder, state| builder.inert_state(state))
    }

    fn built_in(style: Style, class: fn(State) -> Class) -> Self {
        let mut builder = Self::empty(style);
        for &state in State::BUILT_IN {
            builder.put(state, class(state));
        }
        for &(from, to, by) in EDGES {
            builder.edge(from, to, by, false);
        }
        for &(from, to, by) in LIMITED {
            builder.edge(from, to, by, true);
        }
        for from in LIVE {
            for to in [State::Queued, State::Running, State::Suspended, State::Held] {
                if from != to {
                    builder.edge(from, to, By::Job, false);
                }
            }
            if from != State::Lost {
                builder.edge(from, State::Lost, By::Job, false);
            }
            builder.edge(from, State::Failed, By::Job, false);
            builder.edge(from, State::Stuck, By::Clock, false);
            builder.edge(from, State::Stop, By::Command, false);
            builder.edge(State::Stuck, from, By::Job, false);
            builder.believe_the_scheduler(from);
        }
        for job in JobState::ALL.into_iter().filter(|job| job.has_ended()) {
            builder.jobs(State::Stop, &[job], Some(State::Stopped), None);
            builder.jobs(State::Stopping, &[job], Some(State::Stopped), None);
        }
        builder
    }

    /// What becomes of an analysis that has a job when the scheduler says something of the job.
    fn believe_the_scheduler(&mut self, from: State) {
        let queued = [JobState::Pending, JobState::Configuring, JobState::Requeued];
        let ended = [JobState::Failed, JobState::OutOfMemory, JobState::TimedOut];
        self.jobs(from, &queued, Some(State::Queued), None);
        self.jobs(from, &[JobState::Running, JobState::Completing], Some(State::Running), None);
        self.jobs(from, &[JobState::Suspended], Some(State::Suspended), None);
        self.jobs(from, &[JobState::Held], Some(State::Held), None);
        self.jobs(from, &[JobState::Succeeded], None, Some(Ask::Complete));
        self.jobs(from, &ended, None, Some(Ask::Rescuable));
        self.jobs(from, &[JobState::NodeLost, JobState::Preempted], None, Some(Ask::Rescuable));
        self.jobs(from, &[JobState::Cancelled], Some(State::Failed), None);
    }

    fn jobs(&mut self, from: State, jobs: &[JobState], to: Option<State>, ask: Option<Ask>) {
        let to = to.filter(|&to| to != from).and_then(|to| self.machine.code(to));
        if let Some(from) = self.machine.code(from) {
            for &job in jobs {
                self.react(from, job, Reaction { to, ask });
            }
        }
    }
}
