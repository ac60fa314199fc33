//! What every manifest says, and where it takes it from: the workspace decides once for all.

use crate::workspace::{packages, read, root};

/// What the library crates stand on; any other dependency of theirs has a reason in
/// ARCHITECTURE.md.
const GROUND: [&str; 7] =
    ["bytes", "crossbeam-channel", "nix", "procfs", "serde", "serde_json", "thiserror"];

#[test]
fn every_manifest_follows_the_workspace() {
    let manifests = packages().into_iter().map(|package| package.manifest());
    crate::assert_none(&manifests.flat_map(|(path, text)| keys(&path, &text)).collect::<Vec<_>>());
}

#[test]
fn every_dependency_comes_from_the_workspace() {
    let manifests = packages().into_iter().map(|package| package.manifest());
    let violations = manifests.flat_map(|(path, text)| inherited(&path, &text));
    crate::assert_none(&violations.collect::<Vec<_>>());
}

#[test]
fn every_dependency_of_a_library_crate_is_explained() {
    let reasons = read(&root().join("ARCHITECTURE.md"));
    let libraries = packages().into_iter().filter(|package| package.is_library());
    let violations = libraries
        .flat_map(|package| unexplained(&package.name, &package.normal_dependencies, &reasons));
    crate::assert_none(&violations.collect::<Vec<_>>());
}

/// A key of a manifest: its line, its table, itself and its value, which may span lines.
type Entry = (usize, String, String, String);

fn entries(text: &str) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut table = String::new();
    let mut open = false;
    for (line, content) in text.lines().enumerate() {
        let content = content.trim();
        if open {
            if let Some((_, _, _, value)) = entries.last_mut() {
                value.push_str(content);
            }
        } else if content.starts_with('[') {
            table = content.trim_matches(['[', ']']).to_owned();
        } else if let Some((key, value)) = content.split_once('=') {
            let (key, value) = (key.trim().to_owned(), value.trim().to_owned());
            entries.push((line + 1, table.clone(), key, value));
        }
        open = entries.last().is_some_and(|(.., value)| {
            value.matches(['[', '{']).count() > value.matches([']', '}']).count()
        });
    }
    entries
}

fn keys(path: &str, text: &str) -> Vec<String> {
    let entries = entries(text);
    let value = |table: &str, key: &str| {
        let found = entries.iter().find(|(_, t, k, _)| t == table && k == key);
        found.map(|(.., value)| value.as_str())
    };
    let inherited = ["version", "edition", "rust-version", "license"];
    let mut violations: Vec<String> = inherited
        .iter()
        .filter(|key| value("package", &format!("{key}.workspace")) != Some("true"))
        .map(|key| format!("{path}: package.{key}.workspace is not true"))
        .collect();
    if value("lints", "workspace") != Some("true") {
        violations.push(format!("{path}: lints.workspace is not true"));
    }
    if value("package", "readme") != Some("\"README.md\"") {
        violations.push(format!("{path}: package.readme is not \"README.md\""));
    }
    if value("package", "description").is_none_or(|text| text.len() < 20) {
        violations.push(format!("{path}: package.description says nothing"));
    }
    violations
}

fn inherited(path: &str, text: &str) -> Vec<String> {
    let entries = entries(text);
    let foreign = entries.iter().filter(|(_, table, key, value)| {
        let listed = table.ends_with("dependencies");
        let own_table = table.contains("dependencies.") && (key == "version" || key == "path");
        let from_workspace = key.ends_with(".workspace")
            || value.replace(' ', "").contains("workspace=true")
            // A package that switches on a feature of its own for its tests.
            || value.replace(' ', "").contains("path=\".\"")
            || (key.contains('.') && !key.ends_with(".version") && !key.ends_with(".path"));
        own_table || (listed && !from_workspace)
    });
    let violation =
        |line: &usize, key: &str| format!("{path}:{line}: {key} is not the workspace's");
    foreign.map(|(line, _, key, _)| violation(line, key)).collect()
}

fn unexplained(package: &str, dependencies: &[String], reasons: &str) -> Vec<String> {
    let known = |name: &str| name.starts_with("monitor-") || GROUND.contains(&name);
    let missing =
        dependencies.iter().filter(|name| !known(name) && !reasons.contains(&format!("`{name}`")));
    missing
        .map(|name| format!("{package} uses `{name}`: ARCHITECTURE.md does not say why"))
        .collect()
}

#[test]
fn a_manifest_of_its_own_mind_is_seen() {
    let bad = "[package]\nname = \"a\"\n[dependencies]\nb = \"1\"\nc = { workspace = true }\n\
               d.workspace = true\n[dev-dependencies.e]\nversion = \"2\"\n";
    assert_eq!(keys("a/Cargo.toml", bad).len(), 7);
    let lines = inherited("a/Cargo.toml", bad);
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines[0].starts_with("a/Cargo.toml:4: b"));
    let names = ["serde".to_owned(), "rand".to_owned()];
    assert_eq!(unexplained("a", &names, "`jiff`: reads RFC 3339").len(), 1);
}
