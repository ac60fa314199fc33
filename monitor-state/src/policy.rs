//! How patient a cycle is, and how much it may do.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// What a plan goes by: limits, patience and clocks. A value, so that the same sweeps can be
/// planned again under another policy to see what would have become of them.
///
/// In JSON durations are whole milliseconds, and a clock that is `null` never runs out.
///
/// ```
/// use std::time::Duration;
/// use monitor_state::CyclePolicy;
///
/// let policy = CyclePolicy { queued: Some(Duration::from_secs(3_600)), ..CyclePolicy::default() };
/// assert_eq!(policy.max_resurrections, 5);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CyclePolicy {
    /// Whether what is ready is submitted.
    pub submit: bool,
    /// How many jobs may be submitted for one analysis since it was last restarted, rescues
    /// included.
    pub max_attempts: u32,
    /// How many of those may be rescues.
    pub max_resurrections: u32,
    /// How often an action on one analysis is tried again because the scheduler was busy; for
    /// submissions there is no such limit, only the wait.
    pub max_retries: u32,
    /// How long the first of these waits is; each further one is twice as long, up to 64 times.
    #[serde(rename = "backoff_ms", with = "millis")]
    pub backoff: Duration,
    /// How many analyses may have a job at one time.
    pub max_in_flight: Option<u32>,
    /// How many actions one plan may ask for.
    pub max_actions: u32,
    /// In how many full, healthy sweeps in a row a job has to be missing before it is lost.
    pub missing_sweeps: u32,
    /// How long that has to last, from the first of these sweeps to the last.
    #[serde(rename = "missing_for_ms", with = "millis")]
    pub missing_for: Duration,
    /// How long after its submission a job may stay unseen.
    #[serde(rename = "settle_ms", with = "millis")]
    pub settle: Duration,
    /// If more than this share of a scheduler's jobs is missing for the first time in one sweep,
    /// that is taken for an outage, percent.
    pub outage_percent: u8,
    /// Fewer jobs than this are never taken for an outage.
    pub outage_jobs: u32,
    /// How long a submission may take.
    #[serde(rename = "submitting_ms", with = "clock")]
    pub submitting: Option<Duration>,
    /// How long a job may wait in the queue.
    #[serde(rename = "queued_ms", with = "clock")]
    pub queued: Option<Duration>,
    /// How long a job may be held.
    #[serde(rename = "held_ms", with = "clock")]
    pub held: Option<Duration>,
    /// How long a job may be suspended.
    #[serde(rename = "suspended_ms", with = "clock")]
    pub suspended: Option<Duration>,
    /// How long a job may run.
    #[serde(rename = "running_ms", with = "clock")]
    pub running: Option<Duration>,
    /// How long a running job that gives signs of life may give none.
    #[serde(rename = "heartbeat_ms", with = "clock")]
    pub heartbeat: Option<Duration>,
    /// How long a running job that says how far it is may get no further.
    #[serde(rename = "progress_ms", with = "clock")]
    pub progress: Option<Duration>,
    /// How long a job may be lost.
    #[serde(rename = "lost_ms", with = "clock")]
    pub lost: Option<Duration>,
    /// How long post-processing may take.
    #[serde(rename = "processing_ms", with = "clock")]
    pub processing: Option<Duration>,
    /// How long a job may take to end after it was cancelled.
    #[serde(rename = "stopping_ms", with = "clock")]
    pub stopping: Option<Duration>,
}

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3_600);
const DAY: Duration = Duration::from_secs(86_400);

impl Default for CyclePolicy {
    fn default() -> Self {
        Self {
            submit: true,
            max_attempts: 20,
            max_resurrections: 5,
            max_retries: 10,
            backoff: MINUTE,
            max_in_flight: None,
            max_actions: 1_000,
            missing_sweeps: 2,
            missing_for: MINUTE.saturating_mul(5),
            settle: MINUTE,
            outage_percent: 20,
            outage_jobs: 5,
            submitting: Some(MINUTE.saturating_mul(30)),
            queued: Some(DAY.saturating_mul(7)),
            held: Some(HOUR),
            suspended: Some(DAY),
            running: None,
            heartbeat: Some(MINUTE.saturating_mul(15)),
            progress: None,
            lost: Some(HOUR),
            processing: Some(DAY),
            stopping: Some(MINUTE.saturating_mul(10)),
        }
    }
}

impl CyclePolicy {
    /// What asimov does: a cycle submits nothing, one absence is enough, and nothing ever takes
    /// too long. For comparison; for work there is the default.
    #[must_use]
    pub fn asimov() -> Self {
        Self {
            submit: false,
            missing_sweeps: 1,
            missing_for: Duration::ZERO,
            settle: Duration::ZERO,
            outage_percent: 100,
            submitting: None,
            queued: None,
            held: None,
            suspended: None,
            heartbeat: None,
            lost: None,
            processing: None,
            stopping: None,
            ..Self::default()
        }
    }

    /// The wait after so many busy answers in a row.
    pub(crate) fn backoff_after(&self, busy: u32) -> Duration {
        self.backoff.saturating_mul(1 << busy.saturating_sub(1).min(6))
    }
}

/// A duration in whole milliseconds.
mod millis {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(value: &Duration, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_u64(u64::try_from(value.as_millis()).unwrap_or(u64::MAX))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
        u64::deserialize(from).map(Duration::from_millis)
    }
}

/// A duration in whole milliseconds, or none.
mod clock {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer};

    #[expect(clippy::ref_option, reason = "the signature that serde asks for")]
    pub(super) fn serialize<S: Serializer>(
        value: &Option<Duration>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => super::millis::serialize(value, to),
            None => to.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<Duration>, D::Error> {
        Ok(Option::<u64>::deserialize(from)?.map(Duration::from_millis))
    }
}
