//! What a project's file says of local processes, and the scheduler that follows from it.

use serde::Deserialize;

use super::LocalScheduler;
use crate::error::Error;
use crate::scheduler::Scheduler;
use crate::scheduler::registry::SchedulerContext;

/// Where local jobs are, in the folder of the project.
const JOBS_FOLDER: &str = ".jobs";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LocalSettings {
    /// How many jobs run at one time.
    slots: Option<u32>,
}

pub(crate) fn scheduler(
    context: SchedulerContext<'_>,
    settings: &LocalSettings,
) -> Result<Box<dyn Scheduler>, Error> {
    let place = context.folder().join(JOBS_FOLDER).join(context.name());
    let local = LocalScheduler::new(context.name(), place, context.monitor())?;
    Ok(Box::new(match settings.slots {
        Some(slots) => local.at_a_time(slots as usize),
        None => local,
    }))
}
