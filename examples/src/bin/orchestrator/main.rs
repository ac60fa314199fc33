//! A small orchestrator of real commands: workers, priorities, needs, retries, heartbeats, all of
//! it told in events to a monitor, from whose figures the display and the summary are made.

mod arguments;
mod dashboard;
mod display;
mod floor_run;
mod job_list;
mod queue;
mod run_command;
mod signals;
mod summary;
mod table;
mod work_dir;
mod worker;

use std::io::{self, Write as _};
use std::process::ExitCode;

use arguments::{Arguments, Asked, UsageError};
use floor_run::Plan;
use job_list::JobListError;
use signals::StopSignals;
use work_dir::WorkDir;

/// Why nothing ran, or why the result could not be shown.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error(transparent)]
    Usage(#[from] UsageError),
    #[error(transparent)]
    JobList(#[from] JobListError),
    #[error("the work directory: {0}")]
    WorkDir(io::Error),
    #[error("signals cannot be handled: {0}")]
    Signals(io::Error),
    #[error(transparent)]
    Host(#[from] monitor_host::Error),
    #[error(transparent)]
    Http(#[from] monitor_http::Error),
    #[error("output: {0}")]
    Output(io::Error),
}

fn main() -> ExitCode {
    match run() {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            // Whoever closed this stream does not want to know.
            let _ = writeln!(io::stderr(), "orchestrator: {error}");
            match error {
                Error::Usage(_) | Error::JobList(_) => ExitCode::from(2),
                _ => ExitCode::FAILURE,
            }
        }
    }
}

fn run() -> Result<u8, Error> {
    match arguments::read()? {
        Asked::Help => {
            let shown = io::stdout().write_all(arguments::USAGE.as_bytes());
            read_to_the_end(shown).map(|()| 0)
        }
        Asked::Run(arguments) => run_jobs(&arguments),
    }
}

fn run_jobs(arguments: &Arguments) -> Result<u8, Error> {
    let jobs = job_list::load(arguments.jobs.as_deref())?;
    let signals = StopSignals::listen().map_err(Error::Signals)?;
    let dir = match &arguments.keep {
        Some(dir) => WorkDir::kept(dir),
        None => WorkDir::fresh(),
    };
    let dir = dir.map_err(Error::WorkDir)?;
    let plan = Plan { jobs, workers: arguments.workers, dir: dir.path() };
    let (shown, record) = (arguments.dashboard.as_ref(), arguments.record.as_deref());
    let finished = floor_run::run(plan, shown, record, &signals)?;
    read_to_the_end(finished.shown)?;
    read_to_the_end(summary::write(&mut io::stdout().lock(), &finished.record))?;
    if dir.is_kept() {
        let kept = writeln!(io::stdout(), "the files are in {}", dir.path().display());
        read_to_the_end(kept)?;
    }
    if let Some(dashboard) = finished.dashboard
        && finished.record.stopped_by.is_none()
    {
        read_to_the_end(dashboard.linger(&signals))?;
    }
    Ok(match finished.record.stopped_by {
        Some(signal) => u8::try_from(128 + signal).unwrap_or(u8::MAX),
        None => u8::from(!summary::is_as_meant(&finished.record)),
    })
}

/// A reader that has seen enough, such as `head`, is no error.
fn read_to_the_end(written: io::Result<()>) -> Result<(), Error> {
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Error::Output(error)),
        _ => Ok(()),
    }
}
