//! What takes long, run by name: two hundred kills of whoever writes a ledger.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

#[path = "store/kills.rs"]
mod kills;
#[path = "store/world.rs"]
#[expect(dead_code, reason = "the other tests of stores use the rest")]
mod world;

#[test]
fn two_hundred_kills_leave_a_whole_number_of_batches_each() {
    kills::kill_at_random(200);
}
