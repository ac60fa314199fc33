//! Figures of a job and its routines, kept beside the trace and right whatever the trace drops.

use std::collections::BTreeMap;
use std::sync::Arc;

use foldhash::fast::RandomState;
use hashbrown::HashMap;
use monitor_core::{JobId, Timestamp};
use serde::Serialize;

use crate::checkpoint::{NameId, NameTable};
use crate::trace::event::micros_to_seconds;

/// What is counted of a job.
#[derive(Debug)]
pub(crate) struct TraceCounters {
    pub(crate) slot_calls: u64,
    pub(crate) emits: u64,
    pub(crate) started: u64,
    pub(crate) completed: u64,
    pub(crate) failed: u64,
    routines: HashMap<NameId, RoutineCounters, RandomState>,
    max_routines: usize,
}

/// What is counted of a routine; times are in microseconds.
#[derive(Clone, Copy, Debug, Default)]
struct RoutineCounters {
    started: u64,
    ended: u64,
    failed: u64,
    total_us: u64,
    min_us: u64,
    max_us: u64,
    last: Option<Timestamp>,
}

impl TraceCounters {
    pub(crate) fn new(max_routines: usize) -> Self {
        Self {
            slot_calls: 0,
            emits: 0,
            started: 0,
            completed: 0,
            failed: 0,
            routines: HashMap::with_hasher(RandomState::default()),
            max_routines,
        }
    }

    fn routine_mut(&mut self, name: NameId) -> &mut RoutineCounters {
        let known = self.routines.contains_key(&name) || self.routines.len() < self.max_routines;
        self.routines.entry(if known { name } else { NameId::OTHER }).or_default()
    }

    pub(crate) fn record_start(&mut self, name: NameId, at: Timestamp) {
        self.started += 1;
        self.slot_calls += 1;
        let routine = self.routine_mut(name);
        routine.started += 1;
        routine.last = Some(at);
    }

    pub(crate) fn record_end(&mut self, name: NameId, ran_us: u64, failed: bool) {
        self.completed += u64::from(!failed);
        self.failed += u64::from(failed);
        let routine = self.routine_mut(name);
        routine.failed += u64::from(failed);
        routine.total_us = routine.total_us.saturating_add(ran_us);
        routine.min_us = if routine.ended == 0 { ran_us } else { routine.min_us.min(ran_us) };
        routine.max_us = routine.max_us.max(ran_us);
        routine.ended += 1;
    }

    pub(crate) fn routine_metrics(&self, names: &NameTable) -> BTreeMap<Arc<str>, RoutineMetrics> {
        let shown = |(name, routine): (&NameId, &RoutineCounters)| {
            let id = names.resolve_name(*name);
            (Arc::clone(&id), routine.routine_metrics(id))
        };
        self.routines.iter().map(shown).collect()
    }
}

impl RoutineCounters {
    fn routine_metrics(&self, routine_id: Arc<str>) -> RoutineMetrics {
        let ended = |figure: f64| Some(figure).filter(|_| self.ended > 0);
        #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
        let avg = self.total_us as f64 / self.ended.max(1) as f64 / 1e6;
        RoutineMetrics {
            routine_id,
            execution_count: self.started,
            running: self.started.saturating_sub(self.ended),
            total_duration: micros_to_seconds(self.total_us),
            duration_ms: micros_to_seconds(self.total_us) * 1e3,
            avg_duration: ended(avg),
            min_duration: ended(micros_to_seconds(self.min_us)),
            max_duration: ended(micros_to_seconds(self.max_us)),
            error_count: self.failed,
            last_execution: self.last,
        }
    }
}

/// Figures of one routine in one job; durations are in seconds, without what was held.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct RoutineMetrics {
    /// The routine.
    pub routine_id: Arc<str>,
    /// Activations that have begun.
    pub execution_count: u64,
    /// Activations that have not ended.
    pub running: u64,
    /// Of all activations that have ended.
    pub total_duration: f64,
    /// The same in milliseconds.
    pub duration_ms: f64,
    /// Of an activation, on average; none has ended if there is none.
    pub avg_duration: Option<f64>,
    /// Of the shortest activation.
    pub min_duration: Option<f64>,
    /// Of the longest activation.
    pub max_duration: Option<f64>,
    /// Activations that have ended badly.
    pub error_count: u64,
    /// When the last one began.
    pub last_execution: Option<Timestamp>,
}

/// An error of a routine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RoutineError {
    /// `err_` and its number.
    pub error_id: String,
    /// The routine.
    pub routine_id: Arc<str>,
    /// When.
    pub timestamp: Timestamp,
    /// The name of its type.
    pub error_type: Box<str>,
    /// In words.
    pub error_message: Box<str>,
}

/// Figures of one job.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct TraceMetrics {
    /// The job.
    pub job_id: JobId,
    /// The flow that it is a run of; empty if it is of none.
    pub flow_id: Arc<str>,
    /// `pending`, `running`, `paused`, `completed`, `failed` or `cancelled`.
    pub status: &'static str,
    /// When the job began.
    pub start_time: Timestamp,
    /// When it ended.
    pub end_time: Option<Timestamp>,
    /// Activations of routines that have begun.
    pub total_routines: u64,
    /// Activations that have ended well.
    pub completed_routines: u64,
    /// Activations that have ended badly.
    pub failed_routines: u64,
    /// Events of the trace, also those that it keeps no more.
    pub total_events: u64,
    /// How long it has run, without what it was paused or held, milliseconds.
    pub duration_ms: f64,
    /// The same in seconds.
    pub duration: f64,
    /// How long it was paused, or something of it was held, milliseconds.
    pub held_ms: f64,
    /// Calls of slots.
    pub total_slot_calls: u64,
    /// Events that routines handed out.
    pub total_event_emits: u64,
    /// Events that the trace keeps no more.
    pub dropped_events: u64,
    /// By routine.
    pub routine_metrics: BTreeMap<Arc<str>, RoutineMetrics>,
    /// The last errors, oldest first.
    pub errors: Vec<RoutineError>,
}

/// When a job began and ended, and for how long it stood still; microseconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct JobTimes {
    pub(crate) started: Timestamp,
    pub(crate) ended: Option<Timestamp>,
    pub(crate) held_us: u64,
}

impl JobTimes {
    /// How long it ran, without what it was held.
    pub(crate) fn ran_us(&self, now: Timestamp) -> u64 {
        let end = self.ended.unwrap_or(now);
        micros_between(self.started, end).saturating_sub(self.held_us)
    }
}

/// Microseconds from one time to a later one, else 0.
#[inline]
pub(crate) fn micros_between(from: Timestamp, to: Timestamp) -> u64 {
    u64::try_from(to.as_micros() - from.as_micros()).unwrap_or(0)
}
