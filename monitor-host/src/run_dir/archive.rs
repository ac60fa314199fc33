//! What is left of earlier runs of a name: documents that made room for a new one.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use monitor_core::Timestamp;
use monitor_run::RunStatus;

use super::layout::{RunPaths, file_date};

/// How many documents of a name are kept.
pub(super) const KEPT: usize = 20;

/// Puts the document of an earlier run into the archive, under the time at which it began, and
/// lets go of the oldest.
pub(super) fn archive_file(
    paths: &RunPaths,
    status: Option<&RunStatus>,
    now: Timestamp,
) -> io::Result<()> {
    fs::create_dir_all(&paths.archive)?;
    let began = status.map_or(now, |status| status.start_time);
    let mut micros = began.as_micros();
    let mut place = archived_path(paths, micros);
    while place.exists() {
        micros += 1;
        place = archived_path(paths, micros);
    }
    fs::rename(&paths.status, &place)?;
    let mut all = list(&paths.archive, &paths.stem)?;
    let surplus = all.len().saturating_sub(KEPT);
    all.drain(..surplus).try_for_each(fs::remove_file)
}

/// The archived documents of a name, the oldest first.
pub(super) fn list(archive: &Path, stem: &str) -> io::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(archive) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let name = entry?.file_name();
        let of_name = name.to_str().and_then(|name| name.strip_suffix(".json"));
        if of_name.and_then(|name| name.rsplit_once('@')).is_some_and(|(of, _)| of == stem) {
            found.push(archive.join(name));
        }
    }
    found.sort();
    Ok(found)
}

/// `<name>@20250101_120000.000000.json`, so that they sort by time.
fn archived_path(paths: &RunPaths, micros: i64) -> PathBuf {
    let date = file_date(Timestamp::from_micros(micros));
    paths.archive.join(format!("{}@{date}.{:06}.json", paths.stem, micros.rem_euclid(1_000_000)))
}
