//! How long an emit takes at the worst, alone and beside a thread that asks for the status.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use monitor_core::{JobEvent, Monitor, Timestamp};
use monitor_events::Emitter;

use super::jobs::{Life, busy_monitor, lives};

/// What share of the emits is within the figure; the rest is left to the scheduler of the machine,
/// which takes the processor away whoever runs.
const WITHIN: f64 = 0.9999;

pub(super) fn longest_beside_status() -> impl FnMut(Duration) -> Duration {
    let watched = Watched::new();
    move |slice| {
        let done = AtomicBool::new(false);
        thread::scope(|scope| {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    drop(watched.monitor.status(Timestamp::now()));
                }
            });
            let longest = watched.longest(slice);
            done.store(true, Ordering::Relaxed);
            longest
        })
    }
}

pub(super) fn longest_alone() -> impl FnMut(Duration) -> Duration {
    let watched = Watched::new();
    move |slice| watched.longest(slice)
}

struct Watched {
    emitter: Emitter,
    monitor: Arc<Monitor>,
    lives: Vec<Life>,
}

impl Watched {
    fn new() -> Self {
        let (emitter, monitor) = (Emitter::new(), busy_monitor());
        emitter.attach(&monitor).detach();
        Self { emitter, monitor, lives: lives() }
    }

    fn longest(&self, slice: Duration) -> Duration {
        let mut took = Vec::new();
        let begin = Instant::now();
        for life in self.lives.iter().cycle() {
            let before = Instant::now();
            self.emitter.emit(JobEvent::started(&life.job).worker(&life.worker));
            let between = Instant::now();
            self.emitter.emit(JobEvent::completed(&life.job).worker(&life.worker));
            let after = Instant::now();
            took.extend([between - before, after - between]);
            if after - begin > slice {
                break;
            }
        }
        took.sort_unstable();
        took[place(took.len())]
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "a share of a length is a length"
)]
fn place(count: usize) -> usize {
    ((count as f64 * WITHIN) as usize).min(count - 1)
}
