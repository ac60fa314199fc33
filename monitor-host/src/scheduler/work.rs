//! What a job is to do, in words that fit every scheduler.

use std::ffi::OsString;
use std::path::PathBuf;

/// What a job is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct JobRequest {
    /// What is run.
    pub program: JobProgram,
    /// Where it is run; it has to be there.
    pub dir: PathBuf,
    /// Variables of its environment, beside those that the scheduler gives it.
    pub env: Vec<(String, String)>,
    /// Where the standard output and error go; where the scheduler puts them, if not said.
    pub output: Option<PathBuf>,
    /// The scheduler's own options: arguments of sbatch (`--partition=gpu`), lines of a submit
    /// description (`request_memory = 2GB`), limits of a local process (`--timeout-s=60`).
    pub options: Vec<String>,
}

/// What is run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobProgram {
    /// A program with its arguments, looked for in the `PATH` where it runs. No shell is involved.
    Command(Vec<OsString>),
    /// A file in the scheduler's own form: a batch script of Slurm, a submit description of
    /// HTCondor or, if its name ends in `.dag`, a DAG; for local processes a program.
    File(PathBuf),
}

impl JobRequest {
    /// A program with its arguments, run in this folder.
    #[must_use]
    pub fn command<A: Into<OsString>>(
        command: impl IntoIterator<Item = A>,
        dir: impl Into<PathBuf>,
    ) -> Self {
        Self::new(JobProgram::Command(command.into_iter().map(Into::into).collect()), dir.into())
    }

    /// A file in the scheduler's own form, submitted in this folder.
    #[must_use]
    pub fn file(file: impl Into<PathBuf>, dir: impl Into<PathBuf>) -> Self {
        Self::new(JobProgram::File(file.into()), dir.into())
    }

    fn new(program: JobProgram, dir: PathBuf) -> Self {
        Self { program, dir, env: Vec::new(), output: None, options: Vec::new() }
    }

    /// Sets a variable of its environment.
    #[must_use]
    pub fn env(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.env.push((name.into(), value.into()));
        self
    }

    /// Says where its standard output and error go.
    #[must_use]
    pub fn output(mut self, file: impl Into<PathBuf>) -> Self {
        self.output = Some(file.into());
        self
    }

    /// Adds options of the scheduler.
    #[must_use]
    pub fn options<O: Into<String>>(mut self, options: impl IntoIterator<Item = O>) -> Self {
        self.options.extend(options.into_iter().map(Into::into));
        self
    }
}
