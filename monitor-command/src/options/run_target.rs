//! Which run is meant by a word on the command line.

use std::path::Path;

use crate::error::Error;
use monitor_core::Timestamp;
use monitor_host::Error as HostError;
use monitor_host::RunSource;
use monitor_run::{Liveness, ReportPlot, RunReport, RunStatus};

/// What the name of a status file ends with.
pub(crate) const STATUS_SUFFIX: &str = "_status.json";

/// How much of the log is looked at for its last lines, bytes.
const TAIL_BYTES: usize = 16 * 1024;

/// A run that was found.
#[derive(Debug)]
pub(crate) struct RunTarget {
    pub(crate) source: RunSource,
    pub(crate) id: String,
}

/// All that is to be told of a run.
#[derive(Debug)]
pub(crate) struct RunDetails {
    pub(crate) status: RunStatus,
    pub(crate) liveness: Liveness,
    now: Timestamp,
    log: String,
    plots: Vec<ReportPlot>,
}

impl RunTarget {
    /// Finds a run by the path of its status file, by the path of its directory (then it is the
    /// one that changed last there), or by its id or name below `base`.
    pub(crate) fn find(run: &str, base: &Path) -> Result<Self, Error> {
        let path = Path::new(run);
        if path.is_file() {
            return Self::from_file(path);
        }
        if path.is_dir() {
            let source = RunSource::new(path);
            let newest = source.list(Timestamp::now())?.into_iter().next();
            let id =
                newest.map(|run| run.id).ok_or_else(|| HostError::NoRun { id: run.to_owned() })?;
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
            None => {
                let unknown = HostError::NoRun { id: run.to_owned() };
                Err(source.status(run).err().unwrap_or(unknown).into())
            }
        }
    }

    /// `<base>/status/<id>_status.json`, or `<base>/status/archive/<id>.json`.
    fn from_file(path: &Path) -> Result<Self, Error> {
        let path = std::path::absolute(path).map_err(Error::file("find", path))?;
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let folder = path.parent().unwrap_or(&path);
        let (id, status_folder) = match name.strip_suffix(STATUS_SUFFIX) {
            Some(id) => (id, folder),
            None => (name.strip_suffix(".json").unwrap_or(name), folder.parent().unwrap_or(folder)),
        };
        let source = RunSource::new(status_folder);
        Ok(Self { source, id: id.to_owned() })
    }

    /// Reads what is to be told of it now.
    pub(crate) fn read_details(&self) -> Result<RunDetails, Error> {
        let now = Timestamp::now();
        let (status, liveness) = self.source.status_and_liveness(&self.id, now)?;
        // A report without what cannot be read is better than none.
        let log = self.source.log_last(&self.id, TAIL_BYTES).map(|tail| tail.bytes);
        let log = String::from_utf8_lossy(&log.unwrap_or_default()).into_owned();
        let plots = self.source.plots(&self.id).unwrap_or_default().into_iter();
        let plots = plots.filter_map(|plot| {
            let bytes = self.source.plot(&self.id, &plot.file).ok()?;
            Some(ReportPlot { file: plot.file, bytes })
        });
        Ok(RunDetails { plots: plots.collect(), status, liveness, now, log })
    }
}

impl RunDetails {
    pub(crate) fn to_text(&self) -> String {
        self.to_report().text()
    }

    pub(crate) fn to_html(&self) -> String {
        monitor_host::report::run_html(&self.to_report().plots(&self.plots))
    }

    fn to_report(&self) -> RunReport<'_> {
        RunReport::new(&self.status, self.now).liveness(self.liveness).log(&self.log)
    }
}
