//! What is measured: the claims, by subject.

pub mod cli;
pub mod collectors;
pub mod console;
pub mod debug;
pub mod exec;
pub mod http;
pub mod runs;
pub mod schedulers;
pub mod state;
pub mod store;

mod events;

pub use events::{async_handlers, channels, disabled, handlers};

use crate::claim::Group;

/// What `compare` knows, in the order of `all`. The first claim of `events` needs a process in
/// which `tracing` has no subscriber yet, so the group stays first.
pub const GROUPS: &[Group] = &[
    events::EVENTS,
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

const CONSOLE: Group = Group {
    name: "console",
    claims: &[console::plain_lines, console::coloured_lines, console::bars],
};
