//! What a job writes into its trace, and who hears of it.

use std::sync::Arc;
use std::task::Waker;
use std::time::Duration;

use monitor_core::{DebugPhase, EventKind, Timestamp};

use crate::checkpoint::{ActivationRecord, CheckpointArrival};
use crate::job::control::ControlEffects;
use crate::job::watched::DebugJobInner;
use crate::trace::{
    JobTrace, RecordKind, RecordText, TraceEvent, TraceRead, TraceRecord, TraceUpdate,
    breakpoint_id, micros_between, wake_all,
};

impl DebugJobInner {
    /// Appends to the trace; whom to wake comes to the effects.
    pub(crate) fn record(&self, record: TraceRecord, effects: &mut ControlEffects) {
        let mut recorded = self.recorded.lock();
        effects.wakers.append(&mut self.append(&mut recorded, record));
    }

    #[inline]
    pub(crate) fn append(&self, recorded: &mut JobTrace, record: TraceRecord) -> Vec<Waker> {
        recorded.ring.push(record);
        if let Some(flow) = self.flow.as_deref().filter(|flow| flow.is_followed()) {
            let seq = recorded.ring.total();
            let note = |number| recorded.find_text(number).cloned();
            flow.publish_event(record.resolve_event(seq, self.id(), &self.world.names, note));
        }
        recorded.subscribers.take_wakers()
    }

    /// An activation begins.
    pub(crate) fn frame_started(&self, frame: &ActivationRecord, at: Timestamp) {
        let place = &frame.place;
        let record = TraceRecord::for_arrival(
            at,
            RecordKind::Started,
            &CheckpointArrival::at_place(place, Some(frame)),
        );
        let mut recorded = self.recorded.lock();
        recorded.figures.record_start(place.routine, at);
        let first = self.append(&mut recorded, record);
        let second =
            self.append(&mut recorded, TraceRecord { what: RecordKind::SlotCalled, ..record });
        drop(recorded);
        wake_all(first);
        wake_all(second);
        if self.world.is_interested(EventKind::RoutineStarted) {
            let point = self.world.names.resolve_name(place.name());
            let event = self.debug_event(DebugPhase::RoutineStarted, place.routine);
            self.world.notify_observer(&event.point(&*point).at(at));
        }
    }

    /// An activation that started then ends now, by an error if there is one: its type and text.
    pub(crate) fn frame_ended(
        &self,
        frame: &ActivationRecord,
        started: Timestamp,
        error: Option<(&str, &str)>,
    ) {
        let at = self.world.now();
        let routine = frame.place.routine;
        let ran_us = micros_between(started, at).saturating_sub(frame.held_us());
        let mut recorded = self.recorded.lock();
        recorded.figures.record_end(routine, ran_us, error.is_some());
        let (what, extra) = match error {
            None => (RecordKind::Completed, ran_us),
            Some((kind, text)) => {
                let note = RecordText::new(at, routine, Some(kind), text);
                (RecordKind::Failed, recorded.push_text(note))
            }
        };
        let (frame, cause) = (frame.number(), frame.caused_by());
        let record = TraceRecord { routine, frame, cause, extra, ..TraceRecord::new(at, what) };
        let wakers = self.append(&mut recorded, record);
        drop(recorded);
        wake_all(wakers);
        let phase =
            if error.is_some() { DebugPhase::RoutineFailed } else { DebugPhase::RoutineCompleted };
        if self.world.is_interested(phase.kind()) {
            let ran = Duration::from_micros(ran_us);
            let event = self.debug_event(phase, routine).run_time(ran);
            let event = match error {
                Some((_, text)) => event.message(text),
                None => event,
            };
            self.world.notify_observer(&event.at(at));
        }
    }

    /// A log point was passed.
    pub(crate) fn record_log(
        &self,
        arrival: &CheckpointArrival<'_>,
        breakpoint: u32,
        message: &str,
    ) {
        let at = self.world.now();
        let (routine, name) = (arrival.place.routine, arrival.place.name());
        let mut recorded = self.recorded.lock();
        let extra = recorded.push_text(RecordText::new(at, routine, None, message));
        let frame = arrival.frame_number();
        let record = TraceRecord {
            routine,
            name,
            extra,
            breakpoint,
            frame,
            ..TraceRecord::new(at, RecordKind::Logged)
        };
        let wakers = self.append(&mut recorded, record);
        drop(recorded);
        wake_all(wakers);
        if self.world.is_interested(EventKind::DebugLogged) {
            let event = self.debug_event(DebugPhase::Logged, routine).message(message);
            self.world.notify_observer(&event.breakpoint(breakpoint_id(breakpoint)).at(at));
        }
    }

    /// What a subscriber finds next in the trace.
    pub(crate) fn next_update_for(
        &self,
        subscriber: u64,
        waker: Option<&Waker>,
    ) -> Option<TraceUpdate> {
        let mut recorded = self.recorded.lock();
        let recorded = &mut *recorded;
        match recorded.subscribers.read_next(subscriber, &recorded.ring, waker) {
            TraceRead::Nothing => None,
            TraceRead::Dropped(count) => Some(TraceUpdate::Dropped(count)),
            TraceRead::Item(seq) => {
                let record = *recorded.ring.get(seq)?;
                let note = |number| recorded.find_text(number).cloned();
                let event = record.resolve_event(seq, self.id(), &self.world.names, note);
                Some(TraceUpdate::Event(Arc::new(event)))
            }
        }
    }

    /// An event that was read ahead.
    pub(crate) fn to_trace_event(&self, seq: u64, record: &TraceRecord) -> TraceEvent {
        let note = |number| self.recorded.lock().find_text(number).cloned();
        record.resolve_event(seq, self.id(), &self.world.names, note)
    }
}
