//! The sums that job metrics keep: of all jobs, of a group, of a worker.

use crate::job::Priority;
use crate::metrics::histogram::Histogram;
use crate::metrics::job::group::MergeTotals;
use crate::metrics::job::history::JobOutcome;
use crate::metrics::job::open::{OpenJob, OpenJobPhase};
use crate::time::Timestamp;

/// One counter for each way in which a job can end.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct OutcomeCounters {
    pub(crate) completed: u64,
    pub(crate) failed: u64,
    pub(crate) cancelled: u64,
}

impl OutcomeCounters {
    pub(crate) fn count_mut(&mut self, end: JobOutcome) -> &mut u64 {
        match end {
            JobOutcome::Completed => &mut self.completed,
            JobOutcome::Failed => &mut self.failed,
            JobOutcome::Cancelled => &mut self.cancelled,
        }
    }

    fn add(&mut self, other: &Self) {
        self.completed += other.completed;
        self.failed += other.failed;
        self.cancelled += other.cancelled;
    }
}

/// How many open jobs there are of each sort.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct OpenJobGauges {
    pub(crate) by_phase: [u64; 5],
    pub(crate) queued_by_priority: [u64; Priority::ALL.len()],
}

impl OpenJobGauges {
    pub(crate) fn phase_count(&self, phase: OpenJobPhase) -> u64 {
        self.by_phase[phase as usize]
    }

    pub(crate) fn enter(&mut self, open: &OpenJob) {
        self.by_phase[open.phase as usize] += 1;
        if open.phase == OpenJobPhase::Queued {
            self.queued_by_priority[open.job.priority.unwrap_or_default().index()] += 1;
        }
    }

    pub(crate) fn count_leave(&mut self, open: &OpenJob) {
        self.by_phase[open.phase as usize] -= 1;
        if open.phase == OpenJobPhase::Queued {
            self.queued_by_priority[open.job.priority.unwrap_or_default().index()] -= 1;
        }
    }
}

/// The sums over all jobs.
#[derive(Clone, Debug, Default)]
pub(crate) struct JobTotals {
    pub(crate) created: u64,
    pub(crate) queued: u64,
    pub(crate) started: u64,
    pub(crate) attempts: u64,
    pub(crate) retries: u64,
    pub(crate) retries_exhausted: u64,
    pub(crate) ended: OutcomeCounters,
    pub(crate) before_start: OutcomeCounters,
    pub(crate) unmatched: OutcomeCounters,
    pub(crate) repeated_starts: u64,
    pub(crate) out_of_order: u64,
    pub(crate) unidentified: u64,
    pub(crate) untimed: u64,
    pub(crate) shortened: u64,
    pub(crate) clock_steps: u64,
    pub(crate) late: u64,
    pub(crate) open_jobs_forgotten: u64,
    pub(crate) gauges: OpenJobGauges,
    pub(crate) run: Histogram,
    pub(crate) wait: Histogram,
}

impl JobTotals {
    pub(crate) fn add(&mut self, other: &Self) {
        self.created += other.created;
        self.queued += other.queued;
        self.started += other.started;
        self.attempts += other.attempts;
        self.retries += other.retries;
        self.retries_exhausted += other.retries_exhausted;
        self.ended.add(&other.ended);
        self.before_start.add(&other.before_start);
        self.unmatched.add(&other.unmatched);
        self.repeated_starts += other.repeated_starts;
        self.out_of_order += other.out_of_order;
        self.unidentified += other.unidentified;
        self.untimed += other.untimed;
        self.shortened += other.shortened;
        self.clock_steps += other.clock_steps;
        self.late += other.late;
        self.open_jobs_forgotten += other.open_jobs_forgotten;
        for (sum, gauge) in self.gauges.by_phase.iter_mut().zip(other.gauges.by_phase) {
            *sum += gauge;
        }
        let queued = self.gauges.queued_by_priority.iter_mut();
        queued.zip(other.gauges.queued_by_priority).for_each(|(sum, gauge)| *sum += gauge);
        self.run.merge(&other.run);
        self.wait.merge(&other.wait);
    }

    /// Nanoseconds between two times, if both are known. A clock that was set back in between is
    /// counted, and there is no duration then.
    pub(crate) fn elapsed_nanos(
        &mut self,
        from: Option<Timestamp>,
        to: Option<Timestamp>,
    ) -> Option<u64> {
        let us = to?.as_micros() - from?.as_micros();
        let us = u64::try_from(us).ok();
        self.clock_steps += u64::from(us.is_none());
        us.map(|us| us.saturating_mul(1_000))
    }

    /// How long the current attempt has run by `to`, without its pauses, nanoseconds.
    pub(crate) fn run_time(&mut self, open: &mut OpenJob, to: Option<Timestamp>) -> Option<u64> {
        if open.phase == OpenJobPhase::Paused {
            open.end_pause(to);
        }
        let elapsed = self.elapsed_nanos(open.started_at.take(), to)?;
        Some(elapsed.saturating_sub(open.paused_us.saturating_mul(1_000)))
    }
}

/// The sums over the jobs of one tag, name or priority.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct GroupTotals {
    pub(crate) started: u64,
    pub(crate) ended: OutcomeCounters,
    /// Completed jobs whose run time is known, and the sum of their run times.
    pub(crate) timed: u64,
    pub(crate) run_ns: u128,
}

impl GroupTotals {
    pub(crate) fn is_used(&self) -> bool {
        self.started > 0
    }
}

impl MergeTotals for GroupTotals {
    fn add(&mut self, other: &Self) {
        self.started += other.started;
        self.ended.add(&other.ended);
        self.timed += other.timed;
        self.run_ns += other.run_ns;
    }
}

/// The sums over the jobs of one worker.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct WorkerTotals {
    pub(crate) ended: OutcomeCounters,
    /// Below zero on a stripe whose jobs were begun on another.
    pub(crate) running: i64,
    pub(crate) busy_ns: u128,
}

impl MergeTotals for WorkerTotals {
    fn add(&mut self, other: &Self) {
        self.ended.add(&other.ended);
        self.running += other.running;
        self.busy_ns += other.busy_ns;
    }
}
