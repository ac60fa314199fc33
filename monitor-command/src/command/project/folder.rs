//! Which project a command is about.

use std::path::PathBuf;
use std::time::Duration;

use crate::error::Error;
use clap::Args;
use monitor_core::Timestamp;
use monitor_host::Error as HostError;
use monitor_host::cycle::CycleEngine;
use monitor_host::project::Project;
use monitor_host::store::IfHeld;

/// The project that a command is about.
#[derive(Clone, Debug, Args)]
pub(crate) struct ProjectOption {
    /// The folder of the project [default: the nearest folder upwards with a project.toml].
    #[arg(long, value_name = "DIR")]
    project: Option<PathBuf>,
}

impl ProjectOption {
    /// Its folder.
    pub(crate) fn find_folder(&self) -> Result<PathBuf, Error> {
        match &self.project {
            Some(folder) if folder.join(monitor_host::project::PROJECT_FILE).exists() => {
                Ok(folder.clone())
            }
            Some(folder) => Err(HostError::NoProject { from: folder.clone() }.into()),
            None => Ok(Project::find(std::path::Path::new("."))?),
        }
    }

    /// Whether the command line names it.
    pub(crate) fn is_given(&self) -> bool {
        self.project.is_some()
    }

    /// What looks after it.
    pub(crate) fn open_engine(&self) -> Result<CycleEngine, Error> {
        Ok(CycleEngine::new(self.find_folder()?)?)
    }

    /// The same, which waits so long for another one that looks after it.
    pub(crate) fn open_waiting_engine(&self, wait_s: u64) -> Result<CycleEngine, Error> {
        let if_held = match wait_s {
            0 => IfHeld::Refuse,
            seconds => IfHeld::Wait(Duration::from_secs(seconds)),
        };
        Ok(self.open_engine()?.if_held(if_held))
    }
}

/// How long ago something was.
pub(crate) fn age_text(at: Timestamp, now: Timestamp) -> String {
    monitor_run::duration_text(now.saturating_duration_since(at).as_secs_f64())
}
