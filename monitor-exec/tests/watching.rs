//! What the host gets of a run: samples in every way, documents, attached processes, records.
#![cfg(all(target_os = "linux", not(monitor_unsupported)))]
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

#[path = "support/deeds.rs"]
mod support;

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use monitor_exec::encode::{DenetSummary, RecordFormat};
use monitor_exec::{
    Error, ExecCommand, ExitCause, MachineFacts, ProcessProbe, ProcessState, SampleInterval,
    StdinSource, StreamTarget, Summary,
};
use support::workload;

#[derive(Clone, Default)]
struct Memory(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Memory {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Memory {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

#[test]
fn callback_channel_and_store_get_the_same_samples() {
    let called = Arc::new(Mutex::new(Vec::new()));
    let theirs = Arc::clone(&called);
    let running = workload(["burn:30"])
        .interval_ms(5, 5)
        .overhead_percent(f64::INFINITY)
        .on_sample(move |seen| theirs.lock().unwrap().push(seen.sample))
        .channel(10_000)
        .spawn()
        .unwrap();
    let sent: Vec<_> = running.samples().unwrap().iter().map(|seen| seen.sample).collect();
    let outcome = running.wait().unwrap();
    assert!(outcome.samples.len() >= 5);
    assert_eq!(*called.lock().unwrap(), outcome.samples);
    assert_eq!(sent, outcome.samples);
    assert_eq!(outcome.summary.samples, outcome.samples.len() as u64);
    assert_eq!(outcome.samples.last().map(|last| last.state), Some(ProcessState::Ended));
}

#[test]
fn a_short_command_has_samples_in_between_at_the_usual_interval() {
    let outcome = workload(["sleep:40"]).interval_ms(100, 1000).run().unwrap();
    assert!(outcome.samples.len() >= 5, "{}", outcome.samples.len());
    assert!(outcome.samples.iter().any(|sample| sample.rss_bytes > 0));
}

#[test]
fn a_full_channel_drops_and_counts_and_the_run_goes_on() {
    let running = workload(["sleep:30"])
        .interval_ms(2, 2)
        .overhead_percent(f64::INFINITY)
        .channel(2)
        .spawn()
        .unwrap();
    let samples = running.samples().unwrap().clone();
    let outcome = running.wait().unwrap();
    assert_eq!(samples.len(), 2);
    assert_eq!(outcome.summary.samples_dropped, outcome.summary.samples - 2);
}

#[test]
fn a_callback_that_panics_is_not_called_again_and_the_outcome_says_so() {
    let outcome = workload(["sleep:300"])
        .interval_ms(2, 2)
        .overhead_percent(f64::INFINITY)
        .on_sample(|_| std::panic::resume_unwind(Box::new("as asked")))
        .run()
        .unwrap();
    assert!(outcome.success() && outcome.callback_panicked);
    assert!(outcome.samples.len() > 2);
}

#[test]
fn nothing_is_stored_if_the_host_does_not_want_it() {
    let outcome = workload(["sleep:20"])
        .interval_ms(1, 1)
        .overhead_percent(f64::INFINITY)
        .per_process(true)
        .store_in_memory(false)
        .run()
        .unwrap();
    assert!(outcome.samples.is_empty() && outcome.process_samples.is_empty());
    assert_eq!((outcome.samples.capacity(), outcome.process_samples.capacity()), (0, 0));
    assert!(outcome.summary.samples > 5);
}

#[test]
fn a_full_store_loses_resolution_and_counts_it() {
    let outcome = workload(["memory:50:1", "sleep:60"])
        .interval_ms(1, 1)
        .overhead_percent(f64::INFINITY)
        .max_samples(8)
        .run()
        .unwrap();
    assert!(outcome.samples.len() <= 8);
    assert_eq!(
        outcome.samples.len() as u64 + outcome.summary.samples_merged,
        outcome.summary.samples
    );
    assert_eq!(outcome.samples[0].state, ProcessState::Held);
}

#[test]
fn without_an_interval_there_are_the_first_and_the_last_sample() {
    let outcome = workload(["burn:20"]).interval(SampleInterval::Off).run().unwrap();
    assert_eq!(outcome.samples.len(), 2);
    assert!(outcome.samples[1].cpu_percent > 1.0);
}

#[test]
fn json_lines_are_one_object_each_from_metadata_to_summary() {
    let memory = Memory::default();
    let exec = workload(["sleep:20"])
        .interval_ms(5, 5)
        .overhead_percent(f64::INFINITY)
        .encode_into(memory.clone(), RecordFormat::JsonLines);
    let outcome = exec.run().unwrap();
    let lines: Vec<serde_json::Value> =
        memory.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[0]["kind"], "metadata");
    assert_eq!(lines[0]["pid"], outcome.metadata.pid);
    assert_eq!(lines.len() as u64, outcome.summary.samples + 2);
    assert!(lines[1..lines.len() - 1].iter().all(|line| line["kind"] == "sample"));
    assert_eq!(lines[1]["state"], "held");
    let last = lines.last().unwrap();
    assert_eq!(last["kind"], "summary");
    for name in ["elapsed_time", "peak_memory_mb", "avg_cpu_percent"] {
        assert!(last[name].is_f64(), "{name}");
    }
    assert_eq!(last["cpu_ns"]["source"], "rusage");
    let mut stored = Vec::new();
    outcome.write(&mut stored, RecordFormat::JsonLines).unwrap();
    assert_eq!(String::from_utf8(stored).unwrap().lines().count(), lines.len());
}

#[test]
fn json_is_one_document_and_the_summary_reads_back() {
    let outcome = workload(["sleep:10"]).per_process(true).run().unwrap();
    let mut text = Vec::new();
    outcome.write(&mut text, RecordFormat::Json).unwrap();
    let document: serde_json::Value = serde_json::from_slice(&text).unwrap();
    assert_eq!(document["samples"].as_array().unwrap().len(), outcome.samples.len());
    assert!(document["samples"][1]["processes"].is_array());
    let summary: Summary = serde_json::from_value(document["summary"].clone()).unwrap();
    assert_eq!(summary.resources, outcome.summary.resources);
    assert_eq!(
        AsRef::<monitor_core::ResourceUsage>::as_ref(&summary).wall_ns,
        outcome.summary.resources.wall_ns
    );
}

#[test]
fn csv_has_a_heading_and_a_line_a_sample() {
    let outcome = workload(["sleep:10"]).run().unwrap();
    let mut text = Vec::new();
    outcome.write(&mut text, RecordFormat::Csv).unwrap();
    let text = String::from_utf8(text).unwrap();
    assert!(text.starts_with("at,elapsed_ns,cpu_ns,cpu_percent,rss_bytes,"));
    assert_eq!(text.lines().count(), outcome.samples.len() + 1);
}

#[test]
fn denets_readers_find_their_names() {
    let text = |per_process| {
        let memory = Memory::default();
        let exec = workload(["sleep:10"])
            .per_process(per_process)
            .encode_into(memory.clone(), RecordFormat::Denet);
        let summary = DenetSummary::from(&exec.run().unwrap().summary);
        assert!(summary.total_time_secs > 0.0 && summary.sample_count > 1);
        memory
            .text()
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect::<Vec<serde_json::Value>>()
    };
    let lines = text(false);
    assert_eq!(lines[0]["kind"], "metadata");
    for name in ["cmd", "executable", "t0_ms", "pid"] {
        assert!(!lines[0][name].is_null(), "{name}");
    }
    assert_eq!(lines[1]["kind"], "sample");
    for name in [
        "ts_ms",
        "cpu_usage",
        "mem_rss_kb",
        "mem_vms_kb",
        "disk_read_bytes",
        "thread_count",
        "uptime_secs",
    ] {
        assert!(lines[1][name].is_number(), "{name}");
    }
    assert_eq!(lines.last().unwrap()["kind"], "exit");
    let lines = text(true);
    assert_eq!(lines[1]["kind"], "tree");
    assert!(lines[1]["parent"]["mem_rss_kb"].is_number());
    assert_eq!(lines[1]["aggregated"]["process_count"], 1);
}

#[test]
fn the_machine_is_written_where_it_is_asked_for() {
    for (format, kind) in [(RecordFormat::JsonLines, "machine"), (RecordFormat::Denet, "env")] {
        let memory = Memory::default();
        workload([]).encode_into(memory.clone(), format).record_machine().run().unwrap();
        let text = memory.text();
        let mut lines = text.lines().map(|line| serde_json::from_str(line).unwrap());
        let record: serde_json::Value =
            lines.find(|line: &serde_json::Value| line["kind"] == kind).unwrap();
        assert_eq!(record["kernel"], MachineFacts::read().kernel);
        assert!(monitor_exec::SampleRecording::read(text.as_bytes()).unwrap().metadata.is_some());
    }
    let memory = Memory::default();
    workload([]).encode_into(memory.clone(), RecordFormat::Json).record_machine().run().unwrap();
    let document: serde_json::Value = serde_json::from_str(&memory.text()).unwrap();
    assert_eq!(document["machine"]["cpus"], MachineFacts::read().cpus);
}

#[test]
fn denets_readers_find_the_names_of_children() {
    let memory = Memory::default();
    let exec = ExecCommand::new("sh").args(["-c", "sleep 0.05; true"]).per_process(true);
    let exec = exec.interval_ms(5, 5).overhead_percent(f64::INFINITY);
    let outcome = exec.encode_into(memory.clone(), RecordFormat::Denet).run().unwrap();
    let mut stored = Vec::new();
    outcome.write(&mut stored, RecordFormat::Denet).unwrap();
    for text in [memory.text(), String::from_utf8(stored).unwrap()] {
        let lines: Vec<serde_json::Value> =
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let child = lines
            .iter()
            .find(|line| {
                line["kind"] == "child" && line["cmd"] == serde_json::json!(["sleep", "0.05"])
            })
            .unwrap_or_else(|| panic!("no record of the child in {text}"));
        assert_eq!(child["ppid"], outcome.metadata.pid);
        assert!(child["exe"].as_str().is_some_and(|path| path.ends_with("sleep")), "{child}");
        let named = |line: &&serde_json::Value| line["children"][0]["command"] == "sleep";
        assert!(lines.iter().any(|line| named(&line)), "{text}");
    }
}

#[test]
fn processes_are_told_apart_when_asked_for() {
    let (reader, writer) = std::io::pipe().unwrap();
    let exec =
        workload(["together:3"]).stdin(StdinSource::From(reader.into())).stdout(StreamTarget::Null);
    let running = exec
        .interval_ms(2, 2)
        .overhead_percent(f64::INFINITY)
        .per_process(true)
        .channel(1000)
        .spawn()
        .unwrap();
    let samples = running.samples().unwrap().clone();
    let full = loop {
        let seen = samples.recv().unwrap();
        if seen.processes.len() == 4 && seen.processes.iter().all(|row| row.rss_bytes > 0) {
            break seen;
        }
    };
    drop(writer);
    let outcome = running.wait().unwrap();
    let root = outcome.metadata.pid;
    assert_eq!(full.processes.iter().filter(|row| row.ppid == root).count(), 3);
    let sum: u64 = full.processes.iter().map(|row| row.rss_bytes).sum();
    assert_eq!(sum, full.sample.rss_bytes);
    assert_eq!(outcome.processes.len(), 4);
    assert!(outcome.processes.iter().all(|process| process.args[1] == "together:3"));
}

#[test]
fn a_running_process_is_attached_to_and_left_alone() {
    let mut other = std::process::Command::new(support::WORKLOAD)
        .args(["burn:50", "say:burned", "sleep:60000"])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Read::read_exact(other.stdout.as_mut().unwrap(), &mut [0; 7]).unwrap();
    let mut watched = ExecCommand::attach(other.id())
        .interval_ms(5, 5)
        .overhead_percent(f64::INFINITY)
        .spawn()
        .unwrap();
    assert!(watched.wait_timeout(Duration::from_millis(50)).unwrap().is_none());
    let outcome = watched.detach().unwrap();
    assert_eq!(outcome.exit, ExitCause::Detached);
    assert!(outcome.summary.peak_process_rss_bytes.value > 0 && outcome.samples.len() > 3);
    assert!(other.try_wait().unwrap().is_none());

    let outcome = ExecCommand::attach(other.id()).timeout(Duration::from_millis(30)).run().unwrap();
    assert_eq!(outcome.exit, ExitCause::TimedOut);
    assert!(other.try_wait().unwrap().is_none());

    let watched = ExecCommand::attach(other.id()).since_process_start(true).spawn().unwrap();
    other.kill().unwrap();
    let outcome = watched.wait().unwrap();
    assert_eq!(outcome.exit, ExitCause::Unknown, "it is std's to reap");
    assert!(outcome.summary.cpu_ns.value >= 50_000_000);
    other.wait().unwrap();
}

#[test]
fn a_process_that_is_not_there_cannot_be_attached_to() {
    assert!(matches!(
        ExecCommand::attach(u32::MAX).spawn(),
        Err(Error::Attach { pid: u32::MAX, .. })
    ));
    assert!(matches!(ProcessProbe::new(4_194_305), Err(Error::Attach { .. })));
}

#[test]
fn settings_that_contradict_each_other_are_refused() {
    let std = || ExecCommand::from_std(std::process::Command::new("true"));
    for (exec, method) in [
        (std().env("A", "b").arg("x"), "env"),
        (std().stdout(monitor_exec::StreamTarget::capture()), "stdout"),
        (workload([]).interval_ms(500, 100), "interval"),
    ] {
        match exec.spawn() {
            Err(Error::Setting { setting, .. }) => assert_eq!(setting, method),
            other => panic!("{other:?}"),
        }
    }
    assert!(matches!(workload([]).overhead_percent(0.0).spawn(), Err(Error::Setting { .. })));
}

#[test]
fn the_records_say_who_ran_on_what() {
    let outcome = workload(["exit:0"]).run().unwrap();
    assert_eq!(outcome.metadata.args, [support::WORKLOAD, "exit:0"]);
    assert_eq!(
        outcome.metadata.executable.as_deref(),
        Some(std::path::Path::new(support::WORKLOAD))
    );
    assert!(ExecCommand::new("true").run().unwrap().metadata.executable.unwrap().ends_with("true"));
    let text = serde_json::to_string(&MachineFacts::read()).unwrap();
    assert_eq!(serde_json::from_str::<MachineFacts>(&text).unwrap(), MachineFacts::read());
}

#[test]
fn the_hosts_clock_gives_the_times() {
    struct Fixed;
    impl monitor_core::Clock for Fixed {
        fn now(&self) -> monitor_core::Timestamp {
            monitor_core::Timestamp::from_secs(1_000)
        }
    }
    let outcome = workload(["sleep:5"]).clock(Fixed).run().unwrap();
    let start = outcome.samples[0].at.as_secs_f64();
    assert!((999.0..=1000.0).contains(&start), "{start}");
    assert!(outcome.samples.last().unwrap().at > outcome.samples[0].at);
}

#[test]
fn expectations_of_a_test_pass_or_panic_with_the_figure() {
    use monitor_exec::testing::expect;
    let outcome = workload(["memory:20:1"]).run().unwrap();
    expect(&outcome)
        .success()
        .peak_rss_below(60 << 20)
        .cpu_below(Duration::from_secs(10))
        .processes_at_most(1);
    monitor_exec::assert_peak_rss!(outcome, < 60 << 20);
    let message =
        std::panic::catch_unwind(AssertUnwindSafe(|| expect(&outcome).peak_rss_below(1 << 20)))
            .unwrap_err();
    let message = message.downcast::<String>().unwrap();
    assert!(message.contains("MiB") && message.contains("1.0 MiB were allowed"), "{message}");
}
