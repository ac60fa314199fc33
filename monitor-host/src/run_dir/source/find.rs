//! Finds the files of runs below directories.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use monitor_core::Timestamp;
use monitor_run::{PlotFile, RunStatus};

use crate::error::Error;
use crate::run_dir::archive;
use crate::run_dir::layout::{RunFolders, STATUS_SUFFIX, lock_of};

/// Where the folders of a directory's runs are.
#[derive(Clone, Debug)]
pub(super) struct RunsLayout {
    pub(super) folders: RunFolders,
}

/// The status file of a run.
#[derive(Clone, Debug)]
pub(super) struct FoundRun {
    pub(super) place: RunsLayout,
    pub(super) path: PathBuf,
    pub(super) stem: String,
    /// Which directory it is below, from 0.
    dir: usize,
    /// When it began, if it is in the archive.
    archived: Option<String>,
}

/// What changes when a file does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FileStamp {
    modified: (i64, i64),
    bytes: u64,
    inode: u64,
}

impl FileStamp {
    pub(super) fn of(path: &Path) -> Option<Self> {
        let file = fs::metadata(path).ok()?;
        Some(Self {
            modified: (file.mtime(), file.mtime_nsec()),
            bytes: file.len(),
            inode: file.ino(),
        })
    }
}

/// How a directory was named.
#[derive(Clone, Debug)]
pub(super) enum DirectoryNaming {
    /// By its base, or something near it.
    Below(PathBuf),
    /// By its folders.
    Given(RunFolders),
}

impl DirectoryNaming {
    /// Looked for each time: what is there may change.
    pub(super) fn place(&self) -> RunsLayout {
        match self {
            Self::Below(dir) => RunsLayout::of(dir),
            Self::Given(folders) => RunsLayout { folders: folders.clone() },
        }
    }
}

impl RunsLayout {
    /// The base that is meant by a directory.
    fn of(dir: &Path) -> Self {
        let inner = dir.join("monitoring");
        let base = if dir.join("status").is_dir() {
            dir
        } else if inner.join("status").is_dir() {
            &inner
        } else if dir.file_name().is_some_and(|name| name == "status") {
            dir.parent().unwrap_or(dir)
        } else {
            dir
        };
        Self { folders: RunFolders::below(base) }
    }

    pub(super) fn runs(&self, dir: usize) -> Result<Vec<FoundRun>, Error> {
        let entries = match fs::read_dir(&self.folders.status) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries.map_err(Error::file("read", &self.folders.status))?,
        };
        let mut found = Vec::new();
        for entry in entries {
            let name = entry.map_err(Error::file("read", &self.folders.status))?.file_name();
            let stem = name.to_str().and_then(|name| name.strip_suffix(STATUS_SUFFIX));
            if let Some(stem) = stem.filter(|stem| !stem.is_empty() && !stem.starts_with('.')) {
                found.push(self.run(dir, stem));
            }
        }
        Ok(found)
    }

    fn run(&self, dir: usize, stem: &str) -> FoundRun {
        FoundRun {
            path: self.folders.status.join(format!("{stem}{STATUS_SUFFIX}")),
            place: self.clone(),
            stem: stem.to_owned(),
            dir,
            archived: None,
        }
    }

    /// The log that a status names, or, where another program wrote it and names none, the newest
    /// log of that name.
    pub(super) fn log_of(&self, stem: &str, status: &RunStatus) -> Result<Option<PathBuf>, Error> {
        let logs = &self.folders.logs;
        if let Some(named) = status.log_file.as_deref().and_then(file_name) {
            return Ok(Some(logs.join(named)));
        }
        let entries = match fs::read_dir(logs) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            entries => entries.map_err(Error::file("read", logs))?,
        };
        let names = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok());
        let newest = names.filter(|name| is_log_of(name, stem)).max();
        Ok(newest.map(|name| logs.join(name)))
    }

    /// The plots that are there and are plain files.
    pub(super) fn plots_of(&self, status: RunStatus) -> Vec<PlotFile> {
        if status.schema == 0 {
            return self.all_plots();
        }
        let is_there = |plot: &PlotFile| {
            let name = file_name(&plot.file).filter(|name| *name == plot.file);
            name.is_some_and(|name| is_plain_file(&self.folders.plots.join(name)))
        };
        status.plots.into_iter().filter(is_there).collect()
    }

    fn all_plots(&self) -> Vec<PlotFile> {
        let Ok(entries) = fs::read_dir(&self.folders.plots) else { return Vec::new() };
        let mut plots: Vec<_> = entries
            .flatten()
            .filter_map(|entry| {
                let name =
                    entry.file_name().into_string().ok().filter(|name| !name.starts_with('.'))?;
                let file = entry.metadata().ok().filter(fs::Metadata::is_file)?;
                let micros = file
                    .mtime()
                    .saturating_mul(1_000_000)
                    .saturating_add(file.mtime_nsec() / 1_000);
                Some(PlotFile::new(name, file.len(), Timestamp::from_micros(micros)))
            })
            .collect();
        plots.sort_by(|a, b| (a.timestamp, &a.file).cmp(&(b.timestamp, &b.file)));
        plots
    }
}

impl FoundRun {
    /// The run of this id, if its file is there.
    pub(super) fn by_id(dirs: &[DirectoryNaming], id: &str) -> Option<Self> {
        let (dir, rest) = match id.split_once(':') {
            Some((number, rest)) => (number.parse::<usize>().ok()?.checked_sub(1)?, rest),
            None => (0, id),
        };
        let place = dirs.get(dir)?.place();
        let is_plain = |name: &str| file_name(name) == Some(name) && !name.starts_with('.');
        let found = match rest.rsplit_once('@') {
            Some((stem, date)) if is_plain(stem) && is_plain(date) => Self {
                path: place.folders.archive.join(format!("{stem}@{date}.json")),
                archived: Some(date.to_owned()),
                ..place.run(dir, stem)
            },
            None if is_plain(rest) => place.run(dir, rest),
            _ => return None,
        };
        found.path.is_file().then_some(found)
    }

    pub(super) fn id(&self) -> String {
        let mut id = if self.dir == 0 { String::new() } else { format!("{}:", self.dir + 1) };
        id.push_str(&self.stem);
        if let Some(date) = &self.archived {
            id.push('@');
            id.push_str(date);
        }
        id
    }

    pub(super) const fn is_archived(&self) -> bool {
        self.archived.is_some()
    }

    pub(super) fn lock(&self) -> PathBuf {
        lock_of(&self.place.folders.status, &self.stem)
    }

    pub(super) fn archived(&self) -> Result<Vec<String>, Error> {
        let folder = &self.place.folders.archive;
        let files = archive::list(folder, &self.stem).map_err(Error::file("read", folder))?;
        let dates = files.iter().filter_map(|file| {
            let (_, date) = file.file_stem()?.to_str()?.rsplit_once('@')?;
            Some(Self { archived: Some(date.to_owned()), ..self.clone() }.id())
        });
        Ok(dates.collect())
    }
}

/// The last part of a path that another program may have written in full.
fn file_name(path: &str) -> Option<&str> {
    Path::new(path).file_name()?.to_str()
}

/// Whether this is `<stem>_<8 digits>_<6 digits>.log`.
fn is_log_of(name: &str, stem: &str) -> bool {
    let date =
        name.strip_prefix(stem).and_then(|rest| rest.strip_prefix('_')?.strip_suffix(".log"));
    date.is_some_and(|date| {
        date.len() == 15
            && date
                .bytes()
                .enumerate()
                .all(|(at, byte)| if at == 8 { byte == b'_' } else { byte.is_ascii_digit() })
    })
}

/// Whether it is a file and no link, which might lead anywhere.
fn is_plain_file(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|file| file.is_file())
}
