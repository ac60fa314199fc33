//! What the stripes of job metrics share of the limits, and what the collectors of sources do.

use std::sync::Arc;

use crate::id::{JobName, Tag, WorkerId};
use crate::limits::Limits;
use crate::metrics::job::group::Admission;
use crate::metrics::job::open::Room;

/// What all stripes share of the limits.
pub(crate) struct Bounds {
    pub(crate) tags: Arc<Admission<Tag>>,
    pub(crate) names: Arc<Admission<JobName>>,
    pub(crate) workers: Admission<WorkerId>,
    pub(crate) room: Arc<Room>,
}

impl Bounds {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            tags: Arc::new(Admission::new(limits.tags)),
            names: Arc::new(Admission::new(limits.names)),
            workers: Admission::new(limits.workers),
            room: Arc::new(Room::new(limits.open_jobs)),
        }
    }

    /// The bounds of the jobs of one source: all sources share the limits. Its workers are its own,
    /// because their ids are unique within a source only.
    pub(crate) fn for_source(&self) -> Self {
        self.with_workers(self.workers.sharing_limit())
    }

    /// The bounds of the jobs of many sources, whose workers have no figures of their own.
    pub(crate) fn for_other_sources(&self) -> Self {
        self.with_workers(Admission::new(0))
    }

    fn with_workers(&self, workers: Admission<WorkerId>) -> Self {
        Self {
            tags: Arc::clone(&self.tags),
            names: Arc::clone(&self.names),
            workers,
            room: Arc::clone(&self.room),
        }
    }
}
