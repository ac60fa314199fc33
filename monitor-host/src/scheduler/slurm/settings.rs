//! What a project's file says of a Slurm, and the scheduler that follows from it.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::SlurmScheduler;
use crate::error::Error;
use crate::scheduler::registry::SchedulerContext;
use crate::scheduler::{Scheduler, TimeLimits};
use crate::spoken::{DurationText, VariableText};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SlurmSettings {
    /// The folder of its commands, relative to that of the project.
    commands_in: Option<String>,
    /// Variables for its commands.
    #[serde(default)]
    env: BTreeMap<String, VariableText>,
    /// The time limit of each command.
    timeout: Option<DurationText>,
    /// Whether sweeps see the jobs of all users.
    everyone: Option<bool>,
}

pub(crate) fn scheduler(
    context: SchedulerContext<'_>,
    settings: &SlurmSettings,
) -> Result<Box<dyn Scheduler>, Error> {
    let limits = settings
        .timeout
        .map_or_else(TimeLimits::default, |DurationText(time)| TimeLimits::all(time));
    let mut slurm = SlurmScheduler::new(context.name())
        .time_limits(limits)
        .of_everyone(settings.everyone == Some(true));
    for (name, VariableText(value)) in &settings.env {
        slurm = slurm.env(name, value);
    }
    if let Some(folder) = &settings.commands_in {
        slurm = slurm.commands_in(context.folder().join(folder));
    }
    Ok(Box::new(slurm))
}
