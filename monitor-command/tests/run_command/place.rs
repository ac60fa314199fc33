//! A directory of its own for each test, and the binary that is run there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use monitor_core::Timestamp;
use monitor_host::RunSource;
use monitor_run::RunStatus;

/// A directory that goes when the test does.
pub(crate) struct Place {
    pub(crate) dir: PathBuf,
}

impl Place {
    pub(crate) fn new(test: &str) -> Self {
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("run-{test}"));
        let _ = fs::remove_dir_all(&dir);
        fs::create_dir_all(&dir).unwrap();
        Self { dir }
    }

    /// `monitor run` of a run called `t`, with these options, of this program.
    pub(crate) fn command(&self, options: &[&str], program: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_monitor"));
        command.args(["run", "--name", "t", "--base"]).arg(&self.dir).args(options);
        command.arg("--").args(program).stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, options: &[&str], program: &[&str]) -> Output {
        self.command(options, program).output().unwrap()
    }

    pub(crate) fn shell(&self, script: &str) -> Output {
        self.run(&[], &["sh", "-c", script])
    }

    pub(crate) fn status(&self) -> RunStatus {
        RunSource::new(&self.dir).status_and_liveness("t", Timestamp::now()).unwrap().0
    }

    pub(crate) fn liveness(&self) -> &'static str {
        RunSource::new(&self.dir).status_and_liveness("t", Timestamp::now()).unwrap().1.as_str()
    }

    pub(crate) fn log(&self) -> String {
        String::from_utf8(RunSource::new(&self.dir).log_last("t", 1 << 20).unwrap().bytes).unwrap()
    }

    /// What is kept of a stream, all parts together, and how many parts there are.
    pub(crate) fn kept(&self, stream: &str) -> (Vec<u8>, usize) {
        let mut parts: Vec<(u64, PathBuf)> = fs::read_dir(self.dir.join("logs"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter_map(|path| {
                let name = path.file_name()?.to_str()?.to_owned();
                let (_, behind) = name.split_once(&format!(".{stream}"))?;
                let from = behind.strip_prefix(".from-").map_or(0, |from| from.parse().unwrap());
                Some((from, path))
            })
            .collect();
        parts.sort();
        let bytes = parts.iter().flat_map(|(_, path)| fs::read(path).unwrap()).collect();
        (bytes, parts.len())
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.dir);
    }
}
