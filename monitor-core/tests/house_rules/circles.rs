//! Modules of one crate do not import each other in a circle: they are one module or share a third.
//!
//! The paths of imports and of code count, without tests, as far as they begin with `crate`, `super`
//! or `self`. A path belongs to the innermost module of its own file that it names, re-exports are
//! not followed. A module and those below it may name each other.

use std::collections::{BTreeMap, BTreeSet};

use crate::code::Source;
use crate::paths::paths;
use crate::workspace::packages;

/// Circles that are known: one of their files, and why they stay.
const EXCEPTIONS: [(&str, &str); 0] = [];

/// The modules of a crate, and which others each names.
type Graph = BTreeMap<String, BTreeSet<String>>;

#[test]
fn no_modules_import_each_other_in_a_circle() {
    let mut violations = Vec::new();
    let mut excused = BTreeSet::new();
    for package in packages() {
        for circle in circles(&graph(&package.sources("src"))) {
            match EXCEPTIONS.iter().find(|(file, _)| circle.iter().any(|other| other == file)) {
                Some((file, _)) => drop(excused.insert(*file)),
                None => violations.push(format!("a circle: {}", circle.join(", "))),
            }
        }
    }
    let unused = EXCEPTIONS.iter().filter(|(file, _)| !excused.contains(file));
    violations.extend(unused.map(|(file, _)| format!("{file}: is in no circle any more")));
    crate::assert_none(&violations);
}

/// The files of a crate, and which other files each names.
fn graph(sources: &[Source]) -> Graph {
    let files: BTreeMap<Vec<&str>, &str> = sources
        .iter()
        .filter_map(|source| Some((module(&source.path)?, source.path.as_str())))
        .collect();
    let mut graph = Graph::new();
    for source in sources {
        let Some(own) = module(&source.path) else { continue };
        let named = paths(&source.shipped);
        let targets = named.iter().filter_map(|named| absolute(&own, &named.path));
        let found = targets.filter_map(|target| {
            (1..=target.len())
                .rev()
                .map(|len| &target[..len])
                .find(|part| files.contains_key(*part))
                .map(<[&str]>::to_vec)
        });
        let others = found.filter(|other| !own.starts_with(other) && !other.starts_with(&own));
        let others = others.map(|other| files[&other].to_owned()).collect();
        graph.insert(source.path.clone(), others);
    }
    graph
}

/// The path of the module that a file is, from the root of its crate; `None` outside of `src`.
fn module(path: &str) -> Option<Vec<&str>> {
    let (_, inside) = path.split_once("src/")?;
    let parts: Vec<&str> = inside.strip_suffix(".rs")?.split('/').collect();
    Some(if matches!(*parts, ["lib" | "main"]) { Vec::new() } else { parts })
}

/// A path from the root of its crate; `None` if it does not begin there.
fn absolute<'p>(own: &[&'p str], path: &'p str) -> Option<Vec<&'p str>> {
    let mut parts = path.split("::").peekable();
    let mut base = match parts.peek()? {
        &"crate" => Vec::new(),
        &"super" | &"self" => own.to_vec(),
        _ => return None,
    };
    while let Some(word) = parts.next_if(|part| matches!(*part, "crate" | "super" | "self")) {
        if word == "super" {
            base.pop();
        }
    }
    base.extend(parts);
    Some(base)
}

/// The sets of files of which each reaches each other one.
fn circles(graph: &Graph) -> Vec<Vec<String>> {
    let reached: BTreeMap<&str, BTreeSet<&str>> =
        graph.keys().map(|file| (file.as_str(), reached_from(graph, file))).collect();
    let mut circles = BTreeSet::new();
    for (file, others) in &reached {
        let back = |other: &&&str| reached.get(**other).is_some_and(|all| all.contains(file));
        let circle: Vec<String> = others.iter().filter(back).map(|&other| other.into()).collect();
        if !circle.is_empty() {
            circles.insert(circle);
        }
    }
    circles.into_iter().collect()
}

/// What a file names, and what that names, and so on: itself only if it is in a circle.
fn reached_from<'g>(graph: &'g Graph, file: &'g str) -> BTreeSet<&'g str> {
    let mut reached = BTreeSet::new();
    let mut todo: Vec<&str> = vec![file];
    while let Some(next) = todo.pop() {
        let others = graph.get(next).into_iter().flatten();
        todo.extend(others.map(String::as_str).filter(|other| reached.insert(*other)));
    }
    reached
}

#[test]
fn a_circle_is_seen() {
    let of = |files: [(&str, &str); 3]| {
        let sources: Vec<Source> = files
            .iter()
            .map(|(name, text)| Source::new(format!("a/src/{name}.rs"), *text))
            .collect();
        circles(&graph(&sources))
    };
    let all = ["a/src/b.rs", "a/src/c.rs", "a/src/c/d.rs"];
    let parent = [("b", "use crate::c::E;"), ("c", "use d::F;"), ("c/d", "use crate::b::G;")];
    assert_eq!(of(parent), [[""; 0]; 0], "a parent stands for itself");
    let imports = [("b", "use crate::c::d::F;"), ("c", ""), ("c/d", "use super::super::b::{G};")];
    assert_eq!(of(imports), [[all[0], all[2]]]);
    let inline = [("b", "fn f() { crate::c::g() }"), ("c", "use super::b;"), ("c/d", "")];
    assert_eq!(of(inline), [[all[0], all[1]]]);
    let test =
        [("b", "#[cfg(test)]\nmod t { use crate::c::E; }"), ("c", "use crate::b::G;"), ("c/d", "")];
    assert_eq!(of(test), [[""; 0]; 0]);
}
