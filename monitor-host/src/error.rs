//! What can go wrong between this crate and the world, and whose fault it was.

use std::io;
use std::path::PathBuf;

use monitor_exec::ExitCause;

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The system refused something with a file or directory that the user named.
    #[error("cannot {doing} {}: {source}", path.display())]
    File {
        /// What was to be done with it: "read", "create", "write".
        doing: &'static str,
        /// The file or directory as the user named it.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },

    /// A file is no recording, or not a whole one.
    #[error("cannot read {}: {source}", path.display())]
    Recording {
        /// The file as the user named it.
        path: PathBuf,
        /// What is wrong with it.
        source: monitor_exec::Error,
    },

    /// A command that was run again and again did not end with exit code 0.
    #[error("run {round} of {command}: {}", failure(*exit))]
    TrialFailed {
        /// The name of the command.
        command: String,
        /// Which of its runs, those to warm up included, from 1.
        round: usize,
        /// How it ended.
        exit: ExitCause,
    },

    /// A command was not run, or a process not attached to.
    #[error(transparent)]
    Exec(#[from] monitor_exec::Error),

    /// The caller gave an analysis something that it cannot take.
    #[error(transparent)]
    State(#[from] monitor_state::Error),

    /// The caller gave a run something that it cannot take.
    #[error(transparent)]
    Run(#[from] monitor_run::Error),

    /// Another process is at a run of this name.
    #[error("run {name:?} is already active in process {holder}")]
    RunBusy {
        /// The name.
        name: String,
        /// The process id and the machine of the other, as it has signed them.
        holder: String,
    },

    /// There was a run of this name, and the caller did not want to replace or resume it.
    #[error("run already exists: {}", path.display())]
    RunExists {
        /// Its status file.
        path: PathBuf,
    },

    /// A file is not the status of a run.
    #[error("{}: {source}", path.display())]
    RunStatus {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: monitor_run::Error,
    },

    /// There is no run of this id.
    #[error("run {id:?} not found")]
    NoRun {
        /// The id that was asked for.
        id: String,
    },

    /// The run has no log.
    #[error("run {id:?} has no log")]
    NoLog {
        /// The run.
        id: String,
    },

    /// The run has no plot of this name.
    #[error("run {id:?} has no plot {file:?}")]
    NoPlot {
        /// The run.
        id: String,
        /// The name that was asked for.
        file: String,
    },

    /// There is no project here or above.
    #[error("no project in {} or its parents; create one with `monitor project init`", from.display())]
    NoProject {
        /// Where it was looked for.
        from: PathBuf,
    },

    /// There is a project here already.
    #[error("project already exists: {}", path.display())]
    ProjectExists {
        /// Its file.
        path: PathBuf,
    },

    /// The file of a project says something that cannot be.
    #[error("{}:{line}: {reason}", path.display())]
    ProjectFile {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },

    /// A file that analyses were to be taken over from is not as it should be.
    #[error("{}: {reason}", path.display())]
    Import {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },

    /// A command of a scheduler could not be run: it is not there, or may not be executed.
    #[error("{command}: {source}")]
    SchedulerCommand {
        /// The command.
        command: String,
        /// Why not.
        source: monitor_exec::Error,
    },

    /// A command of a scheduler did not end in its time, and was ended.
    #[error("{command} did not answer within {limit_ms} ms")]
    SchedulerSilent {
        /// The command.
        command: String,
        /// How long it was given, milliseconds.
        limit_ms: u64,
    },

    /// The scheduler cannot be reached, as its own command says.
    #[error("{command}: {said}")]
    SchedulerDown {
        /// The command.
        command: String,
        /// What it said.
        said: String,
    },

    /// The scheduler does not do what it was asked for.
    #[error("{command} refused: {said}")]
    SchedulerRefused {
        /// The command.
        command: String,
        /// What it said.
        said: String,
    },

    /// The scheduler said something that is not understood, or not all of it could be read.
    #[error("cannot parse the answer of {command}: {said}")]
    SchedulerAnswer {
        /// The command.
        command: String,
        /// What it said.
        said: String,
    },

    /// The caller gave a scheduler something to run that it cannot be told.
    #[error("{what} {reason}")]
    Work {
        /// Which part of it.
        what: &'static str,
        /// What is wrong with that.
        reason: &'static str,
    },

    /// There is no scheduler of this name.
    #[error("unknown scheduler {name:?}")]
    NoScheduler {
        /// The name that was asked for.
        name: String,
    },

    /// The caller gave two schedulers the same name.
    #[error("scheduler {name:?} is defined twice")]
    SchedulerTwice {
        /// The name.
        name: String,
    },

    /// Somebody else writes the ledger.
    #[error("{} is being written by another process{}", path.display(), named(holder))]
    LedgerBusy {
        /// Its file.
        path: PathBuf,
        /// The process id and the machine of the other, as it has signed them; empty if it has not.
        holder: String,
    },

    /// The ledger may only be read: the file or its directory cannot be written to, or it was
    /// opened to be read.
    #[error("{} is read-only", path.display())]
    LedgerReadOnly {
        /// Its file.
        path: PathBuf,
    },

    /// There is no room for what is to be written. Nothing of it was.
    #[error("no space left for {}", path.display())]
    LedgerFull {
        /// Its file.
        path: PathBuf,
    },

    /// A file is no ledger.
    #[error("{} is not a ledger", path.display())]
    NotALedger {
        /// The file as the user named it.
        path: PathBuf,
    },

    /// A file has nothing in it: whoever began a ledger there has not got far, or still does.
    #[error("{} is empty: it holds no ledger yet", path.display())]
    LedgerEmpty {
        /// The file as the user named it.
        path: PathBuf,
    },

    /// A ledger was made by another version of Monitor, and is not understood.
    #[error("{} is a ledger of version {version}; this release reads version {known}", path.display())]
    LedgerVersion {
        /// Its file.
        path: PathBuf,
        /// The version of its tables.
        version: i64,
        /// The one that is known here.
        known: i64,
    },

    /// A ledger was changed by somebody else since it was loaded.
    #[error("{} is at revision {at}, the change was made for revision {made_for}; read it again", path.display())]
    LedgerChanged {
        /// Its file.
        path: PathBuf,
        /// The revision that the batch is for.
        made_for: u64,
        /// The revision of what is stored.
        at: u64,
    },

    /// A row of a ledger is not what Monitor has written.
    #[error("{}: row {row} of {table}: {source}", path.display())]
    LedgerRow {
        /// The ledger's file.
        path: PathBuf,
        /// The table.
        table: &'static str,
        /// Which row.
        row: i64,
        /// What is wrong with it.
        source: Box<dyn std::error::Error + Send + Sync>,
    },

    /// The rows of a ledger do not go together, or not with the machine that it is to have.
    #[error("{}: {source}", path.display())]
    LedgerContent {
        /// The ledger's file.
        path: PathBuf,
        /// What is wrong.
        source: monitor_state::Error,
    },

    /// A ledger is damaged, or its file cannot be read or written.
    #[error("cannot {doing} {}: {source}", path.display())]
    Ledger {
        /// What was to be done with it.
        doing: &'static str,
        /// Its file.
        path: PathBuf,
        /// What the database says.
        source: Box<dyn std::error::Error + Send + Sync>,
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
        let path = path.into();
        move |source| Self::File { doing, path, source }
    }
}

fn named(holder: &str) -> String {
    if holder.is_empty() { String::new() } else { format!(", {holder}") }
}

fn failure(exit: ExitCause) -> String {
    match (exit, exit.shell_code()) {
        (ExitCause::Exited { code }, _) => format!("exit code {code}"),
        (ExitCause::Signaled { signal, .. }, _) => format!("ended by signal {signal}"),
        _ => exit.name().replace('_', " "),
    }
}
