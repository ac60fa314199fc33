//! Plots: files that the run saves beside its document, in whatever format it makes them.

use std::io;
use std::path::PathBuf;

use monitor_run::file_stem;

use super::RunDir;
use crate::error::Error;
use crate::system::replace::replace;

impl RunDir {
    /// Saves a plot in the folder of plots and lists it in the document. A file of that name is
    /// replaced as a whole. What cannot stand in a file's name is encoded, so `../x.png` stays in
    /// the folder. Returns where it is.
    ///
    /// # Errors
    /// [`Error::File`] if it cannot be written, [`Error::Run`] if the name is empty. Both are
    /// counted and do not concern the run otherwise.
    pub fn save_plot(&self, file: &str, bytes: &[u8]) -> Result<PathBuf, Error> {
        let name = file_name(file)?;
        let path = self.plots_dir().join(&name);
        let new = self.plots_dir().join(format!(".{name}.new"));
        let written = replace(&path, &new, bytes, false);
        self.shared.note_write(written.as_ref().map(drop).map_err(copy));
        written.map_err(Error::file("write", &path))?;
        self.shared.change(|run, now| run.plot_saved(&name, bytes.len() as u64, now));
        Ok(path)
    }
}

/// The name with its extension, which stays even if the name has to be shortened.
fn file_name(file: &str) -> Result<String, Error> {
    match file.rsplit_once('.') {
        Some((name, extension))
            if !name.is_empty()
                && extension.len() <= 8
                && extension.chars().all(char::is_alphanumeric) =>
        {
            Ok(format!("{}.{extension}", file_stem(name)?))
        }
        _ => Ok(file_stem(file)?),
    }
}

/// The same error once more, to be counted here and returned there.
fn copy(error: &io::Error) -> io::Error {
    match error.raw_os_error() {
        Some(number) => io::Error::from_raw_os_error(number),
        None => io::Error::new(error.kind(), error.to_string()),
    }
}
