//! The claims about emitting: handlers, async handlers, channels, and nobody who listens.

pub mod async_handlers;
pub mod channels;
pub mod disabled;
pub mod handlers;

mod tick;

use crate::claim::Group;

pub(super) const EVENTS: Group = Group {
    name: "events",
    claims: &[
        disabled::nobody_listens,
        handlers::one_handler,
        handlers::one_handler_event_shared,
        handlers::one_handler_event_built,
        handlers::one_handler_two_threads,
        handlers::ten_handlers,
        async_handlers::one_handler,
        async_handlers::ten_handlers,
        channels::room,
        channels::drop_newest,
        channels::drop_oldest,
        channels::single_room,
        channels::single_drop_newest,
        channels::single_drop_oldest,
    ],
};
