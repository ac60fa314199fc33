//! Every system that the crate does not run commands on: what would touch a process or the system
//! is refused with an error that names the system, and no handle exists.

use std::fs::File;
use std::io;
use std::path::Path;
use std::task::Waker;
use std::time::Duration;

#[cfg(not(any(unix, windows)))]
pub(crate) use std::fs::File as Descriptor;
#[cfg(unix)]
pub(crate) use std::os::fd::OwnedFd as Descriptor;
#[cfg(windows)]
pub(crate) use std::os::windows::io::OwnedHandle as Descriptor;

use monitor_core::Clock;

use crate::command::ExecCommand;
use crate::command::running::RunningCommand;
use crate::error::Error;
use crate::metadata::MachineFacts;
use crate::outcome::ExecOutcome;
use crate::sample::TreeSample;

/// The error of every call that needs a supported system.
const fn refusal() -> Error {
    Error::UnsupportedPlatform { os: std::env::consts::OS }
}

/// Refuses to run a command or to attach to a process.
pub(crate) fn run(_exec: ExecCommand) -> Result<ExecOutcome, Error> {
    Err(refusal())
}

/// Refuses to spawn a command or to attach to a process.
pub(crate) fn spawn(_exec: ExecCommand) -> Result<RunningCommand, Error> {
    Err(refusal())
}

/// Reads nothing: all is zero or empty.
pub(crate) fn read_machine() -> MachineFacts {
    MachineFacts::default()
}

/// The same for the calls whose errors are those of files.
fn io_refusal<T>() -> io::Result<T> {
    Err(io::Error::new(io::ErrorKind::Unsupported, refusal()))
}

/// Refuses to open a process.
pub(crate) fn open_process(_pid: u32) -> io::Result<Descriptor> {
    io_refusal()
}

/// Refuses to send a signal.
pub(crate) fn signal_process(_process: &Descriptor, _signal: i32) -> io::Result<()> {
    io_refusal()
}

/// Refuses to open a terminal.
pub(crate) fn open_pseudoterminal() -> io::Result<(File, File)> {
    io_refusal()
}

/// Refuses to change the size of a terminal.
pub(crate) fn resize_terminal(_terminal: &File, _columns: u16, _rows: u16) -> io::Result<()> {
    io_refusal()
}

/// A clock that stands still: there is nothing to be timed.
pub(crate) const fn monotonic_ns() -> u64 {
    0
}

/// What no value has, so that whoever has one needs no code.
#[derive(Clone, Copy, Debug)]
enum Never {}

/// A run; there is none.
#[derive(Debug)]
pub(crate) struct RunHandle(Never);

impl RunHandle {
    pub(crate) fn control(&self) -> RunControl {
        match self.0 {}
    }

    pub(crate) fn is_finished(&self) -> bool {
        match self.0 {}
    }

    pub(crate) fn wait(&self) -> Option<ExecOutcome> {
        match self.0 {}
    }

    pub(crate) fn wait_timeout(&self, _time: Duration) -> Option<Option<ExecOutcome>> {
        match self.0 {}
    }

    pub(crate) fn poll(&self, _waker: &Waker) -> Option<Option<ExecOutcome>> {
        match self.0 {}
    }

    pub(crate) fn kill_now(&self) {
        match self.0 {}
    }
}

/// A run, for requests; there is none.
#[derive(Clone, Debug)]
pub(crate) struct RunControl(Never);

impl RunControl {
    pub(crate) fn cancel(&self) {
        match self.0 {}
    }

    pub(crate) fn kill(&self) {
        match self.0 {}
    }

    pub(crate) fn detach(&self) {
        match self.0 {}
    }

    pub(crate) fn signal(&self, _signal: i32) {
        match self.0 {}
    }

    pub(crate) fn signal_tree(&self, _signal: i32) {
        match self.0 {}
    }
}

/// A tree that is looked at; there is none.
#[derive(Debug)]
pub(crate) struct TreeProbe(Never);

impl TreeProbe {
    /// Refuses to look at a process.
    pub(crate) fn attach(_pid: u32, _clock: &dyn Clock) -> Result<Self, Error> {
        Err(refusal())
    }

    pub(crate) fn is_alive(&self) -> bool {
        match self.0 {}
    }

    pub(crate) fn sample_tree(&mut self) -> &TreeSample {
        match self.0 {}
    }
}

/// A control group; there is none.
#[derive(Debug)]
pub(crate) struct CgroupDir(Never);

impl CgroupDir {
    /// Refuses to make a group.
    pub(crate) fn make() -> io::Result<Self> {
        io_refusal()
    }

    /// Refuses to make a group.
    pub(crate) fn below(_parent: &Path) -> io::Result<Self> {
        Self::make()
    }

    /// Refuses to open a group.
    pub(crate) fn at(_path: &Path) -> io::Result<Self> {
        Self::make()
    }

    pub(crate) fn path(&self) -> &Path {
        match self.0 {}
    }
}

/// A process that sees signals to the group; there is none.
#[derive(Debug)]
pub(crate) struct GroupProbe(Never);

impl GroupProbe {
    /// Refuses to fork.
    pub(crate) fn start() -> io::Result<Self> {
        io_refusal()
    }

    pub(crate) fn received(&self, _signal: i32) -> (u32, u64) {
        match self.0 {}
    }

    pub(crate) fn is_pending(&self, _signal: i32) -> bool {
        match self.0 {}
    }
}
