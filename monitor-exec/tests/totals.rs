//! Totals against the truth of the same run: CPU, peaks and I/O, and when they say they are exact.
#![cfg(all(target_os = "linux", not(monitor_unsupported)))]
#![expect(clippy::disallowed_methods, reason = "a test of processes, with files of its own")]

#[path = "support/deeds.rs"]
mod support;

use monitor_exec::{Certainty, ControlGroup, ExecCommand, FigureSource, StreamTarget};
use support::workload;

const MS: u64 = 1_000_000;

#[test]
fn cpu_of_one_process_of_threads_and_of_forks_is_all_there() {
    for deeds in [["burn:100"], ["threads:2:50"], ["forks:20:5"]] {
        let summary = workload(deeds).run().unwrap().summary;
        let cpu_ns = summary.cpu_ns.value;
        // The burning is measured in CPU time, so a loaded machine adds only overhead to it.
        assert!((100 * MS..140 * MS).contains(&cpu_ns), "{deeds:?}: {cpu_ns}");
        assert_eq!(summary.cpu_ns.source, FigureSource::Rusage, "{deeds:?}");
        assert_eq!(summary.resources.cpu_ns(), cpu_ns);
    }
}

#[test]
fn orphans_are_counted_to_the_nanosecond_with_a_subreaper_and_not_claimed_without() {
    let without = workload(["orphans:20:5"]).interval_ms(1000, 1000).run().unwrap().summary;
    assert_eq!(without.cpu_ns.certainty, Certainty::LowerBound);

    let outcome = workload(["orphans:20:5"]).subreaper(true).interval_ms(1000, 1000).run().unwrap();
    let cpu = outcome.summary.cpu_ns;
    assert!((100 * MS..140 * MS).contains(&cpu.value), "{cpu:?}");
    assert_eq!((cpu.certainty, cpu.source), (Certainty::Exact, FigureSource::RusageAndOrphans));
    assert_eq!(outcome.summary.left_running, 0);
}

#[test]
fn adopted_orphans_are_reaped_and_other_children_of_the_host_are_not() {
    let mut other = std::process::Command::new(support::WORKLOAD).arg("exit:7").spawn().unwrap();
    let outcome = workload(["orphans:5:1", "sleep:20"]).subreaper(true).run().unwrap();
    assert!(outcome.success());
    assert_eq!(other.wait().unwrap().code(), Some(7));
    let own = std::process::id();
    for entry in std::fs::read_dir("/proc").unwrap().flatten() {
        let Ok(stat) = std::fs::read_to_string(entry.path().join("stat")) else {
            continue;
        };
        let (_, rest) = stat.rsplit_once(')').unwrap();
        let mut fields = rest.split_whitespace();
        let (state, ppid, group) =
            (fields.next().unwrap(), fields.next().unwrap(), fields.next().unwrap());
        let ours = ppid == own.to_string() && group == outcome.metadata.pid.to_string();
        assert!(!ours, "left behind: {state} {stat}");
    }
}

#[test]
fn a_control_group_of_its_own_has_orphans_and_children_that_nobody_waited_for() {
    for deeds in [["orphans:20:5", "exit:0"], ["ignore:17", "forks:20:5"]] {
        let group = ControlGroup::make();
        let may = group.is_ok();
        let path = group.as_ref().ok().map(|group| group.path().to_owned());
        let summary = workload(deeds).control_group(group.ok()).run().unwrap().summary;
        // Where the host may make none, it is as without.
        assert_eq!(
            summary.cpu_ns.source == FigureSource::ControlGroup,
            may,
            "{:?}",
            summary.cpu_ns
        );
        assert_eq!(summary.cpu_ns.is_exact(), may);
        if let Some(path) = path {
            assert!((100 * MS..150 * MS).contains(&summary.cpu_ns.value), "{:?}", summary.cpu_ns);
            assert!(!path.exists(), "it is removed");
        }
    }
}

#[test]
fn daemons_in_sessions_of_their_own_are_reaped_by_who_has_a_group_for_them() {
    let group = ControlGroup::make();
    let may = group.is_ok();
    // Its child leads a session, loses its parent, and ends long before the next look.
    let outcome = workload(["away:30", "sleep:150"])
        .stdout(StreamTarget::capture())
        .interval(monitor_exec::SampleInterval::Off)
        .subreaper(true)
        .control_group(group.ok())
        .run()
        .unwrap();
    let daemon = support::said(&outcome).trim().to_owned();
    let left = std::fs::read_to_string(format!("/proc/{daemon}/stat")).is_ok();
    assert_eq!(left, !may, "{daemon}");
}

#[test]
fn what_one_process_had_at_most_is_known_where_its_peak_is_not() {
    let summary = workload(["sleep:20"]).run().unwrap().summary;
    if let Some(bytes) = summary.peak_process_rss_at_most_bytes {
        assert!(bytes >= summary.peak_process_rss_bytes.value && bytes > 0);
    } else {
        assert!(!summary.cpu_ns.is_exact(), "somebody else forked meanwhile");
    }
}

#[test]
fn children_of_a_command_that_ignores_sigchld_are_a_lower_bound() {
    let summary = workload(["ignore:17", "orphans:1:1", "forks:20:5", "sleep:20"])
        .interval_ms(2, 2)
        .overhead_percent(f64::INFINITY)
        .run()
        .unwrap()
        .summary;
    assert_eq!(summary.cpu_ns.certainty, Certainty::LowerBound);
    // Some of the hundred milliseconds were seen while the children lived.
    assert!(summary.cpu_ns.value > 20 * MS, "{}", summary.cpu_ns.value);
}

#[test]
fn a_counter_that_descendants_inherit_has_the_children_that_nobody_waited_for() {
    let exec =
        workload(["ignore:17", "forks:20:5"]).interval_ms(60_000, 60_000).count_descendants(true);
    let cpu = exec.run().unwrap().summary.cpu_ns;
    // Where the system forbids such counters the account stays, and says what it is.
    assert_eq!(cpu.certainty, Certainty::LowerBound);
    if cpu.source == FigureSource::TaskClock {
        assert!((97 * MS..140 * MS).contains(&cpu.value), "{cpu:?}");
    } else {
        assert!(cpu.value < 97 * MS, "{cpu:?}");
    }
}

#[test]
fn cpu_never_falls_from_one_sample_to_the_next() {
    let outcome = workload(["forks:30:3", "burn:20", "orphans:5:3"])
        .interval_ms(2, 2)
        .overhead_percent(f64::INFINITY)
        .run()
        .unwrap();
    assert!(outcome.samples.len() > 20);
    for pair in outcome.samples.windows(2) {
        assert!(pair[0].cpu_ns <= pair[1].cpu_ns && pair[0].elapsed_ns <= pair[1].elapsed_ns);
        assert!(pair[0].peak_rss_bytes <= pair[1].peak_rss_bytes);
        assert!(pair[0].write_call_bytes <= pair[1].write_call_bytes);
    }
}

#[test]
fn a_spike_between_two_samples_and_one_at_the_end_are_in_the_peak() {
    let base = workload(["sleep:5"])
        .interval_ms(60_000, 60_000)
        .run()
        .unwrap()
        .summary
        .peak_process_rss_bytes
        .value;
    for deeds in [["memory:100:5", "sleep:5"], ["sleep:5", "memory:100:0"]] {
        let summary = workload(deeds).interval_ms(60_000, 60_000).run().unwrap().summary;
        let peak = summary.peak_process_rss_bytes;
        let expected = (100 << 20) + base;
        let error = peak.value.abs_diff(expected);
        assert!(error < expected / 50, "{deeds:?}: {} instead of {expected}", peak.value);
        assert_eq!(peak.source, FigureSource::Rusage);
        assert!(summary.peak_tree_rss_bytes.value >= peak.value);
        assert!((summary.peak_memory_mb - 100.0).abs() < 10.0);
    }
}

#[test]
fn the_last_bytes_written_are_in_the_total() {
    let path = std::env::temp_dir().join(format!("monitor-exec-io-{}", std::process::id()));
    let deed = format!("write:{}:3000", path.display());
    let summary = ExecCommand::new(support::WORKLOAD)
        .arg(deed)
        .interval_ms(60_000, 60_000)
        .run()
        .unwrap()
        .summary;
    std::fs::remove_file(path).unwrap();
    assert!(
        (3000 * 1024..3200 * 1024).contains(&summary.write_call_bytes.value),
        "{:?}",
        summary.write_call_bytes
    );
    assert_eq!(summary.write_call_bytes.source, FigureSource::Zombie);
}

#[test]
fn the_last_bytes_of_a_child_are_in_the_total() {
    let path = std::env::temp_dir().join(format!("monitor-exec-io-child-{}", std::process::id()));
    let script = format!("{} write:{}:2000; true", support::WORKLOAD, path.display());
    let summary = ExecCommand::new("sh")
        .args(["-c", &script])
        .interval_ms(60_000, 60_000)
        .run()
        .unwrap()
        .summary;
    std::fs::remove_file(path).unwrap();
    assert!(summary.write_call_bytes.value >= 2000 * 1024, "{:?}", summary.write_call_bytes);
}

#[test]
fn threads_and_processes_are_counted_at_their_most() {
    let summary = workload(["threads:8:30"])
        .interval_ms(2, 2)
        .overhead_percent(f64::INFINITY)
        .run()
        .unwrap()
        .summary;
    assert!(summary.resources.max_threads >= 8, "{}", summary.resources.max_threads);

    let (reader, writer) = std::io::pipe().unwrap();
    let exec = workload(["together:20"]).stdin(monitor_exec::StdinSource::From(reader.into()));
    let running = exec
        .stdout(StreamTarget::Null)
        .interval_ms(2, 2)
        .overhead_percent(f64::INFINITY)
        .channel(1000)
        .spawn()
        .unwrap();
    let samples = running.samples().unwrap().clone();
    while samples.recv().unwrap().sample.processes < 21 {}
    drop(writer);
    let outcome = running.wait().unwrap();
    assert_eq!(outcome.summary.resources.max_processes, 21);
    assert_eq!(outcome.processes.len(), 21);
}

#[test]
fn the_monitor_says_what_it_cost() {
    let summary = workload(["sleep:50"]).interval_ms(5, 5).run().unwrap().summary;
    assert!(summary.monitor_cpu_ns > 0 && summary.monitor_cpu_ns < 50 * MS);
}
