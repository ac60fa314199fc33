//! How tests are written: every one runs, and none waits for time to pass.

use crate::code::Source;
use crate::paths::paths;
use crate::workspace::packages;

#[test]
fn no_test_is_ignored() {
    check(ignored);
}

#[test]
fn no_test_sleeps() {
    check(sleeps);
}

fn check(rule: fn(&Source) -> Vec<String>) {
    let sources = packages().into_iter().flat_map(|package| package.all_sources());
    crate::assert_none(&sources.flat_map(|source| rule(&source)).collect::<Vec<_>>());
}

fn ignored(source: &Source) -> Vec<String> {
    let found = source.code.match_indices("#[ignore");
    found.map(|(at, _)| source.at(at, "a test that nobody runs: run it or delete it")).collect()
}

fn sleeps(source: &Source) -> Vec<String> {
    // A program that tests run stands for a command that takes its time.
    if source.code.contains("\nfn main(") {
        return Vec::new();
    }
    let sleeping = paths(&source.code)
        .into_iter()
        .filter(|named| named.path.ends_with("thread::sleep") && source.is_test_only(named.offset));
    sleeping.map(|named| source.at(named.offset, "wait for the thing, not for time")).collect()
}

#[test]
fn a_lazy_test_is_seen() {
    let sleepy = "use std::thread::{self, sleep};\nfn f() { thread::sleep(d); sleep(d); }";
    assert_eq!(sleeps(&Source::new("a/tests/b.rs", sleepy)).len(), 3);
    assert_eq!(sleeps(&Source::new("a/src/b.rs", sleepy)).len(), 0);
    assert_eq!(ignored(&Source::new("a/tests/b.rs", "#[test]\n#[ignore = \"x\"]")).len(), 1);
}
