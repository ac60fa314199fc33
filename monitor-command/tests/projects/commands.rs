//! The commands as their users meet them, over real local processes.

use std::fs;

use serde_json::Value;

use crate::place::{command, cycle_until, empty_dir, everything, monitor, project, said, status};

/// Two subjects and one analysis of the project that needs both.
const THREE: &str = r#"
    [pipelines.fit]
    run = "echo {subject} > result.txt"
    complete.file = "result.*"
    [pipelines.sum]
    run = ["sh", "-c", "cat ../../*/fit/result.txt > sum.txt; echo summed"]
    process.run = "sort sum.txt > sorted.txt; echo sorted"
    upload.run = "cp sorted.txt {project}/uploaded.txt"

    [analyses."GW1/fit"]
    pipeline = "fit"
    [analyses."GW2/fit"]
    pipeline = "fit"
    [analyses."project_analyses/sum"]
    pipeline = "sum"
    needs = ["GW1/fit", "GW2/fit"]
"#;

#[test]
fn why_an_analysis_has_failed_is_told_with_its_exit_code() {
    let file = "[pipelines.fit]\nrun = \"exit 7\"\n[analyses.\"a/b\"]\npipeline = \"fit\"\n";
    let dir = project("exit-code", file);
    cycle_until(&dir, &["failed"]);
    let why = said(&dir, &["project", "why", "a/b"]);
    assert!(why.contains("exit code 7"), "{why}");
}

#[test]
fn a_first_project_runs_as_it_is_written() {
    let dir = empty_dir("first");
    said(&dir, &["project", "init", "demo", "--name", "a \"first\" one"]);
    let demo = dir.join("demo");
    let (code, _, err) = monitor(&demo, &["project", "init"]);
    assert_eq!(code, Some(1));
    assert!(err.contains("project already exists"), "{err}");
    cycle_until(&demo, &["complete"]);
    assert_eq!(
        fs::read_to_string(demo.join("GW150914/hello/hello.txt")).unwrap(),
        "Hello GW150914\n"
    );
}

#[test]
fn analyses_go_through_their_whole_life() {
    let dir = project("life", THREE);
    let states = cycle_until(&dir, &["complete", "uploaded"]);
    assert_eq!(states["project_analyses/sum"], "uploaded");
    assert_eq!(fs::read_to_string(dir.join("uploaded.txt")).unwrap(), "GW1\nGW2\n");
    let log = |name: &str| fs::read_to_string(dir.join("project_analyses/sum").join(name)).unwrap();
    assert_eq!((&*log("job-1.log"), &*log("post-job-1.log")), ("summed\n", "sorted\n"));
    let why = said(&dir, &["project", "why", "project_analyses/sum"]);
    assert!(why.contains("wait -> ready: all that it needs is done"), "{why}");
    assert!(why.contains("processing -> uploading: it is processed"), "{why}");
}

#[test]
fn the_three_calls_have_the_keys_of_asimov() {
    let dir = project("calls", THREE);
    let counts: Value = serde_json::from_str(&said(&dir, &["project", "cycle", "--json"])).unwrap();
    let keys: Vec<&String> = counts.as_object().unwrap().keys().collect();
    let six = ["active", "complete", "event_analyses", "project_analyses", "stuck", "total"];
    let mut sorted = keys.clone();
    sorted.sort();
    assert_eq!(sorted, six);
    assert_eq!((&counts["total"], &counts["event_analyses"]), (&Value::from(2), &Value::from(2)));

    let active: Value =
        serde_json::from_str(&said(&dir, &["project", "active", "--json"])).unwrap();
    let first = active[0].as_object().unwrap();
    assert_eq!(first["name"], "fit");
    assert_eq!((&first["type"], &first["event"]), (&Value::from("event"), &Value::from("GW1")));
    assert!(first.contains_key("status") && first.contains_key("pipeline"));

    let of = |args: &[&str]| -> Value { serde_json::from_str(&said(&dir, args)).unwrap() };
    let subject = of(&["project", "status", "--subject", "GW1", "--json"]);
    let keys: Vec<&String> = subject.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["GW1/fit", "project_analyses/sum"], "the project's are never left out");
    assert_eq!(
        of(&["project", "status", "--analysis", "nobody", "--json"]),
        Value::Object(Default::default())
    );
    let (code, _, err) = monitor(&dir, &["project", "status", "--subject", "GW3"]);
    assert_eq!((code, err.trim()), (Some(1), "monitor: no analysis has the subject \"GW3\""));
}

#[test]
fn a_dry_run_changes_not_one_byte_and_runs_no_command() {
    let asked = "complete.command = \"touch asked\"\nrescue.when.command = \"touch asked\"\n";
    let file = format!(
        "[pipelines.fit]\nrun = \"true\"\n{asked}[analyses.\"GW1/fit\"]\npipeline = \"fit\"\n"
    );
    let dir = project("dry", &file);
    let before = everything(&dir);
    let plan = said(&dir, &["project", "cycle", "--dry-run"]);
    assert!(plan.contains("* GW1/fit: submit as GW1/fit:1"), "{plan}");
    said(&dir, &["project", "status"]);
    assert!(everything(&dir) == before, "there was no ledger, and there is none");

    said(&dir, &["project", "cycle"]);
    let plan = || {
        let ledger = fs::read(dir.join("ledger.sqlite")).unwrap();
        let plan = said(&dir, &["project", "cycle", "--dry-run", "--json", "--verbose"]);
        assert_eq!(fs::read(dir.join("ledger.sqlite")).unwrap(), ledger);
        assert!(!dir.join("ledger.sqlite-wal").exists());
        serde_json::from_str::<Value>(&plan).unwrap()
    };
    // Until its job has ended, which is when a plan has a question. Before that the job itself
    // writes there.
    while !plan()["plan"]["questions"].is_array() {}
    let before = everything(&dir.join("GW1"));
    let plan = plan();
    assert!(everything(&dir.join("GW1")) == before);
    assert_eq!(plan["plan"]["questions"][0]["ask"], "complete");
    assert!(!dir.join("GW1/fit/asked").exists());
    said(&dir, &["project", "cycle"]);
    assert!(dir.join("GW1/fit/asked").exists(), "a real cycle asks");
}

#[test]
fn analyses_are_added_and_comments_stay() {
    let dir = project("add", "# mine\n[pipelines.fit]\nrun = \"true\" # quick\n");
    said(&dir, &["project", "add", "GW1/fit", "--var", "gps=12"]);
    said(&dir, &["project", "add", "GW1/second", "--needs", "fit", "--state", "wait"]);
    let text = fs::read_to_string(dir.join("project.toml")).unwrap();
    assert!(text.contains("# mine\n") && text.contains("run = \"true\" # quick\n"), "{text}");
    let states = status(&dir);
    assert_eq!((&*states["GW1/fit"], &*states["GW1/second"]), ("ready", "wait"));

    for wrong in [
        &["GW1/fit"][..],
        &["nokey"],
        &["GW1/x", "--pipeline", "no"],
        &["GW1/x", "--state", "asleep"],
        &["GW1/x", "--needs", "nobody"],
    ] {
        let args: Vec<&str> = ["project", "add"].iter().chain(wrong).copied().collect();
        assert_eq!(monitor(&dir, &args).0, Some(1), "{wrong:?}");
    }
    assert_eq!(fs::read_to_string(dir.join("project.toml")).unwrap(), text);
}

#[test]
fn a_person_stops_what_runs_and_begins_it_again() {
    let file = "[pipelines.long]\nrun = \"exec sleep 600\"\n[analyses.\"GW1/long\"]\npipeline = \"long\"\n";
    let dir = project("stop", file);
    said(&dir, &["project", "cycle"]);
    let moves = said(&dir, &["project", "set", "GW1/long", "stop", "--by", "Ada"]);
    assert!(moves.contains("queued -> stop: Ada said so"), "{moves}");
    assert_eq!(cycle_until(&dir, &["stopped"])["GW1/long"], "stopped");
    said(&dir, &["project", "set", "GW1/long", "restart"]);
    said(&dir, &["project", "set", "GW1/long", "wait"]);
    assert_eq!(status(&dir)["GW1/long"], "wait");
    let (code, _, err) = monitor(&dir, &["project", "set", "GW1/long", "running"]);
    assert_eq!((code, err.trim()), (Some(1), "monitor: no transition from wait to running"));
    assert_eq!(monitor(&dir, &["project", "set", "GW1/long", "no state"]).0, Some(2));
}

#[test]
fn watch_does_cycles_with_a_line_each_until_it_is_told_to_end() {
    let dir = project("watch", THREE);
    let out = said(&dir, &["project", "watch", "--interval-s", "1", "--cycles", "2"]);
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines.len(), 2, "{out}");
    assert!(lines[0].contains("cycle 1") && lines[0].contains("3 added"), "{out}");

    let mut child = command(&dir, &["project", "watch", "--interval-s", "3600"])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = std::io::BufRead::lines(std::io::BufReader::new(child.stdout.take().unwrap()));
    assert!(lines.next().unwrap().unwrap().contains("cycle 1"));
    let pid = nix::unistd::Pid::from_raw(i32::try_from(child.id()).unwrap());
    nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGUSR1).unwrap();
    assert!(lines.next().unwrap().unwrap().contains("cycle 2"), "it was woken");
    nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGTERM).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn the_machine_is_drawn_with_and_without_a_project() {
    let dir = empty_dir("machine");
    assert!(said(&dir, &["project", "machine", "--dot"]).starts_with("digraph"));
    assert!(said(&dir, &["project", "machine", "--mermaid"]).starts_with("stateDiagram-v2"));
}
