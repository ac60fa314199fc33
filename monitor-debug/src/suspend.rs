//! Suspended activations: each waits in its own thread or future and answers there what it is
//! asked, until it is resumed or makes a step.

use std::collections::VecDeque;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use monitor_core::{NonPoisonMutex, Timestamp};

use crate::checkpoint::{Arrival, FrameOnStack, Name};
use crate::job::status::Reason;
use crate::location::BreakpointLocation;
use crate::sync::{Condvar, wait};
use crate::variables::Variables;

/// Something that is done with the variables of a held activation, where it is held.
pub(crate) type Request = Box<dyn FnOnce(&mut dyn Variables) + Send>;

/// Questions that one activation keeps; a further one finds nobody.
const MAX_REQUESTS: usize = 1_024;

/// One held activation.
pub(crate) struct Hold {
    /// Its number in the job.
    pub(crate) lane: u64,
    pub(crate) routine: Name,
    /// The number of the activation, and of the one that caused it; 0 for none.
    pub(crate) frame: u32,
    pub(crate) cause: u32,
    pub(crate) reason: Reason,
    /// The breakpoint that holds it, 0 for none.
    pub(crate) breakpoint: u32,
    pub(crate) since: Timestamp,
    pub(crate) until: Timestamp,
    /// Oldest first; the last is the held activation.
    pub(crate) stack: Vec<FrameOnStack>,
    mailbox: NonPoisonMutex<Mailbox>,
    condvar: Condvar,
}

#[derive(Default)]
struct Mailbox {
    requests: VecDeque<Request>,
    released: Option<Release>,
    waker: Option<Waker>,
}

/// How a held activation goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Release {
    On,
    Cancelled,
}

/// What a held activation was told while it waited.
pub(crate) enum Told {
    Go(Release),
    /// Nobody came in time; it is to look whether its time is over.
    Nothing,
}

/// What is known of an activation when it is to be held.
pub(crate) struct Held {
    pub(crate) lane: u64,
    pub(crate) routine: Name,
    pub(crate) frame: u32,
    pub(crate) cause: u32,
    pub(crate) reason: Reason,
    pub(crate) breakpoint: u32,
    pub(crate) since: Timestamp,
    pub(crate) until: Timestamp,
    pub(crate) stack: Vec<FrameOnStack>,
}

impl Hold {
    pub(crate) fn new(held: Held) -> Arc<Self> {
        let Held { lane, routine, frame, cause, reason, breakpoint, since, until, stack } = held;
        let mailbox = NonPoisonMutex::new(Mailbox::default());
        let condvar = Condvar::new();
        Arc::new(Self {
            lane,
            routine,
            frame,
            cause,
            reason,
            breakpoint,
            since,
            until,
            stack,
            mailbox,
            condvar,
        })
    }

    /// Lets it go on. The waker of its future, if it is one, is to be woken once no lock is held.
    pub(crate) fn release(&self, how: Release) -> Option<Waker> {
        let mut mailbox = self.mailbox.lock();
        mailbox.released.get_or_insert(how);
        self.condvar.notify_all();
        mailbox.waker.take()
    }

    /// The watched code is gone: nobody will answer any more.
    pub(crate) fn close(&self) {
        let mut mailbox = self.mailbox.lock();
        mailbox.released.get_or_insert(Release::Cancelled);
        let unanswered = std::mem::take(&mut mailbox.requests);
        drop(mailbox);
        drop(unanswered);
    }

    /// Asks it for something. If it goes on before, the request is dropped.
    pub(crate) fn ask(&self, request: Request) {
        let mut mailbox = self.mailbox.lock();
        if mailbox.released.is_some() || mailbox.requests.len() >= MAX_REQUESTS {
            drop(mailbox);
            return;
        }
        mailbox.requests.push_back(request);
        self.condvar.notify_all();
        let waker = mailbox.waker.take();
        drop(mailbox);
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// Waits on this thread until it may go on, and does what it is asked meanwhile. Returns from
    /// time to time, after `patience` at the latest.
    pub(crate) fn wait(&self, vars: &mut dyn Variables, patience: Duration) -> Told {
        let mut patient = true;
        let mut mailbox = self.mailbox.lock();
        loop {
            // What it was asked before it was released, it still answers.
            if let Some(request) = mailbox.requests.pop_front() {
                drop(mailbox);
                answer(request, vars);
                mailbox = self.mailbox.lock();
            } else if let Some(release) = mailbox.released {
                return Told::Go(release);
            } else if patient {
                patient = false;
                mailbox = wait(&self.condvar, mailbox, patience);
            } else {
                return Told::Nothing;
            }
        }
    }

    /// As [`Hold::wait`], in a future.
    pub(crate) fn poll(&self, vars: &mut dyn Variables, context: &Context<'_>) -> Poll<Release> {
        loop {
            let mut mailbox = self.mailbox.lock();
            if let Some(request) = mailbox.requests.pop_front() {
                drop(mailbox);
                answer(request, vars);
                continue;
            }
            if let Some(release) = mailbox.released {
                return Poll::Ready(release);
            }
            let old = mailbox.waker.replace(context.waker().clone());
            drop(mailbox);
            drop(old);
            return Poll::Pending;
        }
    }
}

/// The watched code does not notice if looking at its variables panics.
fn answer(request: Request, vars: &mut dyn Variables) {
    let answered = catch_unwind(AssertUnwindSafe(|| request(vars)));
    if let Err(panic) = answered {
        // A payload whose destructor panics would unwind the watched code.
        let _ = catch_unwind(AssertUnwindSafe(|| drop(panic)));
    }
}

impl fmt::Debug for Hold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hold")
            .field("lane", &self.lane)
            .field("frame", &self.frame)
            .field("reason", &self.reason)
            .finish_non_exhaustive()
    }
}

/// How far a job goes before it is held again.
///
/// Steps end where activations begin and at checkpoints with a label; an event that is handed out
/// or an error holds only at a breakpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Step {
    /// To the next checkpoint that the held activation did not cause.
    Over,
    /// To the next checkpoint of the job.
    Into,
    /// To the next checkpoint that was caused neither by the held activation nor by whatever
    /// caused that.
    Out,
}

/// Where a step is to end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Goal {
    pub(crate) step: Step,
    /// The activation that made the step, and the one that caused it; 0 for none.
    pub(crate) frame: u32,
    pub(crate) cause: u32,
}

impl Goal {
    pub(crate) fn is_reached(self, arrival: &Arrival<'_>) -> bool {
        if !matches!(arrival.location(), BreakpointLocation::Slot(_) | BreakpointLocation::Label(_))
        {
            return false;
        }
        let below = |frame| frame != 0 && arrival.frame.is_some_and(|here| here.is_below(frame));
        let here = arrival.frame_number();
        match self.step {
            Step::Into => true,
            Step::Over => !below(self.frame),
            Step::Out => self.cause != 0 && here != self.frame && !below(self.cause),
        }
    }
}
