//! Files of samples in every form, and the summary with every name.

use serde_json::Value;

use crate::program::{Scratch, exec, summary};

const NAMES: [&str; 20] = [
    "exit_code",
    "signal",
    "outcome",
    "elapsed_time",
    "cpu_s",
    "cpu_user_s",
    "cpu_system_s",
    "avg_cpu_percent",
    "peak_memory_mb",
    "peak_rss_kb",
    "peak_tree_rss_kb",
    "samples",
    "max_processes",
    "max_threads",
    "read_bytes",
    "write_bytes",
    "read_call_bytes",
    "write_call_bytes",
    "monitor_cpu_s",
    "hold_us",
];

#[test]
fn the_summary_has_every_name_and_says_how_sure_it_is() {
    let (_, summary) = summary(&[], "head -c 3000000 /dev/zero | cat > /dev/null");
    for name in NAMES {
        assert!(summary.get(name).is_some(), "{name}");
    }
    assert!(summary["write_call_bytes"].as_u64().unwrap() >= 3_000_000);
    assert!(summary["peak_tree_rss_kb"].as_u64() >= summary["peak_rss_kb"].as_u64());
    for figure in ["cpu_s", "peak_rss_kb", "peak_tree_rss_kb", "read_bytes", "write_bytes"] {
        let origin = &summary["sources"][figure];
        assert!(["exact", "lower_bound"].contains(&origin["certainty"].as_str().unwrap()));
        assert!(origin["source"].is_string());
    }
}

#[test]
fn the_form_is_told_by_the_name_or_by_the_option() {
    let scratch = Scratch::new();
    let written = |name: &str, options: &[&str]| {
        let path = scratch.path(name);
        let output = exec(&[options, &["-q", "--out", &path]].concat(), "exit 0");
        assert!(output.status.success());
        scratch.read(name)
    };
    let jsonl = written("a.jsonl", &[]);
    assert!(written("b.txt", &[]).starts_with(r#"{"kind":"metadata""#));
    let kinds = jsonl.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let kinds: Vec<String> = kinds.map(|record| record["kind"].as_str().unwrap().into()).collect();
    assert_eq!((kinds[0].as_str(), kinds.last().unwrap().as_str()), ("metadata", "summary"));
    assert!(kinds.iter().filter(|kind| *kind == "sample").count() >= 2);

    let json: Value = serde_json::from_str(&written("c.json", &[])).unwrap();
    assert_eq!(json["summary"]["exit"]["outcome"], "exited");
    let csv = written("d.csv", &[]);
    assert!(csv.starts_with("at,elapsed_ns,") && csv.lines().count() >= 3);
    assert!(written("e.json", &["--format", "csv"]).starts_with("at,"));
    let denet = written("f.csv", &["--schema", "denet"]);
    assert!(denet.starts_with(r#"{"kind":"metadata""#) && denet.contains("mem_rss_kb"));
}

#[test]
fn samples_are_there_while_the_command_runs() {
    let scratch = Scratch::new();
    let file = scratch.path("live.jsonl");
    // The command itself waits for its own second sample.
    let script = format!("until grep -q '\"seq\":1' {file}; do :; done; echo seen");
    let output = exec(&["-q", "--interval-ms", "5", "--out", &file], &script);
    assert_eq!(output.stdout, b"seen\n");
}

#[test]
fn samples_may_go_to_the_standard_output() {
    let scratch = Scratch::new();
    let log = scratch.path("log");
    let output = exec(&["-q", "--stdout", &log, "--out", "-"], "echo apart");
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()));
    assert!(text.lines().count() >= 4 && !text.contains("apart\n"));
    assert_eq!(scratch.read("log"), "apart\n");
}
