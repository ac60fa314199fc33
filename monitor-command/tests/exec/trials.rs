//! `monitor exec --runs`: medians, spreads, and a comparison run by run.

use serde_json::Value;

use crate::program::{Scratch, err, out, run};

#[test]
fn one_command_many_times_gives_medians_and_spreads() {
    let scratch = Scratch::new();
    let mark = scratch.path("mark");
    let script = format!("echo x >> {mark}; echo unseen");
    let output = run(&["exec", "--runs", "5", "--warmup", "2", "--", "sh", "-c", &script]);
    assert_eq!((output.status.code(), err(&output).as_str()), (Some(0), ""));
    assert_eq!(scratch.read("mark").lines().count(), 7);
    let text = out(&output);
    assert!(!text.contains("unseen\n"));
    for word in ["5 runs", "median", "middle half", "CPU time", "written"] {
        assert!(text.contains(word), "{word}: {text}");
    }
}

#[test]
fn two_commands_run_in_turn_and_are_compared() {
    let scratch = Scratch::new();
    let mark = scratch.path("mark");
    let other = format!("sh -c 'echo b >> {mark}; sleep 0.05'");
    let script = format!("echo a >> {mark}");
    let output =
        run(&["exec", "--runs", "6", "--vs", &other, "--summary", "-", "--", "sh", "-c", &script]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(scratch.read("mark").replace('\n', ""), "abbaabbaabba");
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    let results = document["results"].as_array().unwrap();
    assert_eq!(results.len(), 2);
    // What readers of hyperfine's export look for.
    for key in ["command", "mean", "stddev", "median", "user", "system", "min", "max"] {
        assert!(!results[0][key].is_null(), "{key}");
    }
    for key in ["times", "exit_codes", "memory_usage_byte", "runs"] {
        assert_eq!(results[1][key].as_array().unwrap().len(), 6, "{key}");
    }
    let time = &document["comparison"]["elapsed_time"];
    assert!(time["ratio"].as_f64().unwrap() < 0.9 && time["clear"] == true, "{time}");
    assert!(time["confidence"].as_f64().unwrap() >= 0.95);
    let text = err(&output);
    assert!(text.contains("compared with") && text.contains("confidence"), "{text}");
}

#[test]
fn a_run_that_fails_ends_it_unless_failures_are_ignored() {
    let failing = ["--", "sh", "-c", "exit 3"];
    let output = run(&[&["exec", "--runs", "3"], &failing[..]].concat());
    assert_eq!(output.status.code(), Some(3));
    assert!(err(&output).contains("run 1 of sh -c 'exit 3': exit code 3"), "{}", err(&output));
    let output = run(&[&["exec", "--runs", "3", "--ignore-failure"], &failing[..]].concat());
    assert_eq!(output.status.code(), Some(0));
    assert!(out(&output).contains("3 runs failed"));
}

#[test]
fn the_other_command_is_words_unless_both_are_lines() {
    let other = |text| run(&["exec", "--runs", "1", "--vs", text, "--", "true"]);
    for text in ["a | b", "'a", "", "a > b"] {
        let output = other(text);
        assert_eq!(output.status.code(), Some(125), "{text:?}");
        assert!(err(&output).contains("--vs"), "{text:?}");
    }
    assert_eq!(other("no-such-program x").status.code(), Some(127));
    let output = run(&["exec", "--runs", "1", "--vs", "true | true", "--shell", "true && true"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
}

#[test]
fn output_is_seen_when_asked_for_and_files_are_refused() {
    let output = run(&["exec", "--runs", "2", "--show-output", "--", "echo", "seen"]);
    assert_eq!(out(&output).matches("seen\n").count(), 2 + 1);
    for option in ["--out", "--report", "--stdout"] {
        let output = run(&["exec", "--runs", "2", option, "/dev/null", "--", "true"]);
        assert_eq!(output.status.code(), Some(125), "{option}");
    }
}
