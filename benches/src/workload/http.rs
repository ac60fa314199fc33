//! Over HTTP: requests, pushes to many clients, and recording, each against a server that is a
//! process of its own.

pub mod server;

mod fastapi;
mod load;
mod push;
mod record;

use crate::claim::Group;

pub(crate) const HTTP: Group = Group {
    name: "http",
    claims: &[
        load::summary,
        load::status,
        load::cpu_of_summary,
        load::cpu_of_status,
        load::first_answer,
        push::p95,
        push::memory,
        record::emit,
    ],
};
