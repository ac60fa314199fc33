//! Where a result is written: a file that a user names, or the standard output.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::output::print;

/// Where something is written at the end; opened before anything runs, so that what cannot be
/// written is known at once.
#[derive(Debug)]
pub(crate) struct ResultDestination {
    path: PathBuf,
    /// `None` is the standard output.
    pub(crate) file: Option<File>,
}

impl ResultDestination {
    /// Makes the file, or empties it.
    pub(crate) fn open(path: &Path) -> Result<Self, Error> {
        let file = if path.as_os_str() == "-" {
            None
        } else {
            Some(File::create(path).map_err(Error::file("create", path))?)
        };
        Ok(Self { path: path.to_owned(), file })
    }

    /// Writes all of it.
    pub(crate) fn write(self, text: &[u8]) -> Result<(), Error> {
        match self.file {
            None => print::write_result(|out| out.write_all(text)),
            Some(mut file) => file.write_all(text).map_err(Error::file("write to", self.path)),
        }
    }
}
