//! What the stripes of job metrics share of the limits, and what the collectors of sources do.

use std::sync::Arc;

use crate::id::{JobName, Tag, WorkerId};
use crate::limits::MonitorLimits;
use crate::metrics::job::group::KeyAdmission;
use crate::metrics::job::open::OpenJobQuota;

/// What all stripes share of the limits.
pub(crate) struct ShardLimits {
    pub(crate) tags: Arc<KeyAdmission<Tag>>,
    pub(crate) names: Arc<KeyAdmission<JobName>>,
    pub(crate) workers: KeyAdmission<WorkerId>,
    pub(crate) room: Arc<OpenJobQuota>,
}

impl ShardLimits {
    pub(crate) fn new(limits: &MonitorLimits) -> Self {
        Self {
            tags: Arc::new(KeyAdmission::new(limits.tags)),
            names: Arc::new(KeyAdmission::new(limits.names)),
            workers: KeyAdmission::new(limits.workers),
            room: Arc::new(OpenJobQuota::new(limits.open_jobs)),
        }
    }

    /// The bounds of the jobs of one source: all sources share the limits. Its workers are its own,
    /// because their ids are unique within a source only.
    pub(crate) fn for_source(&self) -> Self {
        self.with_workers(self.workers.sharing_limit())
    }

    /// The bounds of the jobs of many sources, whose workers have no figures of their own.
    pub(crate) fn for_other_sources(&self) -> Self {
        self.with_workers(KeyAdmission::new(0))
    }

    fn with_workers(&self, workers: KeyAdmission<WorkerId>) -> Self {
        Self {
            tags: Arc::clone(&self.tags),
            names: Arc::clone(&self.names),
            workers,
            room: Arc::clone(&self.room),
        }
    }
}
