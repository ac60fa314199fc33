//! How files are named, begin, and end: the tree reads like a table of contents.

use std::collections::BTreeMap;

use crate::code::{Source, bracketed};
use crate::paths::paths;
use crate::workspace::{Package, packages};

/// Lines of a file under `src`, its docs and tests counted.
const LONGEST: usize = 500;

/// Rust files of one folder at or below `src`.
const MOST_FILES: usize = 14;

/// Names of drawers into which anything can be put.
const DRAWERS: [&str; 7] = ["util", "utils", "common", "helper", "helpers", "prelude", "misc"];

#[test]
fn every_file_begins_with_a_line_that_says_what_it_is() {
    check(Package::all_sources, head);
}

#[test]
fn no_source_file_is_longer_than_500_lines() {
    check(|package| package.sources("src"), length);
}

#[test]
fn no_source_folder_has_more_than_14_files() {
    let sources = packages().into_iter().flat_map(|package| package.sources("src"));
    let paths: Vec<String> = sources.map(|source| source.path).collect();
    crate::assert_none(&crowded(&paths));
}

#[test]
fn every_file_name_says_what_is_inside() {
    check(Package::all_sources, name);
}

#[test]
fn imports_name_what_they_bring_in() {
    check(Package::all_sources, globs);
}

#[test]
fn lib_rs_is_a_table_of_contents() {
    check(|package| package.sources("src"), contents);
}

fn check(sources: fn(&Package) -> Vec<Source>, rule: fn(&Source) -> Vec<String>) {
    let sources = packages().into_iter().flat_map(|package| sources(&package));
    crate::assert_none(&sources.flat_map(|source| rule(&source)).collect::<Vec<_>>());
}

fn head(source: &Source) -> Vec<String> {
    let first = source.text.lines().next().unwrap_or_default();
    let includes = source.path.ends_with("/lib.rs") && first.starts_with("#![doc = include_str!(");
    let says = first.starts_with("//! ") || includes;
    let violation = (!says).then(|| source.at(0, "the first line is not a `//!` line"));
    violation.into_iter().collect()
}

fn length(source: &Source) -> Vec<String> {
    let lines = source.text.lines().count();
    let violation = (lines > LONGEST)
        .then(|| format!("{}:{lines}: more than {LONGEST} lines, split it by idea", source.path));
    violation.into_iter().collect()
}

fn crowded(paths: &[String]) -> Vec<String> {
    let mut folders: BTreeMap<&str, usize> = BTreeMap::new();
    for path in paths {
        let (folder, _) = path.rsplit_once('/').unwrap_or(("", path));
        *folders.entry(folder).or_default() += 1;
    }
    let crowded = folders.into_iter().filter(|&(_, files)| files > MOST_FILES);
    let violation = |(folder, files)| {
        format!("{folder}: {files} files, more than {MOST_FILES}: sort them by subject")
    };
    crowded.map(violation).collect()
}

fn name(source: &Source) -> Vec<String> {
    let file = source.path.rsplit('/').next().unwrap_or_default();
    let drawer = source.path.split('/').map(|part| part.trim_end_matches(".rs"));
    let mut violations = Vec::new();
    // In `src` clippy's mod_module_files says so; it passes over tests.
    if file == "mod.rs" && !source.path.contains("/src/") {
        violations.push(source.at(0, "a module's file is `x.rs` beside `x/`"));
    }
    if drawer.clone().any(|part| DRAWERS.contains(&part)) {
        violations.push(source.at(0, "a name that says nothing: name the idea"));
    }
    violations
}

/// Clippy's wildcard_imports passes over re-exports, preludes, enums and tests.
fn globs(source: &Source) -> Vec<String> {
    let mut violations = Vec::new();
    for named in paths(&source.code) {
        let in_tests = named.path == "super::*" && source.is_test_only(named.offset);
        if named.imported && named.path.ends_with('*') && !in_tests {
            violations.push(source.at(named.offset, format_args!("{}: name them", named.path)));
        }
    }
    violations
}

fn contents(source: &Source) -> Vec<String> {
    if !source.path.ends_with("/src/lib.rs") {
        return Vec::new();
    }
    let mut code = source.code.clone();
    while let Some(at) = code.find("#[").or_else(|| code.find("#![")) {
        let end = at + bracketed(&code[at..], '[', ']');
        let blank = code[at..end].replace(|c: char| c != '\n', " ");
        code.replace_range(at..end, &blank);
    }
    let mut violations = Vec::new();
    let mut offset = 0;
    for statement in code.split_inclusive(';') {
        let begin = offset + statement.len() - statement.trim_start().len();
        offset += statement.len();
        let said = statement.trim();
        let listed = match said.strip_prefix("pub ") {
            Some(public) => public.starts_with("mod ") || public.starts_with("use "),
            None => said.starts_with("mod ") || said.starts_with("pub(crate) mod "),
        };
        let body = said.contains('{') && !said.starts_with("pub use ");
        if !said.is_empty() && (!listed || body) {
            violations.push(source.at(begin, "lib.rs has docs, `mod` and `pub use` only"));
        }
    }
    violations
}

#[test]
fn a_bad_file_is_seen() {
    let of = |path: &str, text: &str| Source::new(path, text);
    assert_eq!(head(&of("a/src/b.rs", "use c::d;")).len(), 1);
    assert_eq!(head(&of("a/src/b.rs", "//! What b is.")).len(), 0);
    assert_eq!(length(&of("a/src/b.rs", &"\n".repeat(LONGEST + 1))).len(), 1);
    assert_eq!(head(&of("a/src/lib.rs", "#![doc = include_str!(\"../README.md\")]")).len(), 0);
    assert_eq!(head(&of("a/src/b.rs", "#![doc = include_str!(\"../README.md\")]")).len(), 1);
    assert_eq!(name(&of("a/tests/util/mod.rs", "")).len(), 2);
    assert_eq!(globs(&of("a/src/b.rs", "pub use c::*;\nuse super::*;")).len(), 2);
    assert_eq!(globs(&of("a/src/b.rs", "#[cfg(test)]\nmod t { use super::*; }")).len(), 0);
}

#[test]
fn a_crowded_folder_is_seen() {
    let folder = |files: usize| -> Vec<String> {
        (0..files).map(|file| format!("a/src/b/{file}.rs")).chain(["a/src/b.rs".into()]).collect()
    };
    assert!(crowded(&folder(MOST_FILES)).is_empty());
    assert_eq!(crowded(&folder(MOST_FILES + 1)).len(), 1);
}

#[test]
fn code_in_lib_rs_is_seen() {
    let of = |text: &str| contents(&Source::new("a/src/lib.rs", text));
    assert_eq!(of("#![doc = \"x\"]\n#[cfg(a)]\nmod b;\npub mod c;\npub use d::{e, f};").len(), 0);
    assert_eq!(
        of("mod a;\nfn b() {}"),
        ["a/src/lib.rs:2: lib.rs has docs, `mod` and `pub use` only"]
    );
    assert_eq!(of("mod a { }").len(), 1);
    assert_eq!(of("use a::b;").len(), 1);
}
