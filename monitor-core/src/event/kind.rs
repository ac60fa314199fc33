//! The kinds of events: one row for each declares all of it.
//!
//! A row gives the kind, its wire name, the function that makes the event, what that event can say
//! beside what all of its group say, and the payload. Its position is the kind's number and bit.
//! [`EventKind`], its groups, [`Payload`], the types of payloads, the uniform constructors, the
//! reading and writing of JSON and the table in the documentation follow from it
//! (`event/kind/declare.rs`).
//!
//! A new kind is a row here, and its payload in the list of exports in `lib.rs`. A kind that is
//! about an analysis or a debugger has no payload of its own, so its row is all.
//! What a builder says beyond `Default` is a method beside the others in `event/job.rs`,
//! `event/worker.rs` or `event/system.rs`; a constructor with arguments of its own is there too, and
//! its row says `special`.

mod declare;
mod text;

use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::Error;
use crate::event::wire::{EventBody, WireEvent};
use crate::event::{
    AnalysisEvent, DebugEvent, JobError, JobEvent, JobPhase, SystemEvent, SystemPhase, WorkerEvent,
    WorkerPhase,
};
use crate::id::{JobId, WorkerId};
use crate::job::{Job, Tags};
use crate::observe::{KindIndex, KindSet};
use crate::resources::ResourceUsage;

declare::event_kinds! {
    /// Every kind about a job.
    JOBS: JobEvent by JobPhase {
        /// A job has been made.
        JobCreated = "job.created", uniform created, "" => JobCreated:
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[non_exhaustive]
        pub struct JobCreated {}

        /// A job waits in a queue.
        JobQueued = "job.queued", uniform queued, "" => JobQueued:
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[non_exhaustive]
        pub struct JobQueued {}

        /// An attempt at a job runs.
        JobStarted = "job.started", uniform started, "`attempt`, `wait_time`" => JobStarted:
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[non_exhaustive]
        pub struct JobStarted {
            /// The number of the attempt, from 1.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub attempt: Option<u32>,
            /// How long the job had waited in its queue, nanoseconds.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub wait_ns: Option<u64>,
        }

        /// A running job is held up.
        JobPaused = "job.paused", uniform paused, "" => JobPaused:
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[non_exhaustive]
        pub struct JobPaused {}

        /// A held up job runs on.
        JobResumed = "job.resumed", uniform resumed, "" => JobResumed:
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[non_exhaustive]
        pub struct JobResumed {}

        /// A job has ended well.
        JobCompleted = "job.completed", uniform completed, "`run_time`, `result`, `resources`" => JobCompleted:
        #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
        #[non_exhaustive]
        pub struct JobCompleted {
            /// How long the last attempt ran, without pauses, nanoseconds.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub run_ns: Option<u64>,
            /// What the job gave back.
            #[serde(
                default,
                deserialize_with = "crate::event::present",
                skip_serializing_if = "Option::is_none"
            )]
            pub result: Option<Box<Value>>,
            /// What the job used.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub resources: Option<Box<ResourceUsage>>,
        }

        /// A job has ended badly and will not be tried again.
        JobFailed = "job.failed", special failed, "error, `run_time`, `resources`" => JobFailed:
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[non_exhaustive]
        pub struct JobFailed {
            /// How long the last attempt ran, without pauses, nanoseconds.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub run_ns: Option<u64>,
            /// What went wrong.
            #[serde(default)]
            pub error: Box<JobError>,
            /// What the job used.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub resources: Option<Box<ResourceUsage>>,
        }

        /// Somebody ended a job.
        JobCancelled = "job.cancelled", uniform cancelled, "`reason`, `run_time`, `resources`" => JobCancelled:
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[non_exhaustive]
        pub struct JobCancelled {
            /// How long the last attempt ran, without pauses, nanoseconds.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub run_ns: Option<u64>,
            /// Why, in words.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub reason: Option<Box<str>>,
            /// What the job used.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub resources: Option<Box<ResourceUsage>>,
        }

        /// An attempt at a job went badly, and there will be another.
        JobRetrying = "job.retrying", uniform retrying, "`retries`, `delay`, `error`" => JobRetrying:
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[non_exhaustive]
        pub struct JobRetrying {
            /// How many retries there have been, this one included.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub retry_count: Option<u32>,
            /// How many retries the job may have.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub max_retries: Option<u32>,
            /// How long until the next attempt; seconds under the key `retry_delay` in JSON.
            #[serde(
                default,
                rename = "retry_delay",
                with = "crate::event::seconds",
                skip_serializing_if = "Option::is_none"
            )]
            pub retry_delay_ns: Option<u64>,
            /// What went wrong.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub error: Option<Box<JobError>>,
        }

        /// A job says how far it is.
        JobProgressUpdated = "job.progress.updated", special progress, "percent" => JobProgressUpdated:
        #[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
        #[non_exhaustive]
        pub struct JobProgressUpdated {
            /// How far, percent, 0 to 100.
            #[serde(deserialize_with = "crate::event::percent")]
            pub progress: f64,
        }
    }

    /// Every kind about a worker.
    WORKERS: WorkerEvent by WorkerPhase {
        /// A worker is there.
        WorkerRegistered = "worker.registered", uniform registered, "`host`, `tags`, `max_concurrent_jobs`, `heartbeat_interval`" => WorkerRegistered:
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default)]
        #[non_exhaustive]
        pub struct WorkerRegistered {
            /// The machine that it runs on.
            #[serde(skip_serializing_if = "Option::is_none")]
            pub host: Option<Box<str>>,
            /// By what it is grouped.
            #[serde(skip_serializing_if = "Tags::is_empty")]
            pub tags: Tags,
            /// How many jobs it can run at one time.
            #[serde(skip_serializing_if = "Option::is_none")]
            pub max_concurrent_jobs: Option<u32>,
            /// How often it means to send a heartbeat; seconds under `heartbeat_interval` in JSON.
            #[serde(
                rename = "heartbeat_interval",
                with = "crate::event::seconds",
                skip_serializing_if = "Option::is_none"
            )]
            pub heartbeat_interval_ns: Option<u64>,
        }

        /// A worker is still there.
        WorkerHeartbeat = "worker.heartbeat", uniform heartbeat, "`running_jobs`, `running_job_ids`" => WorkerHeartbeat:
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default)]
        #[non_exhaustive]
        pub struct WorkerHeartbeat {
            /// How many jobs it runs.
            #[serde(skip_serializing_if = "Option::is_none")]
            pub running_jobs: Option<u32>,
            /// Which jobs it runs.
            #[serde(skip_serializing_if = "Vec::is_empty")]
            pub running_job_ids: Vec<JobId>,
        }

        /// A worker has taken a job.
        WorkerClaimedJob = "worker.claimed_job", special claimed_job, "job" => WorkerClaimedJob:
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct WorkerClaimedJob {
            /// Which job.
            pub job: Job,
        }

        /// A worker is gone.
        WorkerOffline = "worker.offline", uniform offline, "`reason`" => WorkerOffline:
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default)]
        #[non_exhaustive]
        pub struct WorkerOffline {
            /// Why, in words; `heartbeat_timeout` when it was not heard of for too long.
            #[serde(skip_serializing_if = "Option::is_none")]
            pub reason: Option<Box<str>>,
        }
    }

    /// Every kind about the system.
    SYSTEM: SystemEvent by SystemPhase {
        /// The system has started.
        SystemStartup = "system.startup", uniform startup, "" => SystemStartup:
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[non_exhaustive]
        pub struct SystemStartup {}

        /// The system is about to end.
        SystemShutdown = "system.shutdown", uniform shutdown, "" => SystemShutdown:
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[non_exhaustive]
        pub struct SystemShutdown {}

        /// Something went wrong outside any job.
        SystemError = "system.error", special error, "message, `operation`" => SystemError:
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default)]
        #[non_exhaustive]
        pub struct SystemError {
            /// What, in words.
            pub message: Box<str>,
            /// What the system was about to do.
            #[serde(skip_serializing_if = "Option::is_none")]
            pub operation: Option<Box<str>>,
        }
    }

    ;

    /// Every kind about an analysis.
    ANALYSES:
    /// An analysis was added or moved on: every kind of [`EventKind::ANALYSES`].
    Analysis(AnalysisEvent) by
    /// What became of an analysis: one value a kind of event.
    AnalysisPhase {
        /// An analysis was added to a ledger.
        AnalysisAdded = "analysis.added" => Added;
        /// A job is being submitted for an analysis.
        AnalysisSubmitted = "analysis.submitted" => Submitted;
        /// The job of an analysis runs.
        AnalysisRunning = "analysis.running" => Running;
        /// The job of an analysis has ended well.
        AnalysisFinished = "analysis.finished" => Finished;
        /// All results of an analysis are where they belong.
        AnalysisCompleted = "analysis.completed" => Completed;
        /// An analysis needs a person.
        AnalysisStuck = "analysis.stuck" => Stuck;
        /// An analysis has ended badly.
        AnalysisFailed = "analysis.failed" => Failed;
        /// Somebody ended an analysis.
        AnalysisStopped = "analysis.stopped" => Stopped;
        /// An analysis is in any other state now.
        AnalysisMoved = "analysis.moved" => #[default] Moved;
    }

    /// Every kind about a routine or a debugger.
    DEBUG:
    /// About a routine or a debugger: every kind of [`EventKind::DEBUG`].
    Debug(DebugEvent) by
    /// What happened to a routine, or between a debugger and a job: one value a kind of event.
    DebugPhase {
        /// An activation of a routine has begun.
        RoutineStarted = "routine.started" => #[default] RoutineStarted;
        /// An activation of a routine has ended well.
        RoutineCompleted = "routine.completed" => RoutineCompleted;
        /// An activation of a routine has ended badly.
        RoutineFailed = "routine.failed" => RoutineFailed;
        /// An activation is held at a checkpoint.
        DebugHeld = "debug.held" => Held;
        /// A held activation goes on.
        DebugReleased = "debug.released" => Released;
        /// A log point was passed.
        DebugLogged = "debug.logged" => Logged;
        /// A debugger has come to a job.
        DebugAttached = "debug.attached" => Attached;
        /// A debugger has left a job.
        DebugDetached = "debug.detached" => Detached;
    }
}

#[cfg(test)]
mod tests {
    use super::ROWS;

    #[test]
    fn the_readme_has_the_table_of_kinds() {
        let readme = include_str!("../../README.md").lines();
        let table = readme.skip_while(|line| !line.starts_with("| kind |")).skip(2);
        let rows: Vec<_> = table.take_while(|line| line.starts_with('|')).collect();
        assert_eq!(rows, ROWS, "\n{}\n", ROWS.join("\n"));
    }
}
