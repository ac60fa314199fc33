//! `monitor exec`: runs a command, says what it used, and exits as it does.

mod trials;

use std::ffi::OsString;
use std::fs::File;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::error::Error;
use clap::{Args, ValueEnum};
use monitor_exec::{ExecCommand as Spawn, ExecOutcome, HoldMethod, WaitFor};

use crate::command::exec::trials::TrialOptions;
use crate::exit_codes::{self, ProcessEnd};
use crate::options::records::ResultOptions;
use crate::options::watching::{LimitOptions, SamplingOptions};
use crate::output::status_line::{self, SharedStatusLine};
use crate::signals::{JobControl, SignalForwarder, SignalListener, SignalTarget, restore_signals};

/// How many observations may wait for the status line.
const WAITING: usize = 16;

/// Run a command and report the resources it used.
///
/// The command is watched from before its first instruction to after its last, with all the
/// processes that it starts. Its standard input, output and error are its own, and so is the exit
/// code, unless it was stopped or could not be run.
#[derive(Debug, Args)]
#[command(after_long_help = AFTER_HELP)]
pub(crate) struct ExecArgs {
    /// The command and its arguments. It is not run through a shell, unless --shell is given.
    #[arg(required = true, trailing_var_arg = true, value_name = "COMMAND")]
    pub(crate) command: Vec<OsString>,

    /// Run COMMAND with `sh -c`; further arguments become `$1`, `$2`, …
    #[arg(long)]
    pub(crate) shell: bool,

    /// Write the command's standard output to a file.
    #[arg(long, value_name = "FILE")]
    stdout: Option<PathBuf>,

    /// Write the command's standard error to a file; give the same file to --stdout to keep the
    /// order.
    #[arg(long, value_name = "FILE")]
    stderr: Option<PathBuf>,

    #[command(flatten)]
    watching: SamplingOptions,

    /// How to hold the command until sampling has started.
    #[arg(long, value_name = "METHOD", default_value = "stop", help_heading = "Watching")]
    hold: HoldMode,

    /// Become the subreaper of the command, count its orphaned processes, and wait until all have
    /// ended. The command gets its own process group and cannot read from a terminal.
    #[arg(long, help_heading = "Watching")]
    subreaper: bool,

    /// Start a new session, detached from the terminal: its hang-up or Ctrl-C does not reach the
    /// command.
    #[arg(long)]
    own_session: bool,

    /// Count the CPU time of all descendants in the kernel (perf_event_open(2)), for trees that do
    /// not wait for their children.
    #[arg(long, help_heading = "Watching")]
    count_descendants: bool,

    #[command(flatten)]
    limits: LimitOptions,

    #[command(flatten)]
    pub(crate) records: ResultOptions,

    #[command(flatten)]
    pub(crate) trials: TrialOptions,
}

/// How to hold the command until sampling has started.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum HoldMode {
    /// It stops itself before its first instruction.
    Stop,
    /// It waits in a read before its first instruction; no signal is involved.
    Gate,
    /// Not at all.
    None,
}

const AFTER_HELP: &str = "\
Exit codes:
  the command's own, or 128 + N when it was ended by signal N
  124  it was stopped by --timeout-s, --max-rss-mb or --max-cpu-s
  125  monitor itself failed, or could not write all that it was told to
  126  COMMAND cannot be executed
  127  there is no COMMAND

Examples:
  monitor exec -- make -j4
  monitor exec --out run.jsonl --summary run.json --report run.html -- ./simulate --steps 1000
  monitor exec --timeout-s 3600 --max-rss-mb 8000 -- blastn -query in.fa -db nt
  monitor exec --shell 'zcat big.gz | sort | uniq -c' > counts
  monitor exec --runs 20 --warmup 2 --vs 'gzip -9 -k -f file' -- zstd -19 -f file";

impl ExecArgs {
    /// Runs the command, once or many times.
    pub(crate) fn run(self) -> Result<ProcessEnd, Error> {
        if self.trials.runs.is_some() {
            return self.run_trials();
        }
        if self.own_session {
            nix::unistd::setsid().map_err(|errno| Error::System {
                what: "a session of its own",
                source: errno.into(),
            })?;
        }
        let in_our_group = !self.subreaper;
        let [stdout, stderr] = self.open_outputs()?;
        let exec = self.build_command(&self.command, [Stdio::inherit(), stdout, stderr]);
        let with_line = !self.records.quiet && status_line::is_supported();
        let (mut exec, open) = self.records.open(exec)?;
        if with_line {
            exec = exec.channel(WAITING);
        }
        let line = with_line.then(SharedStatusLine::default);
        let mut outcome = match run_with_signals(exec, in_our_group, line.as_ref()) {
            Ok(outcome) => outcome,
            Err(error) => {
                let error = name_command_line(error, &self.command, self.shell);
                open.write_not_started(&error);
                return Err(error);
            }
        };
        let written = open.write_results(&mut outcome);
        Ok(exit_codes::for_run(&outcome, written))
    }

    /// The command with all that is set on how it is watched.
    ///
    /// std makes the child, by a fork: what the kernel says of a command's peak starts at that of
    /// the process which made it, and a forked child has next to none of our memory.
    pub(crate) fn build_command(&self, command: &[OsString], streams: [Stdio; 3]) -> Spawn {
        let mut words = command.iter();
        let mut command = if self.shell {
            let mut shell = Command::new("sh");
            shell.arg("-c").args(words.next());
            // What follows the line begins with its `$0`.
            shell.args(["sh"].into_iter().take(words.len()));
            shell
        } else {
            Command::new(words.next().map(OsString::as_os_str).unwrap_or_default())
        };
        let [stdin, stdout, stderr] = streams;
        command.args(words).stdin(stdin).stdout(stdout).stderr(stderr);
        if self.subreaper {
            command.process_group(0);
        }
        let exec = self.limits.apply(self.watching.apply(Spawn::from_std(command)));
        let exec = exec.hold(match self.hold {
            HoldMode::Stop => HoldMethod::Stop,
            HoldMode::Gate => HoldMethod::Gate,
            HoldMode::None => HoldMethod::None,
        });
        let wait_for = if self.subreaper { WaitFor::Tree } else { WaitFor::Root };
        restore_signals(exec)
            .subreaper(true)
            .adopt_all_children(true)
            .wait_for(wait_for)
            .count_descendants(self.count_descendants)
    }

    fn open_outputs(&self) -> Result<[Stdio; 2], Error> {
        let create = |path: &PathBuf| File::create(path).map_err(Error::file("create", path));
        let stdout = self.stdout.as_ref().map(create).transpose()?;
        let stderr = match (&self.stderr, &stdout) {
            (Some(path), Some(file)) if self.stdout.as_ref() == Some(path) => {
                Some(file.try_clone().map_err(Error::file("share", path))?)
            }
            (path, _) => path.as_ref().map(create).transpose()?,
        };
        Ok([stdout, stderr].map(|file| file.map_or_else(Stdio::inherit, Stdio::from)))
    }
}

/// The error for a command line that was given as one word, if it was.
fn name_command_line(error: Error, command: &[OsString], in_shell: bool) -> Error {
    match (error, command) {
        (Error::Exec(monitor_exec::Error::NotFound { program }), [word])
            if !in_shell && word.to_string_lossy().contains(char::is_whitespace) =>
        {
            Error::CommandLine { program: program.to_string_lossy().into_owned() }
        }
        (error, _) => error,
    }
}

/// Runs one command to its end, and passes signals on to it.
fn run_with_signals(
    exec: Spawn,
    in_our_group: bool,
    line: Option<&SharedStatusLine>,
) -> Result<ExecOutcome, Error> {
    let signals = SignalListener::catch_all_signals(&[])?;
    let running = exec.spawn()?;
    let job = line.map_or_else(JobControl::default, SharedStatusLine::job_control);
    SignalForwarder::start(signals, SignalTarget::running(&running, in_our_group), job)?;
    if let (Some(samples), Some(line)) = (running.samples(), line) {
        line.draw_until_end(samples);
    }
    Ok(running.wait()?)
}
