//! Output and input of commands: no deadlock, bounded memory, failures that do not stop the run.
#![expect(clippy::disallowed_methods, reason = "a test of processes, with files of its own")]
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

#[path = "support/deeds.rs"]
mod support;

use std::fs::File;
use std::io::{Read, Seek};

use monitor_exec::encode::Format;
use monitor_exec::{CaptureLimit, Exec, Group, Input, Output};
use support::{said, workload};

#[test]
fn more_than_a_pipe_holds_is_captured_whole() {
    let outcome = workload(["print:1000000"]).stdout(Output::capture()).run().unwrap();
    assert_eq!(said(&outcome).len(), 1_000_000);
    assert!(outcome.stdout.unwrap().complete);
    assert!(outcome.stderr.is_none());
}

#[test]
fn what_is_over_the_limit_is_dropped_from_the_middle_and_counted() {
    let limit = CaptureLimit::new(10, 5);
    let outcome = workload(["say:begins", "print:100000", "say:ends"])
        .stdout(Output::Capture(limit))
        .run()
        .unwrap();
    let kept = outcome.stdout.unwrap();
    assert_eq!(kept.head, b"begins\nxxx");
    assert_eq!(kept.tail, b"ends\n");
    assert_eq!(kept.total_bytes, 100_012);
    assert_eq!(kept.dropped_bytes, 100_012 - 15);
}

#[test]
fn both_streams_are_captured_apart() {
    let outcome = workload(["say:out", "complain:err"])
        .stdout(Output::capture())
        .stderr(Output::capture())
        .run()
        .unwrap();
    assert_eq!(outcome.stdout.unwrap().text(), "out\n");
    assert_eq!(outcome.stderr.unwrap().text(), "err\n");
}

#[test]
fn a_file_of_the_host_gets_the_output_and_a_clone_of_it_gets_both() {
    let mut file = tempfile();
    let twin = file.try_clone().unwrap();
    let exec = workload(["say:out", "complain:err"]).stdout(Output::to(file.try_clone().unwrap()));
    assert!(exec.stderr(Output::to(twin)).run().unwrap().success());
    let mut text = String::new();
    file.rewind().unwrap();
    file.read_to_string(&mut text).unwrap();
    assert_eq!(text, "out\nerr\n");
}

#[test]
fn a_tee_goes_both_ways() {
    let mut file = tempfile();
    let outcome =
        workload(["say:both"]).stdout(Output::tee(file.try_clone().unwrap())).run().unwrap();
    let mut text = String::new();
    file.rewind().unwrap();
    file.read_to_string(&mut text).unwrap();
    assert_eq!((text.as_str(), said(&outcome).as_str()), ("both\n", "both\n"));
}

#[test]
fn a_full_disk_under_a_tee_stops_the_tee_and_not_the_command() {
    let full = File::options().write(true).open("/dev/full").unwrap();
    let outcome = workload(["print:200000"]).stdout(Output::tee(full)).run().unwrap();
    assert!(outcome.success());
    let kept = outcome.stdout.unwrap();
    assert_eq!(kept.total_bytes, 200_000);
    assert_eq!(kept.tee_error.unwrap().raw_os_error(), Some(libc::ENOSPC));
}

#[test]
fn a_tee_whose_reader_is_gone_stops_the_tee_and_not_the_command() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let outcome = workload(["print:200000"]).stdout(Output::tee(writer)).run().unwrap();
    assert!(outcome.success());
    assert_eq!(outcome.stdout.unwrap().tee_error.unwrap().raw_os_error(), Some(libc::EPIPE));
}

#[test]
fn a_full_disk_under_the_samples_is_reported_and_does_not_stop_the_run() {
    let full = File::options().write(true).open("/dev/full").unwrap();
    let outcome = workload(["sleep:20"])
        .interval_ms(5, 5)
        .encode_into(full, Format::JsonLines)
        .run()
        .unwrap();
    assert!(outcome.success() && outcome.samples.len() > 2);
    assert_eq!(outcome.encode_error.unwrap().raw_os_error(), Some(libc::ENOSPC));
}

#[test]
fn the_input_is_empty_or_what_the_host_gives() {
    let outcome = Exec::new("cat").stdout(Output::capture()).run().unwrap();
    assert_eq!(said(&outcome), "");
    let (reader, mut writer) = std::io::pipe().unwrap();
    std::io::Write::write_all(&mut writer, b"given").unwrap();
    drop(writer);
    let outcome =
        Exec::new("cat").stdin(Input::From(reader.into())).stdout(Output::capture()).run().unwrap();
    assert_eq!(said(&outcome), "given");
}

#[test]
fn a_process_that_outlives_the_command_does_not_hold_up_the_outcome() {
    let script = "sleep 60 & echo $!; echo done";
    let outcome = Exec::new("sh").args(["-c", script]).stdout(Output::capture()).run().unwrap();
    let text = said(&outcome);
    let (pid, rest) = text.split_once('\n').unwrap();
    assert_eq!(rest, "done\n");
    assert!(!outcome.stdout.unwrap().complete);
    nix::sys::signal::kill(
        nix::unistd::Pid::from_raw(pid.parse().unwrap()),
        nix::sys::signal::Signal::SIGKILL,
    )
    .unwrap();
}

#[test]
fn a_command_that_closes_its_descriptors_is_watched_to_its_end() {
    let outcome = workload(["say:before", "close", "sleep:20", "exit:4"])
        .stdout(Output::capture())
        .run()
        .unwrap();
    assert_eq!((outcome.exit_code(), said(&outcome).as_str()), (Some(4), "before\n"));
}

#[test]
fn environment_directory_umask_and_group_are_as_the_host_says() {
    let script = "echo $GIVEN-$TAKEN-$(pwd)-$(umask)-$(ps -o pgid= -p $$ | tr -d ' ')";
    let exec = Exec::new("sh")
        .args(["-c", script])
        .env("GIVEN", "yes")
        .env("TAKEN", "no")
        .env_remove("TAKEN");
    let running = exec.current_dir("/").umask(0o27).stdout(Output::capture()).spawn().unwrap();
    let pid = running.pid();
    assert_eq!(said(&running.wait().unwrap()), format!("yes--/-0027-{pid}\n"));
    let own = nix::unistd::getpgrp();
    let outcome = workload(["report"]).group(Group::Host).stdout(Output::capture()).run().unwrap();
    assert!(said(&outcome).contains(&format!("group={own} ")));
    let running =
        workload(["report"]).group(Group::Session).stdout(Output::capture()).spawn().unwrap();
    let pid = running.pid();
    assert!(
        said(&running.wait().unwrap()).contains(&format!("group={pid} session={pid} pid={pid}"))
    );
}

#[test]
fn an_empty_environment_is_empty() {
    let outcome = Exec::new("/usr/bin/env")
        .env_clear()
        .env("ONLY", "this")
        .stdout(Output::capture())
        .run()
        .unwrap();
    assert_eq!(said(&outcome), "ONLY=this\n");
}

/// A file without a name.
fn tempfile() -> File {
    use std::os::unix::fs::OpenOptionsExt;
    File::options()
        .read(true)
        .write(true)
        .custom_flags(libc::O_TMPFILE)
        .open(std::env::temp_dir())
        .unwrap()
}
