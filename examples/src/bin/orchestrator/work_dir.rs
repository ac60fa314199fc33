//! The directory that the commands work in: a fresh one that goes at the end, or one to keep.

use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::{env, process};

/// How many names are tried for a fresh directory.
const NAMES: u32 = 100;

/// A directory to work in. A fresh one is removed with all that is in it when this is dropped.
#[derive(Debug)]
pub(crate) struct WorkDir {
    path: PathBuf,
    kept: bool,
}

impl WorkDir {
    /// The directory `path`, made if it is not there yet.
    pub(crate) fn kept(path: &Path) -> io::Result<Self> {
        fs::create_dir_all(path)?;
        Ok(Self { path: fs::canonicalize(path)?, kept: true })
    }

    /// A directory that was not there before and that only this user may look into.
    pub(crate) fn fresh() -> io::Result<Self> {
        let parent = env::temp_dir();
        for number in 0..NAMES {
            let path = parent.join(format!("monitor-orchestrator-{}-{number}", process::id()));
            match DirBuilder::new().mode(0o700).create(&path) {
                Ok(()) => return Ok(Self { path, kept: false }),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn is_kept(&self) -> bool {
        self.kept
    }
}

impl Drop for WorkDir {
    fn drop(&mut self) {
        if !self.kept {
            // What cannot be removed stays: there is nobody to tell any more, and no harm done.
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}
