//! The program with a run, as a process of its own.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use monitor_core::Timestamp;
use monitor_host::RunSource;
use monitor_run::{Liveness, RunStatus};

/// The name of its run.
pub(crate) const NAME: &str = "program";

/// The program with a run below `base`, not started yet.
pub(crate) fn program(base: &Path, deeds: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_monitor-host-run"));
    command.arg(base).arg(NAME).args(deeds);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Starts it, and waits until it says that it is there.
pub(crate) fn started(base: &Path, deeds: &[&str]) -> Child {
    let mut child = program(base, deeds).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    assert_eq!(line, "here\n");
    child
}

/// What its files say now.
pub(crate) fn seen(base: &Path) -> (RunStatus, Liveness) {
    RunSource::new(base).status_and_liveness(NAME, Timestamp::now()).unwrap()
}
