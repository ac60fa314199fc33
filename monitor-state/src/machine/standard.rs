//! The two built-in machines.

use crate::job::JobState;
use crate::machine::build::MachineBuilder;
use crate::machine::class::StateClass;
use crate::machine::edge::TransitionTrigger;
use crate::machine::{JobReaction, MachineStyle};
use crate::plan::action::QuestionKind;
use crate::state::AnalysisState;

/// States in which a job is, or should be, at its scheduler.
const LIVE: [AnalysisState; 5] = [
    AnalysisState::Queued,
    AnalysisState::Running,
    AnalysisState::Suspended,
    AnalysisState::Held,
    AnalysisState::Lost,
];

/// What is not limited: from, to, because of what.
const EDGES: &[(AnalysisState, AnalysisState, TransitionTrigger)] = &[
    (AnalysisState::Wait, AnalysisState::Ready, TransitionTrigger::Plan),
    (AnalysisState::Wait, AnalysisState::Ready, TransitionTrigger::Command),
    (AnalysisState::Wait, AnalysisState::Manual, TransitionTrigger::Command),
    (AnalysisState::Wait, AnalysisState::Cancelled, TransitionTrigger::Command),
    (AnalysisState::Wait, AnalysisState::Stuck, TransitionTrigger::Plan),
    (AnalysisState::Ready, AnalysisState::Wait, TransitionTrigger::Command),
    (AnalysisState::Ready, AnalysisState::Manual, TransitionTrigger::Command),
    (AnalysisState::Ready, AnalysisState::Stop, TransitionTrigger::Command),
    (AnalysisState::Ready, AnalysisState::Cancelled, TransitionTrigger::Command),
    (AnalysisState::Ready, AnalysisState::Stuck, TransitionTrigger::Plan),
    (AnalysisState::Manual, AnalysisState::Wait, TransitionTrigger::Command),
    (AnalysisState::Manual, AnalysisState::Ready, TransitionTrigger::Command),
    (AnalysisState::Manual, AnalysisState::Finished, TransitionTrigger::Command),
    (AnalysisState::Manual, AnalysisState::Cancelled, TransitionTrigger::Command),
    (AnalysisState::Submitting, AnalysisState::Queued, TransitionTrigger::Outcome),
    (AnalysisState::Submitting, AnalysisState::Ready, TransitionTrigger::Outcome),
    (AnalysisState::Submitting, AnalysisState::Stuck, TransitionTrigger::Outcome),
    (AnalysisState::Submitting, AnalysisState::Stuck, TransitionTrigger::Clock),
    (AnalysisState::Running, AnalysisState::Finished, TransitionTrigger::Job),
    (AnalysisState::Running, AnalysisState::Finished, TransitionTrigger::Answer),
    (AnalysisState::Lost, AnalysisState::Finished, TransitionTrigger::Answer),
    (AnalysisState::Running, AnalysisState::Failed, TransitionTrigger::Answer),
    (AnalysisState::Lost, AnalysisState::Failed, TransitionTrigger::Answer),
    (AnalysisState::Running, AnalysisState::Stuck, TransitionTrigger::Answer),
    (AnalysisState::Lost, AnalysisState::Stuck, TransitionTrigger::Answer),
    (AnalysisState::Finished, AnalysisState::Processing, TransitionTrigger::Outcome),
    (AnalysisState::Finished, AnalysisState::Stuck, TransitionTrigger::Outcome),
    (AnalysisState::Finished, AnalysisState::Review, TransitionTrigger::Command),
    (AnalysisState::Finished, AnalysisState::Restart, TransitionTrigger::Command),
    (AnalysisState::Processing, AnalysisState::Stuck, TransitionTrigger::Clock),
    (AnalysisState::Processing, AnalysisState::Stuck, TransitionTrigger::Answer),
    (AnalysisState::Processing, AnalysisState::Finished, TransitionTrigger::Command),
    (AnalysisState::Processing, AnalysisState::Review, TransitionTrigger::Command),
    (AnalysisState::Uploading, AnalysisState::Uploaded, TransitionTrigger::Outcome),
    (AnalysisState::Uploading, AnalysisState::Processing, TransitionTrigger::Outcome),
    (AnalysisState::Uploading, AnalysisState::Stuck, TransitionTrigger::Outcome),
    (AnalysisState::Review, AnalysisState::Reviewed, TransitionTrigger::Command),
    (AnalysisState::Review, AnalysisState::ReviewFailed, TransitionTrigger::Command),
    (AnalysisState::Reviewed, AnalysisState::Uploading, TransitionTrigger::Command),
    (AnalysisState::Reviewed, AnalysisState::Complete, TransitionTrigger::Command),
    (AnalysisState::Stuck, AnalysisState::Finished, TransitionTrigger::Answer),
    (AnalysisState::Stuck, AnalysisState::Failed, TransitionTrigger::Answer),
    (AnalysisState::Stuck, AnalysisState::Failed, TransitionTrigger::Job),
    (AnalysisState::Stuck, AnalysisState::Finished, TransitionTrigger::Job),
    (AnalysisState::Stuck, AnalysisState::Ready, TransitionTrigger::Command),
    (AnalysisState::Stuck, AnalysisState::Processing, TransitionTrigger::Command),
    (AnalysisState::Stuck, AnalysisState::Restart, TransitionTrigger::Command),
    (AnalysisState::Stuck, AnalysisState::Stop, TransitionTrigger::Command),
    (AnalysisState::Stuck, AnalysisState::Manual, TransitionTrigger::Command),
    (AnalysisState::Stuck, AnalysisState::Cancelled, TransitionTrigger::Command),
    (AnalysisState::Stop, AnalysisState::Stopping, TransitionTrigger::Plan),
    (AnalysisState::Stop, AnalysisState::Stopped, TransitionTrigger::Plan),
    (AnalysisState::Stop, AnalysisState::Stopped, TransitionTrigger::Job),
    (AnalysisState::Stopping, AnalysisState::Stopped, TransitionTrigger::Outcome),
    (AnalysisState::Stopping, AnalysisState::Stopped, TransitionTrigger::Job),
    (AnalysisState::Stopping, AnalysisState::Stopped, TransitionTrigger::Plan),
    (AnalysisState::Stopping, AnalysisState::Stuck, TransitionTrigger::Outcome),
    (AnalysisState::Stopping, AnalysisState::Stuck, TransitionTrigger::Clock),
    (AnalysisState::Failed, AnalysisState::Restart, TransitionTrigger::Command),
    (AnalysisState::Failed, AnalysisState::Manual, TransitionTrigger::Command),
    (AnalysisState::Failed, AnalysisState::Cancelled, TransitionTrigger::Command),
    (AnalysisState::Stopped, AnalysisState::Restart, TransitionTrigger::Command),
    (AnalysisState::Stopped, AnalysisState::Manual, TransitionTrigger::Command),
    (AnalysisState::Stopped, AnalysisState::Cancelled, TransitionTrigger::Command),
    (AnalysisState::Restart, AnalysisState::Ready, TransitionTrigger::Plan),
    (AnalysisState::Restart, AnalysisState::Ready, TransitionTrigger::Command),
];

/// What a limit bounds.
const LIMITED: &[(AnalysisState, AnalysisState, TransitionTrigger)] = &[
    (AnalysisState::Ready, AnalysisState::Submitting, TransitionTrigger::Plan),
    (AnalysisState::Running, AnalysisState::Submitting, TransitionTrigger::Answer),
    (AnalysisState::Lost, AnalysisState::Submitting, TransitionTrigger::Answer),
    (AnalysisState::Stuck, AnalysisState::Submitting, TransitionTrigger::Answer),
    (AnalysisState::Processing, AnalysisState::Uploading, TransitionTrigger::Answer),
];

fn standard_class(state: AnalysisState) -> StateClass {
    let is = |states: &[AnalysisState]| states.contains(&state);
    StateClass {
        active: is(&LIVE)
            || is(&[
                AnalysisState::Ready,
                AnalysisState::Submitting,
                AnalysisState::Finished,
                AnalysisState::Processing,
            ])
            || is(&[
                AnalysisState::Uploading,
                AnalysisState::Stuck,
                AnalysisState::Stop,
                AnalysisState::Stopping,
                AnalysisState::Restart,
            ]),
        terminal: is(&[
            AnalysisState::Uploaded,
            AnalysisState::Complete,
            AnalysisState::ReviewFailed,
            AnalysisState::Cancelled,
        ]),
        complete: is(&[AnalysisState::Finished, AnalysisState::Uploaded, AnalysisState::Complete]),
        stuck: is(&[AnalysisState::Stuck]),
        live: is(&LIVE) || is(&[AnalysisState::Stopping]),
        slot: is(&LIVE) || is(&[AnalysisState::Submitting, AnalysisState::Stopping]),
        done: is(&[
            AnalysisState::Finished,
            AnalysisState::Processing,
            AnalysisState::Uploading,
            AnalysisState::Uploaded,
        ]) || is(&[AnalysisState::Complete, AnalysisState::Review, AnalysisState::Reviewed]),
    }
}

fn asimov_class(state: AnalysisState) -> StateClass {
    let is = |states: &[AnalysisState]| states.contains(&state);
    let stuck = is(&[AnalysisState::Stuck, AnalysisState::Held, AnalysisState::Failed]);
    StateClass {
        active: stuck
            || is(&LIVE)
            || is(&[
                AnalysisState::Ready,
                AnalysisState::Submitting,
                AnalysisState::Finished,
                AnalysisState::Processing,
            ])
            || is(&[AnalysisState::Stop, AnalysisState::Stopping]),
        complete: is(&[AnalysisState::Finished, AnalysisState::Uploaded]),
        stuck,
        done: is(&[
            AnalysisState::Finished,
            AnalysisState::Processing,
            AnalysisState::Uploaded,
            AnalysisState::Complete,
        ]),
        ..standard_class(state)
    }
}

impl MachineBuilder {
    /// Begins with [`crate::StateMachine::standard`].
    #[must_use]
    pub fn standard() -> Self {
        let style = MachineStyle { completes: true, releases: true };
        let mut builder = Self::built_in(style, standard_class);
        builder.add_edge(
            AnalysisState::Finished,
            AnalysisState::Complete,
            TransitionTrigger::Outcome,
            false,
        );
        builder
    }

    /// Begins with [`crate::StateMachine::asimov`].
    #[must_use]
    pub fn asimov() -> Self {
        let style = MachineStyle { completes: false, releases: false };
        let mut builder = Self::built_in(style, asimov_class);
        let queued = [JobState::Pending, JobState::Configuring, JobState::Requeued];
        let running = [JobState::Running];
        for from in LIVE {
            builder.react_to_jobs(
                from,
                &queued,
                Some(AnalysisState::Queued),
                Some(QuestionKind::Complete),
            );
            builder.react_to_jobs(
                from,
                &running,
                Some(AnalysisState::Running),
                Some(QuestionKind::Complete),
            );
            builder.react_to_jobs(
                from,
                &[JobState::Succeeded],
                Some(AnalysisState::Finished),
                None,
            );
        }
        let shown = [
            (AnalysisState::Submitting, "ready"),
            (AnalysisState::Queued, "running"),
            (AnalysisState::Suspended, "running"),
            (AnalysisState::Lost, "running"),
            (AnalysisState::Held, "stuck"),
            (AnalysisState::Failed, "stuck"),
            (AnalysisState::Stopping, "stop"),
        ];
        let builder =
            shown.into_iter().fold(builder, |builder, (state, word)| builder.word(state, word));
        let written_elsewhere = ["none", "unready", "analysis-ready"];
        written_elsewhere
            .into_iter()
            .filter_map(|word| word.parse().ok())
            .fold(builder, |builder, state| builder.inert_state(state))
    }

    fn built_in(style: MachineStyle, class: fn(AnalysisState) -> StateClass) -> Self {
        let mut builder = Self::with_style(style);
        for &state in AnalysisState::BUILT_IN {
            builder.push_state(state, class(state));
        }
        for &(from, to, by) in EDGES {
            builder.add_edge(from, to, by, false);
        }
        for &(from, to, by) in LIMITED {
            builder.add_edge(from, to, by, true);
        }
        for from in LIVE {
            for to in [
                AnalysisState::Queued,
                AnalysisState::Running,
                AnalysisState::Suspended,
                AnalysisState::Held,
            ] {
                if from != to {
                    builder.add_edge(from, to, TransitionTrigger::Job, false);
                }
            }
            if from != AnalysisState::Lost {
                builder.add_edge(from, AnalysisState::Lost, TransitionTrigger::Job, false);
            }
            builder.add_edge(from, AnalysisState::Failed, TransitionTrigger::Job, false);
            builder.add_edge(from, AnalysisState::Stuck, TransitionTrigger::Clock, false);
            builder.add_edge(from, AnalysisState::Stop, TransitionTrigger::Command, false);
            builder.add_edge(AnalysisState::Stuck, from, TransitionTrigger::Job, false);
            builder.believe_the_scheduler(from);
        }
        for job in JobState::ALL.into_iter().filter(|job| job.has_ended()) {
            builder.react_to_jobs(AnalysisState::Stop, &[job], Some(AnalysisState::Stopped), None);
            builder.react_to_jobs(
                AnalysisState::Stopping,
                &[job],
                Some(AnalysisState::Stopped),
                None,
            );
        }
        builder
    }

    /// What becomes of an analysis that has a job when the scheduler says something of the job.
    fn believe_the_scheduler(&mut self, from: AnalysisState) {
        let queued = [JobState::Pending, JobState::Configuring, JobState::Requeued];
        let ended = [JobState::Failed, JobState::OutOfMemory, JobState::TimedOut];
        self.react_to_jobs(from, &queued, Some(AnalysisState::Queued), None);
        self.react_to_jobs(
            from,
            &[JobState::Running, JobState::Completing],
            Some(AnalysisState::Running),
            None,
        );
        self.react_to_jobs(from, &[JobState::Suspended], Some(AnalysisState::Suspended), None);
        self.react_to_jobs(from, &[JobState::Held], Some(AnalysisState::Held), None);
        self.react_to_jobs(from, &[JobState::Succeeded], None, Some(QuestionKind::Complete));
        self.react_to_jobs(from, &ended, None, Some(QuestionKind::Rescuable));
        self.react_to_jobs(
            from,
            &[JobState::NodeLost, JobState::Preempted],
            None,
            Some(QuestionKind::Rescuable),
        );
        self.react_to_jobs(from, &[JobState::Cancelled], Some(AnalysisState::Failed), None);
    }

    fn react_to_jobs(
        &mut self,
        from: AnalysisState,
        jobs: &[JobState],
        to: Option<AnalysisState>,
        ask: Option<QuestionKind>,
    ) {
        let to = to.filter(|&to| to != from).and_then(|to| self.machine.code_for(to));
        if let Some(from) = self.machine.code_for(from) {
            for &job in jobs {
                self.set_reaction(from, job, JobReaction { to, ask });
            }
        }
    }
}
