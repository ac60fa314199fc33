//! The open jobs of one stripe: what is known of each, found by id, forgotten oldest first.

use std::sync::atomic::{AtomicUsize, Ordering};

use hashbrown::HashTable;

use crate::id::{JobId, WorkerId};
use crate::job::Job;
use crate::metrics::job::group::GroupSlot;
use crate::time::Timestamp;

/// What is known to be happening to a job.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum OpenJobPhase {
    #[default]
    Created,
    Queued,
    Running,
    Paused,
    /// Between two attempts.
    Retrying,
}

/// One open job.
#[derive(Clone, Debug, Default)]
pub(crate) struct OpenJob {
    pub(crate) job: Job,
    pub(crate) worker: Option<WorkerId>,
    pub(crate) phase: OpenJobPhase,
    pub(crate) attempts: u32,
    pub(crate) retried: bool,
    /// Whether it is among the jobs that started.
    pub(crate) counted: bool,
    pub(crate) created_at: Option<Timestamp>,
    pub(crate) queued_at: Option<Timestamp>,
    pub(crate) started_at: Option<Timestamp>,
    pub(crate) paused_at: Option<Timestamp>,
    /// Pauses of the current attempt, microseconds.
    pub(crate) paused_us: u64,
    /// Where the figures of its groups are on this stripe, once they have been looked up.
    pub(crate) groups: Option<GroupSlots>,
}

/// Where the figures of a job's tags and of its name are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct GroupSlots {
    /// Those of its tags, as many as it has; jobs with more are looked up each time.
    pub(crate) tags: [GroupSlot; 4],
    pub(crate) name: GroupSlot,
}

impl OpenJob {
    pub(crate) fn new(job: &Job, phase: OpenJobPhase) -> Self {
        Self { job: job.clone(), phase, ..Self::default() }
    }

    /// Takes over what a later event says and earlier ones did not. Gives what of that is new to a
    /// job that has been counted, and so is to be counted with it.
    pub(crate) fn merge_from(&mut self, job: &Job) -> Option<Job> {
        let mut new = Job::default();
        if self.job.name.is_empty() && !job.name.is_empty() {
            self.job.name = job.name.clone();
            new.name = job.name.clone();
        }
        if self.job.tags.is_empty() && !job.tags.is_empty() {
            self.job.tags = job.tags.clone();
            new.tags = job.tags.clone();
        }
        if !self.counted {
            self.job.priority = self.job.priority.or(job.priority);
            return None;
        }
        let is_new = !new.name.is_empty() || !new.tags.is_empty();
        if is_new {
            self.groups = None;
        }
        is_new.then_some(new)
    }

    /// Adds the pause that ends at `at` to the others.
    pub(crate) fn end_pause(&mut self, at: Option<Timestamp>) {
        if let (Some(from), Some(to)) = (self.paused_at.take(), at) {
            let pause = u64::try_from(to.as_micros() - from.as_micros()).unwrap_or(0);
            self.paused_us = self.paused_us.saturating_add(pause);
        }
    }

    /// Whether it waits for an attempt, so that another thread may be the one that begins it.
    pub(crate) fn is_waiting(&self) -> bool {
        !matches!(self.phase, OpenJobPhase::Running | OpenJobPhase::Paused)
    }
}

/// Room for open jobs that all stripes share. It is handed out in portions, so that stripes hardly
/// ever meet at it.
pub(crate) struct OpenJobQuota {
    free: AtomicUsize,
    portion: usize,
}

impl OpenJobQuota {
    pub(crate) fn new(jobs: usize) -> Self {
        Self { free: AtomicUsize::new(jobs), portion: (jobs / 256).clamp(1, 64) }
    }

    fn take(&self) -> usize {
        let mut taken = 0;
        let update = self.free.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |free| {
            taken = free.min(self.portion);
            (taken > 0).then(|| free - taken)
        });
        if update.is_ok() { taken } else { 0 }
    }

    fn give_back(&self, jobs: usize) {
        self.free.fetch_add(jobs, Ordering::Relaxed);
    }
}

const NONE: u32 = u32::MAX;

/// Where an open job is in the table of its stripe, until it leaves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OpenJobIndex(u32);

struct OpenJobEntry {
    open: OpenJob,
    hash: u64,
    older: u32,
    newer: u32,
}

/// Where a further job could go.
pub(crate) enum InsertPosition {
    /// There is room.
    Free,
    /// There is, when this one goes.
    Oldest(OpenJobIndex),
    /// Nowhere.
    None,
}

/// A hash table over a list in order of arrival. The hash of an id is the caller's, who makes it
/// once for each event.
pub(crate) struct OpenJobs {
    index: HashTable<u32>,
    slots: Vec<OpenJobEntry>,
    free: Vec<u32>,
    oldest: u32,
    newest: u32,
    room: usize,
}

impl OpenJobs {
    pub(crate) fn new() -> Self {
        Self {
            index: HashTable::new(),
            slots: Vec::new(),
            free: Vec::new(),
            oldest: NONE,
            newest: NONE,
            room: 0,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.index.len()
    }

    #[inline]
    pub(crate) fn find(&self, id: &JobId, hash: u64) -> Option<OpenJobIndex> {
        // The whole hash counts: of two sources in one table it differs for the same id.
        let same = |&at: &u32| {
            let slot = &self.slots[at as usize];
            slot.hash == hash && slot.open.job.id == *id
        };
        self.index.find(hash, same).map(|&at| OpenJobIndex(at))
    }

    /// The job in a seat. That of one that has just left is what it was until it is taken.
    #[inline]
    pub(crate) fn job_at(&mut self, seat: OpenJobIndex) -> &mut OpenJob {
        &mut self.slots[seat.0 as usize].open
    }

    /// The jobs that came last, the newest first, at most `limit`.
    pub(crate) fn newest_jobs(&self, limit: usize) -> impl Iterator<Item = &OpenJob> {
        let slot = |at: u32| self.slots.get(at as usize);
        let slots = std::iter::successors(slot(self.newest), move |next| slot(next.older));
        slots.map(|slot| &slot.open).take(limit)
    }

    /// Where a further job can go; [`OpenJobs::insert`] must find it free.
    pub(crate) fn find_position(&mut self, room: &OpenJobQuota) -> InsertPosition {
        if self.len() >= self.room {
            self.room += room.take();
        }
        if self.len() < self.room {
            InsertPosition::Free
        } else if self.oldest == NONE {
            InsertPosition::None
        } else {
            InsertPosition::Oldest(OpenJobIndex(self.oldest))
        }
    }

    /// Puts a job in that is not in.
    pub(crate) fn insert(&mut self, open: OpenJob, hash: u64) -> OpenJobIndex {
        let slot = OpenJobEntry { open, hash, older: self.newest, newer: NONE };
        let at = if let Some(at) = self.free.pop() {
            self.slots[at as usize] = slot;
            at
        } else {
            self.slots.push(slot);
            u32::try_from(self.slots.len() - 1).unwrap_or(NONE)
        };
        match self.newest {
            NONE => self.oldest = at,
            newest => self.slots[newest as usize].newer = at,
        }
        self.newest = at;
        let slots = &self.slots;
        self.index.insert_unique(hash, at, |&at| slots[at as usize].hash);
        OpenJobIndex(at)
    }

    /// Takes a job out. What is known of it stays in its seat until the next one is put in.
    pub(crate) fn remove_at(&mut self, seat: OpenJobIndex, room: &OpenJobQuota) {
        let OpenJobEntry { hash, older, newer, .. } = self.slots[seat.0 as usize];
        if let Ok(entry) = self.index.find_entry(hash, |&at| at == seat.0) {
            entry.remove();
        }
        match older {
            NONE => self.oldest = newer,
            older => self.slots[older as usize].newer = newer,
        }
        match newer {
            NONE => self.newest = older,
            newer => self.slots[newer as usize].older = older,
        }
        self.free.push(seat.0);
        // A little is kept, so that a stripe which comes and goes around a portion asks rarely.
        let kept = if room.portion == 1 { 0 } else { 2 * room.portion };
        if self.room.saturating_sub(self.len()) > kept {
            self.room -= room.portion;
            room.give_back(room.portion);
        }
    }

    /// Forgets every job.
    pub(crate) fn clear(&mut self, room: &OpenJobQuota) {
        room.give_back(self.room);
        *self = Self::new();
    }
}
