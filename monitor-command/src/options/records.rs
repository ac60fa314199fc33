//! Options that say where the figures go, shared by the commands that watch a process.

use std::io;
use std::path::{Path, PathBuf};

use crate::error::Error;
use clap::{Args, ValueEnum};
use monitor_exec::encode::{Format, SummaryDocument};
use monitor_exec::{Exec, Outcome, Recording};
use monitor_host::report;

use crate::exit_codes;
use crate::options::destination::Destination;
use crate::output::print;

/// The format of the samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    /// One JSON object a line, readable while it grows.
    Jsonl,
    /// One JSON object, complete at the end.
    Json,
    /// A table for spreadsheets and pandas.
    Csv,
}

/// The names in the samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Schema {
    /// Monitor's own.
    Monitor,
    /// Those of denet 0.10, for its readers: records of JSON lines.
    Denet,
}

/// Where the figures go.
#[derive(Debug, Args)]
#[command(next_help_heading = "Results")]
pub(crate) struct Records {
    /// Write the samples to a file while the command runs; `-` is the standard output.
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,

    /// The form of the samples [default: by the name of the file, else jsonl].
    #[arg(long, value_name = "FORMAT", requires = "out")]
    format: Option<Form>,

    /// The names in the samples.
    #[arg(long, value_name = "SCHEMA", default_value = "monitor", requires = "out")]
    schema: Schema,

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
pub(crate) struct Open {
    out: Option<PathBuf>,
    summary: Option<Destination>,
    report: Option<Destination>,
    quiet: bool,
}

impl Records {
    /// Opens all files, and has the samples written to theirs.
    pub(crate) fn open(self, mut exec: Exec) -> Result<(Exec, Open), Error> {
        let format = self.form()?;
        if let Some(path) = &self.out {
            let destination = Destination::open(path)?;
            exec = match destination.file {
                Some(file) => exec.encode_into(file, format),
                None => exec.encode_into(io::stdout(), format),
            };
        }
        let summary = self.summary.as_deref().map(Destination::open).transpose()?;
        let report = self.report.as_deref().map(Destination::open).transpose()?;
        let open = Open { out: self.out, summary, report, quiet: self.quiet };
        Ok((exec.store_in_memory(open.report.is_some()), open))
    }

    fn form(&self) -> Result<Format, Error> {
        let by_name = match self.out.as_deref().and_then(Path::extension) {
            Some(ending) if ending == "csv" => Form::Csv,
            Some(ending) if ending == "json" => Form::Json,
            _ => Form::Jsonl,
        };
        match (self.schema, self.format) {
            (Schema::Denet, None | Some(Form::Jsonl)) => Ok(Format::Denet),
            (Schema::Denet, Some(_)) => Err(Error::Options {
                option: "--schema denet",
                reason: "is records of JSON lines, and needs --format jsonl",
            }),
            (Schema::Monitor, form) => Ok(match form.unwrap_or(by_name) {
                Form::Jsonl => Format::JsonLines,
                Form::Json => Format::Json,
                Form::Csv => Format::Csv,
            }),
        }
    }
}

impl Open {
    /// Writes what is written at the end. Whether all is written that was asked for; what is not
    /// is complained about.
    pub(crate) fn finish(self, outcome: &mut Outcome) -> bool {
        let mut written = true;
        let mut told = |done: Result<(), Error>| {
            if let Err(error) = done {
                print::complain(error);
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
            told(summary.write(&document(outcome)));
        }
        if let Some(report) = self.report {
            told(report.write(report::command_html(&Recording::from(&*outcome)).as_bytes()));
        }
        if !self.quiet {
            print::note(report::summary_text(&outcome.summary));
        }
        written
    }

    /// Says in the summary that there is nothing to sum up, so that whoever reads it finds JSON.
    pub(crate) fn not_started(self, error: &Error) {
        let Some(summary) = self.summary else { return };
        let mut text = serde_json::to_vec_pretty(&serde_json::json!({
            "exit_code": exit_codes::number_of_error(error),
            "signal": null,
            "outcome": "not_started",
            "error": error.to_string(),
        }))
        .unwrap_or_default();
        text.push(b'\n');
        if let Err(error) = summary.write(&text) {
            print::complain(error);
        }
    }
}

fn document(outcome: &Outcome) -> Vec<u8> {
    let document = SummaryDocument::from(&outcome.summary);
    // Maps with keys of text and numbers: there is nothing that JSON cannot say.
    let mut text = serde_json::to_vec_pretty(&document).unwrap_or_default();
    text.push(b'\n');
    text
}
