//! Which package may name which: core is the lowest layer, applications are the highest.

use crate::workspace::packages;

#[test]
fn dependencies_point_down_only() {
    let packages = packages();
    let names: Vec<&str> = packages.iter().map(|package| package.name.as_str()).collect();
    let mut violations = Vec::new();
    for package in &packages {
        let named = package.dependencies.iter().filter(|name| names.contains(&name.as_str()));
        // A package names itself to switch on what only its tests need.
        for to in named.filter(|name| **name != package.name) {
            violations.extend(violation(&package.name, to));
        }
        if place(&package.name).is_none() {
            violations.push(format!("{} has no place among the arrows yet", package.name));
        }
    }
    crate::assert_none(&violations);
}

/// The layers of the workspace, from the lowest: a package may name those of lower layers only.
const LAYERS: [&[&str]; 6] = [
    &["monitor-core"],
    &["monitor-debug", "monitor-events", "monitor-exec", "monitor-run", "monitor-state"],
    &["monitor-host"],
    &["monitor-http"],
    &["monitor-command"],
    &["monitor-benches", "monitor-example-analyses", "monitor-example-flows", "monitor-examples"],
];

/// The layer of a package; `None` if it has none.
fn place(package: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&package))
}

/// What is wrong with a dependency of one package on another, for tests and builds as well.
fn violation(from: &str, to: &str) -> Option<String> {
    (place(from)? <= place(to)?).then(|| format!("{from}/Cargo.toml: {from} may not name {to}"))
}

#[test]
fn an_arrow_up_or_sideways_is_seen() {
    assert!(violation("monitor-core", "monitor-events").is_some());
    assert!(violation("monitor-events", "monitor-exec").is_some());
    assert!(violation("monitor-exec", "monitor-host").is_some());
    assert!(violation("monitor-examples", "monitor-benches").is_some());
    assert!(violation("monitor-host", "monitor-http").is_some());
    assert!(violation("monitor-http", "monitor-command").is_some());
    assert!(violation("monitor-host", "monitor-debug").is_none());
    assert!(violation("monitor-command", "monitor-http").is_none());
    assert!(violation("monitor-examples", "monitor-host").is_none());
}
