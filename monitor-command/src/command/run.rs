//! `monitor run`: any program, unchanged, as a run that can be watched from outside.

mod bars;
mod hooks;
mod kept;
mod queue;
mod recorder;
mod relay;
mod terminal;
mod wiring;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::error::Error;
use clap::Args;
use monitor_core::Timestamp;
use monitor_exec::{ExecCommand, ExecOutcome, ExitCause, RunningCommand, WaitFor};
use monitor_host::{IfRunning, RunDir};
use monitor_run::{Liveness, LivenessTimeouts, LogLevel, WriterPresence};
use nix::libc::SIGWINCH;
use nix::sys::signal::Signal;
use nix::sys::signalfd::SignalFd;
use serde_json::{Value, json};

use crate::exit_codes::{self, ProcessEnd};
use crate::options::watching::LimitOptions;
use crate::output::left_running;
use crate::signals::{SignalForwarder, SignalListener, SignalTarget, restore_signals};
use hooks::{HookEnv, HookOptions};
use queue::OutputQueue;
use recorder::{OutputRecorder, RecordedStream};
use wiring::{PtyMode, StreamWiring};

/// How often it is asked whether the run has stalled.
const LOOK: Duration = Duration::from_millis(500);
/// How long the disk may take for what is left after the end of the command.
const REST: Duration = Duration::from_secs(10);
/// Bytes of the command line that the document has room for.
const COMMAND_BYTES: usize = 1 << 10;

/// Run a program and record its output, progress, outcome and resources.
///
/// The program is not changed, and neither is what it writes, which goes through at once. Progress
/// bars of tqdm, rich, pip, indicatif, curl, wget, git and the like become bars of the run.
#[derive(Debug, Args)]
#[command(after_long_help = AFTER_HELP)]
pub(crate) struct RunArgs {
    /// The program and its arguments. It is not run through a shell.
    #[arg(required = true, trailing_var_arg = true, value_name = "COMMAND")]
    command: Vec<OsString>,

    /// The directory to record the run in.
    #[arg(long, value_name = "DIR", default_value = "monitoring")]
    base: PathBuf,

    /// The name of the run [default: the name of the program]. The name of an active run is
    /// refused, or gets a number if it is the default.
    #[arg(long, value_name = "N")]
    name: Option<String>,

    /// Whether to run the program in a pseudoterminal.
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pty: PtyMode,

    /// Mebibytes of each stream to keep: the first quarter and the last three quarters.
    #[arg(long, value_name = "N", default_value_t = 256, value_parser = clap::value_parser!(u64).range(1..1 << 30))]
    keep_mb: u64,

    #[command(flatten)]
    limits: LimitOptions,

    #[command(flatten)]
    hooks: HookOptions,
}

const AFTER_HELP: &str = "\
Files, below DIR:
  status/N_status.json   what the run says of itself: state, bars, resources
  logs/N_DATE.log        one dated line for each line of output, without progress bars
  logs/N_DATE.stdout, N_DATE.stderr, or N_DATE.terminal
                         every byte as it was written; past the limit the middle goes,
                         and N_DATE.stdout.from-B begins at byte B. If both streams go to
                         one place (2>&1), N_DATE.output has both in their order

Processes that outlive the program lose their output: a write to it fails (SIGPIPE). Have the
program wait for them, or redirect their output to a file.

Hooks are told by MONITOR_RUN, MONITOR_STATE (completed, error, stalled), MONITOR_REASON,
MONITOR_EXIT_CODE, MONITOR_DIR, MONITOR_STATUS_FILE and MONITOR_LOG_FILE.

Exit codes:
  the program's own, or 128 + N when it was ended by signal N
  124  it was stopped by --timeout-s, --max-rss-mb or --max-cpu-s
  125  monitor itself failed
  126  COMMAND cannot be executed
  127  there is no COMMAND

Examples:
  monitor run -- python train.py
  monitor run --name night --on-crash 'mail -s \"$MONITOR_RUN: $MONITOR_REASON\" me' -- ./simulate
  nohup monitor run --pty always -- cargo build --release &";

impl RunArgs {
    /// Runs the program to its end.
    pub(crate) fn run(self) -> Result<ProcessEnd, Error> {
        // Before there are other threads, which would get the signals instead. Those of the size
        // are for the terminal that the command is given.
        let signals = SignalListener::catch_all_signals(&[SIGWINCH])?;
        let resized = terminal::resize_signals()?;
        let run = self.create_run_dir()?;
        // Text is all that fits a document.
        let _ = run.set_extra("command", self.shown_command());
        match self.supervise(&run, signals, resized) {
            Ok(outcome) => {
                let code = exit_codes::for_run(&outcome, true);
                self.record_outcome(&run, &outcome);
                left_running::write_stop_error(&outcome);
                left_running::write_output_note(&outcome);
                Ok(code)
            }
            Err(error) => {
                run.fail(&error);
                self.hooks
                    .run_end_hooks(&run, &self.hook_env(&run, "error", error.to_string(), None));
                Err(error)
            }
        }
    }

    fn create_run_dir(&self) -> Result<RunDir, Error> {
        let program = self.program_name();
        let name = self.name.as_deref().unwrap_or(&program);
        let rule = if self.name.is_some() { IfRunning::Fail } else { IfRunning::Rename };
        Ok(RunDir::builder(&self.base, name).if_running(rule).create()?)
    }

    /// The program without its folder.
    fn program_name(&self) -> String {
        let program = self.command.first().map(Path::new);
        let name = program.and_then(|program| program.file_name().or(Some(program.as_os_str())));
        name.map(|name| name.to_string_lossy().into_owned())
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| "run".to_owned())
    }

    /// The command line as text, as much as there is room for.
    fn shown_command(&self) -> Value {
        let mut room = COMMAND_BYTES;
        let mut words = Vec::new();
        for word in &self.command {
            let word = word.to_string_lossy();
            if word.len() > room {
                words.push("…".to_owned());
                break;
            }
            room -= word.len();
            words.push(word.into_owned());
        }
        words.into()
    }

    /// From the spawn to the last byte.
    fn supervise(
        &self,
        run: &RunDir,
        signals: SignalListener,
        resized: SignalFd,
    ) -> Result<ExecOutcome, Error> {
        let queue = Arc::new(OutputQueue::default());
        let measured = run.clone();
        let mut words = self.command.iter();
        let exec = ExecCommand::new(words.next().map(OsString::as_os_str).unwrap_or_default())
            .args(words)
            .interval_ms(100, 5_000)
            .store_in_memory(false)
            .subreaper(true)
            .adopt_all_children(true)
            .wait_for(WaitFor::Root)
            .on_sample(move |seen| {
                let sample = &seen.sample;
                let elapsed_s = Duration::from_nanos(sample.elapsed_ns).as_secs_f64();
                #[expect(clippy::cast_precision_loss, reason = "a point of a curve")]
                let rss = sample.rss_bytes as f64;
                // Figures of a sample are never infinite.
                let _ = measured.metric("rss_bytes", elapsed_s, rss);
                let _ = measured.metric("cpu_percent", elapsed_s, f64::from(sample.cpu_percent));
            });
        let exec = self.limits.apply(restore_signals(exec));
        let (mut wiring, exec) = StreamWiring::connect(exec, self.pty, resized, &queue)?;
        let (recorder, recorded) = self.start_recorder(run, &queue, &wiring)?;
        let running = exec.spawn();
        let outcome = running.map_err(Error::from).and_then(|running| {
            let target = SignalTarget::running(&running, wiring.in_our_group);
            SignalForwarder::start(signals, target, wiring.job_control())?;
            wiring.start()?;
            self.wait_for_end(run, &queue, running)
        });
        wiring.finish();
        queue.close();
        if recorded.recv_timeout(REST) != Err(mpsc::RecvTimeoutError::Timeout) {
            // A recorder that panicked has said so.
            let _ = recorder.join();
        }
        outcome
    }

    /// Starts the recorder; the channel is closed when it is done.
    fn start_recorder(
        &self,
        run: &RunDir,
        queue: &Arc<OutputQueue>,
        wiring: &StreamWiring,
    ) -> Result<(JoinHandle<()>, mpsc::Receiver<()>), Error> {
        let size = wiring.size;
        let keep_bytes = self.keep_mb << 20;
        let watched = |name: &&'static str| {
            RecordedStream::new(name, size, run, self.program_name(), keep_bytes)
        };
        let recorder = OutputRecorder {
            run: run.clone(),
            queue: Arc::clone(queue),
            streams: wiring.stream_names().iter().map(watched).collect(),
        };
        let (done, recorded) = mpsc::channel();
        Ok((recorder.start(done)?, recorded))
    }

    /// Waits for the end, and looks meanwhile whether the run has stalled.
    fn wait_for_end(
        &self,
        run: &RunDir,
        queue: &OutputQueue,
        mut running: RunningCommand,
    ) -> Result<ExecOutcome, Error> {
        let mut written = (queue.written_bytes(), Instant::now());
        let mut is_stalled = false;
        loop {
            if let Some(outcome) = running.wait_timeout(LOOK)? {
                return Ok(outcome);
            }
            let now = queue.written_bytes();
            if now != written.0 {
                written = (now, Instant::now());
            }
            let stall = self.stall_reason(run, written.1.elapsed());
            if let Some(reason) = stall.clone().filter(|_| !is_stalled) {
                run.log_at(LogLevel::Warning, &reason);
                self.hooks.run_stall_hook(run, self.hook_env(run, "stalled", reason, None));
            }
            is_stalled = stall.is_some();
        }
    }

    /// Why the run is stalled, if it is.
    fn stall_reason(&self, run: &RunDir, silent: Duration) -> Option<String> {
        if silent >= Duration::from_secs(self.hooks.stall_s) {
            return Some(format!("no output for {} s", silent.as_secs()));
        }
        let status = run.status();
        let judged = Liveness::from_status(
            &status,
            WriterPresence::Here,
            Timestamp::now(),
            &LivenessTimeouts::default(),
        );
        match judged {
            Liveness::Stalled { idle_ms } => Some(format!("at one step for {} s", idle_ms / 1_000)),
            _ => None,
        }
    }

    /// Puts down how it ended, and calls the hooks.
    fn record_outcome(&self, run: &RunDir, outcome: &ExecOutcome) {
        let summary = &outcome.summary;
        let resources = json!({
            "elapsed_s": summary.elapsed_time,
            "cpu_s": seconds_from_nanos(summary.cpu_ns.value),
            "peak_rss_bytes": summary.peak_tree_rss_bytes.value,
            "read_bytes": summary.read_bytes.value,
            "write_bytes": summary.write_bytes.value,
            "left_running": summary.left_running,
        });
        let reason = exit_reason(outcome.exit);
        // Both are small; there is room for them.
        let _ = run.set_extra("resources", resources);
        let _ = run.set_extra("exit", serde_json::to_value(outcome.exit).unwrap_or_default());
        if outcome.success() {
            run.complete(&reason);
        } else {
            run.fail(&reason);
        }
        let code = outcome.shell_exit_code().and_then(|code| u8::try_from(code).ok());
        let state = run.status().status.to_string();
        self.hooks.run_end_hooks(run, &self.hook_env(run, &state, reason, code));
    }

    fn hook_env(
        &self,
        run: &RunDir,
        state: &str,
        reason: String,
        exit_code: Option<u8>,
    ) -> HookEnv {
        HookEnv {
            name: run.status().experiment_name,
            state: state.to_owned(),
            reason,
            exit_code,
            dir: self.base.to_string_lossy().into_owned(),
        }
    }
}

/// Why it ended, in words.
fn exit_reason(exit: ExitCause) -> String {
    match exit {
        ExitCause::Exited { code } => format!("exit code {code}"),
        ExitCause::Signaled { signal, core_dumped } => {
            let name = Signal::try_from(signal).map_or("unknown", Signal::as_str);
            let core = if core_dumped { ", core dumped" } else { "" };
            format!("ended by signal {signal} ({name}){core}")
        }
        ExitCause::TimedOut => "stopped: it took too long".to_owned(),
        ExitCause::Cancelled => "cancelled".to_owned(),
        ExitCause::LimitHit { limit } => format!("stopped: it used too much ({limit:?})"),
        _ => "ended; how is not known".to_owned(),
    }
}

fn seconds_from_nanos(ns: u64) -> f64 {
    Duration::from_nanos(ns).as_secs_f64()
}
