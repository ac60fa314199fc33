//! `monitor exec --runs`: the command many times, or two commands in turn.

use std::ffi::OsString;
use std::process::{ExitCode, Stdio};
use std::sync::Arc;

use crate::error::Error;
use clap::Args;
use monitor_core::NonPoisonMutex;
use monitor_exec::{ControlHandle, ExecCommand as Spawn, ExecOutcome};
use monitor_host::report;
use monitor_host::trials::TrialSettings;

use crate::command::exec::ExecArgs;
use crate::exit_codes::ProcessEnd;
use crate::options::destination::ResultDestination;
use crate::output::print;
use crate::signals::{JobControl, SignalForwarder, SignalListener, SignalTarget};

/// Many runs.
#[derive(Debug, Args)]
#[command(next_help_heading = "Many runs")]
pub(crate) struct TrialOptions {
    /// Run the command this many times and show medians and spreads. Its input and output are
    /// /dev/null; --summary has every run, with the keys of hyperfine.
    #[arg(
        long,
        value_name = "N",
        value_parser = clap::value_parser!(u32).range(1..=1_000_000),
        conflicts_with_all = ["out", "report", "stdout", "stderr"]
    )]
    pub(crate) runs: Option<u32>,

    /// Compare with another command, given as a shell line; the two run alternately.
    #[arg(long, value_name = "OTHER", requires = "runs")]
    vs: Option<String>,

    /// Run each command this many times first, without measuring.
    #[arg(long, value_name = "N", default_value_t = 0, requires = "runs")]
    warmup: u32,

    /// Continue when a run fails.
    #[arg(long, requires = "runs")]
    ignore_failure: bool,

    /// Show the output of the runs.
    #[arg(long, requires = "runs")]
    show_output: bool,
}

/// The run that signals are for at the moment, and whether one has come.
#[derive(Debug, Default)]
struct CurrentTrial {
    run: Option<ControlHandle>,
    signal: Option<i32>,
}

impl ExecArgs {
    /// Runs the trials and shows the results.
    pub(crate) fn run_trials(&self) -> Result<ProcessEnd, Error> {
        let options = &self.trials;
        let runs = usize::try_from(options.runs.unwrap_or(1)).unwrap_or(usize::MAX);
        let summary = self.records.summary.as_deref().map(ResultDestination::open).transpose()?;
        let seen = options.show_output;
        let make = |command: Vec<OsString>| {
            let output = move || if seen { Stdio::inherit() } else { Stdio::null() };
            move || {
                let exec = self.build_command(&command, [Stdio::null(), output(), output()]);
                exec.store_in_memory(false)
            }
        };
        let mut trials =
            TrialSettings::new(display_command(&self.command), make(self.command.clone()))
                .runs(runs)
                .warmup(usize::try_from(options.warmup).unwrap_or(usize::MAX))
                .ignore_failure(options.ignore_failure);
        if let Some(other) = &options.vs {
            trials = trials.against(other, make(self.split_command_line(other)?));
        }
        let signals = SignalListener::catch_signals()?;
        let current = Arc::new(NonPoisonMutex::new(CurrentTrial::default()));
        let noting = Arc::clone(&current);
        let passing = Arc::clone(&current);
        let target = SignalTarget {
            note: Box::new(move |signal| noting.lock().signal = Some(signal)),
            pass: Box::new(move |signal| {
                if let Some(run) = passing.lock().run.clone() {
                    run.signal(signal);
                }
            }),
            pid: None,
            in_our_group: !self.subreaper,
        };
        SignalForwarder::start(signals, target, JobControl::default())?;
        let results = trials.run_by(|exec| run_trial(exec, &current))?;
        let to_stdout = self.records.summary.as_deref().is_none_or(|path| path.as_os_str() != "-");
        match (self.records.quiet, to_stdout) {
            (true, _) => {}
            (false, true) => print::write_result(|out| write!(out, "{results}"))?,
            (false, false) => print::write_note(&results),
        }
        if let Some(summary) = summary {
            let mut text = serde_json::to_vec_pretty(&results.to_json()).unwrap_or_default();
            text.push(b'\n');
            summary.write(&text)?;
        }
        Ok(ProcessEnd::Code(ExitCode::SUCCESS))
    }
}

impl ExecArgs {
    /// The words of another command that was written as one text.
    fn split_command_line(&self, text: &str) -> Result<Vec<OsString>, Error> {
        if self.shell {
            return Ok(vec![text.into()]);
        }
        let wrong = |reason| Error::Options { option: "--vs", reason };
        let words = shlex::split(text).ok_or_else(|| wrong("has a quote that is not closed"))?;
        if words.is_empty() {
            return Err(wrong("is empty"));
        }
        const OPERATORS: [&str; 9] = ["|", "||", "&", "&&", ";", "<", ">", ">>", "2>"];
        if words.iter().any(|word| OPERATORS.contains(&word.as_str())) {
            return Err(wrong("has an operator of the shell; with --shell both are lines for sh"));
        }
        Ok(words.into_iter().map(Into::into).collect())
    }
}

/// Runs one command, and lets a signal end all of the trials with it.
fn run_trial(exec: Spawn, current: &NonPoisonMutex<CurrentTrial>) -> Result<ExecOutcome, Error> {
    let interrupted = |signal: Option<i32>| match signal {
        Some(signal) => Err(Error::Interrupted { signal }),
        None => Ok(()),
    };
    interrupted(current.lock().signal)?;
    let running = exec.spawn()?;
    let cancel = running.control_handle();
    current.lock().run = Some(cancel.clone());
    if let Some(signal) = current.lock().signal {
        cancel.signal(signal);
    }
    let outcome = running.wait()?;
    current.lock().run = None;
    interrupted(current.lock().signal)?;
    Ok(outcome)
}

fn display_command(command: &[OsString]) -> String {
    let words: Vec<String> =
        command.iter().map(|word| word.to_string_lossy().into_owned()).collect();
    report::command_text(&words)
}
