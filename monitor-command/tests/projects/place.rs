//! Folders for tests, and the program `monitor` in them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What a project of these tests needs to be quick.
pub(crate) const QUICK: &str = "policy.settle = \"1 ms\"\npolicy.backoff = \"1 ms\"\n";

pub(crate) fn empty_dir(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("projects").join(name);
    if path.exists() {
        fs::remove_dir_all(&path).unwrap();
    }
    fs::create_dir_all(&path).unwrap();
    path
}

/// A folder with a project that has this file.
pub(crate) fn project(name: &str, file: &str) -> PathBuf {
    let dir = empty_dir(name);
    fs::write(dir.join("project.toml"), format!("{QUICK}{file}")).unwrap();
    dir
}

pub(crate) fn command(dir: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_monitor"));
    command.args(args).current_dir(dir).stdin(Stdio::null());
    command
}

/// Its exit code, and what it printed on both streams.
pub(crate) fn monitor(dir: &Path, args: &[&str]) -> (Option<i32>, String, String) {
    let output = command(dir, args).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

/// What it printed, if it ended well.
pub(crate) fn said(dir: &Path, args: &[&str]) -> String {
    let (code, out, err) = monitor(dir, args);
    assert_eq!(code, Some(0), "{args:?}: {err}");
    out
}

/// The states by key.
pub(crate) fn status(dir: &Path) -> BTreeMap<String, String> {
    serde_json::from_str(&said(dir, &["project", "status", "--json"])).unwrap()
}

/// Does cycles until every state is one of these.
pub(crate) fn cycle_until(dir: &Path, states: &[&str]) -> BTreeMap<String, String> {
    let until = Instant::now() + Duration::from_secs(120);
    loop {
        said(dir, &["project", "cycle"]);
        let status = status(dir);
        if status.values().all(|state| states.contains(&state.as_str())) {
            return status;
        }
        assert!(Instant::now() < until, "{status:?}");
    }
}

/// Every file below a folder with its bytes and the time at which it was changed.
pub(crate) fn everything(dir: &Path) -> BTreeMap<PathBuf, (Vec<u8>, std::time::SystemTime)> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let changed = fs::symlink_metadata(&path).unwrap().modified().unwrap();
        if path.is_dir() && !path.is_symlink() {
            all.extend(everything(&path));
            all.insert(path, (Vec::new(), changed));
        } else {
            let bytes = fs::read(&path).unwrap_or_default();
            all.insert(path, (bytes, changed));
        }
    }
    all
}
