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
    fn deliver(&self, event: &E, _shared: Option<&Arc<E>>, _delivery: &mut Delivery) -> bool {
        let active = self.head.is_active();
        if active {
            (self.handler)(event);
        }
        active
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

    fn deliver(&self, event: &E, _shared: Option<&Arc<E>>, _delivery: &mut Delivery) -> bool {
        if !self.head.deactivate() {
            return false;
        }
        let handler = lock(&self.handler).take();
        let first = handler.is_some();
        if let Some(handler) = handler {
            handler(event);
        }
        first
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
    fn deliver(&self, event: &E, _shared: Option<&Arc<E>>, _delivery: &mut Delivery) -> bool {
        let active = self.head.is_active();
        if active {
            self.observer.observe(event);
        }
        active
    }
}
