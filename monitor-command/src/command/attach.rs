//! `monitor attach`: watches a process that runs already, and never touches it.

use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use crate::error::Error;
use clap::Args;
use monitor_exec::ExecCommand;

use crate::options::records::ResultOptions;
use crate::options::watching::{SamplingOptions, parse_seconds};
use crate::output::status_line::{self, SharedStatusLine};
use crate::signals::SignalListener;

/// Watch a running process and report the resources it uses.
///
/// It is watched with all its descendants until it ends, for so long as --duration-s says, or until
/// Ctrl-C; nothing of that touches it. Totals count from now on and are lower bounds.
#[derive(Debug, Args)]
pub(crate) struct AttachArgs {
    /// The process id.
    pid: u32,

    /// Watch for this many seconds.
    #[arg(long, value_name = "S", value_parser = parse_seconds)]
    duration_s: Option<Duration>,

    /// Include what the process used before.
    #[arg(long)]
    since_process_start: bool,

    #[command(flatten)]
    watching: SamplingOptions,

    #[command(flatten)]
    records: ResultOptions,
}

impl AttachArgs {
    /// Watches the process.
    pub(crate) fn run(self) -> Result<ExitCode, Error> {
        let exec = ExecCommand::attach(self.pid).since_process_start(self.since_process_start);
        let with_line = !self.records.quiet && status_line::is_supported();
        let (mut exec, open) = self.records.open(self.watching.apply(exec))?;
        if with_line {
            exec = exec.channel(16);
        }
        let signals = SignalListener::catch_signals()?;
        let running = exec.spawn()?;
        signals.detach_on_signal(running.control_handle())?;
        if let Some(time) = self.duration_s {
            let watched = running.control_handle();
            thread::spawn(move || {
                thread::sleep(time);
                watched.detach();
            });
        }
        if let Some(samples) = running.samples() {
            SharedStatusLine::default().draw_until_end(samples);
        }
        let mut outcome = running.wait()?;
        let written = open.write_results(&mut outcome);
        Ok(if written { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}
