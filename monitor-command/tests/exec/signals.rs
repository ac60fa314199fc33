//! What is sent to monitor reaches the command, and the figures are there all the same.

use std::io::Read;

use nix::sys::signal::{Signal, kill};
use serde_json::Value;

use crate::program::{Scratch, monitor, pid, ready};

/// Says `ready`, then answers a signal by its name and an exit code.
const ANSWERS: &str = "for s in INT TERM HUP QUIT USR1; do trap \"echo $s; exit 9\" $s; done; \
                       echo ready; while :; do sleep 0.02; done";

#[test]
fn signals_reach_the_command_and_the_summary_is_written() {
    for (signal, name) in [
        (Signal::SIGINT, "INT"),
        (Signal::SIGTERM, "TERM"),
        (Signal::SIGHUP, "HUP"),
        (Signal::SIGQUIT, "QUIT"),
        (Signal::SIGUSR1, "USR1"),
    ] {
        let scratch = Scratch::new();
        let file = scratch.path("summary.json");
        let command = monitor(&["exec", "-q", "--summary", &file, "--", "sh", "-c", ANSWERS]);
        let mut started = ready(command);
        kill(pid(&started.child), signal).unwrap();
        let mut said = String::new();
        started.stdout.read_to_string(&mut said).unwrap();
        assert_eq!(said, format!("{name}\n"));
        assert_eq!(started.child.wait().unwrap().code(), Some(9), "{name}");
        let summary: Value = serde_json::from_str(&scratch.read("summary.json")).unwrap();
        assert_eq!((&summary["exit_code"], &summary["outcome"]), (&9.into(), &"exited".into()));
    }
}

#[test]
fn a_command_that_a_signal_ends_is_128_and_its_number() {
    let command = monitor(&["exec", "-q", "--", "sh", "-c", "echo ready; exec sleep 60"]);
    let mut started = ready(command);
    kill(pid(&started.child), Signal::SIGTERM).unwrap();
    assert_eq!(started.child.wait().unwrap().code(), Some(128 + 15));
}

#[test]
fn a_command_with_a_group_of_its_own_gets_them_too() {
    let mut started = ready(monitor(&["exec", "-q", "--subreaper", "--", "sh", "-c", ANSWERS]));
    kill(pid(&started.child), Signal::SIGINT).unwrap();
    assert_eq!(started.child.wait().unwrap().code(), Some(9));
}

#[test]
fn what_is_ignored_stays_ignored() {
    // As nohup does; the command then ends by another signal.
    let script = format!(
        "trap '' HUP; exec {} exec -q -- sh -c \"trap 'exit 3' TERM; echo ready; while :; do sleep 0.02; done\"",
        env!("CARGO_BIN_EXE_monitor")
    );
    let mut command = std::process::Command::new("sh");
    command.args(["-c", &script]).stdout(std::process::Stdio::piped());
    let mut started = ready(command);
    kill(pid(&started.child), Signal::SIGHUP).unwrap();
    kill(pid(&started.child), Signal::SIGTERM).unwrap();
    assert_eq!(started.child.wait().unwrap().code(), Some(3));
}

#[test]
fn a_signal_ends_many_runs() {
    let scratch = Scratch::new();
    let script = format!("echo x >> {}; exec sleep 60", scratch.path("mark"));
    let args = ["exec", "--runs", "5", "--show-output", "--", "sh", "-c"];
    let mut command = monitor(&args);
    command.arg(format!("echo ready; {script}"));
    let mut started = ready(command);
    kill(pid(&started.child), Signal::SIGINT).unwrap();
    assert_eq!(started.child.wait().unwrap().code(), Some(130));
}
