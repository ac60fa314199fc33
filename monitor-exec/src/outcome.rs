//! How a command ended, always with all that was learned about it.
//!
//! `exit` says why it ended, `testing` has assertions about it for the tests of a host.

pub(crate) mod exit;
pub mod testing;

use std::io;

use exit::{ExitCause, ProcessExit};

use crate::metadata::ExecMetadata;
use crate::output::CapturedOutput;
use crate::sample::process::ProcessRow;
use crate::sample::{ProcessSample, Sample};
use crate::summary::Summary;

/// Everything about a run that is over.
#[derive(Debug)]
#[non_exhaustive]
pub struct ExecOutcome {
    /// Why it ended.
    pub exit: ExitCause,
    /// How the process ended, if it is known: after a timeout this tells whether it went by itself
    /// when it was asked to, or had to be killed.
    pub status: Option<ProcessExit>,
    /// What it used.
    pub summary: Summary,
    /// Who and when.
    pub metadata: ExecMetadata,
    /// The samples that were stored.
    pub samples: Vec<Sample>,
    /// The process samples that were stored, if they were asked for.
    pub process_samples: Vec<ProcessSample>,
    /// The processes that took part, as far as they were seen.
    pub processes: Vec<ProcessRow>,
    /// What was captured of the standard output.
    pub stdout: Option<CapturedOutput>,
    /// What was captured of the standard error.
    pub stderr: Option<CapturedOutput>,
    /// Why the encoder stopped writing samples, if it did. The run was not disturbed.
    pub encode_error: Option<io::Error>,
    /// Whether a callback of the host panicked. It was not called again.
    pub callback_panicked: bool,
    /// Why a process that was to be stopped is still running, if the system refused the signal:
    /// [`Summary::left_running`] counts such processes.
    pub stop_error: Option<io::Error>,
}

impl ExecOutcome {
    /// Whether it ended by itself with code 0.
    #[must_use]
    pub fn success(&self) -> bool {
        self.exit == ExitCause::Exited { code: 0 }
    }

    /// The code that a shell would show: the command's own, 128 and the signal, 124 after a
    /// timeout or a limit, 130 when cancelled; `None` if it is not known.
    #[must_use]
    pub const fn shell_exit_code(&self) -> Option<i32> {
        self.exit.shell_code()
    }
}
