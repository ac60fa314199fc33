//! Memory: reading and restoring a saved monitor takes a small multiple of the length of its JSON.
#![expect(unsafe_code, reason = "an allocator that counts is an allocator")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

use monitor_core::{
    JobEvent, Monitor, MonitorLimits, Observer, SavedMonitor, Timestamp, WorkerEvent,
};

struct Counting;

static LIVE: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call goes to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let live = LIVE.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        PEAK.fetch_max(live, Ordering::Relaxed);
        // SAFETY: the caller keeps to the contract.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller keeps to the contract.
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// What an empty monitor takes: its shards and their windows.
const EMPTY: usize = 500_000;

/// The most bytes in use at one time while the text is read and restored.
fn peak(text: &str) -> usize {
    let before = LIVE.load(Ordering::Relaxed);
    PEAK.store(before, Ordering::Relaxed);
    if let Ok(saved) = serde_json::from_str::<SavedMonitor>(text) {
        drop(Monitor::restore(MonitorLimits::default(), &saved));
    }
    PEAK.load(Ordering::Relaxed) - before
}

fn json(monitor: &Monitor) -> String {
    serde_json::to_string(&monitor.save()).unwrap_or_default()
}

/// The text with the list or map at a key filled with many entries.
fn filled(text: &str, key: &str, brackets: [char; 2], entry: impl Fn(usize) -> String) -> String {
    let [open, close] = brackets;
    let empty = format!("\"{key}\":{open}{close}");
    assert_eq!(text.matches(&empty).count(), 1, "{empty} in {text}");
    let entries: Vec<_> = (0..100_000).map(entry).collect();
    text.replace(&empty, &format!("\"{key}\":{open}{}{close}", entries.join(",")))
}

#[test]
fn what_is_restored_takes_a_small_multiple_of_its_text() {
    let monitor = Monitor::new(MonitorLimits::default());
    let empty = json(&monitor);
    assert!(peak(&empty) < EMPTY, "{}", peak(&empty));
    for number in 0..10_000 {
        let at = Timestamp::from_secs(number);
        let worker = format!("worker-{}", number % 1_000);
        monitor.observe(&JobEvent::started(format!("job-{number}")).worker(&worker).at(at));
        monitor.observe(&WorkerEvent::registered(&worker).at(at));
    }
    let (list, map) = (['[', ']'], ['{', '}']);
    let group =
        r#"{"started":1,"ended":{"completed":0,"failed":0,"cancelled":0},"timed":0,"run_ns":0}"#;
    let jobs = empty.replacen("\"workers\":{}", "\"workers\":{\"w\":null}", 1);
    for (text, times) in [
        (json(&monitor), 8),
        (
            filled(&empty, "open", list, |n| {
                format!(r#"{{"job":{{"id":"{n}"}},"phase":"created"}}"#)
            }),
            24,
        ),
        (
            filled(&empty, "recent", list, |n| {
                format!(r#"{{"job":{{"id":"{n}"}},"outcome":"failed"}}"#)
            }),
            24,
        ),
        (filled(&empty, "tags", map, |n| format!(r#""{n}":{group}"#)), 8),
        (filled(&empty, "recent_errors", list, |_| r#"{"message":""}"#.to_owned()), 24),
        (filled(&empty, "seconds", list, |_| "[0,0,0,0,0]".to_owned()), 24),
        (
            filled(&jobs, "workers", map, |n| {
                format!(
                    r#""{n}":{{"registered_us":0,"heard_us":0,"host":"","max_concurrent_jobs":1}}"#
                )
            }),
            24,
        ),
        ("[".repeat(1_000_000), 2),
        (format!(r#"{{"version":2,"monitor":{}"#, "[".repeat(1_000_000)), 2),
    ] {
        let (peak, begin) = (peak(&text), &text[..text.len().min(60)]);
        assert!(peak < EMPTY + times * text.len(), "{peak} of {}: {begin}", text.len());
    }
    let one_list = empty.replacen("\"buckets\":[]", "\"buckets\":[[0,1]]", 1);
    let lists = filled(&one_list, "buckets", list, |_| "[]".to_owned());
    assert!(peak(&lists) < EMPTY + 24 * lists.len());
}
