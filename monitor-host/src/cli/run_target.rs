//! Which run is meant by a word on the command line.

use std::path::Path;

use monitor_core::Timestamp;
use monitor_host::{Error, RunSource};

/// A run that was found.
#[derive(Debug)]
pub(super) struct RunTarget {
    pub(super) source: RunSource,
    pub(super) id: String,
}

impl RunTarget {
    /// Finds a run by the path of its status file, by the path of its directory (then it is the
    /// one that changed last there), or by its id or name below `base`.
    pub(super) fn find(run: &str, base: &Path) -> Result<Self, Error> {
        let path = Path::new(run);
        if path.is_file() {
            return Self::of_file(path);
        }
        if path.is_dir() {
            let source = RunSource::new(path);
            let newest = source.list(Timestamp::now())?.into_iter().next();
            let id = newest.map(|run| run.id).ok_or_else(|| Error::NoRun { id: run.to_owned() })?;
            return Ok(Self { source, id });
        }
        let source = RunSource::new(base);
        if source.status(run).is_ok() {
            return Ok(Self { source, id: run.to_owned() });
        }
        let named = source.list(Timestamp::now())?.into_iter();
        let named = named.filter(|known| known.experiment_name == run).map(|known| known.id).next();
        // What is wrong with a file of that id is the better answer.
        match named {
            Some(id) => Ok(Self { source, id }),
            None => Err(source.status(run).err().unwrap_or(Error::NoRun { id: run.to_owned() })),
        }
    }

    /// `<base>/status/<id>_status.json`, or `<base>/status/archive/<id>.json`.
    fn of_file(path: &Path) -> Result<Self, Error> {
        let path = std::path::absolute(path).map_err(Error::file("find", path))?;
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let folder = path.parent().unwrap_or(&path);
        let (id, status_folder) = match name.strip_suffix("_status.json") {
            Some(id) => (id, folder),
            None => (name.strip_suffix(".json").unwrap_or(name), folder.parent().unwrap_or(folder)),
        };
        let source = RunSource::new(status_folder);
        Ok(Self { source, id: id.to_owned() })
    }
}
