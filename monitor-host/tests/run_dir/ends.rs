//! However a process ends, its run's last state is on the disk, and readers know that it is gone.

use std::fs;
use std::os::unix::process::ExitStatusExt;

use monitor_host::{RunDir, RunSource};
use monitor_run::{Liveness, RunReport, RunState};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::kills::kill_at_random;
use crate::place::empty_dir;
use crate::program::{NAME, program, seen, started};

#[test]
fn a_killed_process_leaves_a_whole_document_and_is_known_to_be_gone() {
    kill_at_random(8);
}

#[test]
fn a_process_that_is_there_is_live_and_a_killed_one_has_crashed_with_its_last_scene() {
    let base = empty_dir("scene");
    let mut child = started(&base, &["step:2", "log:3", "flush", "say", "wait"]);
    assert_eq!(seen(&base).1, Liveness::Live);
    child.kill().unwrap();
    child.wait().unwrap();
    let (status, liveness) = seen(&base);
    assert!(matches!(liveness, Liveness::Crashed { .. }), "{liveness:?}");
    let tail = RunSource::new(&base).log_last(NAME, 1_000).unwrap();
    let log = String::from_utf8(tail.bytes).unwrap();
    let now = monitor_core::Timestamp::now();
    let text = RunReport::new(&status, now).liveness(liveness).log(&log).text();
    for part in ["crashed: its process is gone", "step 2 of 3: the step, for ", "line 2 xxx"] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
}

#[test]
fn a_crashed_run_heals_when_it_is_begun_again() {
    let base = empty_dir("heals");
    let mut child = started(&base, &["step:2", "flush", "say", "wait"]);
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(seen(&base).1.as_str(), "crashed");
    let mut again = started(&base, &["say", "wait", "complete"]);
    let (status, liveness) = seen(&base);
    assert_eq!((liveness, status.attempt, status.current_step), (Liveness::Live, 2, Some(2)));
    drop(again.stdin.take());
    assert!(again.wait().unwrap().success());
    assert_eq!(seen(&base).1, Liveness::Ended);
}

#[test]
fn an_exit_without_a_word_is_a_crash() {
    let base = empty_dir("exit");
    let output = program(&base, &["step:1", "flush", "exit:0"]).output().unwrap();
    assert!(output.status.success());
    assert_eq!(seen(&base).1.as_str(), "crashed");
}

#[test]
fn a_panic_ends_the_run_as_failed_with_its_last_state() {
    let base = empty_dir("panic");
    let output = program(&base, &["step:3", "panic"]).output().unwrap();
    assert_eq!(output.status.code(), Some(101));
    let (status, _) = seen(&base);
    assert_eq!((&status.status, status.current_step), (&RunState::Error, Some(3)));
    assert_eq!(status.state_reason.as_deref(), Some("panicked"));
}

#[test]
fn a_panic_is_reported_with_its_message_if_that_was_asked_for() {
    let base = empty_dir("panic-reported");
    let output = program(&base, &["report-panics", "step:3", "panic"]).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("the fridge is warm"), "the hook before is still called: {said}");
    let (status, _) = seen(&base);
    let error = &status.errors[0].message;
    assert!(error.starts_with("thread main panicked at "), "{error}");
    assert!(error.ends_with(": the fridge is warm"), "{error}");
    assert_eq!((&status.status, status.current_step), (&RunState::Error, Some(3)));
}

#[test]
fn a_signal_ends_the_run_as_cancelled_and_then_the_process() {
    for (signal, name) in
        [(Signal::SIGTERM, "SIGTERM"), (Signal::SIGINT, "SIGINT"), (Signal::SIGHUP, "SIGHUP")]
    {
        let base = empty_dir(name);
        let mut child = started(&base, &["signals", "step:3", "say", "wait"]);
        // Waiting would close it, and so end the program in another way.
        let _stdin = child.stdin.take();
        kill(Pid::from_raw(i32::try_from(child.id()).unwrap()), signal).unwrap();
        assert_eq!(child.wait().unwrap().signal(), Some(signal as i32));
        let (status, liveness) = seen(&base);
        assert_eq!((&status.status, liveness), (&RunState::Cancelled, Liveness::Ended));
        assert_eq!(status.state_reason.as_deref(), Some(name));
        assert_eq!(status.current_step, Some(3));
    }
}

#[test]
fn eight_threads_that_tell_of_everything_do_not_stop_each_other() {
    let base = empty_dir("threads");
    let output = program(&base, &["threads:200", "complete"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let (status, _) = seen(&base);
    assert_eq!(status.total_of_steps(), 1_600);
    assert_eq!(status.total_of_messages(), 2 * 1_600 + 1);
    assert_eq!(status.series["series"].total, 16_000);
    let bars: Vec<_> = status.bars.iter().map(|bar| (bar.done, bar.round)).collect();
    assert_eq!(bars, [(10, 199); 8]);
    let log = fs::read_to_string(RunSource::new(&base).log_path(NAME).unwrap()).unwrap();
    assert_eq!(log.lines().count(), 1_601);
}

/// The size of files is limited, with the signal for that ignored, so that writes fail as they do
/// on a disk that is full.
fn with_files_up_to(blocks: u32, base: &std::path::Path, deeds: &[&str]) -> std::process::Output {
    let mut command = std::process::Command::new("sh");
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$@\"");
    let program = program(base, deeds);
    command.args(["-c", &script, "sh"]).arg(program.get_program()).args(program.get_args());
    command.output().unwrap()
}

#[test]
fn a_log_that_cannot_grow_does_not_stop_the_program_and_is_told() {
    let base = empty_dir("full-log");
    let output = with_files_up_to(32, &base, &["log:2000", "complete", "say"]);
    assert!(output.status.success());
    assert_eq!(output.stdout, b"here\n");
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.starts_with("monitor: the run goes on, but cannot write to "), "{said}");
    assert_eq!(said.lines().count(), 1, "it is said once: {said}");
    let (status, _) = seen(&base);
    assert_eq!((&status.status, status.total_of_messages()), (&RunState::Completed, 2_001));
    let writer = status.writer.unwrap();
    assert!(writer.write_errors > 1_000, "{}", writer.write_errors);
    assert!(writer.last_write_error.unwrap().contains("too large"));
}

#[test]
fn a_document_that_cannot_be_written_stays_as_it_was_and_the_program_runs_on() {
    let base = empty_dir("full-status");
    let output = with_files_up_to(24, &base, &["flush", "steps:100", "flush", "say", "complete"]);
    assert!(output.status.success());
    assert_eq!(output.stdout, b"here\n");
    let (status, liveness) = seen(&base);
    assert_eq!((&status.status, status.steps.len()), (&RunState::Running, 0));
    assert_eq!(liveness.as_str(), "crashed", "nobody holds the lock");
}

#[test]
fn a_directory_that_goes_away_does_not_stop_the_program() {
    let base = empty_dir("gone");
    let run = RunDir::create(base.join("runs"), "t").unwrap();
    fs::remove_dir_all(base.join("runs")).unwrap();
    run.log("still here");
    assert!(run.flush().is_err());
    assert!(run.save_plot("a.svg", b"").is_err());
    fs::create_dir_all(base.join("runs/status")).unwrap();
    run.complete("");
    let status = RunSource::new(base.join("runs")).status("t").unwrap();
    assert_eq!(status.status, RunState::Completed);
    assert_eq!(status.writer.unwrap().write_errors, 2);
}
