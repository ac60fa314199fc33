//! What the READMEs show is compiled and run, and what they tell a newcomer to type is right.

use std::path::{Path, PathBuf};

use crate::code::Source;
use crate::workspace::{documents, packages, read, root, without_dots};

/// How a newcomer sees the workspace at work, and how they test it.
const COMMANDS: [&str; 2] =
    ["cargo run --release -p monitor-examples --bin orchestrator", "cargo test --workspace"];

#[test]
fn every_crate_has_a_readme_that_is_its_documentation() {
    let mut violations = Vec::new();
    for package in packages() {
        let readme = package.dir.join("README.md");
        if !root().join(&readme).is_file() {
            violations.push(format!("{} is missing", readme.display()));
        }
        let sources = package.sources("src");
        let library = sources.iter().find(|source| source.path.ends_with("/src/lib.rs"));
        let included = library.is_none_or(|source| included(source).contains(&readme));
        if !included {
            violations.push(format!("{}: no crate includes it as its docs", readme.display()));
        }
    }
    crate::assert_none(&violations);
}

#[test]
fn the_examples_of_the_first_readme_are_compiled() {
    let sources = packages().into_iter().flat_map(|package| package.sources("src"));
    let mut documents = sources.flat_map(|source| included(&source));
    assert!(documents.any(|document| document == Path::new("README.md")), "nobody includes it");
}

#[test]
fn every_block_of_code_in_the_docs_is_compiled() {
    let mut violations = Vec::new();
    for package in packages() {
        let sources = package.sources("src");
        violations.extend(sources.iter().flat_map(|source| ignored(&source.path, &source.text)));
    }
    for (path, text) in documents() {
        violations.extend(ignored(&path.display().to_string(), &text));
    }
    crate::assert_none(&violations);
}

#[test]
fn every_document_with_rust_examples_is_compiled() {
    let sources = packages().into_iter().flat_map(|package| package.sources("src"));
    let compiled: Vec<PathBuf> = sources.flat_map(|source| included(&source)).collect();
    let shown = documents().into_iter().filter(|(_, text)| text.contains("```rust"));
    let loose = shown.filter(|(path, _)| !compiled.contains(path));
    let violation =
        |(path, _): (PathBuf, String)| format!("{}: no crate includes it", path.display());
    crate::assert_none(&loose.map(violation).collect::<Vec<_>>());
}

#[test]
fn the_first_readme_names_the_two_commands() {
    crate::assert_none(&missing_commands(&read(&root().join("README.md"))));
}

#[test]
fn the_gate_ends_with_the_command_of_the_readme() {
    let gate = read(&root().join(".ci/run"));
    assert_eq!(gate.lines().next_back(), Some(COMMANDS[1]));
}

/// The documents that a file takes in as documentation, relative to the root.
fn included(source: &Source) -> Vec<PathBuf> {
    let dir = Path::new(&source.path).parent().unwrap_or(Path::new(""));
    let attributes = source.text.lines().filter_map(|line| {
        let attribute = line.trim().strip_prefix("#")?.trim_start_matches('!');
        attribute.strip_prefix("[doc = include_str!(\"")?.strip_suffix("\")]")
    });
    attributes.map(|path| without_dots(&dir.join(path))).collect()
}

/// Blocks that look like examples and that nobody compiles.
fn ignored(path: &str, text: &str) -> Vec<String> {
    let fences = text.lines().enumerate().filter(|(_, line)| {
        let line = line.trim().trim_start_matches(['/', '!']).trim();
        line.starts_with("```") && line.contains("ignore")
    });
    fences.map(|(at, _)| format!("{path}:{}: a block that nobody compiles", at + 1)).collect()
}

fn missing_commands(readme: &str) -> Vec<String> {
    let said = |command: &str| {
        readme.lines().any(|line| line.trim().trim_start_matches("$ ").starts_with(command))
    };
    let missing = COMMANDS.iter().filter(|command| !said(command));
    missing.map(|command| format!("README.md: `{command}` has no line of its own")).collect()
}

#[test]
fn a_readme_that_nobody_compiles_is_seen() {
    let documents =
        included(&Source::new("a/src/b.rs", "#![doc = include_str!(\"../README.md\")]"));
    assert_eq!(documents, [Path::new("a/README.md")]);
    let documents =
        included(&Source::new("a/src/b.rs", "#[doc = include_str!(\"../../README.md\")]"));
    assert_eq!(documents, [Path::new("README.md")]);
    assert!(included(&Source::new("a/src/b.rs", "//! ../README.md")).is_empty());
    assert_eq!(ignored("a/src/b.rs", "/// ```rust,ignore\n/// c\n/// ```").len(), 1);
    assert_eq!(missing_commands("```sh\n$ cargo test --workspace\n```").len(), 1);
}
