//! How a program can end, and what its run says then.

use std::io::Read;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Stdio};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::place::Place;

/// Starts a program that says when it is there, and waits for that.
fn begun(place: &Place, script: &str) -> Child {
    let mut command = place.command(&[], &["sh", "-c", script]);
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut first = [0];
    child.stdout.as_mut().unwrap().read_exact(&mut first).unwrap();
    child
}

fn signal(pid: u32, signal: Signal) {
    kill(Pid::from_raw(pid.cast_signed()), signal).unwrap();
}

#[test]
fn exit_codes_and_reasons_are_those_of_the_program() {
    let place = Place::new("codes");
    for (script, end, state, reason) in [
        ("exit 0", (Some(0), None), "completed", None),
        ("exit 3", (Some(3), None), "error", Some("exit code 3")),
        ("kill -9 $$", (None, Some(9)), "error", Some("ended by signal 9 (SIGKILL)")),
        ("kill -15 $$", (None, Some(15)), "error", Some("ended by signal 15 (SIGTERM)")),
    ] {
        let status = place.shell(script).status;
        assert_eq!((status.code(), status.signal()), end, "{script}");
        let status = place.status();
        assert_eq!(status.status.as_str(), state);
        assert_eq!(status.state_reason.as_deref(), reason);
    }
    assert_eq!(place.status().extra["exit"]["signal"], 15);
    assert!(place.status().extra["resources"]["elapsed_s"].as_f64().unwrap() > 0.0);
    assert_eq!(place.status().extra["command"][2], "kill -15 $$");
}

#[test]
fn a_program_that_cannot_be_run_is_a_failed_run() {
    let place = Place::new("missing");
    assert_eq!(place.run(&[], &["/no/such/program"]).status.code(), Some(127));
    assert_eq!(place.status().status.as_str(), "error");
    assert!(place.status().state_reason.unwrap().contains("not found"));
    assert_eq!(place.run(&[], &["/etc/passwd"]).status.code(), Some(126));
    assert_eq!(place.run(&["--no-such-option"], &["true"]).status.code(), Some(125));
}

#[test]
fn a_signal_to_us_goes_to_the_program_and_the_run_ends_recorded() {
    let place = Place::new("passed");
    let mut child = begun(&place, "trap 'exit 7' TERM; echo; while :; do sleep 0.01; done");
    assert_eq!(place.liveness(), "live");
    signal(child.id(), Signal::SIGTERM);
    assert_eq!(child.wait().unwrap().code(), Some(7));
    assert_eq!(place.status().state_reason.as_deref(), Some("exit code 7"));
}

#[test]
fn a_run_whose_monitor_is_killed_has_crashed() {
    let place = Place::new("crashed");
    let mut child = begun(&place, "echo $$; exec sleep 60");
    let mut digits = String::new();
    let mut byte = [0];
    let from = child.stdout.as_mut().unwrap();
    // The first digit was read already, so the number is asked of the log.
    while from.read(&mut byte).unwrap() == 1 && byte[0] != b'\n' {
        digits.push(char::from(byte[0]));
    }
    signal(child.id(), Signal::SIGKILL);
    child.wait().unwrap();
    assert_eq!(place.liveness(), "crashed");
    assert_eq!(place.status().status.as_str(), "running");
    let (kept, _) = place.kept("stdout");
    if let Ok(pid) = String::from_utf8(kept).unwrap().trim().parse() {
        // What was run goes on without us; nobody else ends it.
        signal(pid, Signal::SIGKILL);
    }
}

#[test]
fn a_process_that_outlives_the_program_does_not_hold_up_the_end() {
    let place = Place::new("outlives");
    let mut child = begun(&place, "sleep 60 & echo $!");
    assert_eq!(child.wait().unwrap().code(), Some(0));
    let (kept, _) = place.kept("stdout");
    signal(String::from_utf8(kept).unwrap().trim().parse().unwrap(), Signal::SIGKILL);
    assert_eq!(place.status().status.as_str(), "completed");
}

#[test]
fn of_two_runs_with_one_name_the_second_is_told_so() {
    let place = Place::new("two");
    let mut child = begun(&place, "echo; exec sleep 60");
    let second = place.shell("true");
    assert_eq!(second.status.code(), Some(125));
    assert!(String::from_utf8_lossy(&second.stderr).contains("is already active in process"));
    signal(child.id(), Signal::SIGTERM);
    child.wait().unwrap();
    assert_eq!(place.shell("true").status.code(), Some(0));
}
