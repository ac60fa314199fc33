//! All jobs and flows of a debugger, and how long ended jobs are kept.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use monitor_core::{JobId, NonPoisonMutex, Timestamp};

use crate::checkpoint::CheckpointOutcome;
use crate::debugger::flow::DebugFlow;
use crate::debugger::world::DebuggerContext;
use crate::error::Error;
use crate::job::status::{DebugJobOutcome, StopReason};
use crate::job::watched::DebugJobInner;
use crate::sync::{AtomicU32, AtomicU64, Ordering};

/// All jobs and flows of a debugger.
#[derive(Debug)]
pub(crate) struct JobRegistry {
    pub(crate) world: Arc<DebuggerContext>,
    table: NonPoisonMutex<RegistryTable>,
    pub(crate) enabled: AtomicU32,
    breakpoints: AtomicU32,
    sessions: AtomicU64,
}

#[derive(Debug, Default)]
struct RegistryTable {
    jobs: HashMap<JobId, Arc<DebugJobInner>>,
    /// Those that have ended, first the one that ended first.
    ended: VecDeque<(Timestamp, JobId)>,
    flows: HashMap<Arc<str>, Arc<DebugFlow>>,
    refused_jobs: u64,
    refused_flows: u64,
    forgotten: u64,
}

/// What a debugger has and what its bounds cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DebugStats {
    /// Jobs that have not ended.
    pub open_jobs: usize,
    /// Ended jobs that are kept.
    pub ended_jobs: usize,
    /// Ended jobs that are kept no more.
    pub forgotten_jobs: u64,
    /// Jobs that are not watched, because there were too many.
    pub refused_jobs: u64,
    /// Jobs whose flow has no name, because there were too many flows.
    pub refused_flows: u64,
    /// Uses of names that had no room.
    pub refused_names: u64,
    /// Activations of open jobs that went on because too many were held.
    pub refused_lanes: u64,
}

impl JobRegistry {
    pub(crate) fn new(world: Arc<DebuggerContext>) -> Self {
        Self {
            world,
            table: NonPoisonMutex::new(RegistryTable::default()),
            enabled: AtomicU32::new(1),
            breakpoints: AtomicU32::new(0),
            sessions: AtomicU64::new(0),
        }
    }

    pub(crate) fn is_enabled(&self) -> bool {
        self.enabled.load(Ordering::Relaxed) != 0
    }

    pub(crate) fn next_breakpoint(&self) -> u32 {
        self.breakpoints.fetch_add(1, Ordering::Relaxed) + 1
    }

    pub(crate) fn next_session(&self) -> u64 {
        self.sessions.fetch_add(1, Ordering::Relaxed) + 1
    }

    pub(crate) fn find_job(&self, id: &str) -> Result<Arc<DebugJobInner>, Error> {
        let found = self.table.lock().jobs.get(id).cloned();
        found.ok_or_else(|| Error::UnknownJob { job: id.chars().take(80).collect() })
    }

    pub(crate) fn jobs(&self) -> Vec<Arc<DebugJobInner>> {
        self.table.lock().jobs.values().cloned().collect()
    }

    /// The flow of that name, which it gets to know if there is room.
    pub(crate) fn flow_for(&self, id: &str) -> Option<Arc<DebugFlow>> {
        let mut table = self.table.lock();
        if let Some(known) = table.flows.get(id) {
            return Some(Arc::clone(known));
        }
        if table.flows.len() >= self.world.limits.flows {
            table.refused_flows += 1;
            return None;
        }
        let id: Arc<str> = id.into();
        let flow = Arc::new(DebugFlow::new(Arc::clone(&id)));
        table.flows.insert(id, Arc::clone(&flow));
        Some(flow)
    }

    pub(crate) fn forget_flow(&self, id: &str) {
        let gone = self.table.lock().flows.remove(id);
        drop(gone);
    }

    /// Takes a job in, unless there are too many.
    pub(crate) fn admit_job(&self, watched: &Arc<DebugJobInner>) -> Result<bool, Error> {
        let mut table = self.table.lock();
        if table.jobs.contains_key(watched.id()) {
            return Err(Error::JobExists { job: watched.id().to_string() });
        }
        if table.jobs.len() - table.ended.len() >= self.world.limits.open_jobs {
            table.refused_jobs += 1;
            return Ok(false);
        }
        table.jobs.insert(watched.id().clone(), Arc::clone(watched));
        Ok(true)
    }

    /// A job has ended: nothing of it is held any more, and it is kept for a while.
    pub(crate) fn finish_job(&self, watched: &Arc<DebugJobInner>, outcome: DebugJobOutcome) {
        let now = self.world.now();
        if !watched.finish_job(outcome, now) {
            return;
        }
        let mut table = self.table.lock();
        // A job that was refused is in no table.
        if table.jobs.get(watched.id()).is_some_and(|known| Arc::ptr_eq(known, watched)) {
            table.ended.push_back((now, watched.id().clone()));
        }
        drop(table);
        self.evict_ended_jobs(now, None);
    }

    /// Forgets ended jobs beyond the bounds, or older than that if somebody asks. Returns how many.
    pub(crate) fn evict_ended_jobs(
        &self,
        now: Timestamp,
        older_than: Option<std::time::Duration>,
    ) -> usize {
        let limits = &self.world.limits;
        let oldest = now.saturating_sub(older_than.unwrap_or(limits.retention));
        let mut gone = Vec::new();
        let mut table = self.table.lock();
        while let Some((at, _)) = table.ended.front() {
            if *at > oldest && table.ended.len() <= limits.ended_jobs {
                break;
            }
            if let Some((_, id)) = table.ended.pop_front() {
                gone.extend(table.jobs.remove(&id));
            }
        }
        table.forgotten += u64::try_from(gone.len()).unwrap_or(0);
        drop(table);
        gone.len()
    }

    /// Forgets this job if it has ended. Says whether it was there.
    pub(crate) fn forget_job(&self, id: &str) -> bool {
        let mut table = self.table.lock();
        let Some(at) = table.ended.iter().position(|(_, ended)| ended.as_str() == id) else {
            return false;
        };
        table.ended.remove(at);
        let gone = table.jobs.remove(id);
        table.forgotten += 1;
        drop(table);
        gone.is_some()
    }

    /// Ends holds, pauses and leases that nobody came for, and says when to look again.
    pub(crate) fn expire_overdue(&self, now: Timestamp) -> Option<Timestamp> {
        self.evict_ended_jobs(now, None);
        let next = self.table.lock().ended.front().map(|(at, _)| *at);
        let next = next.map(|at| at.saturating_add(self.world.limits.retention));
        let deadlines = self.jobs().into_iter().filter_map(|job| job.expire_overdue(now));
        deadlines.chain(next).min()
    }

    pub(crate) fn set_enabled(&self, enabled: bool) {
        self.enabled.store(u32::from(enabled), Ordering::Relaxed);
        let now = self.world.now();
        for job in self.jobs() {
            job.change_control(|control, effects| {
                control.enabled = enabled;
                if !enabled {
                    let gone = control.controller.take();
                    job.push_detached_event(gone, StopReason::Disabled, now, effects);
                    control.resume_all(CheckpointOutcome::On, StopReason::Disabled, effects);
                }
            });
        }
    }

    pub(crate) fn stats(&self) -> DebugStats {
        let table = self.table.lock();
        let jobs: Vec<_> = table.jobs.values().cloned().collect();
        let stats = DebugStats {
            open_jobs: table.jobs.len() - table.ended.len(),
            ended_jobs: table.ended.len(),
            forgotten_jobs: table.forgotten,
            refused_jobs: table.refused_jobs,
            refused_flows: table.refused_flows,
            refused_names: self.world.names.refused_count(),
            refused_lanes: 0,
        };
        drop(table);
        let refused_lanes = jobs.iter().map(|job| job.lock_control().refused_lanes).sum();
        DebugStats { refused_lanes, ..stats }
    }
}

/// Nobody will come any more, so nothing may stay held.
impl Drop for JobRegistry {
    fn drop(&mut self) {
        self.set_enabled(false);
    }
}
