//! The workspace that this test is compiled in: its packages, as cargo sees them, and its files.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::code::Source;

/// A package of the workspace.
pub(crate) struct Package {
    pub(crate) name: String,
    /// Its directory, relative to the root.
    pub(crate) dir: PathBuf,
    /// Names of all its dependencies, of every kind and target.
    pub(crate) dependencies: Vec<String>,
    /// Names of those that its users get too: neither for tests nor for building.
    pub(crate) normal_dependencies: Vec<String>,
    /// Directories of other packages below its own, relative to the root: their files are theirs.
    inner: Vec<PathBuf>,
}

/// The crates that do no I/O of their own accord.
const LIBRARIES: [&str; 6] = [
    "monitor-core",
    "monitor-events",
    "monitor-state",
    "monitor-run",
    "monitor-debug",
    "monitor-exec",
];

impl Package {
    pub(crate) fn is_library(&self) -> bool {
        LIBRARIES.contains(&self.name.as_str())
    }

    /// The text of its manifest and the path to name in a violation.
    pub(crate) fn manifest(&self) -> (String, String) {
        let path = self.dir.join("Cargo.toml");
        (path.display().to_string(), read(&root().join(path)))
    }

    /// Every Rust file below the folder, which may be missing.
    pub(crate) fn sources(&self, folder: &str) -> Vec<Source> {
        let root = root();
        let mut files = Vec::new();
        let inner: Vec<PathBuf> = self.inner.iter().map(|dir| root.join(dir)).collect();
        collect_rust_files(&root.join(&self.dir).join(folder), &inner, &mut files);
        files.sort();
        let relative = |file: &Path| match file.strip_prefix(&root) {
            Ok(path) => path.display().to_string(),
            Err(_) => file.display().to_string(),
        };
        files.iter().map(|file| Source::new(relative(file), read(file))).collect()
    }

    /// Every Rust file of the package that is compiled.
    pub(crate) fn all_sources(&self) -> Vec<Source> {
        ["src", "tests", "benches", "examples"].iter().flat_map(|f| self.sources(f)).collect()
    }
}

/// The root of the workspace.
pub(crate) fn root() -> PathBuf {
    let core = Path::new(env!("CARGO_MANIFEST_DIR"));
    core.parent().unwrap_or(core).to_owned()
}

/// The packages of the workspace, asked from the cargo that built this test.
pub(crate) fn packages() -> Vec<Package> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1", "--offline"])
        .current_dir(root())
        .output()
        .unwrap_or_else(|error| panic!("cargo metadata does not start: {error}"));
    let errors = String::from_utf8_lossy(&output.stderr);
    let document: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("cargo metadata: {error}\n{errors}"));
    let mut packages: Vec<Package> = array(&document["packages"]).map(package).collect();
    let dirs: Vec<PathBuf> = packages.iter().map(|package| package.dir.clone()).collect();
    for package in &mut packages {
        let below = dirs.iter().filter(|dir| **dir != package.dir && dir.starts_with(&package.dir));
        package.inner = below.cloned().collect();
    }
    assert!(!packages.is_empty(), "cargo metadata names no package\n{errors}");
    packages
}

/// The Markdown documents of the repository, by their paths relative to the root.
pub(crate) fn documents() -> BTreeMap<PathBuf, String> {
    let root = root();
    let mut files = Vec::new();
    collect_documents(&root, &mut files);
    let relative = |file: &Path| file.strip_prefix(&root).unwrap_or(file).to_owned();
    files.iter().map(|file| (relative(file), read(file))).collect()
}

/// The path with its `..` carried out.
pub(crate) fn without_dots(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        if part == Component::ParentDir {
            plain.pop();
        } else {
            plain.push(part);
        }
    }
    plain
}

/// The text of a file that has to be there.
#[track_caller]
pub(crate) fn read(path: &Path) -> String {
    match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => panic!("{}: {error}", path.display()),
    }
}

fn package(json: &Value) -> Package {
    let manifest = Path::new(json["manifest_path"].as_str().unwrap_or_default());
    let dir = manifest.parent().and_then(|dir| dir.strip_prefix(root()).ok());
    let named = |wanted: fn(&Value) -> bool| {
        let found = array(&json["dependencies"]).filter(move |dependency| wanted(dependency));
        found.map(|dependency| text(&dependency["name"])).collect()
    };
    Package {
        name: text(&json["name"]),
        dir: dir.unwrap_or(Path::new(".")).to_owned(),
        dependencies: named(|_| true),
        normal_dependencies: named(|dependency| dependency["kind"].is_null()),
        inner: Vec::new(),
    }
}

fn array(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// Every Rust file below `dir` that is not inside one of `inner`.
fn collect_rust_files(dir: &Path, inner: &[PathBuf], files: &mut Vec<PathBuf>) {
    if inner.iter().any(|other| other == dir) {
        return;
    }
    let Ok(entries) = fs::read_dir(dir) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect_rust_files(&path, inner, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// Every Markdown file below `dir` that is neither hidden nor built.
fn collect_documents(dir: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(dir) else { return };
    for entry in entries.flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        let name = name.to_string_lossy();
        if path.is_dir() && !name.starts_with('.') && name != "target" {
            collect_documents(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            files.push(path);
        }
    }
}

#[test]
fn every_file_is_of_one_package() {
    let sources = packages().into_iter().flat_map(|package| package.all_sources());
    let mut paths: Vec<String> = sources.map(|source| source.path).collect();
    paths.sort();
    let twice = paths.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0].clone());
    crate::assert_none(&twice.collect::<Vec<_>>());
}

#[test]
fn the_files_of_a_package_inside_another_are_not_those_of_the_outer_one() {
    let mut outer = packages().into_iter().find(|package| package.name == "monitor-core");
    let outer = outer.as_mut().unwrap();
    let events = |outer: &Package| {
        let sources = outer.sources("src").into_iter();
        sources.filter(|source| source.path.starts_with("monitor-core/src/event/")).count()
    };
    assert!(events(outer) > 0);
    outer.inner.push("monitor-core/src/event".into());
    assert_eq!(events(outer), 0);
}
