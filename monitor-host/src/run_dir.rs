//! Run directories: what a long run writes so that it can be watched from outside, and readers.

mod archive;
mod bar;
mod builder;
mod ends;
mod identity;
mod iterate;
mod layout;
mod log_file;
mod log_tail;
mod naive;
mod plots;
mod shared;
mod source;
mod view;

use std::path::Path;
use std::sync::Arc;

use monitor_run::{LogLevel, RunStatus};
use serde_json::Value;

use crate::error::Error;
use shared::{RunOwner, RunShared};

pub use bar::ProgressBar;
pub use builder::{IfExists, IfRunning, RunDirBuilder};
pub use iterate::TrackedIter;
pub use log_tail::LogChunk;
pub use shared::Durability;
pub use source::{RunSource, RunSummary};
pub use view::{RunView, TerminalView};

/// One long run, and the directory in which it says how far it is.
///
/// Below the base directory are `status/<name>_status.json`, which is replaced as a whole at most
/// four times a second and is never half written, `logs/<name>_<date>_<time>.log` with one line a
/// message, and `plots/`. They can be read with `cat` and `tail -f`, by `monitor show`, and by
/// [`RunSource`], also when this process is gone.
///
/// It is cheap to clone and to share between threads. Updates change memory only; one thread of
/// its own writes. Nothing that fails while the run goes on (a full disk, a directory that was
/// removed) stops or slows it: that is counted in the document, told once on the standard error,
/// and tried again.
///
/// When the last clone is dropped and neither [`complete`](Self::complete) nor
/// [`fail`](Self::fail) was called, the run ends as failed. If the process is killed, whoever
/// reads the directory sees that nobody holds its lock any more.
///
/// ```no_run
/// use monitor_host::RunDir;
///
/// let run = RunDir::create("data/monitoring", "autocalibration")?;
/// run.update_progress("Resonator Spectroscopy", 1, 2, "Finding readout frequency...");
/// for point in run.track(0..250, "scan") {
///     run.log(format!("point {point}"));
/// }
/// run.save_plot("resonator_spectrum.svg", b"<svg/>")?;
/// run.complete("All experiments completed successfully!");
/// # Ok::<(), monitor_host::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct RunDir {
    shared: Arc<RunShared>,
    _owner: Arc<RunOwner>,
}

impl RunDir {
    /// Begins a run called `name` below the directory `base`, which is made if it is not there.
    /// What a run of that name left there is put into the archive. All settings have their
    /// defaults, see [`RunDirBuilder`].
    ///
    /// # Errors
    /// [`Error::RunBusy`] if another process is at a run of that name, [`Error::File`] if the
    /// directories and files cannot be made, [`Error::Run`] for an empty name.
    pub fn create(base: impl AsRef<Path>, name: &str) -> Result<Self, Error> {
        Self::builder(base, name).create()
    }

    /// Settings for a run called `name` below the directory `base`.
    pub fn builder(base: impl AsRef<Path>, name: &str) -> RunDirBuilder {
        RunDirBuilder::new(base.as_ref().to_owned(), name.to_owned())
    }

    /// Announces step `number` of `total`, counted from 1; 0 is what comes before the first one.
    /// The percentage is `number` of `total`. For more about the same step, call it again. An
    /// empty message is none.
    pub fn update_progress(&self, name: &str, number: u64, total: u64, message: &str) {
        let message = (!message.is_empty()).then_some(message);
        self.shared.change(|run, now| run.update_progress(name, number, total, message, now));
    }

    /// Announces a step that has no number. An empty message is none.
    pub fn step(&self, name: &str, message: &str) {
        let message = (!message.is_empty()).then_some(message);
        self.shared.change(|run, now| run.step(name, message, now));
    }

    /// Says how many steps there are in all.
    pub fn set_total_steps(&self, total: u64) {
        self.shared.change(|run, now| run.set_total_steps(Some(total), now));
    }

    /// Logs a line of level [`LogLevel::Info`].
    pub fn log(&self, text: impl AsRef<str>) {
        self.log_at(LogLevel::Info, text);
    }

    /// Logs a line of level [`LogLevel::Error`], which also counts among the run's errors. It does
    /// not end the run.
    pub fn error(&self, text: impl AsRef<str>) {
        self.log_at(LogLevel::Error, text);
    }

    /// Logs a line: it is in the file when this returns, and in the document soon after. A text
    /// of several lines stays one line, with its ends of lines written as `\n`.
    pub fn log_at(&self, level: LogLevel, text: impl AsRef<str>) {
        self.shared.log(level, text.as_ref());
    }

    /// Appends bytes to the log as they are, e.g. what another program printed, and returns the
    /// offset of the first of them.
    pub fn log_raw(&self, bytes: &[u8]) -> u64 {
        let (offset, written) = self.shared.log.raw(bytes);
        self.shared.note_write(written);
        offset
    }

    /// Adds a point to the series `name`.
    ///
    /// # Errors
    /// [`Error::Run`] if `x` or `y` is infinite or not a number.
    pub fn metric(&self, name: &str, x: f64, y: f64) -> Result<(), Error> {
        Ok(self.shared.change(|run, now| run.metric(name, x, y, now))?)
    }

    /// Keeps free data under a key of its own in the document.
    ///
    /// # Errors
    /// [`Error::Run`] if the key is one of the document's own or there is too much free data.
    pub fn set_extra(&self, key: &str, value: impl Into<Value>) -> Result<(), Error> {
        let value = value.into();
        Ok(self.shared.change(|run, now| run.set_extra(key, value, now))?)
    }

    /// Lets the run wait: the time until [`go_on`](Self::go_on) does not count for its rate.
    pub fn pause(&self, reason: &str) {
        let reason = (!reason.is_empty()).then_some(reason);
        self.shared.change(|run, now| run.pause(reason, now));
    }

    /// Lets the run go on after a pause.
    pub fn go_on(&self) {
        self.shared.change(monitor_run::RunRecorder::go_on);
    }

    /// Ends the run as completed. The document says so when this returns. An empty message is
    /// none.
    pub fn complete(&self, message: &str) {
        let message = (!message.is_empty()).then_some(message);
        self.shared.end(message.map(|text| (LogLevel::Info, text)), |run, now| {
            run.complete(message, now);
        });
    }

    /// Ends the run as failed. The document says so when this returns.
    pub fn fail(&self, reason: impl std::fmt::Display) {
        let reason = reason.to_string();
        self.shared.end(Some((LogLevel::Error, &reason)), |run, now| run.fail(&reason, now));
    }

    /// Ends the run because somebody wanted it to. The document says so when this returns.
    pub fn cancel(&self, reason: impl std::fmt::Display) {
        let reason = reason.to_string();
        self.shared.end(Some((LogLevel::Warning, &reason)), |run, now| run.cancel(&reason, now));
    }

    /// Writes the document now.
    ///
    /// # Errors
    /// [`Error::File`] if that fails; it is tried again soon.
    pub fn flush(&self) -> Result<(), Error> {
        self.shared.write(true)
    }

    /// What the run says of itself now.
    #[must_use]
    pub fn status(&self) -> RunStatus {
        self.shared.status()
    }

    /// The file with the document.
    #[must_use]
    pub fn status_path(&self) -> &Path {
        &self.shared.paths.status
    }

    /// The file with the log.
    #[must_use]
    pub fn log_path(&self) -> &Path {
        self.shared.log.path()
    }

    /// The folder with the plots.
    #[must_use]
    pub fn plots_dir(&self) -> &Path {
        &self.shared.paths.plots
    }
}
