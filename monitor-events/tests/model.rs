//! The emitter against a model of it that a reader can check by eye.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::{Arc, Mutex};

use monitor_core::{Event, EventKind, JobEvent, JobId, KindSet};
use monitor_events::{Emitter, Subscription};
use proptest::collection::vec;
use proptest::prelude::ProptestConfig;
use proptest::strategy::{Just, Strategy};
use proptest::{prop_assert_eq, prop_oneof, proptest};

const KINDS: [EventKind; 3] = [EventKind::JobCreated, EventKind::JobQueued, EventKind::JobPaused];

/// What a handler does with the first event that it gets.
#[derive(Clone, Debug)]
enum Reaction {
    Nothing,
    Emit(usize),
    Remove(usize),
    Add(Option<usize>),
    Panic,
}

#[derive(Clone, Debug)]
enum Step {
    On { kind: Option<usize>, once: bool, reaction: Reaction },
    Off(usize),
    Emit(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let kind = proptest::option::of(0..KINDS.len());
    let reaction = prop_oneof![
        3 => Just(Reaction::Nothing),
        2 => (0..KINDS.len()).prop_map(Reaction::Emit),
        1 => (0..8_usize).prop_map(Reaction::Remove),
        1 => proptest::option::of(0..KINDS.len()).prop_map(Reaction::Add),
        1 => Just(Reaction::Panic),
    ];
    let step = prop_oneof![
        3 => (kind, proptest::bool::ANY, reaction)
            .prop_map(|(kind, once, reaction)| Step::On { kind, once, reaction }),
        1 => (0..8_usize).prop_map(Step::Off),
        4 => (0..KINDS.len()).prop_map(Step::Emit),
    ];
    vec(step, 0..40)
}

/// The reference: a list of handlers in order, a queue of events, and no more.
#[derive(Default)]
struct Model {
    handlers: Vec<ModelHandler>,
    calls: Vec<(usize, usize)>,
}

#[derive(Clone)]
struct ModelHandler {
    kind: Option<usize>,
    once: bool,
    reaction: Reaction,
    active: bool,
}

impl Model {
    fn on(&mut self, kind: Option<usize>, once: bool, reaction: Reaction) {
        self.handlers.push(ModelHandler { kind, once, reaction, active: true });
    }

    fn off(&mut self, index: usize) {
        if let Some(handler) = self.handlers.get_mut(index) {
            handler.active = false;
        }
    }

    fn emit(&mut self, kind: usize) {
        // With each event: how many handlers there were when it was emitted.
        let mut queue = VecDeque::from([(kind, self.handlers.len())]);
        while let Some((kind, known)) = queue.pop_front() {
            let matching = |wanted: bool| {
                let handlers = self.handlers.iter().take(known).enumerate();
                handlers.filter(move |(_, h)| {
                    h.active && if wanted { h.kind == Some(kind) } else { h.kind.is_none() }
                })
            };
            let order: Vec<usize> = matching(true).chain(matching(false)).map(|(i, _)| i).collect();
            for index in order {
                if !self.handlers[index].active {
                    continue;
                }
                self.calls.push((index, kind));
                self.handlers[index].active = !self.handlers[index].once;
                match std::mem::replace(&mut self.handlers[index].reaction, Reaction::Nothing) {
                    Reaction::Nothing | Reaction::Panic => {}
                    Reaction::Emit(kind) => queue.push_back((kind, self.handlers.len())),
                    Reaction::Remove(index) => self.off(index),
                    Reaction::Add(kind) => self.on(kind, false, Reaction::Nothing),
                }
            }
        }
    }
}

/// The real thing, driven by the same steps.
#[derive(Clone, Default)]
struct World {
    emitter: Emitter,
    subscriptions: Arc<Mutex<Vec<Option<Subscription>>>>,
    calls: Arc<Mutex<Vec<(usize, usize)>>>,
}

impl World {
    fn on(&self, kind: Option<usize>, once: bool, reaction: Reaction) {
        let mut subscriptions = self.subscriptions.lock().unwrap();
        let (world, index, reaction) = (self.clone(), subscriptions.len(), Mutex::new(reaction));
        let handler = move |event: &Event| {
            let kind = KINDS.iter().position(|&kind| kind == event.kind()).unwrap();
            world.calls.lock().unwrap().push((index, kind));
            let reaction = std::mem::replace(&mut *reaction.lock().unwrap(), Reaction::Nothing);
            world.react(reaction);
        };
        let subscription = match (kind, once) {
            (Some(kind), true) => self.emitter.once(KINDS[kind], handler),
            (None, true) => self.emitter.once(KindSet::all(), handler),
            (Some(kind), false) => self.emitter.on(KINDS[kind], handler),
            (None, false) => self.emitter.on_any(handler),
        };
        subscriptions.push(Some(subscription));
    }

    fn react(&self, reaction: Reaction) {
        match reaction {
            Reaction::Nothing => {}
            Reaction::Emit(kind) => self.emit(kind),
            Reaction::Remove(index) => self.off(index),
            Reaction::Add(kind) => self.on(kind, false, Reaction::Nothing),
            Reaction::Panic => std::panic::resume_unwind(Box::new(())),
        }
    }

    fn off(&self, index: usize) {
        let taken = self.subscriptions.lock().unwrap().get_mut(index).and_then(Option::take);
        drop(taken);
    }

    fn emit(&self, kind: usize) {
        let job = JobId::from("a");
        match kind {
            0 => self.emitter.emit(JobEvent::created(job)),
            1 => self.emitter.emit(JobEvent::queued(job)),
            _ => self.emitter.emit(JobEvent::paused(job)),
        };
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_emitter_calls_whom_the_model_calls_in_the_same_order(steps in steps()) {
        let (world, model) = (World::default(), Rc::new(RefCell::new(Model::default())));
        for step in steps {
            let mut model = model.borrow_mut();
            match step {
                // `once` of every kind is a specific handler of all kinds, which the model has not.
                Step::On { kind: None, once: true, reaction } => {
                    world.on(None, false, reaction.clone());
                    model.on(None, false, reaction);
                }
                Step::On { kind, once, reaction } => {
                    world.on(kind, once, reaction.clone());
                    model.on(kind, once, reaction);
                }
                Step::Off(index) => {
                    world.off(index);
                    model.off(index);
                }
                Step::Emit(kind) => {
                    world.emit(kind);
                    model.emit(kind);
                }
            }
            prop_assert_eq!(&*world.calls.lock().unwrap(), &model.calls);
        }
        // The handlers hold the world, which holds the subscriptions.
        world.subscriptions.lock().unwrap().clear();
    }
}
