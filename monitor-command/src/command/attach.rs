//! `monitor attach`: watches a process that runs already, and never touches it.

use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use crate::error::Error;
use clap::Args;
use monitor_exec::Exec;

use crate::options::records::Records;
use crate::options::watching::{Watching, seconds};
use crate::output::status_line;
use crate::signals::Signals;

/// Watch a running process and report the resources it uses.
///
/// It is watched with all its descendants until it ends, for so long as --duration-s says, or until
/// Ctrl-C; nothing of that touches it. Totals count from now on and are lower bounds.
#[derive(Debug, Args)]
pub(crate) struct Attach {
    /// The process id.
    pid: u32,

    /// Watch for this many seconds.
    #[arg(long, value_name = "S", value_parser = seconds)]
    duration_s: Option<Duration>,

    /// Include what the process used before.
    #[arg(long)]
    since_process_start: bool,

    #[command(flatten)]
    watching: Watching,

    #[command(flatten)]
    records: Records,
}

impl Attach {
    /// Watches the process.
    pub(crate) fn run(self) -> Result<ExitCode, Error> {
        let exec = Exec::attach(self.pid).since_process_start(self.since_process_start);
        let with_line = !self.records.quiet && status_line::possible();
        let (mut exec, open) = self.records.open(self.watching.apply(exec))?;
        if with_line {
            exec = exec.channel(16);
        }
        let signals = Signals::take()?;
        let running = exec.spawn()?;
        signals.let_go(running.canceller())?;
        if let Some(time) = self.duration_s {
            let watched = running.canceller();
            thread::spawn(move || {
                thread::sleep(time);
                watched.detach();
            });
        }
        if let Some(samples) = running.samples() {
            status_line::show(samples);
        }
        let mut outcome = running.wait()?;
        let written = open.finish(&mut outcome);
        Ok(if written { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}
