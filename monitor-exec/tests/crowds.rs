//! What takes long or much: a thousand runs, two thousand children, ten thousand threads. Run by
//! name: `cargo test -p monitor-exec --test crowds`.
#![cfg(all(target_os = "linux", not(monitor_unsupported)))]
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

#[path = "support/deeds.rs"]
mod support;

use std::io::Read;
use std::time::Duration;

use monitor_exec::{ExitCause, HoldMethod, StdinSource, StreamTarget};
use support::{said, workload};

#[test]
fn of_a_thousand_runs_none_begins_before_it_is_let_go_or_sees_a_signal() {
    for method in [HoldMethod::Stop, HoldMethod::Gate] {
        for _ in 0..1000 {
            let outcome = workload(["first", "report"])
                .hold(method)
                .stdout(StreamTarget::capture())
                .run()
                .unwrap();
            let text = said(&outcome);
            let (first, report) = text.split_once('\n').unwrap();
            let first_us: i64 = first.parse().unwrap();
            let released_us = outcome.summary.started_at.as_micros();
            // The wall clock may be slewed between the host's anchor and the program's reading.
            assert!(first_us >= released_us - 1000, "{method:?}: {first_us}, {released_us}");
            assert!(report.contains("continued=false\n"), "{report}");
            assert!(report.contains("pending=00000000000000000000000000000000\n"), "{report}");
        }
    }
}

#[test]
fn two_thousand_children_are_all_seen_and_all_killed() {
    let (reader, writer) = std::io::pipe().unwrap();
    let (mut ready, said) = std::io::pipe().unwrap();
    let exec = workload(["together:2000"]).stdin(StdinSource::From(reader.into()));
    let running = exec
        .stdout(StreamTarget::to(said))
        .interval_ms(20, 20)
        .stop_by(libc::SIGTERM, Duration::from_millis(100))
        .channel(10_000)
        .spawn()
        .unwrap();
    ready.read_exact(&mut [0; 6]).unwrap();
    let samples = running.samples().unwrap().clone();
    while samples.recv().unwrap().sample.processes < 2001 {}
    running.control_handle().cancel();
    let outcome = running.wait().unwrap();
    assert_eq!(outcome.exit, ExitCause::Cancelled);
    assert_eq!(outcome.summary.resources.max_processes, 2001);
    assert_eq!((outcome.summary.left_running, outcome.summary.processes_left_out), (0, 0));
    assert!(outcome.processes.iter().all(|process| !support::alive(process.pid)));
    drop(writer);
}

#[test]
fn ten_thousand_threads_are_counted() {
    let outcome = workload(["threads:10000:1"]).interval_ms(20, 20).run().unwrap();
    assert!(outcome.success());
    assert!(outcome.summary.resources.max_threads > 1);
    assert!(outcome.summary.cpu_ns.value > 10_000 * 900_000);
}
