//! What takes many connections, or programs of others: crowds of clients, `promtool`, `st`. Run by
//! name: `cargo test -p monitor-command --test proofs`.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod crowd;
mod programs;
mod server;
