//! Commands that a user wants run when something becomes of a run.

use std::io;
use std::os::fd::AsFd;
use std::time::Duration;

use clap::Args;
use monitor_exec::{ExecCommand, SampleInterval, StdinSource, StreamTarget};
use monitor_host::RunDir;

use crate::output::print;

/// Which commands are run when.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Hooks")]
pub(super) struct HookOptions {
    /// Command to run with `sh -c` when the run has ended, whatever the outcome.
    #[arg(long, value_name = "CMD")]
    on_end: Option<String>,

    /// Command to run when the program failed: an exit code other than 0, a signal, or a failed
    /// start.
    #[arg(long, value_name = "CMD")]
    on_crash: Option<String>,

    /// Command to run when the program stalls: no output for --stall-s, or one step of a bar five
    /// times as long as usual. It runs once until there is progress again.
    #[arg(long, value_name = "CMD")]
    on_stall: Option<String>,

    /// Seconds without output after which the program counts as stalled.
    #[arg(long, value_name = "S", default_value_t = 600, value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) stall_s: u64,

    /// Seconds after which a hook is stopped.
    #[arg(long, value_name = "S", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..))]
    hook_timeout_s: u64,
}

/// What a hook is told, by environment variables.
#[derive(Clone, Debug)]
pub(super) struct HookEnv {
    /// `MONITOR_RUN`
    pub(super) name: String,
    /// `MONITOR_STATE`: completed, error, stalled
    pub(super) state: String,
    /// `MONITOR_REASON`
    pub(super) reason: String,
    /// `MONITOR_EXIT_CODE`, once there is one
    pub(super) exit_code: Option<u8>,
    /// `MONITOR_DIR`
    pub(super) dir: String,
}

impl HookOptions {
    /// The run has ended: runs what is to be run, and waits for it.
    pub(super) fn run_end_hooks(&self, run: &RunDir, news: &HookEnv) {
        let crash = self.on_crash.as_ref().filter(|_| news.state != "completed");
        for command in [crash, self.on_end.as_ref()].into_iter().flatten() {
            self.run_hook(command, run, news);
        }
    }

    /// The run has stalled. The hook runs beside it.
    pub(super) fn run_stall_hook(&self, run: &RunDir, news: HookEnv) {
        let Some(command) = self.on_stall.clone() else { return };
        let (hooks, run) = (self.clone(), run.clone());
        let started = std::thread::Builder::new()
            .name("hook".into())
            .spawn(move || hooks.run_hook(&command, &run, &news));
        if let Err(error) = started {
            print::write_error(format_args!("cannot run the hook for a stall: {error}"));
        }
    }

    fn run_hook(&self, command: &str, run: &RunDir, news: &HookEnv) {
        // The standard output is the command's alone.
        let to_stderr = || {
            io::stderr().as_fd().try_clone_to_owned().map_or(StreamTarget::Null, StreamTarget::to)
        };
        let code = news.exit_code.map(|code| code.to_string()).unwrap_or_default();
        let outcome = ExecCommand::new("sh")
            .args(["-c", command])
            .env("MONITOR_RUN", &news.name)
            .env("MONITOR_STATE", &news.state)
            .env("MONITOR_REASON", &news.reason)
            .env("MONITOR_EXIT_CODE", code)
            .env("MONITOR_DIR", &news.dir)
            .env("MONITOR_STATUS_FILE", run.status_path())
            .env("MONITOR_LOG_FILE", run.log_path())
            .stdin(StdinSource::Null)
            .stdout(to_stderr())
            .stderr(to_stderr())
            .interval(SampleInterval::Off)
            .unblock_signals(true)
            .timeout(Duration::from_secs(self.hook_timeout_s))
            .run();
        match outcome {
            Ok(outcome) if outcome.success() => {}
            Ok(outcome) => {
                let code = outcome.shell_exit_code().unwrap_or(-1);
                print::write_error(format_args!("the hook {command:?} ended with code {code}"));
            }
            Err(error) => print::write_error(format_args!("the hook {command:?}: {error}")),
        }
    }
}
