//! Replaces a file as a whole: whoever reads it sees the old or the new one, never a part.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

/// Writes `bytes` to `new`, which then takes the place of `path`. If `sync` is set, that outlasts
/// a loss of power. What is half written is removed again.
pub(crate) fn replace(path: &Path, new: &Path, bytes: &[u8], sync: bool) -> io::Result<()> {
    let written = write(new, bytes, sync).and_then(|()| fs::rename(new, path));
    if written.is_err() {
        // It may never have come into being.
        let _ = fs::remove_file(new);
    }
    written?;
    match path.parent() {
        Some(folder) if sync => File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}

fn write(new: &Path, bytes: &[u8], sync: bool) -> io::Result<()> {
    let mut file = File::create(new)?;
    file.write_all(bytes)?;
    if sync { file.sync_all() } else { Ok(()) }
}
