//! `monitor attach` watches and never touches.

use std::process::{Child, Command, Stdio};

use nix::sys::signal::{Signal, kill};
use serde_json::Value;

use crate::program::{Scratch, err, monitor, pid, run};

/// A process that ends when its input does.
fn cat() -> Child {
    Command::new("cat").stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap()
}

#[test]
fn a_process_is_watched_for_a_time_and_lives_on() {
    let mut cat = cat();
    let output =
        run(&["attach", &cat.id().to_string(), "--duration-s", "0.1", "-q", "--summary", "-"]);
    assert_eq!(output.status.code(), Some(0));
    let summary: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(summary["outcome"], "detached");
    assert!(summary["exit_code"].is_null() && summary["peak_tree_rss_kb"].as_u64().unwrap() > 0);
    assert_eq!(summary["sources"]["cpu_s"]["certainty"], "lower_bound");
    assert!(cat.try_wait().unwrap().is_none());
    drop(cat.stdin.take());
    assert!(cat.wait().unwrap().success());
}

#[test]
fn control_c_ends_the_watching_and_not_the_process() {
    let scratch = Scratch::new();
    let (samples, mut cat) = (scratch.path("samples.jsonl"), cat());
    let id = cat.id().to_string();
    let mut watching = monitor(&["attach", &id, "--out", &samples]).spawn().unwrap();
    while !std::fs::read_to_string(&samples).is_ok_and(|text| text.contains("\"sample\"")) {
        std::thread::yield_now();
    }
    kill(pid(&watching), Signal::SIGINT).unwrap();
    assert_eq!(watching.wait().unwrap().code(), Some(0));
    assert!(scratch.read("samples.jsonl").contains("\"kind\":\"summary\""));
    assert!(cat.try_wait().unwrap().is_none());
    drop(cat.stdin.take());
    cat.wait().unwrap();
}

#[test]
fn the_end_of_the_process_is_the_end_of_the_watching() {
    let scratch = Scratch::new();
    let (samples, mut cat) = (scratch.path("samples.csv"), cat());
    let mut watching =
        monitor(&["attach", &cat.id().to_string(), "--since-process-start", "--out", &samples])
            .spawn()
            .unwrap();
    while !std::fs::read_to_string(&samples).is_ok_and(|text| text.lines().count() >= 2) {
        std::thread::yield_now();
    }
    drop(cat.stdin.take());
    cat.wait().unwrap();
    assert_eq!(watching.wait().unwrap().code(), Some(0));
}

#[test]
fn a_process_that_is_not_there_is_an_error() {
    let output = run(&["attach", "4194303"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("4194303"));
    assert_eq!(run(&["attach", "soon"]).status.code(), Some(2));
}
