//! The options of a host of flows: its limits, what clients may do, and how its jobs are named.

use std::time::Duration;

use super::definition::RoutineClass;

/// Options of a [`DemoFlowHost`](super::DemoFlowHost).
///
/// The default has no classes. It lets clients create and change up to 1,000 flows, runs up to 256
/// jobs at a time, keeps 1,256 jobs, and names them `job_1`, `job_2` and so on.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct DemoFlowOptions {
    /// The classes of routines that clients may add to a flow.
    pub classes: &'static [RoutineClass],
    /// Whether clients may create, change and delete flows, read the shared variables of jobs
    /// without a debugging session, and make the host forget ended jobs.
    pub editable: bool,
    /// Limit of flows. At the limit a new flow is refused.
    pub flows: usize,
    /// Limit of kept jobs, ended ones included. At the limit the oldest ended job is dropped.
    pub jobs: usize,
    /// Limit of running jobs. At the limit a new job is refused.
    pub running: usize,
    /// Makes the id of a job from the id of its flow and the number of the job, which counts all
    /// jobs of the host from 1.
    pub job_id: fn(flow_id: &str, number: u64) -> String,
    /// Tags of every job.
    pub tags: &'static [&'static str],
    /// How long each activation waits before its routine is called. Zero: not at all.
    pub pace: Duration,
}

impl Default for DemoFlowOptions {
    fn default() -> Self {
        Self {
            classes: &[],
            editable: true,
            flows: 1_000,
            jobs: 1_256,
            running: 256,
            job_id: |_, number| format!("job_{number}"),
            tags: &[],
            pace: Duration::ZERO,
        }
    }
}
