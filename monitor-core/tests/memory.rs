//! Memory: once the bounds are reached, nothing grows, however many jobs, tags and workers come.
#![expect(unsafe_code, reason = "an allocator that counts is an allocator")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use monitor_core::{
    JobEvent, Monitor, MonitorLimits, Observer, SystemEvent, Timestamp, WorkerEvent,
};

struct Counting;

static LIVE: AtomicI64 = AtomicI64::new(0);

fn count(bytes: usize) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

// SAFETY: every call goes to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        LIVE.fetch_add(count(layout.size()), Ordering::Relaxed);
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

/// What is measured is the whole process: one test at a time.
static ALONE: Mutex<()> = Mutex::new(());

const EVENTS: u64 = if cfg!(debug_assertions) { 200_000 } else { 1_000_000 };

/// Two events a turn; the first fifth of the turns reaches the bounds.
fn grows_less_than_a_megabyte(mut turn: impl FnMut(&Monitor, u64, Timestamp)) {
    let _alone = ALONE.lock();
    let mut limits = MonitorLimits::default();
    (limits.open_jobs, limits.workers) = (10_000, 200);
    let monitor = Monitor::new(limits);
    let mut begin = 0;
    for number in 0..EVENTS / 2 {
        if number == EVENTS / 10 {
            begin = LIVE.load(Ordering::Relaxed);
        }
        turn(
            &monitor,
            number,
            Timestamp::from_micros(count(1_000 * usize::try_from(number).unwrap_or(0))),
        );
    }
    let growth = LIVE.load(Ordering::Relaxed) - begin;
    assert!(growth < 1_000_000, "{growth} bytes");
}

#[test]
fn jobs_that_finish_leave_nothing_behind() {
    grows_less_than_a_megabyte(|monitor, number, at| {
        let id = format!("a-job-with-quite-a-long-id-{number}");
        monitor.observe(&JobEvent::started(&id).tags(["gpu"]).at(at));
        monitor.observe(&JobEvent::failed(&id, "disk full").at(at));
    });
}

#[test]
fn jobs_that_never_end_are_forgotten() {
    grows_less_than_a_megabyte(|monitor, number, at| {
        monitor.observe(&JobEvent::queued(format!("q{number}")).at(at));
        monitor.observe(&JobEvent::started(format!("s{number}")).worker("w").at(at));
    });
}

#[test]
fn unique_tags_and_names_share_their_figures() {
    grows_less_than_a_megabyte(|monitor, number, at| {
        let job = || JobEvent::started("a").tags([format!("a-tag-with-a-long-name-{number}")]);
        monitor.observe(&job().name(format!("name-{number}")).at(at));
        monitor.observe(&JobEvent::completed("a").at(at));
    });
}

#[test]
fn unique_workers_are_refused_or_make_room() {
    grows_less_than_a_megabyte(|monitor, number, at| {
        let id = format!("a-worker-with-quite-a-long-id-{number}");
        monitor.observe(&WorkerEvent::registered(&id).tags(["gpu"]).at(at));
        monitor.observe(&WorkerEvent::offline(&id).at(at));
    });
}

#[test]
fn heartbeats_of_unknown_workers_are_bounded() {
    grows_less_than_a_megabyte(|monitor, number, at| {
        let id = format!("worker-{number}");
        monitor.observe(&WorkerEvent::heartbeat(&id).at(at));
        let job = JobEvent::completed("a").run_time(Duration::ZERO);
        monitor.observe(&job.worker(&id).at(at));
        let _ = number % 1_000 == 0 && !monitor.expire(at).is_empty();
    });
}

#[test]
fn retries_pauses_and_errors_leave_nothing_behind() {
    grows_less_than_a_megabyte(|monitor, number, at| {
        let id = (number % 100).to_string();
        monitor.observe(&JobEvent::started(&id).at(at));
        monitor.observe(&match number % 4 {
            0 => JobEvent::retrying(&id).at(at),
            1 => JobEvent::paused(&id).at(at),
            2 => SystemEvent::error(id).at(at),
            _ => JobEvent::cancelled(&id).at(at),
        });
    });
}
