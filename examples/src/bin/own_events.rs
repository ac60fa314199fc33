//! A host's own type of event: the emitter, its handlers and observers work with any.

#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use monitor_core::{KindIndex, KindSet, Observer, Timestamp, TypedEvent};
use monitor_events::{Emitter, EmitterLimits};

/// The kinds of event, by which handlers are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum DoorKind {
    Opened,
    Closed,
    Alarm,
}

impl KindIndex for DoorKind {
    const ALL: &'static [Self] = &[Self::Opened, Self::Closed, Self::Alarm];

    fn index(self) -> usize {
        self as usize
    }
}

/// What happened at a door.
#[derive(Debug)]
enum DoorEvent {
    Opened { door: u32, by: &'static str, at: Option<Timestamp> },
    Closed { door: u32 },
    Alarm { door: u32, why: String },
}

impl TypedEvent for DoorEvent {
    type Kind = DoorKind;

    fn kind(&self) -> DoorKind {
        match self {
            Self::Opened { .. } => DoorKind::Opened,
            Self::Closed { .. } => DoorKind::Closed,
            Self::Alarm { .. } => DoorKind::Alarm,
        }
    }

    // Only events that keep a time need this; the emitter calls it once, before anybody sees them.
    fn stamp(&mut self, now: impl FnOnce() -> Timestamp) {
        if let Self::Opened { at, .. } = self {
            at.get_or_insert_with(now);
        }
    }
}

/// An observer of our own: counts who passes, and is not called for anything else.
#[derive(Default)]
struct Passages {
    count: AtomicU64,
}

impl Observer<DoorEvent> for Passages {
    fn interest(&self) -> KindSet<DoorKind> {
        DoorKind::Opened.into()
    }

    fn observe(&self, _: &DoorEvent) {
        self.count.fetch_add(1, Ordering::Relaxed);
    }
}

fn main() {
    let emitter = Emitter::<DoorEvent>::with(EmitterLimits::default());
    let passages = Arc::new(Passages::default());
    let _counted = emitter.attach(&passages);
    let _shown = emitter.on([DoorKind::Opened, DoorKind::Closed], |event| match event {
        DoorEvent::Opened { door, by, at } => {
            let stamped = if at.is_some() { "with its time" } else { "without a time" };
            println!("door {door} opened by {by}, {stamped}");
        }
        DoorEvent::Closed { door } => println!("door {door} closed"),
        DoorEvent::Alarm { .. } => {}
    });
    let _first = emitter.once(DoorKind::Alarm, |event| {
        if let DoorEvent::Alarm { door, why } = event {
            println!("the first alarm, at door {door}: {why}");
        }
    });

    for by in ["Ada", "Grace"] {
        emitter.emit(DoorEvent::Opened { door: 1, by, at: None });
        emitter.emit(DoorEvent::Closed { door: 1 });
    }
    for door in [2, 3] {
        // Built only if somebody listens: after the first alarm nobody does.
        let delivery = emitter.emit_with(DoorKind::Alarm, || DoorEvent::Alarm {
            door,
            why: "held open too long".to_owned(),
        });
        println!("the alarm of door {door} reached {} handlers", delivery.handled);
    }
    println!("{} passages", passages.count.load(Ordering::Relaxed));
}
