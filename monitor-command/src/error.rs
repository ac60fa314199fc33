//! What can go wrong in a command, and whose fault it was.

use std::io;
use std::path::PathBuf;

/// Why a command did not do what it was asked for.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The library of the host refused something, or the system did.
    #[error(transparent)]
    Host(monitor_host::Error),

    /// Something could not be served.
    #[error(transparent)]
    Http(#[from] monitor_http::Error),

    /// A command was not run, or a process not attached to.
    #[error(transparent)]
    Exec(#[from] monitor_exec::Error),

    /// The user gave an analysis something that it cannot take.
    #[error(transparent)]
    State(#[from] monitor_state::Error),

    /// The user gave a run something that it cannot take.
    #[error(transparent)]
    Run(#[from] monitor_run::Error),

    /// The standard output cannot be written to, and not because its reader has left.
    #[error("cannot write to the standard output: {source}")]
    StandardOutput {
        /// What the system said.
        source: io::Error,
    },

    /// The user gave options that do not go together, or one that means nothing.
    #[error("{option} {reason}")]
    Options {
        /// The option.
        option: &'static str,
        /// What is wrong with it.
        reason: &'static str,
    },

    /// The user gave a command line as one word.
    #[error(
        "{program:?} was not found; run a command line with --shell, or give each argument as a word of its own"
    )]
    CommandLine {
        /// The word.
        program: String,
    },

    /// A signal came while commands were run again and again.
    #[error("stopped by signal {signal}")]
    Interrupted {
        /// The number of the signal.
        signal: i32,
    },

    /// The system refused a thread, a runtime or a socket.
    #[error("the system refused {what}: {source}")]
    System {
        /// What was asked for.
        what: &'static str,
        /// What the system says.
        source: io::Error,
    },
}

impl Error {
    /// The error for a file that the system refused something with.
    pub fn file(doing: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let file = monitor_host::Error::file(doing, path);
        move |source| Self::Host(file(source))
    }
}

impl From<monitor_host::Error> for Error {
    /// Takes the error of a lower crate out of the host's, so that each has one place here.
    fn from(error: monitor_host::Error) -> Self {
        match error {
            monitor_host::Error::Exec(error) => Self::Exec(error),
            monitor_host::Error::State(error) => Self::State(error),
            monitor_host::Error::Run(error) => Self::Run(error),
            error => Self::Host(error),
        }
    }
}
