//! What checkpoints cost in memory: nothing when off, nothing more once a trace is full, and
//! nothing at all once jobs are forgotten.
#![expect(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]
#![expect(unsafe_code, reason = "an allocator that counts is an allocator")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use monitor_core::{Clock, Timestamp};
use monitor_debug::{
    Breakpoint, BreakpointTarget, CallCause, CheckpointOutcome, DebugJob, DebugJobOutcome,
    Debugger, JobSpec, bind,
};

struct Counting;

static LIVE: AtomicI64 = AtomicI64::new(0);

thread_local! {
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
}

fn count(bytes: usize) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

// SAFETY: every call goes to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        LIVE.fetch_add(count(layout.size()), Ordering::Relaxed);
        ALLOCATIONS.with(|allocations| allocations.set(allocations.get() + 1));
        // SAFETY: the caller keeps to the contract.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        LIVE.fetch_sub(count(layout.size()), Ordering::Relaxed);
        // SAFETY: the caller keeps to the contract.
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The whole process is measured, so there is one test.
#[test]
fn checkpoints_allocate_nothing_and_forgotten_jobs_leave_nothing() {
    off();
    untraced();
    traced();
    size_of_a_job();
    ten_thousand_jobs();
}

/// What a thousand checkpoints allocate on this thread.
fn allocations(job: &DebugJob, debugger: &Debugger) -> u64 {
    let (slot, event) = (debugger.slot("r", "s"), debugger.event("r", "out"));
    let mut value = 1_i64;
    let before = ALLOCATIONS.with(Cell::get);
    for _ in 0..1_000 {
        let Ok(frame) = job.enter(&slot, &CallCause::NONE, &mut [bind("value", &mut value)]) else {
            panic!("nobody cancels it")
        };
        assert_eq!(frame.checkpoint(&event, &mut ()), CheckpointOutcome::On);
        assert_eq!(job.checkpoint(&event, &mut [bind("value", &mut value)]), CheckpointOutcome::On);
        frame.complete();
    }
    ALLOCATIONS.with(Cell::get) - before
}

fn off() {
    let debugger = Debugger::builder().build();
    let job = debugger.start("job").unwrap();
    debugger.disable();
    assert_eq!(allocations(&job, &debugger), 0, "disabled");
    assert_eq!(allocations(&DebugJob::unwatched(), &debugger), 0, "unwatched");
}

fn untraced() {
    let debugger = Debugger::builder().build();
    let job = debugger.start_job(JobSpec::new("job").untraced()).unwrap();
    for breakpoint in [
        Breakpoint::routine("elsewhere"),
        Breakpoint::routine("r").condition("data['value'] > 100 and value < 7"),
    ] {
        debugger.set_breakpoint(BreakpointTarget::Job("job"), breakpoint).unwrap();
    }
    assert_eq!(allocations(&job, &debugger), 0, "a condition that is false");
}

fn traced() {
    let debugger = Debugger::builder().build();
    let job = debugger.start("job").unwrap();
    allocations(&job, &debugger);
    assert_eq!(allocations(&job, &debugger), 0, "a trace that is full");
}

fn size_of_a_job() {
    let debugger = Debugger::builder().build();
    let place = debugger.event("r", "out");
    let before = LIVE.load(Ordering::Relaxed);
    let job = debugger.start("job").unwrap();
    (0..1_000).for_each(|_| assert_eq!(job.checkpoint(&place, &mut ()), CheckpointOutcome::On));
    let bytes = LIVE.load(Ordering::Relaxed) - before;
    assert!(bytes <= 64 * 1_024, "{bytes} bytes");
    job.finish(DebugJobOutcome::Completed);
    drop(job);
    debugger.forget_ended(Duration::ZERO);
    let bytes = LIVE.load(Ordering::Relaxed) - before;
    assert!(bytes <= 1_024, "{bytes} bytes are left: the tables that the job was in");
}

/// A clock of its own pace: each look is a millisecond later.
struct Ticking(AtomicI64);

impl Clock for Ticking {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.fetch_add(1_000, Ordering::Relaxed))
    }
}

fn ten_thousand_jobs() {
    let debugger = Debugger::builder().clock(Ticking(AtomicI64::new(0))).build();
    let (slot, event) = (debugger.slot("r", "s"), debugger.event("r", "out"));
    let run = |number: u32| {
        let job = debugger.start_job(JobSpec::new(number.to_string()).flow("line")).unwrap();
        let Ok(frame) = job.enter(&slot, &CallCause::NONE, &mut ()) else {
            panic!("not cancelled")
        };
        (0..20).for_each(|_| assert_eq!(frame.checkpoint(&event, &mut ()), CheckpointOutcome::On));
        let _ = frame.fail("ValueError", "boom", &mut ());
        job.finish(DebugJobOutcome::Failed);
    };
    (0..2_000).for_each(run);
    let before = LIVE.load(Ordering::Relaxed);
    (2_000..10_000).for_each(run);
    let growth = LIVE.load(Ordering::Relaxed) - before;
    assert!(growth < 200_000, "{growth} bytes more");
}
