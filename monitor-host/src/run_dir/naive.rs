//! Reads status files, also those whose times are of a local clock and do not say so.

use std::fs;
use std::path::Path;

use jiff::tz::TimeZone;
use monitor_run::RunStatus;

use crate::error::Error;

/// Reads a status file. Times without an offset count as local ones, with the offset from UTC that
/// held here when the file was written.
pub(super) fn read_status(path: &Path) -> Result<RunStatus, Error> {
    let json = fs::read(path).map_err(Error::file("read", path))?;
    // Our own documents have no such times, and are read without asking for the zone.
    if let Ok(status) = serde_json::from_slice(&json) {
        return Ok(status);
    }
    let parsed = RunStatus::parse_local(&json, local_offset_s(path));
    parsed.map_err(|source| Error::RunStatus { path: path.to_owned(), source })
}

/// How many seconds local time was ahead of UTC when the file was written last.
fn local_offset_s(path: &Path) -> i32 {
    let written = fs::metadata(path).and_then(|file| file.modified()).ok();
    let written = written.and_then(|time| jiff::Timestamp::try_from(time).ok());
    TimeZone::system().to_offset(written.unwrap_or(jiff::Timestamp::UNIX_EPOCH)).seconds()
}
