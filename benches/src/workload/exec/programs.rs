//! The programs that are run: where they are, and folders for what they write.

use std::env;
use std::error::Error;
use std::ffi::OsStr;
use std::fmt;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

const WORKLOAD: &str = "monitor-exec-workload";

/// The program of known behaviour that monitor-exec is tested with.
pub(crate) fn workload() -> Result<PathBuf, Box<dyn Error>> {
    built("monitor-exec", WORKLOAD, Some("test-programs"))
}

/// A program of the workspace. It lies where this program lies; cargo makes it, or makes it anew,
/// where this program was started by cargo.
/// `feature` is the one of its package that it needs.
pub(crate) fn built(
    package: &str,
    name: &str,
    feature: Option<&str>,
) -> Result<PathBuf, Box<dyn Error>> {
    let own = env::current_exe()?;
    let mut folder = own.parent().ok_or("a program in no folder")?;
    if folder.file_name() == Some(OsStr::new("deps")) {
        folder = folder.parent().ok_or("a program in no folder")?;
    }
    let program = folder.join(name);
    if let (Some(cargo), Some(target)) = (env::var_os("CARGO"), folder.parent()) {
        let mut make = Command::new(cargo);
        make.args(["build", "--quiet", "--package", package, "--bin", name]);
        make.args(feature.into_iter().flat_map(|feature| ["--features", feature]));
        make.arg("--target-dir").arg(target).current_dir(env!("CARGO_MANIFEST_DIR"));
        if folder.file_name() == Some(OsStr::new("release")) {
            make.arg("--release");
        }
        make.stdin(Stdio::null()).status()?;
    }
    if program.exists() {
        Ok(program)
    } else {
        Err(format!("{} is missing: build {package} first", program.display()).into())
    }
}

/// Where a program is that the user may have installed.
pub(crate) fn on_path(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(name)).find(|program| program.is_file())
}

/// A folder of its own, which goes away with this.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("monitor-benches-{}-{number}", std::process::id());
        let folder = env::temp_dir().join(name);
        must(fs::create_dir_all(&folder));
        Self(folder)
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// What a program has written there, if it has.
    pub(crate) fn read(&self, name: &str) -> Option<String> {
        fs::read_to_string(self.file(name)).ok()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What has to go well for a figure to mean anything.
pub(crate) fn must<T, E: fmt::Debug>(result: Result<T, E>) -> T {
    match result {
        Ok(value) => value,
        Err(error) => panic!("a measurement failed: {error:?}"),
    }
}
