//! Where the files of a run are.

use std::path::{Path, PathBuf};

use monitor_core::Timestamp;
use monitor_run::file_stem;

use crate::error::Error;

/// What the name of a status file ends with.
pub(super) const STATUS_SUFFIX: &str = "_status.json";

/// The folders below a base directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RunFolders {
    pub(super) status: PathBuf,
    pub(super) logs: PathBuf,
    pub(super) plots: PathBuf,
    pub(super) archive: PathBuf,
}

/// The paths of one run.
#[derive(Debug)]
pub(super) struct RunPaths {
    pub(super) stem: String,
    pub(super) status: PathBuf,
    /// What the document is written to before it takes its place.
    pub(super) new_status: PathBuf,
    pub(super) lock: PathBuf,
    pub(super) logs: PathBuf,
    pub(super) plots: PathBuf,
    pub(super) archive: PathBuf,
}

impl RunFolders {
    pub(super) fn below(base: &Path) -> Self {
        let status = base.join("status");
        Self {
            archive: status.join("archive"),
            status,
            logs: base.join("logs"),
            plots: base.join("plots"),
        }
    }

    /// Folders that may be anywhere; what is not given is beside `status`.
    pub(super) fn from_dirs(
        status: PathBuf,
        logs: Option<PathBuf>,
        plots: Option<PathBuf>,
    ) -> Self {
        let beside =
            |name| status.parent().map_or_else(|| PathBuf::from(name), |dir| dir.join(name));
        Self {
            archive: status.join("archive"),
            logs: logs.unwrap_or_else(|| beside("logs")),
            plots: plots.unwrap_or_else(|| beside("plots")),
            status,
        }
    }

    pub(super) fn of_run(&self, name: &str) -> Result<RunPaths, Error> {
        Ok(self.of_stem(file_stem(name)?))
    }

    pub(super) fn of_stem(&self, stem: String) -> RunPaths {
        RunPaths {
            status: self.status.join(format!("{stem}{STATUS_SUFFIX}")),
            new_status: self.status.join(format!(".{stem}{STATUS_SUFFIX}.new")),
            lock: lock_of(&self.status, &stem),
            logs: self.logs.clone(),
            plots: self.plots.clone(),
            archive: self.archive.clone(),
            stem,
        }
    }
}

pub(super) fn lock_of(status_folder: &Path, stem: &str) -> PathBuf {
    status_folder.join(format!("{stem}.lock"))
}

/// A time as it stands in the names of files: `20250101_120000`, in UTC.
pub(super) fn file_date(at: Timestamp) -> String {
    // `2025-01-01T12:00:00.000000Z` without what is between the digits.
    let text = at.to_string();
    let digits: String = text.chars().take(19).filter(char::is_ascii_digit).collect();
    let (date, time) = digits.split_at(digits.len().min(8));
    format!("{date}_{time}")
}
