//! The rules of the house: what holds for the whole workspace and no compiler checks.
//!
//! Each rule is a test whose name is the rule, and reports all its violations at once, with file
//! and line. Beside each stands a test that feeds it an offence, so that no rule can fall asleep.
//! A crate that does not exist yet breaks no rule; one that nobody gave a place breaks `arrows`.

#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test that reads the sources and asks cargo for the manifests; the rule is for src"
)]

mod arrows;
mod circles;
mod code;
mod files;
mod links;
mod manifests;
mod names;
mod paths;
mod purity;
mod readmes;
mod test_habits;
mod workspace;

/// Fails with the whole list if there is anything in it.
#[track_caller]
fn assert_none(violations: &[String]) {
    assert!(violations.is_empty(), "{} violations:\n{}", violations.len(), violations.join("\n"));
}
