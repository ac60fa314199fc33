//! Every way to end has its exit code, and its word in the summary.

use crate::program::{Scratch, err, exec, out, run, summary};

#[test]
fn the_exit_code_is_that_of_the_command() {
    for code in [0, 1, 3, 125, 255] {
        let output = exec(&[], &format!("exit {code}"));
        assert_eq!(output.status.code(), Some(code));
    }
}

#[test]
fn a_signal_is_128_and_its_number_in_the_summary() {
    let (code, summary) = summary(&[], "kill -KILL $$");
    assert_eq!(code, None, "ended by a signal");
    assert_eq!((&summary["exit_code"], &summary["signal"]), (&137.into(), &9.into()));
    assert_eq!(summary["outcome"], "signaled");
}

#[test]
fn a_command_that_is_missing_is_127_and_one_that_cannot_run_126() {
    let scratch = Scratch::new();
    let text = scratch.write("text", "not a program\n");
    for (command, code) in
        [("/no/such/program", 127), ("no-such-program", 127), ("/", 126), (text.as_str(), 126)]
    {
        let output = run(&["exec", "--", command]);
        assert_eq!(output.status.code(), Some(code), "{command}");
        assert!(err(&output).starts_with("monitor: ") && err(&output).contains(command));
        assert!(out(&output).is_empty());
    }
}

#[test]
fn the_summary_of_a_command_that_cannot_be_run_says_so() {
    for (command, code) in [("/no/such/program", 127), ("/", 126)] {
        let output = run(&["exec", "--quiet", "--summary", "-", "--", command]);
        let summary: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(summary["exit_code"], code);
        assert_eq!(
            (&summary["signal"], &summary["outcome"]),
            (&serde_json::Value::Null, &"not_started".into())
        );
        assert!(summary["error"].as_str().unwrap().contains(command));
    }
}

#[test]
fn what_is_wrong_with_us_is_125_and_the_command_does_not_run() {
    let scratch = Scratch::new();
    let mark = scratch.path("mark");
    let touch = format!("touch {mark}");
    for options in [
        &["--out", "/no/such/dir/x"][..],
        &["--summary", "/no/such/dir/x"],
        &["--report", "/no/such/dir/x"],
        &["--stdout", "/no/such/dir/x"],
        &["--no-such-option"],
        &["--interval-ms", "0"],
        &["--timeout-s", "-1"],
        &["--timeout-s", "soon"],
        &["--max-rss-mb", "0"],
        &["--format", "csv"],
        &["--out", "/dev/null", "--schema", "denet", "--format", "csv"],
    ] {
        let output = exec(options, &touch);
        assert_eq!(output.status.code(), Some(125), "{options:?}");
        assert!(!err(&output).is_empty(), "{options:?}");
    }
    assert_eq!(run(&["exec"]).status.code(), Some(125));
    assert!(!std::path::Path::new(&mark).exists());
}

#[test]
fn help_is_no_error() {
    let output = run(&["exec", "--help"]);
    assert_eq!(output.status.code(), Some(0));
    for word in ["--timeout-s", "--runs", "Exit codes:", "127", "Examples:"] {
        assert!(out(&output).contains(word), "{word}");
    }
}

#[test]
fn a_timeout_may_be_a_fraction_and_is_124_with_all_figures() {
    let (code, summary) = summary(&["--timeout-s", "0.15"], "sleep 60");
    assert_eq!(code, Some(124));
    assert_eq!(summary["outcome"], "timed_out");
    let elapsed = summary["elapsed_time"].as_f64().unwrap();
    assert!((0.15..30.0).contains(&elapsed) && summary["samples"].as_u64().unwrap() >= 2);
}

#[test]
fn limits_are_124_and_say_which() {
    let (code, summary) = summary(&["--max-cpu-s", "0.05"], "while :; do :; done");
    assert_eq!(
        (code, &summary["outcome"], &summary["limit"]),
        (Some(124), &"limit_hit".into(), &"cpu".into())
    );
    let (code, summary) = crate::program::summary(&["--max-rss-mb", "0.25"], "sleep 60; :");
    assert_eq!((code, &summary["limit"]), (Some(124), &"rss".into()));
}

#[test]
fn what_ignores_the_asking_is_killed_after_the_grace() {
    let options = ["--timeout-s", "0.1", "--grace-s", "0.1"];
    let (code, summary) = summary(&options, "trap '' TERM; while :; do sleep 1; done");
    assert_eq!((code, &summary["signal"]), (Some(124), &9.into()));
}
