//! Events of the host's own type, up to the 64 kinds that there may be.

use std::sync::{Arc, Mutex};

use monitor_core::{KindIndex, KindSet, Timestamp, TypedEvent};
use monitor_events::testing::EventRecorder;
use monitor_events::{ChannelOptions, Emitter, EmitterLimits};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Number(u8);

impl KindIndex for Number {
    const ALL: &'static [Self] = &{
        let mut all = [Number(0); 64];
        let mut index = 0;
        while index < 64 {
            all[index as usize] = Number(index);
            index += 1;
        }
        all
    };

    fn index(self) -> usize {
        usize::from(self.0)
    }
}

#[derive(Clone, Debug)]
struct Rang {
    bell: Number,
    at: Option<Timestamp>,
}

impl TypedEvent for Rang {
    type Kind = Number;

    fn kind(&self) -> Number {
        self.bell
    }

    fn stamp(&mut self, now: impl FnOnce() -> Timestamp) {
        self.at.get_or_insert_with(now);
    }
}

fn rang(bell: u8) -> Rang {
    Rang { bell: Number(bell), at: None }
}

#[test]
fn an_event_type_of_the_host_works_as_ours_does() {
    let emitter = Emitter::<Rang>::with(EmitterLimits::default());
    let recorder = Arc::new(EventRecorder::new(100));
    let _all = emitter.attach(&recorder);
    let heard = Arc::new(Mutex::new(Vec::new()));
    let hearing = Arc::clone(&heard);
    let _last = emitter.on([Number(0), Number(63)], move |event: &Rang| {
        hearing.lock().unwrap().push(event.bell);
    });
    let queue = emitter.subscribe(ChannelOptions::new(8).kinds(Number(7)));
    for bell in [63, 7, 0] {
        emitter.emit(rang(bell));
    }
    assert_eq!(*heard.lock().unwrap(), [Number(63), Number(0)]);
    recorder.assert_kinds(&[Number(63), Number(7), Number(0)]);
    assert!(queue.try_recv().unwrap().at.is_some());
}

#[test]
fn every_kind_has_a_place_of_its_own() {
    assert_eq!(KindSet::<Number>::all().len(), 64);
    let emitter = Emitter::<Rang>::with(EmitterLimits::default());
    for &kind in Number::ALL {
        let _only = emitter.on(kind, |_| {});
        let enabled: Vec<_> =
            Number::ALL.iter().filter(|&&kind| emitter.is_enabled(kind)).collect();
        assert_eq!(enabled, [&kind]);
    }
}
