//! Handlers: code that is called with one event, on the emitting thread.

use std::sync::Arc;

use monitor_core::{Observer, TypedEvent};

use crate::delivery::Delivery;
use crate::sync::{Mutex, lock};
use crate::target::{Head, Target};

/// A handler that is called with every event of its kinds. Field order matters: the handler is
/// dropped before the head says that it is gone.
pub(crate) struct Every<F> {
    pub(crate) handler: F,
    pub(crate) head: Head,
}

impl<E, F: Fn(&E) + Send + Sync> Target<E> for Every<F> {
    fn head(&self) -> &Head {
        &self.head
    }

    #[inline]
    fn deliver(&self, event: &E, _shared: Option<&Arc<E>>, delivery: &mut Delivery) {
        if self.head.is_active() {
            (self.handler)(event);
            delivery.handled += 1;
        }
    }
}

/// A handler that is called with the first event of its kinds.
pub(crate) struct Once<F> {
    pub(crate) handler: Mutex<Option<F>>,
    pub(crate) head: Head,
}

impl<E, F: FnOnce(&E) + Send> Target<E> for Once<F> {
    fn head(&self) -> &Head {
        &self.head
    }

    fn deliver(&self, event: &E, _shared: Option<&Arc<E>>, delivery: &mut Delivery) {
        if self.head.deactivate() {
            let handler = lock(&self.handler).take();
            if let Some(handler) = handler {
                handler(event);
                delivery.handled += 1;
            }
        }
    }

    fn is_once(&self) -> bool {
        true
    }
}

/// An observer.
pub(crate) struct Attached<O> {
    pub(crate) observer: O,
    pub(crate) head: Head,
}

impl<E: TypedEvent, O: Observer<E>> Target<E> for Attached<O> {
    fn head(&self) -> &Head {
        &self.head
    }

    #[inline]
    fn deliver(&self, event: &E, _shared: Option<&Arc<E>>, delivery: &mut Delivery) {
        if self.head.is_active() {
            self.observer.observe(event);
            delivery.handled += 1;
        }
    }
}
