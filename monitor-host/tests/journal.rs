//! Recording to a file and reading it back: the same figures to the byte, whatever became of it.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use monitor_core::{
    Event, JobEvent, Limits, Monitor, Observer, SystemEvent, Timestamp, WorkerEvent,
};
use monitor_events::Emitter;
use monitor_exec::encode::Format;
use monitor_exec::{Exec, Output, Recording};
use monitor_host::http::{CommandBoard, CommandLimits};
use monitor_host::{
    Journal, JournalEntry, JournalLimits, JournalReader, MetricsChange, exec_report,
};

/// A path of this test alone, where nothing is.
fn path(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("journal-{name}"));
    for number in ["", ".1", ".2", ".3"] {
        let _ = fs::remove_file(format!("{}{number}", path.display()));
    }
    path
}

fn events(count: u64) -> Vec<Event> {
    let at = |micros: u64| {
        Timestamp::from_secs(1_700_000_000).saturating_add(Duration::from_micros(micros))
    };
    let mut events =
        vec![SystemEvent::startup().at(at(0)), WorkerEvent::registered("w").host("é\n").at(at(1))];
    for job in 0..count {
        let id = format!("job \"{job}\"");
        let begun = 1_000 + job * 7_919;
        events.push(JobEvent::queued(id.as_str()).tags(["a", "b"]).at(at(begun)));
        events.push(JobEvent::started(id.as_str()).worker("w").at(at(begun + 3)));
        events.push(match job % 3 {
            0 => JobEvent::failed(id.as_str(), "disk full").worker("w").at(at(begun + 1_003)),
            _ => JobEvent::completed(id.as_str()).worker("w").at(at(begun + 777)),
        });
    }
    events
}

fn status(monitor: &Monitor) -> String {
    serde_json::to_string(&monitor.status(Timestamp::from_secs(1_700_000_100)).unwrap()).unwrap()
}

fn replayed(path: &PathBuf) -> (Monitor, u64) {
    let monitor = Monitor::new(Limits::default());
    let mut reader = JournalReader::open(path).unwrap();
    for record in &mut reader {
        if let JournalEntry::Event(event) = record.unwrap().entry {
            monitor.observe(&event);
        }
    }
    let bad = reader.bad_lines();
    (monitor, bad)
}

/// Records these events live; gives the live figures.
fn recorded(path: &PathBuf, events: Vec<Event>, limits: JournalLimits) -> String {
    let (emitter, monitor) = (Emitter::new(), Arc::new(Monitor::new(Limits::default())));
    let _figures = emitter.attach(&monitor);
    let journal = Journal::create(path, &emitter, limits).unwrap();
    for event in events {
        emitter.emit(event);
    }
    drop(journal);
    status(&monitor)
}

#[test]
fn a_replay_gives_the_live_figures_to_the_byte() {
    let path = path("same");
    let live = recorded(&path, events(500), JournalLimits::default());
    let (monitor, bad) = replayed(&path);
    assert_eq!(bad, 0);
    assert_eq!(status(&monitor), live);
}

#[test]
fn what_is_not_whole_is_passed_over_and_counted() {
    let path = path("broken");
    recorded(&path, events(10), JournalLimits::default());
    let text = fs::read_to_string(&path).unwrap();
    // One byte is another one, and the last line is cut off.
    let broken = text.replacen("job.started", "job.startex", 1);
    fs::write(&path, &broken[..broken.len() - 9]).unwrap();
    let mut reader = JournalReader::open(&path).unwrap();
    assert_eq!(reader.by_ref().count(), 30);
    assert_eq!(reader.bad_lines(), 2);
}

#[test]
fn full_files_are_kept_up_to_their_number_and_read_first() {
    let path = path("rotated");
    let mut limits = JournalLimits::default();
    limits.file_bytes = 40_000;
    limits.full_files = 2;
    recorded(&path, events(1_000), limits);
    let size = |number: &str| {
        fs::metadata(format!("{}{number}", path.display())).map(|file| file.len()).ok()
    };
    for number in ["", ".1", ".2"] {
        assert!(size(number).is_some_and(|bytes| bytes <= 40_000), "{number}");
    }
    assert_eq!(size(".3"), None);
    let numbers: Vec<_> =
        JournalReader::open(&path).unwrap().map(|record| record.unwrap().seq).collect();
    assert!(numbers.windows(2).all(|two| two[0] + 1 == two[1]));
    assert_eq!(numbers.last(), Some(&3_002));
}

#[test]
fn what_was_recorded_before_stays() {
    let path = path("again");
    recorded(&path, events(1), JournalLimits::default());
    recorded(&path, events(2), JournalLimits::default());
    assert_eq!(JournalReader::open(&path).unwrap().count(), 5 + 8);
}

#[test]
fn samples_are_recorded_beside_events() {
    let path = path("samples");
    let emitter = Emitter::new();
    let journal = Journal::create(&path, &emitter, JournalLimits::default()).unwrap();
    let handle = journal.handle();
    handle.begun("one", &["true".to_owned()], Timestamp::from_secs(1));
    let outcome = Exec::new("true").run().unwrap();
    outcome.samples.iter().for_each(|sample| handle.sample("one", sample));
    handle.ended("one", &Recording::from(&outcome), true);
    assert_eq!(journal.counts().lost, 0);
    drop(journal);
    let entries: Vec<_> =
        JournalReader::open(&path).unwrap().map(|record| record.unwrap().entry).collect();
    assert!(matches!(&entries[0], JournalEntry::Begun { words, .. } if words == &["true"]));
    let samples = entries.iter().filter_map(|entry| match entry {
        JournalEntry::Sample { command, sample } if command == "one" => Some(*sample),
        _ => None,
    });
    assert_eq!(samples.collect::<Vec<_>>(), outcome.samples);
    let Some(JournalEntry::Ended { figures, .. }) = entries.last() else {
        panic!("no end: {entries:?}");
    };
    assert_eq!(figures.summary.as_ref(), Some(&outcome.summary));
    assert_eq!(figures.metadata.as_ref(), Some(&outcome.metadata));
    handle.sample("one", &outcome.samples[0]);
    assert_eq!(handle.counts().lost, 1, "there is no journal any more");
}

/// A worker that is lost, a reset, and a time without listening, between jobs.
#[test]
fn what_is_done_to_the_figures_beside_events_is_replayed_in_its_place() {
    let path = path("changes");
    let (emitter, monitor) = (Emitter::new(), Arc::new(Monitor::new(Limits::default())));
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

    let replayed = Monitor::new(Limits::default());
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
        let entry = board.begin(id, &words);
        let seen = entry.clone();
        let exec = Exec::new("sh").args(&words[1..]).interval_ms(5, 5).stdout(Output::Null);
        let outcome = exec.on_sample(move |sample| {
            if observed {
                seen.observe(sample);
            }
        });
        let outcome = outcome.run().unwrap();
        entry.end(&outcome);
        outcome
    };
    let (seen, unseen) = (run("a/b", true), run("c", false));
    let _never_ended = board.begin("d", &words);
    drop(journal);
    let dir = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("journal-reports-dir");
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_monitor"));
    let output = command.arg("replay").arg(&path).arg("--reports").arg(&dir).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    for (name, outcome) in [("a_b", &seen), ("c", &unseen)] {
        let page = fs::read_to_string(dir.join(format!("{name}.html"))).unwrap();
        assert!(page == exec_report::html(&Recording::from(outcome)), "another report of {name}");
    }
    assert!(dir.join("d.html").is_file());
    fs::remove_dir_all(dir).unwrap();
}

#[test]
fn a_recording_of_one_command_can_be_replayed_too_and_nothing_else() {
    let outcome = Exec::new("true").run().unwrap();
    let path = path("one.jsonl");
    outcome.write(&mut fs::File::create(&path).unwrap(), Format::JsonLines).unwrap();
    let dir = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("journal-one-dir");
    let replay = |path: &PathBuf| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_monitor"));
        command.arg("replay").arg(path).arg("--reports").arg(&dir).output().unwrap()
    };
    let output = replay(&path);
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    let page = fs::read_to_string(dir.join("journal-one.html")).unwrap();
    assert!(page == exec_report::html(&Recording::from(&outcome)));
    fs::write(&path, "no recording\n").unwrap();
    let output = replay(&path);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("journal-one.jsonl"));
    fs::remove_dir_all(dir).unwrap();
}

#[test]
fn a_file_that_cannot_be_made_is_an_error_at_once() {
    let emitter = Emitter::new();
    let refused = Journal::create("/there/is/none", &emitter, JournalLimits::default());
    assert!(refused.unwrap_err().to_string().contains("/there/is/none"));
    assert!(JournalReader::open("/there/is/none").is_err());
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
