//! The jobs that have begun to exist and not ended: found by id, forgotten oldest first.

use std::hash::BuildHasher;
use std::sync::atomic::{AtomicUsize, Ordering};

use foldhash::fast::RandomState;
use hashbrown::HashTable;

use crate::id::{JobId, WorkerId};
use crate::job::Job;
use crate::time::Timestamp;

/// What is known to be happening to a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    Created,
    Queued,
    Running,
    Paused,
    /// Between two attempts.
    Retrying,
}

/// One open job.
#[derive(Clone, Debug)]
pub(crate) struct OpenJob {
    pub(crate) job: Job,
    pub(crate) worker: Option<WorkerId>,
    pub(crate) phase: Phase,
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
}

impl OpenJob {
    pub(crate) fn new(job: &Job, phase: Phase) -> Self {
        Self {
            job: job.clone(),
            worker: None,
            phase,
            attempts: 0,
            retried: false,
            counted: false,
            created_at: None,
            queued_at: None,
            started_at: None,
            paused_at: None,
            paused_us: 0,
        }
    }

    /// Takes over what a later event says and earlier ones did not. Gives what of that is new to a
    /// job that has been counted, and so is to be counted with it.
    pub(crate) fn learn(&mut self, job: &Job) -> Option<Job> {
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
        (!new.name.is_empty() || !new.tags.is_empty()).then_some(new)
    }

    /// Adds the pause that ends at `at` to the others.
    pub(crate) fn end_pause(&mut self, at: Option<Timestamp>) {
        if let (Some(from), Some(to)) = (self.paused_at.take(), at) {
            let pause = u64::try_from(to.as_micros() - from.as_micros()).unwrap_or(0);
            self.paused_us = self.paused_us.saturating_add(pause);
        }
    }

    /// Whether it waits for an attempt, so that another thread may be the one that begins it.
    pub(crate) fn waits(&self) -> bool {
        !matches!(self.phase, Phase::Running | Phase::Paused)
    }
}

/// Room for open jobs that all stripes share. It is handed out in portions, so that stripes hardly
/// ever meet at it.
pub(crate) struct Room {
    free: AtomicUsize,
    portion: usize,
}

impl Room {
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

struct Slot {
    open: OpenJob,
    hash: u64,
    older: u32,
    newer: u32,
}

/// The open jobs of one stripe: a hash table over a list in order of arrival.
pub(crate) struct OpenJobs {
    index: HashTable<u32>,
    hasher: RandomState,
    slots: Vec<Option<Slot>>,
    free: Vec<u32>,
    oldest: u32,
    newest: u32,
    room: usize,
}

impl OpenJobs {
    pub(crate) fn new() -> Self {
        Self {
            index: HashTable::new(),
            hasher: RandomState::default(),
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

    fn position(&self, id: &JobId, hash: u64) -> Option<u32> {
        let same = |&at: &u32| self.slot(at).is_some_and(|slot| slot.open.job.id == *id);
        self.index.find(hash, same).copied()
    }

    fn slot(&self, at: u32) -> Option<&Slot> {
        self.slots.get(at as usize)?.as_ref()
    }

    fn slot_mut(&mut self, at: u32) -> Option<&mut Slot> {
        self.slots.get_mut(at as usize)?.as_mut()
    }

    pub(crate) fn find(&mut self, id: &JobId) -> Option<&mut OpenJob> {
        let at = self.position(id, self.hasher.hash_one(id))?;
        self.slot_mut(at).map(|slot| &mut slot.open)
    }

    /// Takes a job out.
    pub(crate) fn remove(&mut self, id: &JobId) -> Option<OpenJob> {
        let hash = self.hasher.hash_one(id);
        let slots = &self.slots;
        let same = |&at: &u32| {
            slots
                .get(at as usize)
                .and_then(Option::as_ref)
                .is_some_and(|slot| slot.open.job.id == *id)
        };
        let (at, _) = self.index.find_entry(hash, same).ok()?.remove();
        self.unlink(at)
    }

    /// Puts a job in that is not in; gives back the one that had to make room, or this one if
    /// there is none that could.
    pub(crate) fn insert(&mut self, open: OpenJob, room: &Room) -> Option<OpenJob> {
        let mut evicted = None;
        if self.len() >= self.room {
            self.room += room.take();
        }
        if self.len() >= self.room {
            let Some(oldest) = self.slot(self.oldest) else { return Some(open) };
            let id = oldest.open.job.id.clone();
            evicted = self.remove(&id);
        }
        let hash = self.hasher.hash_one(&open.job.id);
        let slot = Slot { open, hash, older: self.newest, newer: NONE };
        let at = if let Some(at) = self.free.pop() {
            self.slots[at as usize] = Some(slot);
            at
        } else {
            self.slots.push(Some(slot));
            u32::try_from(self.slots.len() - 1).unwrap_or(NONE)
        };
        let newest = self.newest;
        match self.slot_mut(newest) {
            Some(newest) => newest.newer = at,
            None => self.oldest = at,
        }
        self.newest = at;
        let slots = &self.slots;
        self.index.insert_unique(hash, at, |&at| {
            slots.get(at as usize).and_then(Option::as_ref).map_or(0, |slot| slot.hash)
        });
        evicted
    }

    fn unlink(&mut self, at: u32) -> Option<OpenJob> {
        let slot = self.slots.get_mut(at as usize)?.take()?;
        match self.slot_mut(slot.older) {
            Some(older) => older.newer = slot.newer,
            None => self.oldest = slot.newer,
        }
        match self.slot_mut(slot.newer) {
            Some(newer) => newer.older = slot.older,
            None => self.newest = slot.older,
        }
        self.free.push(at);
        Some(slot.open)
    }

    /// Gives room back that has not been needed for long.
    pub(crate) fn trim(&mut self, room: &Room) {
        let spare = self.room - self.len();
        if spare > 2 * room.portion {
            self.room -= room.portion;
            room.give_back(room.portion);
        }
    }

    /// Forgets every job.
    pub(crate) fn clear(&mut self, room: &Room) {
        room.give_back(self.room);
        *self = Self::new();
    }
}
