//! The status of a run at one time.

use monitor_core::Timestamp;

use super::RunRecorder;
use super::bars::LiveBar;
use crate::document::DroppedCounts;
use crate::document::MetricSeries;
use crate::document::RunStatus;
use crate::eta::Eta;
use crate::recorder::ring::CountedRing;

impl RunRecorder {
    /// What the run says of itself now. It costs a copy of all that is kept.
    #[must_use]
    pub fn status(&self, now: Timestamp) -> RunStatus {
        let eta = self.run_eta(now);
        let series = self.series.iter().map(|(name, points)| {
            let kept = points.iter().copied().collect();
            (name.clone(), MetricSeries { points: kept, total: points.total() })
        });
        RunStatus {
            experiment_name: self.name.clone(),
            start_time: self.start_time,
            last_update: self.last_update,
            current_step: self.current_step,
            total_steps: self.total_steps,
            progress_percent: self.percent_done(),
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
            estimator: self.estimator.as_ref().map(|estimator| estimator.to_paused(now)),
            bars: self.bars.iter().map(|bar| bar.status(now)).collect(),
            series: series.collect(),
            plots: self.plots.iter().cloned().collect(),
            log_file: self.log_file.clone(),
            writer: self.writer.clone(),
            dropped: self.dropped_in_all(),
            extra: self.extra.clone(),
        }
    }

    fn dropped_in_all(&self) -> DroppedCounts {
        let points: u64 = self.series.values().map(CountedRing::dropped).sum();
        DroppedCounts {
            steps: self.steps.dropped(),
            messages: self.messages.dropped(),
            errors: self.errors.dropped(),
            plots: self.plots.dropped(),
            series: self.dropped.series + points,
            ..self.dropped
        }
    }

    fn run_eta(&self, now: Timestamp) -> Option<Eta> {
        if self.state.is_ended() {
            return None;
        }
        // The last step is under way when it is announced.
        let by_steps = self.estimator.as_ref().zip(self.total_steps);
        let by_steps = by_steps.and_then(|(estimator, total)| estimator.eta(total, now));
        let by_bar = || {
            let (estimator, total) = self.outermost_bar().and_then(LiveBar::active_estimator)?;
            estimator.eta(total, now)
        };
        by_steps.or_else(by_bar)
    }
}
