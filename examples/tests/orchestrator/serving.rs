//! What is seen of it in a browser, and how long.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::Command;

use monitor_core::{Monitor, MonitorLimits, Observer};
use monitor_host::{JournalEntry, JournalReader};

use crate::program::{command, file, run};

const LIST: &str = r#"
    [[jobs]]
    name = "quick"
    command = ["true"]
"#;

fn get(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.0\r\nhost: {address}\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn it_is_served_until_it_is_stopped_and_then_ends_as_its_jobs_did() {
    let list = file("served.toml", LIST);
    let mut command = command();
    command.args(["--serve", "--bind", "127.0.0.1:0", "--jobs"]).arg(list);
    let mut child = command.spawn().unwrap();
    let mut reader = BufReader::new(child.stdout.take().unwrap());
    let mut out = String::new();
    reader.read_line(&mut out).unwrap();
    let address = out.trim().strip_prefix("Monitor is at http://").unwrap();
    let address = address.trim_end_matches('/').to_owned();
    while !out.contains("until Ctrl-C") {
        assert_ne!(reader.read_line(&mut out).unwrap(), 0, "{out}");
    }
    assert!(get(&address, "/jobs/summary").contains("\"completed_jobs\":1"));
    assert!(get(&address, "/api/v1/exec/quick/summary").contains("\"status\":{\"code\":0}"));
    assert!(get(&address, "/api/v1/events").contains("system.shutdown"));
    assert!(get(&address, "/").contains("<!doctype html>"));
    let sent = Command::new("sh").args(["-c", &format!("kill -INT {}", child.id())]).status();
    assert!(sent.unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn it_stops_by_itself_when_its_time_is_over() {
    let list = file("served_for.toml", LIST);
    let ran = run(command().args(["--bind", "127.0.0.1:0", "--for", "0.01", "--jobs"]).arg(list));
    ran.ended_with(0);
    ran.says("Monitor is at http://127.0.0.1:");
    ran.says("every job ended as it was meant to");
}

#[test]
fn an_address_that_others_can_reach_is_refused() {
    for bind in ["8765", "example.org:80"] {
        let ran = run(command().args(["--bind", bind]));
        ran.ended_with(2);
        assert!(ran.err.contains("--bind is an address such as"), "{}", ran.err);
    }
    for (arguments, why) in [
        (&["--bind", "0.0.0.0:0"][..], "--token auto, which makes a token"),
        (&["--bind", "0.0.0.0:0", "--token", "short"], "--token: "),
        (&["--for", "ever"], "--for is a number of seconds"),
    ] {
        let ran = run(command().args(arguments));
        ran.ended_with(2);
        assert!(ran.err.contains(why), "{arguments:?}: {}", ran.err);
    }
}

#[test]
fn what_it_did_can_be_replayed() {
    let list = file("recorded.toml", LIST);
    let journal = file("recorded.journal", "");
    let ran = run(command().arg("--jobs").arg(list).arg("--record").arg(&journal));
    ran.ended_with(0);
    let monitor = Monitor::new(MonitorLimits::default());
    let (mut samples, mut ended) = (0, 0);
    for record in JournalReader::open(journal).unwrap() {
        match record.unwrap().entry {
            JournalEntry::Event(event) => monitor.observe(&event),
            JournalEntry::Change { change, at } => drop(change.apply(&monitor, at)),
            JournalEntry::Sample { command, .. } if command == "quick" => samples += 1,
            JournalEntry::Ended { figures, .. } => ended += usize::from(figures.summary.is_some()),
            _ => {}
        }
    }
    assert_eq!(monitor.jobs().summary().completed_jobs, 1);
    assert!(samples >= 2 && ended == 1, "{samples} samples, {ended} ends");
}
