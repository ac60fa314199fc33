//! `monitor runs`, `show` and `report` as their users meet them.
#![expect(clippy::unwrap_used, reason = "tests with fallible set-up outside of test functions")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use monitor_host::RunDir;
use serde_json::Value;

fn base(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("runs_commands").join(name);
    if path.exists() {
        fs::remove_dir_all(&path).unwrap();
    }
    fs::create_dir_all(&path).unwrap();
    path
}

/// Its exit code, and what it printed on both streams.
fn monitor(args: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_monitor"));
    let output = command.args(args).stdin(Stdio::null()).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

/// Three runs: one that completed, one that failed, and one that is there as long as this is.
fn three_runs(base: &Path) -> RunDir {
    let good = RunDir::create(base, "good").unwrap();
    good.update_progress("Rabi", 1, 1, "");
    good.save_plot("rabi.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>").unwrap();
    good.complete("");
    RunDir::create(base, "bad/one").unwrap().fail("fridge is warm");
    let live = RunDir::create(base, "live").unwrap();
    live.update_progress("Ramsey", 2, 5, "Measuring");
    live.log("a line of the log");
    live.flush().unwrap();
    live
}

#[test]
fn runs_are_listed_as_a_table_and_as_json() {
    let base = base("list");
    let _live = three_runs(&base);
    let dir = base.to_str().unwrap();
    let (code, out, err) = monitor(&["runs", dir]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    let line = |id: &str| out.lines().find(|line| line.starts_with(id)).unwrap().to_owned();
    assert!(line("RUN").contains("STATE"), "{out}");
    assert!(line("good").contains("completed  100 %"), "{out}");
    assert!(line("bad%2Fone").contains("fridge is warm"), "{out}");
    assert!(line("live").contains("running") && line("live").contains("2/5 Ramsey"), "{out}");
    assert!(out.lines().nth(1).unwrap().starts_with("live"), "the newest is first: {out}");

    let (code, out, _) = monitor(&["runs", dir, "--json"]);
    let runs: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, runs.as_array().unwrap().len()), (Some(0), 3));
    assert_eq!((&runs[0]["id"], &runs[0]["liveness"]), (&"live".into(), &"live".into()));
}

#[test]
fn no_runs_are_no_error_and_are_told() {
    let base = base("none");
    let (code, out, err) = monitor(&["runs", base.to_str().unwrap()]);
    assert_eq!((code, out.as_str()), (Some(0), ""));
    assert!(err.contains("there are no runs in"), "{err}");
    let (_, out, _) = monitor(&["runs", base.to_str().unwrap(), "--json"]);
    assert_eq!(out, "[]\n");
}

#[test]
fn a_run_is_shown_by_id_name_directory_or_file() {
    let base = base("show");
    let live = three_runs(&base);
    let dir = base.to_str().unwrap();
    let file = live.status_path().to_str().unwrap();
    for args in [["live", "--base", dir].as_slice(), &[dir], &[file]] {
        let (code, out, err) = monitor(&[&["show"], args].concat());
        assert_eq!((code, err.as_str()), (Some(0), ""), "{args:?}");
        for part in ["live  running", "40.0 %", "step 2 of 5: Ramsey, for", "a line of the log"] {
            assert!(out.contains(part), "{part} is not in\n{out}");
        }
    }
    let (_, out, _) = monitor(&["show", "bad/one", "--base", dir]);
    assert!(out.starts_with("bad/one  error: fridge is warm"), "{out}");
    let (_, out, _) = monitor(&["show", "live", "--base", dir, "--json"]);
    let status: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(status["current_step"], 2);
}

#[test]
fn a_run_that_is_not_there_is_an_error() {
    let base = base("missing");
    let (code, out, err) = monitor(&["show", "nothing", "--base", base.to_str().unwrap()]);
    assert_eq!((code, out.as_str()), (Some(1), ""));
    assert_eq!(err, "monitor: run \"nothing\" not found\n");
}

#[test]
fn who_follows_a_run_sees_what_is_new_and_how_it_ends() {
    let base = base("follow");
    let run = RunDir::create(&base, "t").unwrap();
    run.log("before");
    run.flush().unwrap();
    let dir = base.to_str().unwrap();
    let follow = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_monitor"));
        command.args(["show", "t", "--follow", "--base", dir]).stdin(Stdio::null());
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let mut following = follow();
    // Its first line says that it looks.
    let mut line = String::new();
    let err = std::io::BufReader::new(following.stderr.as_mut().unwrap());
    let mut err = err;
    std::io::BufRead::read_line(&mut err, &mut line).unwrap();
    assert_eq!(line, "INFO - before\n");
    run.update_progress("Rabi", 1, 2, "");
    run.complete("done");
    let mut rest = String::new();
    std::io::Read::read_to_string(&mut err, &mut rest).unwrap();
    assert_eq!(rest, "STEP 1 of 2 - Rabi\nINFO - done\nt - completed\n");
    let output = following.wait_with_output().unwrap();
    assert!(output.status.success());
    assert!(String::from_utf8(output.stdout).unwrap().starts_with("t  completed"));

    RunDir::create(&base, "t").unwrap().fail("broken");
    assert_eq!(follow().wait_with_output().unwrap().status.code(), Some(1));
}

#[test]
fn a_report_of_a_run_is_text_or_one_file_with_its_plots() {
    let base = base("report");
    let _live = three_runs(&base);
    let dir = base.to_str().unwrap();
    let (code, out, err) = monitor(&["report", "good", "--base", dir]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert!(out.starts_with("good  completed"), "{out}");
    let page = base.join("report.html");
    let file = base.join("status/good_status.json");
    for target in [["good", "--base", dir].as_slice(), &[file.to_str().unwrap()]] {
        let (code, ..) = monitor(&[&["report", "--html", page.to_str().unwrap()], target].concat());
        assert_eq!(code, Some(0));
        let html = fs::read_to_string(&page).unwrap();
        assert!(html.contains("<title>100 % good</title>"), "{html}");
        assert!(html.contains("data:image/svg+xml;base64,"), "{html}");
        fs::remove_file(&page).unwrap();
    }
}
