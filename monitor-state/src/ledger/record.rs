//! What is kept of every analysis: one cache line.

use monitor_core::Timestamp;

use crate::cause::{DeadlineKind, TransitionCause};
use crate::job::JobRef;
use crate::machine::StateCode;

/// Stands for no time.
pub(crate) const UNSET: Timestamp = Timestamp::MIN;

#[derive(Clone, Debug)]
pub(crate) struct AnalysisRecord {
    pub(crate) since: Timestamp,
    pub(crate) submitted: Timestamp,
    pub(crate) born: Timestamp,
    pub(crate) job_id: u64,
    pub(crate) job_part: u32,
    /// How many jobs were ever submitted, those included that were not: the number in the tag.
    pub(crate) serial: u32,
    pub(crate) key_at: u32,
    pub(crate) key_len: u16,
    pub(crate) attempts: u16,
    pub(crate) resurrections: u16,
    pub(crate) pipeline: u16,
    pub(crate) scheduler: u16,
    pub(crate) code: StateCode,
    pub(crate) flags: RecordFlags,
    /// Because of which clock it is stuck, from 1; 0 if not because of one.
    pub(crate) stuck_by: u8,
}

const _: () = assert!(size_of::<AnalysisRecord>() == 64);

/// What is true of an analysis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct RecordFlags(pub(crate) u16);

impl RecordFlags {
    /// It has had a job.
    pub(crate) const JOB: Self = Self(1);
    /// Its job is missing.
    pub(crate) const MISSING: Self = Self(2);
    /// Its job gives signs of life.
    pub(crate) const PULSE: Self = Self(4);
    /// A person has told it to wait.
    pub(crate) const PINNED: Self = Self(8);
    /// What comes after its completion was done.
    pub(crate) const HANDLED: Self = Self(16);
    /// Its job was told to end.
    pub(crate) const CANCELLED: Self = Self(32);
    /// It is of the project.
    pub(crate) const PROJECT: Self = Self(64);
    /// The host was asked to do something for it.
    pub(crate) const OPEN: Self = Self(128);
    /// Its job is its own: no analysis was given the same number later.
    pub(crate) const OWNER: Self = Self(256);
}

impl AnalysisRecord {
    #[inline]
    pub(crate) fn has_flag(&self, flag: RecordFlags) -> bool {
        self.flags.0 & flag.0 != 0
    }

    pub(crate) fn set_flag(&mut self, flag: RecordFlags, on: bool) {
        if on {
            self.flags.0 |= flag.0;
        } else {
            self.flags.0 &= !flag.0;
        }
    }

    #[inline]
    pub(crate) fn job(&self) -> Option<JobRef> {
        self.has_flag(RecordFlags::JOB).then_some(JobRef { id: self.job_id, part: self.job_part })
    }

    pub(crate) fn stuck_by(&self) -> Option<DeadlineKind> {
        CLOCKS.get(usize::from(self.stuck_by).checked_sub(1)?).copied()
    }

    pub(crate) fn stuck_because(&mut self, cause: &TransitionCause) {
        self.stuck_by = match cause {
            TransitionCause::Late { clock } => {
                let place = CLOCKS.iter().position(|other| other == clock);
                place.and_then(|place| u8::try_from(place + 1).ok()).unwrap_or(0)
            }
            _ => 0,
        };
    }
}

const CLOCKS: [DeadlineKind; 10] = [
    DeadlineKind::Submitting,
    DeadlineKind::Queued,
    DeadlineKind::Held,
    DeadlineKind::Suspended,
    DeadlineKind::Running,
    DeadlineKind::Heartbeat,
    DeadlineKind::Progress,
    DeadlineKind::Lost,
    DeadlineKind::Processing,
    DeadlineKind::Stopping,
];
