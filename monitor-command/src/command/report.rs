//! `monitor report`: what was recorded of a command or a run, as a text or a page with charts.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::error::Error;
use clap::Args;
use monitor_exec::SampleRecording;
use monitor_host::Error as HostError;
use monitor_host::report;
use terminal_size::{Width, terminal_size};

use crate::options::destination::ResultDestination;
use crate::options::run_target::{RunDetails, RunTarget, STATUS_SUFFIX};
use crate::output::print;

/// Columns where there is no terminal to ask.
const COLUMNS: usize = 100;

/// Show a report of a recording or a run.
///
/// TARGET is a file of samples, in any form that `monitor exec --out` writes, or one of denet's.
/// It may still be written to. Else it is a run: its id or name as `monitor runs` shows it, its
/// directory, or its status file.
#[derive(Debug, Args)]
pub(crate) struct ReportArgs {
    /// The recording, run directory or run to report on.
    target: PathBuf,

    /// The directory of the runs, if TARGET is a run id or name.
    #[arg(long, value_name = "DIR", default_value = ".")]
    base: PathBuf,

    /// Write an HTML report with charts to a file; `-` is the standard output.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,

    /// Width of the text in columns [default: the width of the terminal, else 100]
    #[arg(long, value_name = "N", conflicts_with = "html")]
    columns: Option<usize>,
}

/// What a report is made of: one variant a kind of target.
enum ReportTarget {
    /// Samples of a command.
    Samples(Box<SampleRecording>),
    /// A long run.
    Run(Box<RunDetails>),
}

impl ReportTarget {
    fn open(path: &PathBuf, base: &Path) -> Result<Self, Error> {
        let name = path.to_string_lossy();
        if !path.is_file() || name.ends_with(STATUS_SUFFIX) {
            return Ok(Self::Run(Box::new(RunTarget::find(&name, base)?.read_details()?)));
        }
        let file = File::open(path).map_err(Error::file("open", path))?;
        let recording = SampleRecording::read(BufReader::with_capacity(1 << 18, file))
            .map_err(|source| HostError::Recording { path: path.clone(), source })?;
        Ok(Self::Samples(Box::new(recording)))
    }

    fn to_html(&self) -> String {
        match self {
            Self::Samples(recording) => report::command_html(recording),
            Self::Run(run) => run.to_html(),
        }
    }

    fn to_text(&self, columns: usize) -> String {
        match self {
            Self::Samples(recording) => report::recording_text(recording, columns),
            Self::Run(run) => run.to_text(),
        }
    }
}

impl ReportArgs {
    /// Reads the target and writes the report.
    pub(crate) fn run(self) -> Result<ExitCode, Error> {
        let target = ReportTarget::open(&self.target, &self.base)?;
        match &self.html {
            Some(path) => ResultDestination::open(path)?.write(target.to_html().as_bytes())?,
            None => {
                let terminal = || terminal_size().map(|(Width(columns), _)| usize::from(columns));
                let columns = self.columns.or_else(terminal).unwrap_or(COLUMNS);
                print::write_result(|out| out.write_all(target.to_text(columns).as_bytes()))?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}
