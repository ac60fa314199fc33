//! What can go wrong before a command runs or with a recording, and whose fault it was.
//!
//! Once a command runs nothing is an error: how it ended, and what could not be measured, is part
//! of the [`ExecOutcome`](crate::ExecOutcome).

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why a command was not run, a process not attached to, or a recording not read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The host gave an empty program name.
    #[error("command is empty")]
    EmptyCommand,

    /// The host gave a text with a NUL byte, which the kernel cannot take.
    #[error("{part} contains a NUL byte")]
    NulByte {
        /// Which part of the command it is.
        part: &'static str,
    },

    /// There is no such program.
    #[error("{} was not found", program.display())]
    NotFound {
        /// The program as the host named it.
        program: PathBuf,
    },

    /// The program is there, and the interpreter that its first line names, or the loader that a
    /// binary names, is not.
    #[error(
        "{} needs {interpreter:?}, which does not exist{}",
        program.display(),
        carriage_return_hint(interpreter)
    )]
    NoInterpreter {
        /// The program as the host named it.
        program: PathBuf,
        /// What it needs to be executed.
        interpreter: PathBuf,
    },

    /// The program is there but may not be executed: no permission, a directory, or on a file
    /// system without execution.
    #[error("{} is not executable", program.display())]
    PermissionDenied {
        /// The program as the host named it.
        program: PathBuf,
    },

    /// The program is no binary for this machine and no script: a text without a first line `#!`
    /// is read by `/bin/sh`, as execvp(3) has it.
    #[error("{} is not in a format that the system can execute", program.display())]
    BadFormat {
        /// The program as the host named it.
        program: PathBuf,
    },

    /// The arguments and the environment are longer than the kernel takes, see execve(2).
    #[error("arguments and environment too long ({bytes} bytes)")]
    ArgumentsTooLong {
        /// Bytes of all arguments and variables with their NUL bytes.
        bytes: usize,
    },

    /// The working directory that the host gave cannot be entered.
    #[error("cannot enter the working directory {}: {source}", path.display())]
    WorkingDirectory {
        /// The directory.
        path: PathBuf,
        /// What the kernel said.
        source: io::Error,
    },

    /// The system refused something else: out of processes, memory or descriptors.
    #[error("cannot {step}: {source}")]
    Spawn {
        /// What was being done.
        step: SpawnStep,
        /// What the system said.
        source: io::Error,
    },

    /// There is no process of that number, or it belongs to somebody who does not let us look.
    #[error("cannot attach to process {pid}: {source}")]
    Attach {
        /// The process.
        pid: u32,
        /// What the system said.
        source: io::Error,
    },

    /// The host set a limit or interval that cannot be kept.
    #[error("{setting} {reason}")]
    Setting {
        /// The method of the builder.
        setting: &'static str,
        /// What is wrong with its value.
        reason: &'static str,
    },

    /// The reader that the host gave failed.
    #[error("cannot read the recording: {source}")]
    Read {
        /// What the reader said.
        source: io::Error,
    },

    /// What was read is no recording of samples in a format that is known.
    #[error("not a recording of samples")]
    NoRecording,

    /// A line of a recording is not like the lines before it.
    #[error("line {line} is not a sample record: {source}")]
    Record {
        /// The number of the line, from 1.
        line: u64,
        /// What is wrong with it.
        source: io::Error,
    },

    /// The crate does not run commands on this system. It reads and writes recordings there.
    #[error("monitor-exec cannot run commands on {os}; it supports Linux on x86-64 and arm64")]
    UnsupportedPlatform {
        /// The system, as [`std::env::consts::OS`] names it.
        os: &'static str,
    },

    /// Asked for the outcome of a command whose outcome was handed out before.
    #[error("outcome already taken")]
    OutcomeTaken,
}

/// What to do about an interpreter whose name ends as lines do on other systems.
fn carriage_return_hint(interpreter: &Path) -> &'static str {
    if interpreter.as_os_str().as_encoded_bytes().ends_with(b"\r") {
        "; its first line ends with a carriage return: convert the file to LF line ends"
    } else {
        ""
    }
}

/// The error number of a file that is in no format that can be executed, the same on every Unix.
const ENOEXEC: i32 = 8;

/// A step on the way from a command to a running program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SpawnStep {
    /// Making the thread that samples or the thread that drains output.
    Thread,
    /// Making the descriptors of the streams.
    Streams,
    /// Making the child.
    Clone,
    /// Making the process group or session.
    Group,
    /// Becoming the user or the main group that the host wants.
    User,
    /// Taking the controlling terminal.
    Terminal,
    /// Entering the working directory.
    WorkingDirectory,
    /// Executing the program.
    Exec,
    /// Becoming the subreaper of the tree.
    Subreaper,
}

impl fmt::Display for SpawnStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Thread => "start the sampler",
            Self::Streams => "prepare the streams",
            Self::Clone => "create the child process",
            Self::Group => "create the process group",
            Self::User => "switch to the user",
            Self::Terminal => "take control of the terminal",
            Self::WorkingDirectory => "enter the working directory",
            Self::Exec => "execute the program",
            Self::Subreaper => "become the subreaper",
        })
    }
}

impl Error {
    /// The kind in the words of std, for hosts that already sort errors by it.
    #[must_use]
    pub fn io_kind(&self) -> io::ErrorKind {
        match self {
            Self::EmptyCommand
            | Self::NulByte { .. }
            | Self::Setting { .. }
            | Self::OutcomeTaken => io::ErrorKind::InvalidInput,
            Self::UnsupportedPlatform { .. } => io::ErrorKind::Unsupported,
            Self::NotFound { .. } | Self::NoInterpreter { .. } => io::ErrorKind::NotFound,
            Self::PermissionDenied { .. } => io::ErrorKind::PermissionDenied,
            Self::BadFormat { .. } => io::Error::from_raw_os_error(ENOEXEC).kind(),
            Self::ArgumentsTooLong { .. } => io::ErrorKind::ArgumentListTooLong,
            Self::NoRecording | Self::Record { .. } => io::ErrorKind::InvalidData,
            Self::Read { source }
            | Self::WorkingDirectory { source, .. }
            | Self::Spawn { source, .. }
            | Self::Attach { source, .. } => source.kind(),
        }
    }
}
