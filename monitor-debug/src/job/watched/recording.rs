//! What a job writes into its trace, and who hears of it.

use std::sync::Arc;
use std::task::Waker;
use std::time::Duration;

use monitor_core::{DebugPhase, EventKind, Timestamp};

use crate::checkpoint::{Activation, Arrival};
use crate::job::control::Effects;
use crate::job::watched::Watched;
use crate::trace::{
    Found, Next, Note, Record, Recorded, TraceEvent, What, breakpoint_id, micros_between, wake,
};

impl Watched {
    /// Appends to the trace; whom to wake comes to the effects.
    pub(crate) fn record(&self, record: Record, effects: &mut Effects) {
        let mut recorded = self.recorded.lock();
        effects.wakers.append(&mut self.append(&mut recorded, record));
    }

    #[inline]
    pub(crate) fn append(&self, recorded: &mut Recorded, record: Record) -> Vec<Waker> {
        recorded.ring.push(record);
        if let Some(flow) = self.flow.as_deref().filter(|flow| flow.is_followed()) {
            let seq = recorded.ring.total();
            let note = |number| recorded.noted(number).cloned();
            flow.publish(record.show(seq, self.id(), &self.world.names, note));
        }
        recorded.subscribers.take_wakers()
    }

    /// An activation begins.
    pub(crate) fn frame_started(&self, frame: &Activation, at: Timestamp) {
        let place = &frame.place;
        let record = Record::of_arrival(at, What::Started, &Arrival::at(place, Some(frame)));
        let mut recorded = self.recorded.lock();
        recorded.figures.start(place.routine, at);
        let first = self.append(&mut recorded, record);
        let second = self.append(&mut recorded, Record { what: What::SlotCalled, ..record });
        drop(recorded);
        wake(first);
        wake(second);
        if self.world.wants(EventKind::RoutineStarted) {
            let point = self.world.names.text(place.name());
            let event = self.about(DebugPhase::RoutineStarted, place.routine);
            self.world.tell(&event.point(&*point).at(at));
        }
    }

    /// An activation that started then ends now, by an error if there is one: its type and text.
    pub(crate) fn frame_ended(
        &self,
        frame: &Activation,
        started: Timestamp,
        error: Option<(&str, &str)>,
    ) {
        let at = self.world.now();
        let routine = frame.place.routine;
        let ran_us = micros_between(started, at).saturating_sub(frame.held_us());
        let mut recorded = self.recorded.lock();
        recorded.figures.end(routine, ran_us, error.is_some());
        let (what, extra) = match error {
            None => (What::Completed, ran_us),
            Some((kind, text)) => {
                let note = Note::new(at, routine, Some(kind), text);
                (What::Failed, recorded.note(note))
            }
        };
        let (frame, cause) = (frame.number(), frame.caused_by());
        let record = Record { routine, frame, cause, extra, ..Record::bare(at, what) };
        let wakers = self.append(&mut recorded, record);
        drop(recorded);
        wake(wakers);
        let phase =
            if error.is_some() { DebugPhase::RoutineFailed } else { DebugPhase::RoutineCompleted };
        if self.world.wants(phase.kind()) {
            let ran = Duration::from_micros(ran_us);
            let event = self.about(phase, routine).run_time(ran);
            let event = match error {
                Some((_, text)) => event.message(text),
                None => event,
            };
            self.world.tell(&event.at(at));
        }
    }

    /// A log point was passed.
    pub(crate) fn logged(&self, arrival: &Arrival<'_>, breakpoint: u32, message: &str) {
        let at = self.world.now();
        let (routine, name) = (arrival.place.routine, arrival.place.name());
        let mut recorded = self.recorded.lock();
        let extra = recorded.note(Note::new(at, routine, None, message));
        let frame = arrival.frame_number();
        let record =
            Record { routine, name, extra, breakpoint, frame, ..Record::bare(at, What::Logged) };
        let wakers = self.append(&mut recorded, record);
        drop(recorded);
        wake(wakers);
        if self.world.wants(EventKind::DebugLogged) {
            let event = self.about(DebugPhase::Logged, routine).message(message);
            self.world.tell(&event.breakpoint(breakpoint_id(breakpoint)).at(at));
        }
    }

    /// What a subscriber finds next in the trace.
    pub(crate) fn look_for(&self, subscriber: u64, waker: Option<&Waker>) -> Option<Next> {
        let mut recorded = self.recorded.lock();
        let recorded = &mut *recorded;
        match recorded.subscribers.look(subscriber, &recorded.ring, waker) {
            Found::Nothing => None,
            Found::Dropped(count) => Some(Next::Dropped(count)),
            Found::Item(seq) => {
                let record = *recorded.ring.get(seq)?;
                let note = |number| recorded.noted(number).cloned();
                let event = record.show(seq, self.id(), &self.world.names, note);
                Some(Next::Event(Arc::new(event)))
            }
        }
    }

    /// An event that was read ahead.
    pub(crate) fn shown(&self, seq: u64, record: &Record) -> TraceEvent {
        let note = |number| self.recorded.lock().noted(number).cloned();
        record.show(seq, self.id(), &self.world.names, note)
    }
}
