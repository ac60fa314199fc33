//! What happens at a checkpoint once somebody watches: look, and hold if there is a reason.

use std::future::poll_fn;
use std::sync::Arc;
use std::time::Duration;

use crate::breakpoint::PassingKind;
use crate::frame::Frame;
use crate::hold::{Hold, Release, Told};
use crate::place::{Place, Point};
use crate::status::Reason;
use crate::trace::micros_between;
use crate::variables::Variables;
use crate::watched::Watched;

/// Whether watched code goes on after a checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "a cancelled job ought to end"]
pub enum Go {
    /// It goes on.
    On,
    /// Its job was cancelled: it ought to clean up and end.
    Cancelled,
}

impl Go {
    /// For `?` in code that ends with an error when its job is cancelled.
    ///
    /// # Errors
    /// [`JobCancelled`] if it was.
    pub fn check(self) -> Result<(), JobCancelled> {
        match self {
            Self::On => Ok(()),
            Self::Cancelled => Err(JobCancelled),
        }
    }
}

/// The job was cancelled, and what runs for it ought to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the job was cancelled")]
pub struct JobCancelled;

/// Where watched code has arrived.
pub(crate) struct Arrival<'a> {
    pub(crate) place: Place,
    pub(crate) kind: PassingKind,
    pub(crate) frame: Option<&'a Frame<'a>>,
    pub(crate) error: Option<&'a str>,
}

/// Whether it may go on from there.
pub(crate) enum Arrived {
    Go(Go),
    Held(HeldLane),
}

impl<'a> Arrival<'a> {
    /// At a place inside an activation, or outside of any.
    #[inline]
    pub(crate) fn at(place: &Place, frame: Option<&'a Frame<'a>>) -> Self {
        let kind = match place.point {
            Point::Slot => PassingKind::Enter,
            Point::Event => PassingKind::Event,
            Point::Label => PassingKind::Label,
        };
        Self { place: *place, kind, frame, error: None }
    }
}

/// The watched code's end of a hold. If it is dropped, the activation is gone.
#[derive(Debug)]
pub(crate) struct HeldLane {
    job: Arc<Watched>,
    hold: Arc<Hold>,
    over: bool,
}

impl HeldLane {
    pub(crate) fn new(job: Arc<Watched>, hold: Arc<Hold>) -> Self {
        Self { job, hold, over: false }
    }

    fn over(mut self, release: Release, frame: Option<&Frame<'_>>) -> Go {
        self.over = true;
        if let Some(frame) = frame {
            frame.was_held(micros_between(self.hold.since, self.job.world.now()));
        }
        match release {
            Release::On => Go::On,
            Release::Cancelled => Go::Cancelled,
        }
    }
}

impl Drop for HeldLane {
    fn drop(&mut self) {
        if !self.over {
            self.hold.close();
            self.job.forget(self.hold.lane, Reason::Dropped);
        }
    }
}

/// The longest that a thread sleeps before it looks at the clock again.
const LOOK_EVERY: Duration = Duration::from_secs(3_600);

/// Waits on this thread until the lane is released.
pub(crate) fn hold_here(lane: HeldLane, vars: &mut dyn Variables, frame: Option<&Frame<'_>>) -> Go {
    loop {
        let now = lane.job.world.now();
        let patience = lane.job.expire(now).map_or(LOOK_EVERY, |deadline| {
            let left = deadline.saturating_duration_since(now);
            left.clamp(Duration::from_millis(1), LOOK_EVERY)
        });
        if let Told::Go(release) = lane.hold.wait(vars, patience) {
            return lane.over(release, frame);
        }
    }
}

/// Waits in this future until the lane is released. Its limits are the host's to look after, by
/// [`Debugger::expire`](crate::Debugger::expire).
pub(crate) async fn hold_async(
    lane: HeldLane,
    vars: &mut (dyn Variables + Send),
    frame: Option<&Frame<'_>>,
) -> Go {
    let release = poll_fn(|context| lane.hold.poll(vars, context)).await;
    lane.over(release, frame)
}
