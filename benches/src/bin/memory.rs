//! `memory`: what the collectors keep of a million jobs, tags or workers, and a ledger of a million
//! analyses, counted byte by byte.
#![expect(clippy::print_stdout, reason = "it is a command")]
#![expect(unsafe_code, reason = "an allocator that counts is an unsafe trait")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicI64, Ordering};

use monitor_benches::workload::state;
use monitor_core::{JobEvent, Monitor, MonitorLimits, Observer, Timestamp, WorkerEvent};
use monitor_state::{Error, StateMachine};

/// Bytes that are allocated now.
static HELD: AtomicI64 = AtomicI64::new(0);

struct Counting;

#[expect(clippy::cast_possible_wrap, reason = "no allocation is that large")]
// SAFETY: every call goes to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        HELD.fetch_add(layout.size() as i64, Ordering::Relaxed);
        // SAFETY: as the caller says.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size() as i64, Ordering::Relaxed);
        // SAFETY: as the caller says.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const MILLION: u64 = 1_000_000;
/// What fills every bound and ring first.
const WARM_UP: u64 = 20_000;

fn main() -> Result<(), Error> {
    println!("growth of the collectors over a million of each, after {WARM_UP} to begin with\n");
    report("jobs that finish", |monitor, n| {
        let id = format!("job-{n}");
        monitor.observe(&JobEvent::created(&id).at(at(n)));
        monitor.observe(&JobEvent::started(&id).name("step").tags(["a", "b"]).at(at(n)));
        monitor.observe(&JobEvent::completed(&id).at(at(n + 1)));
    });
    report("jobs with a tag of their own", |monitor, n| {
        let id = format!("job-{n}");
        monitor.observe(&JobEvent::started(&id).tags([format!("tag-{n}")]).at(at(n)));
        monitor.observe(&JobEvent::completed(&id).at(at(n + 1)));
    });
    report("workers that register", |monitor, n| {
        monitor.observe(&WorkerEvent::registered(format!("worker-{n}")).at(at(n)));
    });
    report("heartbeats of unknown workers", |monitor, n| {
        monitor.observe(&WorkerEvent::heartbeat(format!("worker-{n}")).at(at(n)));
    });
    report_after(150_000, "jobs that never end", |monitor, n| {
        monitor.observe(&JobEvent::started(format!("job-{n}")).at(at(n)));
    });
    report_analyses()
}

/// A million running analyses with keys of 16 bytes and without history.
fn report_analyses() -> Result<(), Error> {
    let empty = HELD.load(Ordering::Relaxed);
    let ledger = state::running(1_000_000, StateMachine::standard())?;
    let each = (HELD.load(Ordering::Relaxed) - empty) / 1_000_000;
    let held = if each <= 128 { "held" } else { "MISSED" };
    println!("{:<32} {each:>10} B each {:>19} bar 128 B {held}", "analyses", "");
    drop(ledger);
    Ok(())
}

fn report(what: &str, observe: impl Fn(&Monitor, u64)) {
    report_after(WARM_UP, what, observe);
}

fn report_after(warm_up: u64, what: &str, observe: impl Fn(&Monitor, u64)) {
    let empty = HELD.load(Ordering::Relaxed);
    let monitor = Monitor::new(MonitorLimits::default());
    (0..warm_up).for_each(|n| observe(&monitor, n));
    let begun = HELD.load(Ordering::Relaxed);
    (warm_up..warm_up + MILLION).for_each(|n| observe(&monitor, n));
    let grown = HELD.load(Ordering::Relaxed) - begun;
    let held = if grown < 1_000_000 { "held" } else { "MISSED" };
    println!("{what:<32} {:>10} B kept {grown:>10} B grown   bar 1 MB  {held}", begun - empty);
}

fn at(n: u64) -> Timestamp {
    Timestamp::from_secs(1_700_000_000 + i64::try_from(n / 1_000).unwrap_or(0))
}
