//! The Rust examples of the documents in `docs` that show this crate, compiled as doctests.

#[doc = include_str!("../../docs/migrating/openagents-json.md")]
mod openagents_json {}
