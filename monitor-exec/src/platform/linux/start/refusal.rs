//! The errors of what the system refused on the way to a program.

use std::io;
use std::path::PathBuf;

use crate::error::{Error, SpawnStep};

/// The error for a step that the system refused.
pub(crate) fn spawn_error(step: SpawnStep) -> impl FnOnce(io::Error) -> Error {
    move |source| Error::Spawn { step, source }
}

/// The error for a program that was not executed, by what the kernel said.
pub(crate) fn exec_error(program: PathBuf, source: io::Error, bytes: usize) -> Error {
    match source.raw_os_error() {
        Some(libc::ENOENT | libc::ENOTDIR) => Error::NotFound { program },
        Some(libc::EACCES | libc::EPERM | libc::EISDIR) => Error::PermissionDenied { program },
        Some(libc::ENOEXEC) => Error::BadFormat { program },
        Some(libc::E2BIG) => Error::ArgumentsTooLong { bytes },
        _ => Error::Spawn { step: SpawnStep::Exec, source },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_of_exec_has_its_type() {
        let error = |errno| exec_error("p".into(), io::Error::from_raw_os_error(errno), 9);
        assert!(matches!(error(libc::ENOENT), Error::NotFound { .. }));
        assert!(matches!(error(libc::EACCES), Error::PermissionDenied { .. }));
        assert!(matches!(error(libc::ENOEXEC), Error::BadFormat { .. }));
        assert!(matches!(error(libc::E2BIG), Error::ArgumentsTooLong { bytes: 9 }));
        assert!(matches!(error(libc::ENOMEM), Error::Spawn { step: SpawnStep::Exec, .. }));
    }
}
