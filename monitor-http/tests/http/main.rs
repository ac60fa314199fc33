//! The server from outside, over real sockets: every route, every refusal, every limit.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod access;
mod analyses;
mod client;
mod events;
mod exec;
mod front;
mod limits;
mod metrics;
mod prometheus;
mod runs;
mod stream;
mod world;
