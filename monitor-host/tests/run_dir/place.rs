//! Directories of one test each.

use std::fs;
use std::path::{Path, PathBuf};

/// A new, empty directory of this name.
pub(crate) fn empty_dir(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("run_dir").join(name);
    if path.exists() {
        fs::remove_dir_all(&path).unwrap();
    }
    fs::create_dir_all(&path).unwrap();
    path
}
