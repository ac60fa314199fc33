//! The control group that a command can be put into.

use std::io;
use std::path::{Path, PathBuf};

use crate::platform::CgroupDir;

/// A control group for one command. One that was made here is removed when the run is over and
/// nobody is left in it.
///
/// ```
/// use monitor_exec::{ControlGroup, ExecCommand};
///
/// // Where the host may not make one, the totals come from the kernel's account of the child.
/// let outcome = ExecCommand::new("true").control_group(ControlGroup::make().ok()).run()?;
/// assert!(outcome.success());
/// # Ok::<(), monitor_exec::Error>(())
/// ```
#[derive(Debug)]
pub struct ControlGroup {
    pub(crate) dir: CgroupDir,
}

impl ControlGroup {
    /// Makes an empty group below the one that the host is in, or at the top of the hierarchy if
    /// the host may only do it there.
    ///
    /// # Errors
    ///
    /// No hierarchy of version 2 is mounted, or the host may make no group in it: it takes root, or
    /// a group that was delegated to the user. Or the system is not Linux.
    pub fn make() -> io::Result<Self> {
        Ok(Self { dir: CgroupDir::make()? })
    }

    /// Makes an empty group below another one of the host's.
    ///
    /// # Errors
    ///
    /// The host may not make a group there, or it is no group of version 2.
    pub fn below(parent: impl AsRef<Path>) -> io::Result<Self> {
        Ok(Self { dir: CgroupDir::below(parent.as_ref())? })
    }

    /// A group that the host has made for this command alone, and that it removes itself.
    ///
    /// # Errors
    ///
    /// It is not there, or it is no group of version 2.
    pub fn at(path: impl Into<PathBuf>) -> io::Result<Self> {
        Ok(Self { dir: CgroupDir::at(&path.into())? })
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.dir.path()
    }
}
