//! What a signal does: running jobs end, waiting ones are not begun, and the summary is written.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::Command;

use crate::program::{Ran, command, file};

const LIST: &str = r#"
    [[jobs]]
    name = "running"
    command = "trap '' TERM; echo progress 1; while :; do sleep 1000; done"
    [[jobs]]
    name = "waiting"
    command = ["true"]
    [[jobs]]
    name = "needing"
    command = ["true"]
    needs = ["running"]
"#;

/// Runs the list on one worker and sends it the signal as soon as its command runs.
fn stopped_by(signal: &str) -> Ran {
    let list = file(&format!("stopped_by_{signal}.toml"), LIST);
    let mut child = command().args(["--workers", "1", "--jobs"]).arg(list).spawn().unwrap();
    let mut reader = BufReader::new(child.stdout.take().unwrap());
    let mut out = String::new();
    while !out.contains("job.progress.updated") {
        assert_ne!(reader.read_line(&mut out).unwrap(), 0, "{out}");
    }
    let sent = Command::new("sh").args(["-c", &format!("kill -{signal} {}", child.id())]).status();
    assert!(sent.unwrap().success());
    reader.read_to_string(&mut out).unwrap();
    let output = child.wait_with_output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    Ran { code: output.status.code(), out, err }
}

#[test]
fn an_interrupt_cancels_everything_and_still_gives_the_summary() {
    let ran = stopped_by("INT");
    ran.ended_with(130);
    ran.is_plain();
    for job in ["running", "waiting", "needing"] {
        assert_eq!(ran.row(job)[2], "cancelled, not meant");
    }
    assert_eq!(ran.events("job.started").len(), 1);
    ran.says("jobs        3 created, 1 started, 0 completed, 0 failed, 3 cancelled\n");
    ran.says("stopped by signal 2\n");
}

#[test]
fn a_request_to_terminate_does_the_same() {
    let ran = stopped_by("TERM");
    ran.ended_with(143);
    ran.says("stopped by signal 15\n");
}
