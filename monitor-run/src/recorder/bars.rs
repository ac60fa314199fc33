//! The bars of a run.

use monitor_core::Timestamp;

use super::RunRecorder;
use crate::document::RunState;
use crate::document::{BarId, BarState, BarStatus, percent_of};
use crate::eta::EtaEstimator;

/// A bar with the estimator that is always there while it runs.
#[derive(Clone, Debug)]
pub(super) struct LiveBar {
    status: BarStatus,
    estimator: EtaEstimator,
}

impl RunRecorder {
    /// Begins a bar, as a part of another one if `parent` is given.
    ///
    /// Where there is already a bar of this name and parent, it is that one: if it has ended it
    /// begins anew at zero, with the rate that it had; if not (a restart), it goes on with what
    /// was done. Returns nothing if there are as many bars as may be, and none has ended.
    pub fn begin_bar(
        &mut self,
        desc: &str,
        total: Option<u64>,
        parent: Option<BarId>,
        now: Timestamp,
    ) -> Option<BarId> {
        if self.reject_if_ended() {
            return None;
        }
        let desc = self.bounded_text(desc);
        let paused = self.state == RunState::Paused;
        let same = |bar: &&mut LiveBar| bar.status.desc == desc && bar.status.parent == parent;
        if let Some(bar) = self.bars.iter_mut().find(same) {
            bar.begin_anew(total, now);
            if paused {
                bar.estimator.pause(now);
            }
            let id = bar.status.id;
            self.mark_changed(now);
            return Some(id);
        }
        if !self.make_room() {
            return None;
        }
        let mut bar = LiveBar::new(BarId(self.next_bar), desc, total, parent, now);
        if paused {
            bar.estimator.pause(now);
        }
        let id = bar.status.id;
        self.next_bar += 1;
        self.bars.push(bar);
        self.mark_changed(now);
        Some(id)
    }

    /// Says that `done` is done of a bar.
    pub fn set_bar(&mut self, id: BarId, done: u64, now: Timestamp) {
        self.change_bar(id, now, |bar| {
            if bar.status.done == done {
                return false;
            }
            bar.status.done = done;
            bar.status.last_update = now;
            bar.estimator.record(done, now);
            true
        });
    }

    /// Says of how much a bar is.
    pub fn set_bar_total(&mut self, id: BarId, total: Option<u64>, now: Timestamp) {
        self.change_bar(id, now, |bar| {
            let differs = bar.status.total != total;
            bar.status.total = total;
            differs
        });
    }

    /// Says what a bar counts, e.g. `B`.
    pub fn set_bar_unit(&mut self, id: BarId, unit: &str, now: Timestamp) {
        let unit = self.bounded_text(unit);
        self.change_bar(id, now, |bar| {
            bar.status.unit = Some(unit);
            true
        });
    }

    /// Says something about a bar, in place of what was said before.
    pub fn set_bar_message(&mut self, id: BarId, message: &str, now: Timestamp) {
        let message = self.bounded_text(message);
        self.change_bar(id, now, |bar| {
            bar.status.message = Some(message);
            true
        });
    }

    /// Ends a bar, whatever it has reached.
    pub fn end_bar(&mut self, id: BarId, now: Timestamp) {
        self.change_bar(id, now, |bar| {
            bar.end_at(now);
            true
        });
    }

    /// How much is done of a bar, e.g. by an attempt before.
    #[must_use]
    pub fn bar_done(&self, id: BarId) -> Option<u64> {
        self.bars.iter().find(|bar| bar.status.id == id).map(|bar| bar.status.done)
    }

    /// The bar of this name and parent.
    #[must_use]
    pub fn bar_named(
        &self,
        desc: &str,
        parent: Option<BarId>,
        now: Timestamp,
    ) -> Option<BarStatus> {
        let mut bars = self.bars.iter();
        let found = bars.find(|bar| bar.status.desc == desc && bar.status.parent == parent);
        found.map(|bar| bar.status(now))
    }

    /// Changes a bar; what has ended changes no more. The change says whether there was one.
    fn change_bar(&mut self, id: BarId, now: Timestamp, change: impl FnOnce(&mut LiveBar) -> bool) {
        let found = self.bars.iter_mut().find(|bar| bar.status.id == id);
        match found.filter(|bar| bar.is_running()) {
            Some(bar) if !self.state.is_ended() => {
                if change(bar) {
                    self.mark_changed(now);
                }
            }
            _ => self.dropped.late += 1,
        }
    }

    /// Makes room for one more bar, if it can.
    fn make_room(&mut self) -> bool {
        if self.bars.len() < self.limits.bars {
            return true;
        }
        self.dropped.bars += 1;
        let ended = self.bars.iter().enumerate().filter(|(_, bar)| !bar.is_running());
        let first = ended.min_by_key(|(_, bar)| bar.status.end_time).map(|(at, _)| at);
        if let Some(at) = first {
            self.bars.remove(at);
        }
        first.is_some()
    }

    pub(super) fn resume_bars(&mut self, bars: Vec<BarStatus>, now: Timestamp) {
        self.next_bar = bars.iter().map(|bar| bar.id.0.saturating_add(1)).max().unwrap_or(1);
        let bars = bars.into_iter().map(|status| LiveBar::resumed(status, now));
        self.bars = bars.collect();
    }

    pub(super) fn end_bars(&mut self, now: Timestamp) {
        for bar in self.bars.iter_mut().filter(|bar| bar.is_running()) {
            bar.end_at(now);
        }
    }

    pub(super) fn pause_estimators(&mut self, now: Timestamp) {
        let bars = self.bars.iter_mut().map(|bar| &mut bar.estimator);
        bars.chain(&mut self.estimator).for_each(|estimator| estimator.pause(now));
    }

    pub(super) fn go_on_with_estimators(&mut self, now: Timestamp) {
        let running = self.bars.iter_mut().filter(|bar| bar.is_running());
        let bars = running.map(|bar| &mut bar.estimator);
        bars.chain(&mut self.estimator).for_each(|estimator| estimator.go_on(now));
    }

    /// The bar that stands for the whole run: of those that are part of no other, the first that
    /// runs and has a total, else the one that ended last.
    pub(super) fn outermost_bar(&self) -> Option<&LiveBar> {
        let outer = |bar: &&LiveBar| bar.status.parent.is_none() && bar.status.total.is_some();
        let running = self.bars.iter().filter(outer).find(|bar| bar.is_running());
        let ended = || self.bars.iter().filter(outer).max_by_key(|bar| bar.status.end_time);
        running.or_else(ended)
    }
}

impl LiveBar {
    fn new(
        id: BarId,
        desc: String,
        total: Option<u64>,
        parent: Option<BarId>,
        now: Timestamp,
    ) -> Self {
        let status = BarStatus {
            id,
            parent,
            desc,
            done: 0,
            total,
            unit: None,
            message: None,
            percent: None,
            rate_per_second: None,
            eta: None,
            state: BarState::Running,
            round: 0,
            start_time: now,
            last_update: now,
            end_time: None,
            estimator: None,
        };
        Self { status, estimator: EtaEstimator::started(0, now) }
    }

    /// A bar of an attempt before; its time stands still until it is begun again.
    fn resumed(mut status: BarStatus, now: Timestamp) -> Self {
        let estimator = status.estimator.take();
        let fresh = || EtaEstimator::started(status.done, now).to_paused(now);
        Self { estimator: estimator.unwrap_or_else(fresh), status }
    }

    fn begin_anew(&mut self, total: Option<u64>, now: Timestamp) {
        if !self.is_running() {
            self.status.state = BarState::Running;
            self.status.end_time = None;
            self.status.done = 0;
            self.status.round += 1;
            self.status.start_time = now;
            self.status.message = None;
            self.estimator.go_on(now);
            self.estimator.record(0, now);
        }
        self.estimator.go_on(now);
        self.status.total = total;
        self.status.last_update = now;
    }

    fn is_running(&self) -> bool {
        self.status.state == BarState::Running
    }

    fn end_at(&mut self, now: Timestamp) {
        self.status.state = BarState::Ended;
        self.status.end_time = Some(now);
        self.estimator.pause(now);
    }

    pub(super) fn percent(&self) -> Option<f64> {
        self.status.total.map(|total| percent_of(self.status.done, total))
    }

    /// The estimator and the total, if there is one and it is not ended.
    pub(super) fn active_estimator(&self) -> Option<(&EtaEstimator, u64)> {
        let total = self.status.total.filter(|_| self.is_running())?;
        Some((&self.estimator, total))
    }

    pub(super) fn status(&self, now: Timestamp) -> BarStatus {
        let mut status = self.status.clone();
        status.percent = self.percent();
        status.rate_per_second = self.estimator.rate_per_second(now);
        status.eta =
            self.active_estimator().and_then(|(estimator, total)| estimator.eta(total, now));
        status.estimator = Some(self.estimator.to_paused(now));
        status
    }
}
