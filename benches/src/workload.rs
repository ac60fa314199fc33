//! What is measured: the claims, by subject.

pub mod async_handlers;
pub mod channels;
pub mod cli;
pub mod collectors;
pub mod console;
pub mod debug;
pub mod disabled;
pub mod exec;
pub mod handlers;
pub mod http;
pub mod runs;
pub mod schedulers;
pub mod state;
pub mod store;

mod tick;

use crate::claim::Group;

/// What `compare` knows, in the order of `all`. The first claim of `events` needs a process in
/// which `tracing` has no subscriber yet, so the group stays first.
pub const GROUPS: &[Group] = &[
    EVENTS,
    COLLECTORS,
    exec::EXEC,
    runs::RUNS,
    cli::CLI,
    CONSOLE,
    state::STATE,
    store::STORE,
    http::HTTP,
    debug::DEBUG,
    schedulers::SCHEDULERS,
];

const COLLECTORS: Group = Group {
    name: "collectors",
    claims: &[
        collectors::whole_job,
        collectors::whole_job_two_threads,
        collectors::end_to_end_given,
        collectors::end_to_end_found,
        collectors::full_status,
        collectors::stalled_by_status,
    ],
};

const EVENTS: Group = Group {
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

const CONSOLE: Group = Group {
    name: "console",
    claims: &[console::plain_lines, console::coloured_lines, console::bars],
};
