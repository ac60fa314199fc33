//! Options that say where the figures go, shared by the commands that watch a process.

use std::io;
use std::path::{Path, PathBuf};

use crate::error::Error;
use clap::{Args, ValueEnum};
use monitor_exec::encode::{RecordFormat, SummaryDocument};
use monitor_exec::{ExecCommand, ExecOutcome, SampleRecording};
use monitor_host::report;

use crate::exit_codes;
use crate::options::destination::ResultDestination;
use crate::output::{left_running, print};

/// The format of the samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum SampleFormat {
    /// One JSON object a line, readable while it grows.
    Jsonl,
    /// One JSON object, complete at the end.
    Json,
    /// A table for spreadsheets and pandas.
    Csv,
}

/// The names in the samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum SampleSchema {
    /// Monitor's own.
    Monitor,
    /// Those of denet 0.10, for its readers: records of JSON lines.
    Denet,
}

/// Where the figures go.
#[derive(Debug, Args)]
#[command(next_help_heading = "Results")]
pub(crate) struct ResultOptions {
    /// Write the samples to a file while the command runs; `-` is the standard output.
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,

    /// The form of the samples [default: by the name of the file, else jsonl].
    #[arg(long, value_name = "FORMAT", requires = "out")]
    format: Option<SampleFormat>,

    /// The names in the samples.
    #[arg(long, value_name = "SCHEMA", default_value = "monitor", requires = "out")]
    schema: SampleSchema,

    /// Write the summary as a JSON object to a file at the end; `-` is the standard output.
    #[arg(long, value_name = "FILE")]
    pub(crate) summary: Option<PathBuf>,

    /// Write an HTML report with charts to a file at the end; `-` is the standard output.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,

    /// Print no status line and no summary.
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

/// What the options come to while a process is watched.
#[derive(Debug)]
pub(crate) struct OpenResults {
    out: Option<PathBuf>,
    summary: Option<ResultDestination>,
    report: Option<ResultDestination>,
    quiet: bool,
}

impl ResultOptions {
    /// Opens all files, and has the samples written to theirs.
    pub(crate) fn open(self, mut exec: ExecCommand) -> Result<(ExecCommand, OpenResults), Error> {
        let format = self.sample_format()?;
        if let Some(path) = &self.out {
            let destination = ResultDestination::open(path)?;
            exec = match destination.file {
                Some(file) => exec.encode_into(file, format),
                None => exec.encode_into(io::stdout(), format),
            };
        }
        let summary = self.summary.as_deref().map(ResultDestination::open).transpose()?;
        let report = self.report.as_deref().map(ResultDestination::open).transpose()?;
        let open = OpenResults { out: self.out, summary, report, quiet: self.quiet };
        Ok((exec.store_in_memory(open.report.is_some()), open))
    }

    fn sample_format(&self) -> Result<RecordFormat, Error> {
        let by_name = match self.out.as_deref().and_then(Path::extension) {
            Some(ending) if ending == "csv" => SampleFormat::Csv,
            Some(ending) if ending == "json" => SampleFormat::Json,
            _ => SampleFormat::Jsonl,
        };
        match (self.schema, self.format) {
            (SampleSchema::Denet, None | Some(SampleFormat::Jsonl)) => Ok(RecordFormat::Denet),
            (SampleSchema::Denet, Some(_)) => Err(Error::Options {
                option: "--schema denet",
                reason: "is records of JSON lines, and needs --format jsonl",
            }),
            (SampleSchema::Monitor, form) => Ok(match form.unwrap_or(by_name) {
                SampleFormat::Jsonl => RecordFormat::JsonLines,
                SampleFormat::Json => RecordFormat::Json,
                SampleFormat::Csv => RecordFormat::Csv,
            }),
        }
    }
}

impl OpenResults {
    /// Writes what is written at the end. Whether all is written that was asked for; what is not
    /// is complained about.
    pub(crate) fn write_results(self, outcome: &mut ExecOutcome) -> bool {
        let mut written = true;
        let mut told = |done: Result<(), Error>| {
            if let Err(error) = done {
                print::write_error(error);
                written = false;
            }
        };
        // A reader that has left has seen enough.
        if let (Some(path), Some(source)) = (self.out, outcome.encode_error.take())
            && source.kind() != io::ErrorKind::BrokenPipe
        {
            told(Err(Error::file("write all samples to", path)(source)));
        }
        if let Some(summary) = self.summary {
            told(summary.write(&summary_json(outcome)));
        }
        if let Some(report) = self.report {
            told(report.write(report::command_html(&SampleRecording::from(&*outcome)).as_bytes()));
        }
        if !self.quiet {
            print::write_note(report::summary_text(&outcome.summary));
        }
        left_running::write_stop_error(outcome);
        written
    }

    /// Says in the summary that there is nothing to sum up, so that whoever reads it finds JSON.
    pub(crate) fn write_not_started(self, error: &Error) {
        let Some(summary) = self.summary else { return };
        let mut text = serde_json::to_vec_pretty(&serde_json::json!({
            "exit_code": exit_codes::number_for_error(error),
            "signal": null,
            "outcome": "not_started",
            "error": error.to_string(),
        }))
        .unwrap_or_default();
        text.push(b'\n');
        if let Err(error) = summary.write(&text) {
            print::write_error(error);
        }
    }
}

fn summary_json(outcome: &ExecOutcome) -> Vec<u8> {
    let document = SummaryDocument::from(&outcome.summary);
    // Maps with keys of text and numbers: there is nothing that JSON cannot say.
    let mut text = serde_json::to_vec_pretty(&document).unwrap_or_default();
    text.push(b'\n');
    text
}
