//! Which analysis has which job.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use hashbrown::HashTable;

use crate::job::JobRef;
use crate::ledger::record::{AnalysisRecord, RecordFlags};

/// By scheduler and job. The numbers come from schedulers, in any order and not by chance, so they
/// are hashed; the seed is fixed as that of keys is.
#[derive(Clone, Debug, Default)]
pub(crate) struct JobIndex {
    table: HashTable<u32>,
}

fn hash(scheduler: u16, job: JobRef) -> u64 {
    let part = (u64::from(scheduler) << 32) ^ u64::from(job.part);
    FixedState::with_seed(0x6a6f_6273).hash_one(job.id ^ part.rotate_left(29))
}

fn hash_of(record: &AnalysisRecord) -> u64 {
    hash(record.scheduler, JobRef { id: record.job_id, part: record.job_part })
}

fn is_job_of(record: &AnalysisRecord, scheduler: u16, job: JobRef) -> bool {
    record.job_id == job.id
        && record.job_part == job.part
        && record.scheduler == scheduler
        && record.has_flag(RecordFlags::OWNER)
}

impl JobIndex {
    /// Whose job it is. `hint` is where to look first: schedulers list jobs in the order of their
    /// submission, which is often the order of the ledger.
    #[inline]
    pub(crate) fn find(
        &self,
        records: &[AnalysisRecord],
        scheduler: u16,
        job: JobRef,
        hint: Option<u32>,
    ) -> Option<u32> {
        let hinted = |at: &u32| {
            records.get(*at as usize).is_some_and(|record| is_job_of(record, scheduler, job))
        };
        if let Some(at) = hint.filter(hinted) {
            return Some(at);
        }
        self.look_up(records, scheduler, job)
    }

    pub(crate) fn look_up(
        &self,
        records: &[AnalysisRecord],
        scheduler: u16,
        job: JobRef,
    ) -> Option<u32> {
        let same = |&at: &u32| is_job_of(&records[at as usize], scheduler, job);
        self.table.find(hash(scheduler, job), same).copied()
    }

    /// Puts in the job of the analysis at `at`. Whoever had it before has it no more.
    pub(crate) fn add(&mut self, records: &mut [AnalysisRecord], at: u32) {
        let record = &records[at as usize];
        let job = JobRef { id: record.job_id, part: record.job_part };
        let same = |&other: &u32| is_job_of(&records[other as usize], record.scheduler, job);
        let rehash = |&other: &u32| hash_of(&records[other as usize]);
        match self.table.entry(hash_of(record), same, rehash) {
            hashbrown::hash_table::Entry::Occupied(mut entry) => {
                let before = std::mem::replace(entry.get_mut(), at);
                records[before as usize].set_flag(RecordFlags::OWNER, false);
            }
            hashbrown::hash_table::Entry::Vacant(entry) => {
                entry.insert(at);
            }
        }
        records[at as usize].set_flag(RecordFlags::OWNER, true);
    }

    /// Takes out the job of the analysis at `at`, if it is still its own.
    pub(crate) fn remove(&mut self, records: &mut [AnalysisRecord], at: u32) {
        let hash = hash_of(&records[at as usize]);
        if let Ok(entry) = self.table.find_entry(hash, |&other| other == at) {
            entry.remove();
        }
        records[at as usize].set_flag(RecordFlags::OWNER, false);
    }
}
