//! A project of real commands comes to its end, as somebody who starts the example sees it.

#![expect(clippy::unwrap_used, reason = "what a test cannot set up, it cannot test")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The program that watches local jobs. Nobody has built it yet if only these examples are tested.
fn monitor() -> PathBuf {
    let monitor = Path::new(env!("CARGO_BIN_EXE_analyses")).with_file_name("monitor");
    if !monitor.is_file() {
        let build = ["build", "--package", "monitor-command", "--bin", "monitor"];
        assert!(Command::new(env!("CARGO")).args(build).status().unwrap().success());
    }
    monitor
}

#[test]
fn every_analysis_comes_to_where_it_should() {
    let name = format!("analyses-{}", std::process::id());
    let project = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let mut analyses = Command::new(env!("CARGO_BIN_EXE_analyses"));
    let output = analyses.arg("--monitor").arg(monitor()).arg("--keep").arg(&project).output();
    let output = output.unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{printed}{said}");
    assert!(printed.contains("GW150914/flaky: complete, rescued 2 times"), "{printed}");
    assert!(printed.contains("GW150914/held: held -> stuck"), "{printed}");
    assert!(printed.contains("a person: release job"), "{printed}");
    let archive = project.join("archive");
    assert_eq!(fs::read_to_string(archive.join("GW150914.html")).unwrap().trim(), "100");
    assert_eq!(fs::read_to_string(archive.join("GW170817.html")).unwrap().trim(), "50");
    let posterior = fs::read_to_string(project.join("project_analyses/population/posterior"));
    assert_eq!(posterior.unwrap().lines().count(), 150);
    fs::remove_dir_all(project).unwrap();
}

#[test]
fn arguments_that_make_no_sense_are_refused() {
    for (arguments, reason) in
        [(&["--slow"][..], "unknown argument --slow"), (&["--keep"], "--keep needs a value")]
    {
        let output = Command::new(env!("CARGO_BIN_EXE_analyses")).args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).contains(reason), "{output:?}");
    }
}
