//! The watched code's end of a hold: it waits on its thread, or in its future, until it may go on.

use std::future::poll_fn;
use std::sync::Arc;
use std::time::Duration;

use crate::checkpoint::{ActivationRecord, CheckpointOutcome};
use crate::job::status::StopReason;
use crate::job::watched::DebugJobInner;
use crate::suspend::{MailboxOutcome, ThreadSuspension};
use crate::trace::micros_between;
use crate::variables::VariableAccess;

/// The watched code's end of a hold. If it is dropped, the activation is gone.
#[derive(Debug)]
pub(crate) struct SuspendGuard {
    job: Arc<DebugJobInner>,
    hold: Arc<ThreadSuspension>,
    over: bool,
}

impl SuspendGuard {
    pub(crate) fn new(job: &Arc<DebugJobInner>, hold: Arc<ThreadSuspension>) -> Self {
        Self { job: Arc::clone(job), hold, over: false }
    }

    fn finish_wait(
        mut self,
        go: CheckpointOutcome,
        frame: Option<&ActivationRecord>,
    ) -> CheckpointOutcome {
        self.over = true;
        if let Some(frame) = frame {
            frame.was_held(micros_between(self.hold.since, self.job.world.now()));
        }
        go
    }
}

impl Drop for SuspendGuard {
    fn drop(&mut self) {
        if !self.over {
            self.hold.mailbox.close();
            self.job.drop_thread(self.hold.lane, StopReason::Dropped);
        }
    }
}

/// The longest that a thread sleeps before it looks at the clock again.
const LOOK_EVERY: Duration = Duration::from_secs(3_600);

/// Waits on this thread until the lane is released.
pub(crate) fn suspend_blocking(
    lane: SuspendGuard,
    vars: &mut dyn VariableAccess,
    frame: Option<&ActivationRecord>,
) -> CheckpointOutcome {
    loop {
        let now = lane.job.world.now();
        let patience = lane.job.expire_overdue(now).map_or(LOOK_EVERY, |deadline| {
            let left = deadline.saturating_duration_since(now);
            left.clamp(Duration::from_millis(1), LOOK_EVERY)
        });
        if let MailboxOutcome::Go(go) = lane.hold.mailbox.wait(vars, patience) {
            return lane.finish_wait(go, frame);
        }
    }
}

/// Waits in this future until the lane is released. Its limits are the host's to look after, by
/// [`Debugger::expire_overdue`](crate::Debugger::expire_overdue).
pub(crate) async fn suspend_async(
    lane: SuspendGuard,
    vars: &mut (dyn VariableAccess + Send),
    frame: Option<&ActivationRecord>,
) -> CheckpointOutcome {
    let go = poll_fn(|context| lane.hold.mailbox.poll(vars, context)).await;
    lane.finish_wait(go, frame)
}
