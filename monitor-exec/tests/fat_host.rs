//! A host with much memory of its own: alone in its process, because a peak never goes away.
#![cfg(all(target_os = "linux", not(monitor_unsupported)))]

#[path = "support/deeds.rs"]
mod support;

use std::thread;

use monitor_exec::{Certainty, ExecCommand, FigureSource};
use support::workload;

#[test]
fn the_hosts_own_memory_is_not_the_commands_peak() {
    let mut ballast = vec![0_u8; 300 << 20];
    for page in ballast.chunks_mut(4096) {
        page[0] = 1;
    }
    // A first look that is slow must not put off the next ones to the end.
    let outcome = workload(["sleep:50"]).overhead_percent(f64::INFINITY).run().unwrap();
    assert!(std::hint::black_box(&ballast)[0] == 1);
    let peak = outcome.summary.peak_tree_rss_bytes;
    assert!((1 << 18..50 << 20).contains(&peak.value), "{peak:?}");
    assert_eq!(peak.certainty, Certainty::LowerBound);
    let outcome = workload(["memory:400:20"]).run().unwrap();
    let peak = outcome.summary.peak_process_rss_bytes;
    assert!((400 << 20..420 << 20).contains(&peak.value), "{peak:?}");
    assert_eq!(peak.source, FigureSource::Rusage);
    // Many at once, so that some hosts' threads are awake before their programs are in place.
    let spawner = || {
        for _ in 0..50 {
            let outcome = ExecCommand::new("true").run().unwrap();
            let peak = outcome.summary.peak_tree_rss_bytes;
            assert!(peak.value < 50 << 20, "{peak:?}");
        }
    };
    thread::scope(|scope| (0..16).for_each(|_| drop(scope.spawn(spawner))));
}
