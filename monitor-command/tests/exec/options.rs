//! Each option does what its help says.

use serde_json::Value;

use crate::program::{Scratch, exec, out, run, summary};

#[test]
fn the_interval_and_its_rule_are_kept() {
    let samples = |options: &[&str]| summary(options, "sleep 1.5").1["samples"].as_u64().unwrap();
    // Before the interval is reached there are the first looks of every command.
    let coarse = samples(&["--interval-ms", "5000", "--max-interval-ms", "5000"]);
    for rule in ["time", "off"] {
        let fine = samples(&["--interval-ms", "4", "--adaptive", rule]);
        assert!(fine > coarse + 10, "{rule}: {fine} beside {coarse}");
    }
    // Nothing changes while it sleeps.
    let calm =
        samples(&["--interval-ms", "4", "--max-interval-ms", "5000", "--adaptive", "change"]);
    assert!(calm <= coarse + 10, "{calm} beside {coarse}");
}

#[test]
fn each_hold_is_told_in_the_summary() {
    for (method, held) in [("stop", true), ("gate", true), ("none", false)] {
        let (code, summary) = summary(&["--hold", method], "exit 4");
        assert_eq!(code, Some(4), "{method}");
        assert_eq!(summary["hold_us"].as_f64().unwrap() > 0.0, held, "{method}");
    }
}

#[test]
fn a_line_for_the_shell_has_its_own_arguments() {
    let output = run(&["exec", "-q", "--shell", "echo $# $1 | tr a b", "a", "c"]);
    assert_eq!(out(&output), "2 b\n");
    assert_eq!(run(&["exec", "-q", "--shell", "exit 6"]).status.code(), Some(6));
}

#[test]
fn options_of_the_command_are_the_commands() {
    let output = run(&["exec", "-q", "echo", "--quiet", "-n", "--", "--help"]);
    assert_eq!(out(&output), "--quiet -n -- --help\n");
}

#[test]
fn orphans_are_waited_for_and_counted_by_a_subreaper() {
    let script = "(sh -c 'sleep 0.3; echo late' &) ; exit 5";
    let scratch = Scratch::new();
    let file = scratch.path("out");
    let (code, summary) = summary(&["--subreaper", "--stdout", &file], script);
    assert_eq!((code, scratch.read("out").as_str()), (Some(5), "late\n"));
    assert!(summary["elapsed_time"].as_f64().unwrap() >= 0.3);
    assert_eq!(summary["left_running"], 0);
}

#[test]
fn descendants_are_counted_where_the_kernel_allows_it() {
    let (code, summary) = summary(&["--count-descendants"], "exit 2");
    assert_eq!(code, Some(2));
    assert!(summary["cpu_s"].as_f64().unwrap() > 0.0);
}

#[test]
fn single_processes_are_recorded_when_asked_for() {
    let scratch = Scratch::new();
    let file = scratch.path("samples.jsonl");
    let listed = |line: &str| {
        let record: Value = serde_json::from_str(line).unwrap();
        record["processes"].as_array().map_or(0, Vec::len)
    };
    // Ends when it has been seen together with its child.
    let script = format!(
        "sleep 60 & until grep -q '\"processes\":\\[{{[^]]*}},{{' {file}; do :; done; kill $!"
    );
    exec(&["-q", "--per-process", "--interval-ms", "5", "--out", &file], &script);
    assert!(scratch.read("samples.jsonl").lines().any(|line| listed(line) >= 2));
    exec(&["-q", "--out", &file], "true & wait");
    assert!(scratch.read("samples.jsonl").lines().all(|line| listed(line) == 0));
}
