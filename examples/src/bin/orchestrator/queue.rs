//! Where jobs wait: for the jobs that they need, for their turn by priority, or for a retry.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::sync::{Condvar, PoisonError};
use std::time::{Duration, Instant};

use monitor_core::{JobOutcome, NonPoisonMutex, Priority};

use crate::job_list::ListedJob;

/// The jobs that have not ended, shared by all workers. Jobs are named by their place in the list.
///
/// The queue emits nothing. Who moves a job emits the event first and then calls [`Queue::push`],
/// so that nobody sees a job start before it was queued.
pub(crate) struct Queue {
    state: NonPoisonMutex<State>,
    changed: Condvar,
    priorities: Vec<Priority>,
    dependents: Vec<Vec<usize>>,
}

struct State {
    jobs: Vec<Waiting>,
    ready: BinaryHeap<Ready>,
    delayed: BTreeMap<(Instant, usize), u32>,
    pushed: u64,
    open: usize,
    stopped: bool,
}

/// A job in line: the highest priority goes first, and among equals who came first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Ready {
    priority: Priority,
    came: Reverse<u64>,
    job: usize,
    attempt: u32,
    since: Instant,
}

/// Where a job is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Waiting {
    /// It needs that many more jobs to complete.
    ForNeeds(usize),
    /// Nobody has pushed it yet, or it is in line.
    InLine,
    /// It will be tried again after a delay.
    ForRetry,
    /// A worker has it.
    Running,
    /// It will not run any more.
    Ended,
}

/// An attempt at a job.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attempt {
    pub(crate) job: usize,
    /// From 1.
    pub(crate) number: u32,
    /// How long it was in line.
    pub(crate) waited: Duration,
}

/// What there is for a worker to do.
pub(crate) enum Next {
    /// To run this.
    Run(Attempt),
    /// To put a job in line again, whose delay is over: it comes to this attempt.
    Requeue { job: usize, attempt: u32 },
    /// Nothing came up in the time that the worker had.
    Nothing,
    /// Nothing will come up any more.
    Finished,
}

/// What the end of a job means for those that need it.
#[derive(Default)]
pub(crate) struct Consequences {
    /// They need nothing more and are to be pushed.
    pub(crate) ready: Vec<usize>,
    /// They will never run, each because of the other one.
    pub(crate) hopeless: Vec<(usize, usize)>,
}

impl Queue {
    /// With all jobs waiting; those that need none are to be pushed.
    pub(crate) fn new(jobs: &[ListedJob]) -> (Self, Vec<usize>) {
        let mut dependents = vec![Vec::new(); jobs.len()];
        for (index, job) in jobs.iter().enumerate() {
            job.needs.iter().for_each(|&need| dependents[need].push(index));
        }
        let waiting = jobs.iter().map(|job| match job.needs.len() {
            0 => Waiting::InLine,
            needs => Waiting::ForNeeds(needs),
        });
        let state = State {
            jobs: waiting.collect(),
            ready: BinaryHeap::new(),
            delayed: BTreeMap::new(),
            pushed: 0,
            open: jobs.len(),
            stopped: false,
        };
        let priorities = jobs.iter().map(|job| job.job.priority.unwrap_or_default());
        let queue = Self {
            state: NonPoisonMutex::new(state),
            changed: Condvar::new(),
            priorities: priorities.collect(),
            dependents,
        };
        let free = (0..jobs.len()).filter(|&job| jobs[job].needs.is_empty());
        (queue, free.collect())
    }

    /// Puts a job in line. False if it has to be cancelled instead, because the queue is stopped.
    pub(crate) fn push(&self, job: usize, attempt: u32) -> bool {
        let mut state = self.state.lock();
        if state.stopped {
            state.end(job);
            self.changed.notify_all();
            return false;
        }
        let came = Reverse(state.pushed);
        state.pushed += 1;
        let since = Instant::now();
        let priority = self.priorities[job];
        state.jobs[job] = Waiting::InLine;
        state.ready.push(Ready { priority, came, job, attempt, since });
        self.changed.notify_one();
        true
    }

    /// Waits for something to do, but not longer than `patience`.
    pub(crate) fn next(&self, patience: Duration) -> Next {
        let until = Instant::now() + patience;
        let mut state = self.state.lock();
        loop {
            if state.open == 0 {
                return Next::Finished;
            }
            let now = Instant::now();
            if let Some(((due, job), attempt)) = state.delayed.pop_first() {
                if due <= now {
                    state.jobs[job] = Waiting::InLine;
                    return Next::Requeue { job, attempt };
                }
                state.delayed.insert((due, job), attempt);
            }
            if let Some(Ready { job, attempt, since, .. }) = state.ready.pop() {
                state.jobs[job] = Waiting::Running;
                let waited = now.saturating_duration_since(since);
                return Next::Run(Attempt { job, number: attempt, waited });
            }
            if until <= now {
                return Next::Nothing;
            }
            let wake = state.delayed.keys().next().map_or(until, |(due, _)| until.min(*due));
            let waited = self.changed.wait_timeout(state, wake - now);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Lets a job wait for its next attempt. False if it has to be cancelled instead, because the
    /// queue is stopped.
    pub(crate) fn retry(&self, job: usize, attempt: u32, delay: Duration) -> bool {
        let mut state = self.state.lock();
        if state.stopped {
            state.end(job);
            self.changed.notify_all();
            return false;
        }
        let now = Instant::now();
        // A delay beyond what the clock can say is one that nobody waits for: a day at a time.
        let due = now.checked_add(delay).unwrap_or(now + Duration::from_secs(86_400));
        state.jobs[job] = Waiting::ForRetry;
        state.delayed.insert((due, job), attempt);
        self.changed.notify_one();
        true
    }

    /// Says how a running job ended.
    pub(crate) fn ended(&self, job: usize, end: JobOutcome) -> Consequences {
        let mut consequences = Consequences::default();
        let mut state = self.state.lock();
        state.end(job);
        if end == JobOutcome::Completed {
            for &dependent in &self.dependents[job] {
                if let Waiting::ForNeeds(needs) = state.jobs[dependent] {
                    state.jobs[dependent] = match needs {
                        0 | 1 => Waiting::InLine,
                        _ => Waiting::ForNeeds(needs - 1),
                    };
                    if needs <= 1 {
                        consequences.ready.push(dependent);
                    }
                }
            }
        } else {
            let mut causes = vec![job];
            while let Some(cause) = causes.pop() {
                for &dependent in &self.dependents[cause] {
                    if let Waiting::ForNeeds(_) = state.jobs[dependent] {
                        state.end(dependent);
                        consequences.hopeless.push((dependent, cause));
                        causes.push(dependent);
                    }
                }
            }
        }
        self.changed.notify_all();
        consequences
    }

    /// Lets nothing start any more. Gives the jobs that are to be cancelled because they wait;
    /// those that run are their workers' to end.
    pub(crate) fn stop(&self) -> Vec<usize> {
        let mut state = self.state.lock();
        state.stopped = true;
        let mut cancelled: Vec<usize> = state.ready.drain().map(|ready| ready.job).collect();
        for (index, waiting) in state.jobs.iter().enumerate() {
            if matches!(waiting, Waiting::ForNeeds(_) | Waiting::ForRetry) {
                cancelled.push(index);
            }
        }
        state.delayed.clear();
        cancelled.sort_unstable();
        cancelled.iter().for_each(|&job| state.end(job));
        self.changed.notify_all();
        cancelled
    }
}

impl State {
    fn end(&mut self, job: usize) {
        if self.jobs[job] != Waiting::Ended {
            self.jobs[job] = Waiting::Ended;
            self.open -= 1;
        }
    }
}
