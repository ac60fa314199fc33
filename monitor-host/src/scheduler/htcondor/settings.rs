//! What a project's file says of an HTCondor, and the scheduler that follows from it.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::HtCondor;
use crate::error::Error;
use crate::scheduler::registry::SchedulerContext;
use crate::scheduler::{Scheduler, TimeLimits};
use crate::spoken::{DurationText, VariableText};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HtCondorSettings {
    /// The folder of its commands, relative to that of the project.
    commands_in: Option<String>,
    /// Variables for its commands.
    #[serde(default)]
    env: BTreeMap<String, VariableText>,
    /// The time limit of each command.
    timeout: Option<DurationText>,
    /// Which queue.
    schedd: Option<String>,
    /// Which pool.
    pool: Option<String>,
}

pub(crate) fn scheduler(
    context: SchedulerContext<'_>,
    settings: &HtCondorSettings,
) -> Result<Box<dyn Scheduler>, Error> {
    let limits = settings
        .timeout
        .map_or_else(TimeLimits::default, |DurationText(time)| TimeLimits::all(time));
    let mut condor = HtCondor::new(context.name()).time_limits(limits);
    for (name, VariableText(value)) in &settings.env {
        condor = condor.env(name, value);
    }
    if let Some(folder) = &settings.commands_in {
        condor = condor.commands_in(context.folder().join(folder));
    }
    if let Some(schedd) = &settings.schedd {
        condor = condor.schedd(schedd);
    }
    if let Some(pool) = &settings.pool {
        condor = condor.pool(pool);
    }
    Ok(Box::new(condor))
}
