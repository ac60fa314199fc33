//! The watched code's end of a hold: it waits on its thread, or in its future, until it may go on.

use std::future::poll_fn;
use std::sync::Arc;
use std::time::Duration;

use crate::checkpoint::{Activation, Go};
use crate::job::status::Reason;
use crate::job::watched::Watched;
use crate::suspend::{Hold, Told};
use crate::trace::micros_between;
use crate::variables::Variables;

/// The watched code's end of a hold. If it is dropped, the activation is gone.
#[derive(Debug)]
pub(crate) struct HeldLane {
    job: Arc<Watched>,
    hold: Arc<Hold>,
    over: bool,
}

impl HeldLane {
    pub(crate) fn new(job: &Arc<Watched>, hold: Arc<Hold>) -> Self {
        Self { job: Arc::clone(job), hold, over: false }
    }

    fn over(mut self, go: Go, frame: Option<&Activation>) -> Go {
        self.over = true;
        if let Some(frame) = frame {
            frame.was_held(micros_between(self.hold.since, self.job.world.now()));
        }
        go
    }
}

impl Drop for HeldLane {
    fn drop(&mut self) {
        if !self.over {
            self.hold.mailbox.close();
            self.job.forget(self.hold.lane, Reason::Dropped);
        }
    }
}

/// The longest that a thread sleeps before it looks at the clock again.
const LOOK_EVERY: Duration = Duration::from_secs(3_600);

/// Waits on this thread until the lane is released.
pub(crate) fn hold_here(
    lane: HeldLane,
    vars: &mut dyn Variables,
    frame: Option<&Activation>,
) -> Go {
    loop {
        let now = lane.job.world.now();
        let patience = lane.job.expire(now).map_or(LOOK_EVERY, |deadline| {
            let left = deadline.saturating_duration_since(now);
            left.clamp(Duration::from_millis(1), LOOK_EVERY)
        });
        if let Told::Go(go) = lane.hold.mailbox.wait(vars, patience) {
            return lane.over(go, frame);
        }
    }
}

/// Waits in this future until the lane is released. Its limits are the host's to look after, by
/// [`Debugger::expire`](crate::Debugger::expire).
pub(crate) async fn hold_async(
    lane: HeldLane,
    vars: &mut (dyn Variables + Send),
    frame: Option<&Activation>,
) -> Go {
    let go = poll_fn(|context| lane.hold.mailbox.poll(vars, context)).await;
    lane.over(go, frame)
}
