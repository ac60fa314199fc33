//! `monitor report`: what was recorded, as a text for a terminal or a page with charts.

use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use monitor_exec::Recording;
use monitor_host::{Error, exec_report};
use terminal_size::{Width, terminal_size};

use super::print;
use super::records::Destination;

/// Columns where there is no terminal to ask.
const COLUMNS: usize = 100;

/// Show what was recorded.
///
/// TARGET is a file of samples, in any form that `monitor exec --out` writes, or one of denet's.
/// It may still be written to.
#[derive(Debug, Args)]
pub(crate) struct Report {
    /// What to report on.
    target: PathBuf,

    /// Write a page with charts to a file; `-` is the standard output.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,

    /// Columns of the text [default: those of the terminal, else 100].
    #[arg(long, value_name = "N", conflicts_with = "html")]
    columns: Option<usize>,
}

/// What a report is made of: one variant a kind of target.
enum Target {
    /// Samples of a command.
    Samples(Box<Recording>),
}

impl Target {
    fn open(path: &PathBuf) -> Result<Self, Error> {
        let file = File::open(path).map_err(Error::file("open", path))?;
        let recording = Recording::read(BufReader::with_capacity(1 << 18, file))
            .map_err(|source| Error::Recording { path: path.clone(), source })?;
        Ok(Self::Samples(Box::new(recording)))
    }

    fn html(&self) -> String {
        match self {
            Self::Samples(recording) => exec_report::html(recording),
        }
    }

    fn text(&self, columns: usize) -> String {
        match self {
            Self::Samples(recording) => exec_report::text(recording, columns),
        }
    }
}

impl Report {
    /// Reads the target and writes the report.
    pub(crate) fn run(self) -> Result<ExitCode, Error> {
        let target = Target::open(&self.target)?;
        match &self.html {
            Some(path) => Destination::open(path)?.write(target.html().as_bytes())?,
            None => {
                let terminal = || terminal_size().map(|(Width(columns), _)| usize::from(columns));
                let columns = self.columns.or_else(terminal).unwrap_or(COLUMNS);
                print::result(|out| out.write_all(target.text(columns).as_bytes()))?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}
