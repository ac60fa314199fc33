//! The documents of job metrics: what operators know by these keys, and what they miss elsewhere.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::job::Priority;
use crate::metrics::histogram::Histogram;
use crate::metrics::job::bounds::ShardLimits;
use crate::metrics::job::figures::{GroupTotals, JobTotals, OutcomeCounters};
use crate::metrics::job::open::OpenJobPhase;

/// The figures of all jobs together. Rates are percent of the jobs that started, times are seconds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct JobSummary {
    /// Jobs that started, each once however often it was tried.
    pub total_jobs: u64,
    /// Jobs that started and completed.
    pub completed_jobs: u64,
    /// Jobs that started and failed.
    pub failed_jobs: u64,
    /// Jobs that started and were cancelled.
    pub cancelled_jobs: u64,
    /// `completed_jobs` of `total_jobs`, percent; 0 without any.
    pub success_rate: f64,
    /// `failed_jobs` of `total_jobs`, percent; 0 without any.
    pub failure_rate: f64,
    /// `cancelled_jobs` of `total_jobs`, percent; 0 without any.
    pub cancel_rate: f64,
    /// Mean run time of completed jobs whose run time is known; 0 without any.
    pub avg_execution_time: f64,
    /// Shortest run time of a completed job; 0 without any.
    pub min_execution_time: f64,
    /// Longest run time of a completed job; 0 without any.
    pub max_execution_time: f64,
    /// Jobs that run now; a paused one does.
    pub currently_running: u64,
    /// Jobs that run now, but are paused.
    pub currently_paused: u64,
    /// Jobs that wait in a queue now.
    pub currently_queued: u64,
    /// Jobs that wait in a queue now, by priority.
    pub queued_by_priority: BTreeMap<String, u64>,
    /// `job.created` events.
    pub created: u64,
    /// `job.queued` events.
    pub queued: u64,
    /// Attempts at jobs that began.
    pub attempts: u64,
    /// Attempts that went wrong and were followed by another.
    pub retries: u64,
    /// `retries` of `attempts`, percent, at most 100; 0 without any.
    pub retry_rate: f64,
    /// Jobs that failed although they had been tried again.
    pub retries_exhausted: u64,
    /// Run times of completed jobs.
    pub execution_time: DurationSummary,
    /// How long jobs waited in a queue before an attempt.
    pub queue_wait: DurationSummary,
    /// Ends of jobs that were known but never started, such as one cancelled in its queue. They
    /// are in no other figure.
    pub before_start: OutcomeCounts,
    /// Ends of jobs whose start was not seen and that do not say how long they ran. They are in no
    /// other figure.
    pub unmatched: OutcomeCounts,
    /// What could not be counted as it should, and why.
    pub anomalies: AnomalyCounts,
}

/// How often something came to each end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct OutcomeCounts {
    /// `job.completed` events.
    pub completed: u64,
    /// `job.failed` events.
    pub failed: u64,
    /// `job.cancelled` events.
    pub cancelled: u64,
}

impl From<OutcomeCounters> for OutcomeCounts {
    fn from(ends: OutcomeCounters) -> Self {
        Self { completed: ends.completed, failed: ends.failed, cancelled: ends.cancelled }
    }
}

/// Durations in seconds: how many, and how they are spread. Percentiles are at most 1.6 % off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DurationSummary {
    /// How many there were.
    pub count: u64,
    /// The mean.
    pub avg: f64,
    /// The shortest.
    pub min: f64,
    /// Half of them were at most this long.
    pub p50: f64,
    /// 90 % of them were at most this long.
    pub p90: f64,
    /// 95 % of them were at most this long.
    pub p95: f64,
    /// 99 % of them were at most this long.
    pub p99: f64,
    /// The longest.
    pub max: f64,
}

impl From<&Histogram> for DurationSummary {
    /// Of a histogram of nanoseconds.
    fn from(ns: &Histogram) -> Self {
        let quantile = |q| nanos_to_seconds(u128::from(ns.quantile(q)));
        Self {
            count: ns.count(),
            avg: ns.mean().round() / 1e9,
            min: nanos_to_seconds(u128::from(ns.min())),
            p50: quantile(0.50),
            p90: quantile(0.90),
            p95: quantile(0.95),
            p99: quantile(0.99),
            max: nanos_to_seconds(u128::from(ns.max())),
        }
    }
}

/// What could not be counted as it should, and why. All zero in a host without mistakes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AnomalyCounts {
    /// Starts of a job that was running already, without a higher number of the attempt.
    pub repeated_starts: u64,
    /// Events that do not fit what the job was doing, such as a resume without a pause.
    pub out_of_order: u64,
    /// Events about a job without an id.
    pub unidentified: u64,
    /// Events without a time, which are in no time window and give no duration.
    pub untimed: u64,
    /// Events about a job whose id was too long and had to be shortened.
    pub shortened_ids: u64,
    /// Durations that would have been negative because a clock was set back; they are left out.
    pub clock_steps: u64,
    /// Starts and ends that are in no time window, because their time is more than a day before
    /// that of an earlier event. Sixteen in a row are a clock that was set back, or the first one
    /// after a time that was far too late: the windows begin anew.
    #[serde(default)]
    pub late: u64,
    /// Open jobs that were forgotten before they ended, at the bound or by being disabled.
    pub open_jobs_forgotten: u64,
    /// Tags of jobs that shared the figures of `__other__` from their start.
    pub tags_overflowed: u64,
    /// Names of jobs that shared the figures of `__other__` from their start.
    pub names_overflowed: u64,
    /// Times that a job's worker had no room for figures of its own.
    pub workers_overflowed: u64,
    /// Events about jobs whose source had no room for figures of its own. In JSON only if there
    /// were any.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub sources_overflowed: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

impl JobSummary {
    pub(crate) fn new(sum: &JobTotals, bounds: &ShardLimits) -> Self {
        let execution_time = DurationSummary::from(&sum.run);
        let gauges = &sum.gauges;
        let queued = Priority::ALL.iter().zip(gauges.queued_by_priority);
        Self {
            total_jobs: sum.started,
            completed_jobs: sum.ended.completed,
            failed_jobs: sum.ended.failed,
            cancelled_jobs: sum.ended.cancelled,
            success_rate: percent_of(sum.ended.completed, sum.started),
            failure_rate: percent_of(sum.ended.failed, sum.started),
            cancel_rate: percent_of(sum.ended.cancelled, sum.started),
            avg_execution_time: execution_time.avg,
            min_execution_time: execution_time.min,
            max_execution_time: execution_time.max,
            currently_running: gauges.phase_count(OpenJobPhase::Running)
                + gauges.phase_count(OpenJobPhase::Paused),
            currently_paused: gauges.phase_count(OpenJobPhase::Paused),
            currently_queued: gauges.phase_count(OpenJobPhase::Queued),
            queued_by_priority: queued.map(|(name, jobs)| (name.to_string(), jobs)).collect(),
            created: sum.created,
            queued: sum.queued,
            attempts: sum.attempts,
            retries: sum.retries,
            retry_rate: percent_of(sum.retries, sum.attempts),
            retries_exhausted: sum.retries_exhausted,
            execution_time,
            queue_wait: DurationSummary::from(&sum.wait),
            before_start: sum.before_start.into(),
            unmatched: sum.unmatched.into(),
            anomalies: AnomalyCounts {
                repeated_starts: sum.repeated_starts,
                out_of_order: sum.out_of_order,
                unidentified: sum.unidentified,
                untimed: sum.untimed,
                shortened_ids: sum.shortened,
                clock_steps: sum.clock_steps,
                late: sum.late,
                open_jobs_forgotten: sum.open_jobs_forgotten,
                tags_overflowed: bounds.tags.overflow_count(),
                names_overflowed: bounds.names.overflow_count(),
                workers_overflowed: bounds.workers.overflow_count(),
                sources_overflowed: 0,
            },
        }
    }
}

/// The figures of the jobs of one tag, name or priority. Rates are percent of the jobs that
/// started, times are seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct GroupSummary {
    /// Jobs that started, each once however often it was tried.
    pub total_jobs: u64,
    /// Jobs that completed.
    pub completed_jobs: u64,
    /// Jobs that failed.
    pub failed_jobs: u64,
    /// Jobs that were cancelled.
    pub cancelled_jobs: u64,
    /// `completed_jobs` of `total_jobs`, percent.
    pub success_rate: f64,
    /// `failed_jobs` of `total_jobs`, percent.
    pub failure_rate: f64,
    /// `cancelled_jobs` of `total_jobs`, percent.
    pub cancel_rate: f64,
    /// Mean run time of completed jobs whose run time is known; 0 without any.
    pub avg_execution_time: f64,
}

impl GroupSummary {
    pub(crate) fn new(sum: &GroupTotals) -> Self {
        let avg = nanos_to_seconds(sum.run_ns.checked_div(u128::from(sum.timed)).unwrap_or(0));
        Self {
            total_jobs: sum.started,
            completed_jobs: sum.ended.completed,
            failed_jobs: sum.ended.failed,
            cancelled_jobs: sum.ended.cancelled,
            success_rate: percent_of(sum.ended.completed, sum.started),
            failure_rate: percent_of(sum.ended.failed, sum.started),
            cancel_rate: percent_of(sum.ended.cancelled, sum.started),
            avg_execution_time: avg,
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a rate is an approximation")]
fn percent_of(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { (part as f64 * 100.0 / whole as f64).min(100.0) }
}

#[expect(clippy::cast_precision_loss, reason = "seconds are a float in the document")]
pub(crate) fn nanos_to_seconds(ns: u128) -> f64 {
    ns as f64 / 1e9
}
