//! What can be asked of a job and done with it, by a session or by whoever operates the host.

use std::sync::Arc;

use monitor_core::{JobId, Timestamp};
use serde::Serialize;
use serde_json::Value;

use crate::checkpoint::{CheckpointOutcome, FrameStatus};
use crate::condition::{Condition, EvalError};
use crate::debugger::limits::SuspendPolicy;
use crate::error::Error;
use crate::job::control::{ControlEffects, JobControlState};
use crate::job::status::{DebugJobStatus, StopReason};
use crate::job::watched::DebugJobInner;
use crate::session::reply::{PendingReply, ReplySender, reply_channel};
use crate::suspend::{StepGoal, StepKind, ThreadSuspension};
use crate::trace::{
    CursorSource, QUEUE, QueueStatus, RoutineError, Trace, TraceCursor, TraceMetrics, breakpoint_id,
};
use crate::variables::{
    SetVariableError, VariableAccess, VariableScope, VariableSnapshot, set_path,
};

/// The controls of one job.
///
/// Without a session they are the operator's: pausing, resuming and cancelling is always allowed,
/// stepping and setting only while no session controls the job. A hold that is found by nobody's
/// session ends at its limit.
#[derive(Clone, Debug)]
pub struct JobControls {
    pub(crate) job: Arc<DebugJobInner>,
    pub(crate) who: ControlCaller,
}

/// Who commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ControlCaller {
    Operator,
    Viewer,
    Controller(u64),
}

/// A held activation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SuspendedThread {
    /// Its number in the job, by which commands name it.
    pub lane: u64,
    /// The routine.
    pub routine_id: Arc<str>,
    /// The number of the activation; 0 for a checkpoint outside of any.
    pub frame: u32,
    /// Why it is held.
    pub reason: StopReason,
    /// The breakpoint that holds it.
    pub breakpoint_id: Option<String>,
    /// Since when.
    pub held_since: Timestamp,
    /// When it goes on if nobody comes.
    pub held_until: Timestamp,
}

impl JobControls {
    /// The job's id.
    #[must_use]
    pub fn job_id(&self) -> &JobId {
        self.job.id()
    }

    /// The flow that the job is a run of.
    #[must_use]
    pub fn flow_id(&self) -> Option<&str> {
        self.job.flow.as_ref().map(|flow| &*flow.id)
    }

    /// How the job stands.
    #[must_use]
    pub fn status(&self) -> DebugJobStatus {
        self.job.lock_control().status()
    }

    /// For how long its activations are held, and sessions last without a sign of life.
    #[must_use]
    pub fn suspend_policy(&self) -> &SuspendPolicy {
        &self.job.world.policy
    }

    /// Who controls the job, if a session does.
    #[must_use]
    pub fn controller(&self) -> Option<Arc<str>> {
        self.job.lock_control().controller.as_ref().map(|controller| Arc::clone(&controller.owner))
    }

    /// The activations that are held, the longest held first.
    #[must_use]
    pub fn suspended_threads(&self) -> Vec<SuspendedThread> {
        let lanes = self.job.lock_control().lanes.clone();
        let show = |hold: &Arc<ThreadSuspension>| SuspendedThread {
            lane: hold.lane,
            routine_id: self.job.world.names.resolve_name(hold.routine),
            frame: hold.frame,
            reason: hold.reason,
            breakpoint_id: Some(hold.breakpoint).filter(|id| *id != 0).map(breakpoint_id),
            held_since: hold.since,
            held_until: hold.until,
        };
        lanes.iter().map(show).collect()
    }

    /// The trace: the last `limit` events, or all that are kept; with `after` the first ones behind
    /// the event of that number.
    #[must_use]
    pub fn trace(&self, limit: Option<usize>, after: Option<u64>) -> Trace {
        let recorded = self.job.recorded.lock();
        let (first, total) = (recorded.ring.first(), recorded.ring.total());
        let kept = recorded.ring.len();
        let limit = limit.unwrap_or(kept);
        let skipped = u64::try_from(kept.saturating_sub(limit)).unwrap_or(0);
        let from = after.map_or(first + skipped, |after| after.saturating_add(1));
        let records: Vec<_> =
            recorded.ring.from(from).take(limit).map(|(seq, record)| (seq, *record)).collect();
        let notes: Vec<_> = records
            .iter()
            .map(|(_, record)| recorded.find_text(record.text_number()).cloned())
            .collect();
        drop(recorded);
        let names = &self.job.world.names;
        let shown = records.iter().zip(notes);
        let events = shown.map(|((seq, record), note)| {
            record.resolve_event(*seq, self.job_id(), names, |_| note)
        });
        Trace { total, first_seq: first, events: events.collect() }
    }

    /// The figures.
    #[must_use]
    pub fn metrics(&self) -> TraceMetrics {
        let (times, now) = self.job.job_times();
        let status = self.status();
        let names = &self.job.world.names;
        let recorded = self.job.recorded.lock();
        let figures = &recorded.figures;
        let errors = recorded.iter_texts().filter_map(|(number, note)| {
            Some(RoutineError {
                error_id: format!("err_{number}"),
                routine_id: names.resolve_name(note.routine),
                timestamp: note.at,
                error_type: note.kind.clone()?,
                error_message: note.text.clone(),
            })
        });
        let milliseconds =
            |micros: u64| std::time::Duration::from_micros(micros).as_secs_f64() * 1e3;
        let total_events = recorded.ring.total();
        let ran_us = times.ran_us(now);
        TraceMetrics {
            job_id: self.job_id().clone(),
            flow_id: self.flow_id().unwrap_or_default().into(),
            status: status.as_str(),
            start_time: times.started,
            end_time: times.ended,
            total_routines: figures.started,
            completed_routines: figures.completed,
            failed_routines: figures.failed,
            total_events,
            duration_ms: milliseconds(ran_us),
            duration: milliseconds(ran_us) / 1e3,
            held_ms: milliseconds(times.held_us),
            total_slot_calls: figures.slot_calls,
            total_event_emits: figures.emits,
            dropped_events: total_events - u64::try_from(recorded.ring.len()).unwrap_or(0),
            routine_metrics: figures.routine_metrics(names),
            errors: errors.collect(),
        }
    }

    /// Follows the trace from now on, or from behind the event of that number. At most `queue`
    /// events wait to be read, 100 if nothing is said.
    #[must_use]
    pub fn subscribe(&self, after: Option<u64>, queue: Option<u64>) -> TraceCursor {
        let mut recorded = self.job.recorded.lock();
        let next = after.unwrap_or(recorded.ring.total()).saturating_add(1);
        let subscriber = recorded.subscribers.add(next, queue.unwrap_or(QUEUE));
        let needed = recorded.subscribers.needed_capacity();
        recorded.ring.keep_at_least(needed);
        drop(recorded);
        TraceCursor::new(CursorSource::Job(Arc::clone(&self.job)), subscriber)
    }

    /// The queues of those who follow the job.
    #[must_use]
    pub fn queue_status(&self) -> QueueStatus {
        let recorded = self.job.recorded.lock();
        recorded.subscribers.status(&recorded.ring)
    }

    /// Holds every activation at its next checkpoint. The status says so at once.
    ///
    /// # Errors
    /// [`Error::Ended`], [`Error::AlreadyPaused`], [`Error::Disabled`]; of a session also as
    /// [`JobControls::step`].
    pub fn pause(&self) -> Result<(), Error> {
        self.apply_command(|control, now| {
            if control.paused.is_some() {
                return Err(Error::AlreadyPaused { job: self.job_id().to_string() });
            }
            let until = now.saturating_add(self.job.world.policy.max_hold);
            control.paused = Some((StopReason::Pause, until));
            Ok(())
        })
    }

    /// Lets one held activation go on, or all of them and the job.
    ///
    /// # Errors
    /// [`Error::Ended`], [`Error::NotPaused`], [`Error::NotHeld`]; of a session also as
    /// [`JobControls::step`].
    pub fn resume(&self, lane: Option<u64>) -> Result<(), Error> {
        self.apply_change(|control, _, effects| {
            if let Some(lane) = lane {
                control.find_thread(Some(lane)).ok_or(Error::NotHeld { lane: Some(lane) })?;
                control.resume_threads(
                    Some(lane),
                    CheckpointOutcome::On,
                    StopReason::Resumed,
                    effects,
                );
                return Ok(());
            }
            if !control.is_still() {
                return Err(Error::NotPaused { job: self.job_id().to_string() });
            }
            control.resume_all(CheckpointOutcome::On, StopReason::Resumed, effects);
            Ok(())
        })
    }

    /// Cancels the job: every checkpoint from now on says so, and everything that is held goes on
    /// and is told. The status says so at once; that the job has ended is for its host to say.
    ///
    /// # Errors
    /// [`Error::Ended`]; of a session also as [`JobControls::step`].
    pub fn cancel(&self) -> Result<(), Error> {
        self.apply_change(|control, _, effects| {
            control.cancel_job(StopReason::Cancelled, effects);
            Ok(())
        })
    }

    /// Lets a held activation go on until the step ends; without a number the one that has been
    /// held longest.
    ///
    /// # Errors
    /// [`Error::NotHeld`]; [`Error::Ended`]; [`Error::Controlled`] if a session of somebody else
    /// controls the job; [`Error::Viewer`]; [`Error::SessionEnded`]; [`Error::Disabled`].
    pub fn step(&self, lane: Option<u64>, step: StepKind) -> Result<(), Error> {
        self.apply_change(|control, _, effects| {
            self.check_exclusive(control)?;
            let hold = control.find_thread(lane).ok_or(Error::NotHeld { lane })?;
            let (lane, goal) = (hold.lane, StepGoal { step, frame: hold.frame, cause: hold.cause });
            control.paused = None;
            control.goal = Some(goal);
            control.resume_threads(Some(lane), CheckpointOutcome::On, StopReason::Step, effects);
            Ok(())
        })
    }

    /// The frames of a held activation: what caused it, oldest first, and itself as the last; at
    /// most 64 of them.
    ///
    /// # Errors
    /// [`Error::NotHeld`].
    pub fn call_stack(&self, lane: Option<u64>) -> Result<Vec<FrameStatus>, Error> {
        let hold = self.find_suspended(lane)?;
        Ok(hold.stack.iter().map(|frame| frame.frame_status(&self.job.world.names)).collect())
    }

    /// Does something with the variables of a held activation, in its thread or future. A panic
    /// there is caught, and is no answer.
    ///
    /// # Errors
    /// As [`JobControls::set_variable`]: the closure may change what it sees.
    pub fn inspect<R: Send + 'static>(
        &self,
        lane: Option<u64>,
        look: impl FnOnce(&mut dyn VariableAccess) -> R + Send + 'static,
    ) -> Result<PendingReply<R>, Error> {
        self.apply_command(|control, _| self.check_exclusive(control))?;
        self.send_request(lane, move |vars, answer| answer.send(look(vars)))
    }

    /// All variables of a held activation.
    ///
    /// # Errors
    /// [`Error::NotHeld`].
    pub fn variables(&self, lane: Option<u64>) -> Result<PendingReply<VariableSnapshot>, Error> {
        self.send_request(lane, |vars, answer| answer.send(VariableSnapshot::from_variables(vars)))
    }

    /// Gives a variable another value, which the watched code sees when it goes on. A name such as
    /// `data.value` means what is inside. Without a scope it is the local variable if there is one,
    /// else the shared one.
    ///
    /// # Errors
    /// As [`JobControls::step`]. Whether the variable took the value is in the reply.
    pub fn set_variable(
        &self,
        lane: Option<u64>,
        scope: Option<VariableScope>,
        name: impl Into<String>,
        value: Value,
    ) -> Result<PendingReply<Result<(), SetVariableError>>, Error> {
        self.apply_command(|control, _| self.check_exclusive(control))?;
        let name = name.into();
        self.send_request(lane, move |vars, answer| {
            answer.send(set_path(vars, scope, &name, value))
        })
    }

    /// The value of an expression at a held activation.
    ///
    /// # Errors
    /// [`Error::Condition`] if it is none, [`Error::NotHeld`]. Why it has no value is in the reply.
    pub fn evaluate(
        &self,
        lane: Option<u64>,
        expression: &str,
    ) -> Result<PendingReply<Result<Value, EvalError>>, Error> {
        let condition = Condition::compile(expression)
            .map_err(|source| Error::Condition { field: "expression", source })?;
        self.send_request(lane, move |vars, answer| answer.send(condition.evaluate(vars)))
    }

    fn find_suspended(&self, lane: Option<u64>) -> Result<Arc<ThreadSuspension>, Error> {
        let now = self.job.world.now();
        let mut control = self.job.lock_control();
        // Who only looks takes nothing over from a session that has gone.
        if matches!(self.who, ControlCaller::Controller(_)) {
            self.renew_lease(&mut control, now);
        }
        control.find_thread(lane).cloned().ok_or(Error::NotHeld { lane })
    }

    fn send_request<R: Send + 'static>(
        &self,
        lane: Option<u64>,
        question: impl FnOnce(&mut dyn VariableAccess, ReplySender<R>) + Send + 'static,
    ) -> Result<PendingReply<R>, Error> {
        let hold = self.find_suspended(lane)?;
        let (answer, reply) = reply_channel();
        hold.mailbox.push_request(Box::new(move |vars| question(vars, answer)));
        Ok(reply)
    }

    /// A sign of life of whoever commands.
    pub(crate) fn renew_lease(&self, control: &mut JobControlState, now: Timestamp) {
        control.grace = None;
        let ControlCaller::Controller(session) = self.who else { return };
        if let Some(controller) = &mut control.controller
            && controller.session == session
        {
            let lease = self.job.world.policy.lease;
            controller.lease_until = now.saturating_add(lease);
        }
    }

    fn apply_command(
        &self,
        command: impl FnOnce(&mut JobControlState, Timestamp) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.apply_change(|control, now, _| command(control, now))
    }

    fn apply_change(
        &self,
        command: impl FnOnce(&mut JobControlState, Timestamp, &mut ControlEffects) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let now = self.job.world.now();
        self.job.change_control(|control, effects| {
            let status = control.status();
            if status.is_end() {
                let (job, status) = (self.job_id().to_string(), status.as_str());
                return Err(Error::Ended { job, status });
            }
            match self.who {
                ControlCaller::Viewer => return Err(Error::Viewer),
                ControlCaller::Controller(session)
                    if control.controller.as_ref().is_none_or(|own| own.session != session) =>
                {
                    return Err(Error::SessionEnded);
                }
                _ => {}
            }
            if !control.enabled {
                return Err(Error::Disabled);
            }
            self.renew_lease(control, now);
            command(control, now, effects)
        })
    }

    /// An operator may not step or set what a session controls.
    fn check_exclusive(&self, control: &JobControlState) -> Result<(), Error> {
        match (&control.controller, self.who) {
            (Some(controller), ControlCaller::Operator) => {
                Err(Error::Controlled { owner: controller.owner.to_string() })
            }
            _ => Ok(()),
        }
    }
}
