//! The kinds of events and their wire names.

use std::fmt;
use std::str::FromStr;

use serde::de::{self, Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

use crate::error::{Error, quoted};
use crate::observe::{Kind, KindSet};

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $wire:literal,)*) => {
        /// What happened. Its text form is its wire name.
        ///
        /// ```
        /// use monitor_core::EventKind;
        ///
        /// assert_eq!(EventKind::JobProgressUpdated.as_str(), "job.progress.updated");
        /// assert_eq!("worker.claimed_job".parse(), Ok(EventKind::WorkerClaimedJob));
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum EventKind {
            $($(#[$doc])* $kind,)*
        }

        impl EventKind {
            /// The wire name.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$kind => $wire,)*
                }
            }
        }

        impl Kind for EventKind {
            const ALL: &'static [Self] = &[$(Self::$kind,)*];

            #[inline]
            fn index(self) -> usize {
                self as usize
            }
        }
    };
}

kinds! {
    /// A job has been made.
    JobCreated = "job.created",
    /// A job waits in a queue.
    JobQueued = "job.queued",
    /// An attempt at a job runs.
    JobStarted = "job.started",
    /// A running job is held up.
    JobPaused = "job.paused",
    /// A held up job runs on.
    JobResumed = "job.resumed",
    /// A job has ended well.
    JobCompleted = "job.completed",
    /// A job has ended badly and will not be tried again.
    JobFailed = "job.failed",
    /// Somebody ended a job.
    JobCancelled = "job.cancelled",
    /// An attempt at a job went badly, and there will be another.
    JobRetrying = "job.retrying",
    /// A job says how far it is.
    JobProgressUpdated = "job.progress.updated",
    /// A worker is there.
    WorkerRegistered = "worker.registered",
    /// A worker is still there.
    WorkerHeartbeat = "worker.heartbeat",
    /// A worker has taken a job.
    WorkerClaimedJob = "worker.claimed_job",
    /// A worker is gone.
    WorkerOffline = "worker.offline",
    /// The system has started.
    SystemStartup = "system.startup",
    /// The system is about to end.
    SystemShutdown = "system.shutdown",
    /// Something went wrong outside any job.
    SystemError = "system.error",
    /// An analysis was added to a ledger.
    AnalysisAdded = "analysis.added",
    /// A job is being submitted for an analysis.
    AnalysisSubmitted = "analysis.submitted",
    /// The job of an analysis runs.
    AnalysisRunning = "analysis.running",
    /// The job of an analysis has ended well.
    AnalysisFinished = "analysis.finished",
    /// All results of an analysis are where they belong.
    AnalysisCompleted = "analysis.completed",
    /// An analysis needs a person.
    AnalysisStuck = "analysis.stuck",
    /// An analysis has ended badly.
    AnalysisFailed = "analysis.failed",
    /// Somebody ended an analysis.
    AnalysisStopped = "analysis.stopped",
    /// An analysis is in any other state now.
    AnalysisMoved = "analysis.moved",
    /// An activation of a routine has begun.
    RoutineStarted = "routine.started",
    /// An activation of a routine has ended well.
    RoutineCompleted = "routine.completed",
    /// An activation of a routine has ended badly.
    RoutineFailed = "routine.failed",
    /// An activation is held at a checkpoint.
    DebugHeld = "debug.held",
    /// A held activation goes on.
    DebugReleased = "debug.released",
    /// A log point was passed.
    DebugLogged = "debug.logged",
    /// A debugger has come to a job.
    DebugAttached = "debug.attached",
    /// A debugger has left a job.
    DebugDetached = "debug.detached",
}

impl EventKind {
    /// Every kind about a job.
    pub const JOBS: KindSet<Self> = KindSet::from_bits(0x3ff);
    /// Every kind about a worker.
    pub const WORKERS: KindSet<Self> = KindSet::from_bits(0xf << 10);
    /// Every kind about the system.
    pub const SYSTEM: KindSet<Self> = KindSet::from_bits(0x7 << 14);
    /// Every kind about an analysis.
    pub const ANALYSES: KindSet<Self> = Self::from_to(Self::AnalysisAdded, Self::AnalysisMoved);

    /// Every kind about a routine or a debugger.
    pub const DEBUG: KindSet<Self> = Self::from_to(Self::RoutineStarted, Self::DebugDetached);

    const fn from_to(first: Self, last: Self) -> KindSet<Self> {
        KindSet::from_bits((u64::MAX >> (63 - (last as u32 - first as u32))) << first as u32)
    }
}

impl fmt::Display for EventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for EventKind {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        let found = Self::ALL.iter().find(|kind| kind.as_str() == name);
        found.copied().ok_or_else(|| Error::UnknownKind { name: quoted(name) })
    }
}

impl Serialize for EventKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for EventKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        name.parse().map_err(de::Error::custom)
    }
}
