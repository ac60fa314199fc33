//! Debugging through the public API, in a world with a clock that stands still.
#![expect(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]
#![expect(clippy::disallowed_methods, reason = "tests are hosts: they have threads")]

mod breakpoints;
mod clock;
mod conditions;
mod futures;
mod holding;
mod observing;
mod retention;
mod sessions;
mod stepping;
mod traces;
