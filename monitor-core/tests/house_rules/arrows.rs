//! Who may name whom: core is below its siblings, the host above them, applications on top.

use crate::workspace::packages;

#[test]
fn dependencies_point_down_only() {
    let packages = packages();
    let names: Vec<&str> = packages.iter().map(|package| package.name.as_str()).collect();
    let mut violations = Vec::new();
    for package in &packages {
        for to in package.dependencies.iter().filter(|name| names.contains(&name.as_str())) {
            violations.extend(violation(&package.name, to));
        }
        if place(&package.name).is_none() {
            violations.push(format!("{} has no place among the arrows yet", package.name));
        }
    }
    crate::assert_none(&violations);
}

/// How high a package stands; one may name another only if that stands lower.
fn place(package: &str) -> Option<u8> {
    match package {
        "monitor-core" => Some(0),
        "monitor-events" | "monitor-state" | "monitor-run" | "monitor-debug" | "monitor-exec" => {
            Some(1)
        }
        "monitor-host" => Some(2),
        "monitor-examples" | "monitor-benches" => Some(3),
        _ => None,
    }
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
    assert!(violation("monitor-host", "monitor-debug").is_none());
    assert!(violation("monitor-examples", "monitor-host").is_none());
}
