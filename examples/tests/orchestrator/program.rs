//! Runs the program and reads what it prints.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What is left of a run.
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// The program, not started yet, with nothing to read and a pipe to write to.
pub(crate) fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_orchestrator"));
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

pub(crate) fn run(command: &mut Command) -> Ran {
    let output = command.output().unwrap();
    Ran {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A path of this test alone.
pub(crate) fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

/// A file with this text.
pub(crate) fn file(name: &str, text: &str) -> PathBuf {
    let path = path(name);
    fs::write(&path, text).unwrap();
    path
}

/// An empty directory.
pub(crate) fn empty_dir(name: &str) -> PathBuf {
    let path = path(name);
    if path.exists() {
        fs::remove_dir_all(&path).unwrap();
    }
    fs::create_dir(&path).unwrap();
    path
}

/// The program run with a list, which is a file of that name, and that many workers.
pub(crate) fn run_list(name: &str, list: &str, workers: usize) -> Ran {
    run(command().arg("--jobs").arg(file(name, list)).args(["--workers", &workers.to_string()]))
}

impl Ran {
    /// The cells of a job in the table of the summary: name, priority, status, attempts, run time,
    /// CPU time, peak RSS, worker and error or reason. Cells with nothing in them are left out.
    #[track_caller]
    pub(crate) fn row(&self, job: &str) -> Vec<&str> {
        let mut lines = self.out.lines().skip_while(|line| !line.starts_with("job "));
        let row = lines.find(|line| line.split("  ").next() == Some(job));
        let row = row.unwrap_or_else(|| panic!("no row of {job} in\n{}{}", self.out, self.err));
        row.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect()
    }

    /// The lines of events of this kind while it ran, from what follows the kind.
    pub(crate) fn events(&self, kind: &str) -> Vec<&str> {
        let kind = format!(" s  {kind} ");
        let lines = self.out.lines();
        lines.filter_map(|line| Some(line.split_once(&kind)?.1.trim())).collect()
    }

    #[track_caller]
    pub(crate) fn says(&self, text: &str) {
        assert!(self.out.contains(text), "`{text}` is not in\n{}{}", self.out, self.err);
    }

    #[track_caller]
    pub(crate) fn ended_with(&self, code: i32) {
        assert_eq!(self.code, Some(code), "\n{}{}", self.out, self.err);
    }

    /// Neither stream has a character that a pipe should not carry.
    #[track_caller]
    pub(crate) fn is_plain(&self) {
        let control = |c: &char| c.is_control() && *c != '\n';
        let found: Vec<char> = self.out.chars().chain(self.err.chars()).filter(control).collect();
        assert!(found.is_empty(), "{found:?} in\n{}{}", self.out, self.err);
    }
}
