//! The status of a run at one time.

use monitor_core::Timestamp;

use super::Run;
use super::bars::LiveBar;
use crate::document::Dropped;
use crate::document::RunStatus;
use crate::document::Series;
use crate::eta::Eta;
use crate::recorder::ring::Ring;

impl Run {
    /// What the run says of itself now. It costs a copy of all that is kept.
    #[must_use]
    pub fn status(&self, now: Timestamp) -> RunStatus {
        let eta = self.eta(now);
        let series = self.series.iter().map(|(name, points)| {
            let kept = points.iter().copied().collect();
            (name.clone(), Series { points: kept, total: points.total() })
        });
        RunStatus {
            experiment_name: self.name.clone(),
            start_time: self.start_time,
            last_update: self.last_update,
            current_step: self.current_step,
            total_steps: self.total_steps,
            progress_percent: self.percent(),
            status: self.state.clone(),
            steps: self.steps.iter().cloned().collect(),
            messages: self.messages.iter().cloned().collect(),
            errors: self.errors.iter().cloned().collect(),
            estimated_time_remaining: eta.map(|eta| eta.remaining_s),
            schema: 1,
            run_id: self.run_id.clone(),
            attempt: self.attempt,
            seq: self.seq,
            resume_time: self.resume_time,
            end_time: self.end_time,
            state_reason: self.state_reason.clone(),
            eta,
            estimator: self.estimator.as_ref().map(|estimator| estimator.saved(now)),
            bars: self.bars.iter().map(|bar| bar.status(now)).collect(),
            series: series.collect(),
            plots: self.plots.iter().cloned().collect(),
            log_file: self.log_file.clone(),
            writer: self.writer.clone(),
            dropped: self.dropped_in_all(),
            extra: self.extra.clone(),
        }
    }

    fn dropped_in_all(&self) -> Dropped {
        let points: u64 = self.series.values().map(Ring::dropped).sum();
        Dropped {
            steps: self.steps.dropped(),
            messages: self.messages.dropped(),
            errors: self.errors.dropped(),
            plots: self.plots.dropped(),
            series: self.dropped.series + points,
            ..self.dropped
        }
    }

    fn eta(&self, now: Timestamp) -> Option<Eta> {
        if self.state.is_ended() {
            return None;
        }
        // The last step is under way when it is announced.
        let by_steps = self.estimator.as_ref().zip(self.total_steps);
        let by_steps = by_steps.and_then(|(estimator, total)| estimator.eta(total, now));
        let by_bar = || {
            let (estimator, total) = self.outermost_bar().and_then(LiveBar::estimate)?;
            estimator.eta(total, now)
        };
        by_steps.or_else(by_bar)
    }
}
