//! A folder in memory for parsers that open files themselves.

use std::path::{Path, PathBuf};
use std::{env, fs, process};

/// A folder that belongs to this process. It is on a file system in memory if there is one, and is
/// removed by the next [`ScratchFolder::new`] of any target once its process has ended.
#[derive(Debug)]
pub struct ScratchFolder {
    path: PathBuf,
}

/// What the name of a folder begins with; the id of its process follows.
const PREFIX: &str = "monitor-fuzz-";

impl ScratchFolder {
    /// Creates the folder.
    ///
    /// # Panics
    /// If the folder cannot be created.
    #[must_use]
    pub fn new() -> Self {
        let memory = Path::new("/dev/shm");
        let base = if memory.is_dir() { memory.to_owned() } else { env::temp_dir() };
        remove_abandoned(&base);
        let path = base.join(format!("{PREFIX}{}", process::id()));
        fs::create_dir_all(&path).expect("the scratch folder can be created");
        Self { path }
    }

    /// The path of the folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Removes everything in the folder.
    ///
    /// # Panics
    /// If an entry cannot be removed.
    pub fn clear(&self) {
        fs::remove_dir_all(&self.path).expect("the scratch folder can be removed");
        fs::create_dir(&self.path).expect("the scratch folder can be created");
    }

    /// Writes a file and returns its path. Missing parent folders are created.
    ///
    /// # Panics
    /// If the file cannot be written.
    pub fn write(&self, file: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path.join(file);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).expect("the parent folder can be created");
        }
        fs::write(&path, bytes).expect("the file can be written");
        path
    }
}

impl Default for ScratchFolder {
    fn default() -> Self {
        Self::new()
    }
}

/// A fuzzer ends without running destructors, so its folder stays behind.
fn remove_abandoned(base: &Path) {
    for entry in fs::read_dir(base).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let process = name.to_str().and_then(|name| name.strip_prefix(PREFIX));
        if process.is_some_and(|process| !Path::new("/proc").join(process).exists()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
