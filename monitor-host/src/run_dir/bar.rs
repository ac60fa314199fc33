//! A progress bar of a run: a counter that any thread may raise, at the cost of one addition.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};

use monitor_core::Timestamp;
use monitor_run::{BarId, RunRecorder};

use super::RunDir;
use super::shared::{BarCounter, RunShared};

/// A progress bar. Clones are the same bar; it ends when the last one is dropped, or by
/// [`finish`](Self::finish).
///
/// ```no_run
/// # let run = monitor_host::RunDir::create("data", "t1")?;
/// let scan = run.bar("scan", Some(1_000));
/// for _ in scan.done()..1_000 { // after a restart that goes on, some are done already
///     scan.inc(1);
/// }
/// scan.finish();
/// # Ok::<(), monitor_host::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct ProgressBar {
    counter: Arc<BarCounter>,
    end: Arc<EndOnDrop>,
}

/// Ends the bar when the last handle goes.
#[derive(Debug)]
struct EndOnDrop {
    counter: Arc<BarCounter>,
    shared: Weak<RunShared>,
}

impl RunDir {
    /// Begins a progress bar of `total` steps, if that is known.
    ///
    /// Where there is already a bar of this name, it is that one: if it has ended it begins anew;
    /// if not, because the run was restarted and goes on, so does the bar.
    #[must_use]
    pub fn bar(&self, desc: &str, total: Option<u64>) -> ProgressBar {
        ProgressBar::begin(&self.shared, desc, total, None)
    }
}

impl ProgressBar {
    pub(super) fn begin(
        shared: &Arc<RunShared>,
        desc: &str,
        total: Option<u64>,
        parent: Option<BarId>,
    ) -> Self {
        let counter = shared.change(|run, now| {
            let id = run.begin_bar(desc, total, parent, now);
            let done = id.and_then(|id| run.bar_done(id)).unwrap_or(0);
            Arc::new(BarCounter { done: AtomicU64::new(done), id })
        });
        shared.watch(&counter);
        Self::for_counter(counter, Arc::downgrade(shared))
    }

    fn for_counter(counter: Arc<BarCounter>, shared: Weak<RunShared>) -> Self {
        Self { end: Arc::new(EndOnDrop { counter: Arc::clone(&counter), shared }), counter }
    }

    /// Says that so much more is done. This is one atomic addition.
    #[inline]
    pub fn inc(&self, count: u64) {
        self.counter.done.fetch_add(count, Ordering::Relaxed);
    }

    /// Says how much is done in all.
    #[inline]
    pub fn set(&self, done: u64) {
        self.counter.done.store(done, Ordering::Relaxed);
    }

    /// How much is done, by an attempt before as well.
    #[must_use]
    pub fn done(&self) -> u64 {
        self.counter.done.load(Ordering::Relaxed)
    }

    /// Says of how much the bar is, if it is known only now.
    pub fn set_total(&self, total: Option<u64>) {
        self.change(|run, id, now| run.set_bar_total(id, total, now));
    }

    /// Says what is counted, e.g. `B`.
    pub fn set_unit(&self, unit: &str) {
        self.change(|run, id, now| run.set_bar_unit(id, unit, now));
    }

    /// Says something about the bar, in place of what was said before.
    pub fn set_message(&self, message: &str) {
        self.change(|run, id, now| run.set_bar_message(id, message, now));
    }

    /// Begins a bar that is a part of this one.
    #[must_use]
    pub fn part(&self, desc: &str, total: Option<u64>) -> Self {
        match self.end.shared.upgrade() {
            Some(shared) => Self::begin(&shared, desc, total, self.counter.id),
            None => {
                let unseen = BarCounter { done: AtomicU64::new(0), id: None };
                Self::for_counter(Arc::new(unseen), Weak::new())
            }
        }
    }

    /// Ends the bar, whatever it has reached. What is counted later is not seen.
    pub fn finish(&self) {
        self.end.end();
    }

    fn change(&self, change: impl FnOnce(&mut RunRecorder, BarId, Timestamp)) {
        if let (Some(shared), Some(id)) = (self.end.shared.upgrade(), self.counter.id) {
            shared.change(|run, now| change(run, id, now));
        }
    }
}

impl EndOnDrop {
    /// Ends the bar if the run still watches it.
    fn end(&self) {
        let Some(shared) = self.shared.upgrade() else { return };
        if let (true, Some(id)) = (shared.unwatch(&self.counter), self.counter.id) {
            shared.change(|run, now| {
                self.counter.update_run(run, now);
                run.end_bar(id, now);
            });
        }
    }
}

impl Drop for EndOnDrop {
    fn drop(&mut self) {
        self.end();
    }
}
