//! A host that may open 64 descriptors: alone in its process, whose limit it lowers.
#![cfg(all(target_os = "linux", not(monitor_unsupported)))]

#[path = "support/deeds.rs"]
mod support;

use monitor_exec::{StdinSource, StreamTarget};
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use support::workload;

#[test]
fn a_tree_larger_than_the_descriptors_is_watched_all_the_same() {
    let (_, hard) = getrlimit(Resource::RLIMIT_NOFILE).unwrap();
    setrlimit(Resource::RLIMIT_NOFILE, 64, hard).unwrap();
    let (reader, writer) = std::io::pipe().unwrap();
    let exec = workload(["together:100", "burn:20"])
        .stdin(StdinSource::From(reader.into()))
        .stdout(StreamTarget::Null);
    let running = exec.interval_ms(5, 5).channel(10_000).spawn().unwrap();
    let samples = running.samples().unwrap().clone();
    while samples.recv().unwrap().sample.processes < 101 {}
    drop(writer);
    let outcome = running.wait().unwrap();
    assert!(outcome.success());
    assert!(outcome.summary.cpu_ns.value >= 20_000_000);

    // With none left, the refusal is an error with a type and no child is left behind.
    let mut taken = Vec::new();
    while let Ok(file) = std::fs::File::open("/dev/null") {
        taken.push(file);
    }
    assert!(matches!(workload([]).spawn(), Err(monitor_exec::Error::Spawn { .. })));
    // With two left for the events of a run, there is none for the process and it is asked.
    drop(taken.split_off(taken.len() - 3));
    let outcome = workload(["exit:5"]).stdin(StdinSource::Inherit).run().unwrap();
    assert_eq!(outcome.shell_exit_code(), Some(5));
}
