//! Recordings replayed by the command line: the same figures to the byte, and the same reports.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

#[path = "../../monitor-host/tests/support/recorded.rs"]
mod recorded;

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use monitor_core::{JobEvent, Monitor, MonitorLimits, Observer, Timestamp, WorkerEvent};
use monitor_events::Emitter;
use monitor_exec::encode::RecordFormat;
use monitor_exec::{ExecCommand, SampleRecording, StreamTarget};
use monitor_host::{Journal, JournalEntry, JournalLimits, JournalReader, MetricsChange, report};
use monitor_http::{CommandBoard, CommandLimits};

use recorded::{events, path, recorded};

/// A worker that is lost, a reset, and a time without listening, between jobs.
#[test]
fn what_is_done_to_the_figures_beside_events_is_replayed_in_its_place() {
    let path = path("changes");
    let (emitter, monitor) = (Emitter::new(), Arc::new(Monitor::new(MonitorLimits::default())));
    let _figures = emitter.attach(&monitor);
    let journal = Journal::create(&path, &emitter, JournalLimits::default()).unwrap();
    let handle = journal.handle();
    let at = |secs: i64| Timestamp::from_secs(1_700_000_000 + secs);
    let change = |change, secs| {
        for event in handle.change(change, &monitor, at(secs)) {
            emitter.emit(event);
        }
    };
    let job = |id: &str, secs| {
        emitter.emit(JobEvent::started(id).worker("w").at(at(secs)));
        emitter.emit(JobEvent::completed(id).worker("w").at(at(secs + 1)));
    };
    emitter.emit(WorkerEvent::registered("w").host("alpha").tags(["gpu"]).at(at(0)));
    emitter.emit(WorkerEvent::registered("lost").at(at(0)));
    job("a", 1);
    emitter.emit(WorkerEvent::heartbeat("w").at(at(100)));
    change(MetricsChange::Expire, 50);
    change(MetricsChange::Expire, 150);
    change(MetricsChange::Reset, 151);
    job("b", 152);
    emitter.emit(WorkerEvent::heartbeat("w").at(at(155)));
    change(MetricsChange::Disable, 160);
    job("c", 161);
    change(MetricsChange::Enable, 300);
    job("d", 301);
    drop(journal);
    let shown = |monitor: &Monitor| serde_json::to_string(&monitor.status(at(310)).unwrap());
    let live = shown(&monitor).unwrap();
    assert!(live.contains(r#""completed_jobs":2"#), "{live}");
    assert!(live.contains(r#""host":"alpha","tags":["gpu"]"#), "forgotten by a reset: {live}");

    let replayed = Monitor::new(MonitorLimits::default());
    for record in JournalReader::open(&path).unwrap() {
        match record.unwrap().entry {
            JournalEntry::Event(event) => replayed.observe(&event),
            JournalEntry::Change { change, at } => drop(change.apply(&replayed, at)),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(shown(&replayed).unwrap(), live);
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_monitor"));
    let output = command.arg("replay").arg(&path).args(["--at", "2023-11-14T22:18:30Z"]).output();
    assert_eq!(String::from_utf8(output.unwrap().stdout).unwrap().trim_end(), live);
}

#[test]
fn a_replay_writes_the_reports_that_there_were() {
    let path = path("reports");
    let emitter = Emitter::new();
    let journal = Journal::create(&path, &emitter, JournalLimits::default()).unwrap();
    let board = CommandBoard::new(CommandLimits::default());
    board.record(journal.handle());
    let words = ["sh", "-c", "head -c 1000000 /dev/zero | cksum"].map(str::to_owned);
    let run = |id: &str, observed: bool| {
        let entry = board.begin_command(id, &words);
        let seen = entry.clone();
        let exec =
            ExecCommand::new("sh").args(&words[1..]).interval_ms(5, 5).stdout(StreamTarget::Null);
        let outcome = exec.on_sample(move |sample| {
            if observed {
                seen.observe(sample);
            }
        });
        let outcome = outcome.run().unwrap();
        entry.finish(&outcome);
        outcome
    };
    let (seen, unseen) = (run("a/b", true), run("c", false));
    let _never_ended = board.begin_command("d", &words);
    drop(journal);
    let dir = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("journal-reports-dir");
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_monitor"));
    let output = command.arg("replay").arg(&path).arg("--reports").arg(&dir).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    for (name, outcome) in [("a_b", &seen), ("c", &unseen)] {
        let page = fs::read_to_string(dir.join(format!("{name}.html"))).unwrap();
        assert!(
            page == report::command_html(&SampleRecording::from(outcome)),
            "another report of {name}"
        );
    }
    assert!(dir.join("d.html").is_file());
    fs::remove_dir_all(dir).unwrap();
}

#[test]
fn a_recording_of_one_command_can_be_replayed_too_and_nothing_else() {
    let outcome = ExecCommand::new("true").run().unwrap();
    let path = path("one.jsonl");
    outcome.write(&mut fs::File::create(&path).unwrap(), RecordFormat::JsonLines).unwrap();
    let dir = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("journal-one-dir");
    let replay = |path: &PathBuf| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_monitor"));
        command.arg("replay").arg(path).arg("--reports").arg(&dir).output().unwrap()
    };
    let output = replay(&path);
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    let page = fs::read_to_string(dir.join("journal-one.html")).unwrap();
    assert!(page == report::command_html(&SampleRecording::from(&outcome)));
    fs::write(&path, "no recording\n").unwrap();
    let output = replay(&path);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("journal-one.jsonl"));
    fs::remove_dir_all(dir).unwrap();
}

#[test]
fn the_command_line_replays_to_the_live_figures() {
    let path = path("command");
    let live = recorded(&path, events(50), JournalLimits::default());
    let mut file = OpenOptions::new().append(true).open(&path).unwrap();
    file.write_all(b"cut o").unwrap();
    let replay = |more: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_monitor"));
        command.arg("replay").arg(&path).args(more).output().unwrap()
    };
    let output = replay(&["--at", "2023-11-14T22:15:00Z", "--speed", "1000"]);
    assert_eq!(String::from_utf8(output.stdout).unwrap().trim_end(), live);
    assert!(String::from_utf8(output.stderr).unwrap().contains("1 lines are not whole"));
    assert_eq!(replay(&["--speed", "0"]).status.code(), Some(2));
}
