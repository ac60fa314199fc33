//! Output and input of commands: no deadlock, bounded memory, failures that do not stop the run.
#![cfg(all(target_os = "linux", not(monitor_unsupported)))]
#![expect(clippy::disallowed_methods, reason = "a test of processes, with files of its own")]
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

#[path = "support/deeds.rs"]
mod support;

use std::fs::File;
use std::io::{Read, Seek, Write};

use monitor_exec::encode::RecordFormat;
use monitor_exec::{
    CaptureLimit, Error, ExecCommand, OutputStream, ProcessGroup, SpawnStep, StdinSource,
    StreamTarget,
};
use support::{said, workload};

#[test]
fn more_than_a_pipe_holds_is_captured_whole() {
    let outcome = workload(["print:1000000"]).stdout(StreamTarget::capture()).run().unwrap();
    assert_eq!(said(&outcome).len(), 1_000_000);
    assert!(outcome.stdout.unwrap().complete);
    assert!(outcome.stderr.is_none());
}

#[test]
fn what_is_over_the_limit_is_dropped_from_the_middle_and_counted() {
    let limit = CaptureLimit::new(10, 5);
    let outcome = workload(["say:begins", "print:100000", "say:ends"])
        .stdout(StreamTarget::Capture(limit))
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
        .stdout(StreamTarget::capture())
        .stderr(StreamTarget::capture())
        .run()
        .unwrap();
    assert_eq!(outcome.stdout.unwrap().text(), "out\n");
    assert_eq!(outcome.stderr.unwrap().text(), "err\n");
}

#[test]
fn both_streams_are_captured_together_in_their_order() {
    let outcome = workload(["say:a", "complain:b", "say:c", "complain:d"])
        .stdout(StreamTarget::capture())
        .stderr(StreamTarget::WithStdout)
        .run()
        .unwrap();
    assert_eq!(said(&outcome), "a\nb\nc\nd\n");
    assert!(outcome.stderr.is_none());
}

#[test]
fn lines_and_pieces_come_while_the_command_runs() {
    let (sender, lines) = crossbeam_channel::unbounded();
    let (pieces, taken) = std::sync::mpsc::channel();
    let mut running = workload(["say:one", "complain:two", "wait", "say:three"])
        .stdin(StdinSource::Pipe)
        .stdout(StreamTarget::capture())
        .stderr(StreamTarget::capture())
        .send_lines_to(sender)
        .on_output(move |_, bytes| pieces.send(bytes.len()).unwrap())
        .spawn()
        .unwrap();
    let mut first: Vec<_> = (0..2).map(|_| lines.recv().unwrap()).collect();
    first.sort_by_key(|line| line.stream == OutputStream::Stderr);
    let texts: Vec<_> = first.iter().map(|line| line.text().into_owned()).collect();
    assert_eq!(texts, ["one", "two"]);
    assert_eq!(first[1].stream, OutputStream::Stderr);
    // It waits for its input, and so it is still running.
    assert!(!running.is_finished());
    drop(running.take_stdin());
    assert_eq!(lines.recv().unwrap().text(), "three");
    assert!(lines.recv().is_err(), "the channel is closed at the end");
    let outcome = running.wait().unwrap();
    assert_eq!((said(&outcome).len(), outcome.summary.lines_dropped), (10, 0));
    assert_eq!(taken.iter().sum::<usize>(), 14);
}

#[test]
fn a_host_that_does_not_take_its_lines_holds_nobody_up() {
    let (sender, lines) = crossbeam_channel::bounded(1);
    let exec = ExecCommand::new("seq")
        .args(["1", "100000"])
        .stdout(StreamTarget::Capture(CaptureLimit::new(0, 0)));
    let outcome = exec.send_lines_to(sender).run().unwrap();
    assert!(outcome.success());
    assert_eq!((lines.len(), outcome.summary.lines_dropped), (1, 99_999));
}

#[test]
fn a_callback_for_lines_that_panics_is_not_called_again() {
    let outcome = ExecCommand::new("seq")
        .args(["1", "50000"])
        .stdout(StreamTarget::capture())
        .on_line(|_| std::panic::resume_unwind(Box::new("as asked")))
        .run()
        .unwrap();
    assert!(outcome.success() && outcome.callback_panicked);
    assert!(said(&outcome).ends_with("50000\n"));
}

#[test]
fn bytes_of_the_host_are_the_input_however_many() {
    let bytes = vec![b'x'; 300_000];
    let exec = ExecCommand::new("cat")
        .stdin(StdinSource::Bytes(bytes.clone()))
        .stdout(StreamTarget::capture());
    assert_eq!(exec.run().unwrap().stdout.unwrap().bytes(), bytes);
}

#[test]
fn pipes_of_the_host_go_both_ways() {
    let mut running = ExecCommand::new("cat")
        .stdin(StdinSource::Pipe)
        .stdout(StreamTarget::Pipe)
        .spawn()
        .unwrap();
    running.take_stdin().unwrap().write_all(b"there and back").unwrap();
    let mut text = String::new();
    running.take_stdout().unwrap().read_to_string(&mut text).unwrap();
    assert_eq!(text, "there and back");
    assert!(running.wait().unwrap().success());
}

#[test]
fn the_name_and_the_variables_are_as_the_host_says() {
    let exec = ExecCommand::new("sh").arg0("other").args(["-c", "echo $0 $A $B"]);
    let exec = exec.envs([("A", "1"), ("B", "2")]).stdout(StreamTarget::capture());
    assert_eq!(said(&exec.run().unwrap()), "other 1 2\n");
}

#[test]
fn another_user_takes_the_right_to_become_one() {
    let exec =
        || ExecCommand::new("id").arg("-u").uid(65_534).gid(65_534).stdout(StreamTarget::capture());
    let outcome = exec().run();
    if nix::unistd::geteuid().is_root() {
        assert_eq!(said(&outcome.unwrap()), "65534\n");
    } else {
        assert!(matches!(outcome, Err(Error::Spawn { step: SpawnStep::User, .. })));
    }
}

#[test]
fn a_file_of_the_host_gets_the_output_and_a_clone_of_it_gets_both() {
    let mut file = tempfile();
    let twin = file.try_clone().unwrap();
    let exec =
        workload(["say:out", "complain:err"]).stdout(StreamTarget::to(file.try_clone().unwrap()));
    assert!(exec.stderr(StreamTarget::to(twin)).run().unwrap().success());
    let mut text = String::new();
    file.rewind().unwrap();
    file.read_to_string(&mut text).unwrap();
    assert_eq!(text, "out\nerr\n");
}

#[test]
fn a_tee_goes_both_ways() {
    let mut file = tempfile();
    let outcome =
        workload(["say:both"]).stdout(StreamTarget::tee(file.try_clone().unwrap())).run().unwrap();
    let mut text = String::new();
    file.rewind().unwrap();
    file.read_to_string(&mut text).unwrap();
    assert_eq!((text.as_str(), said(&outcome).as_str()), ("both\n", "both\n"));
}

#[test]
fn a_full_disk_under_a_tee_stops_the_tee_and_not_the_command() {
    let full = File::options().write(true).open("/dev/full").unwrap();
    let outcome = workload(["print:200000"]).stdout(StreamTarget::tee(full)).run().unwrap();
    assert!(outcome.success());
    let kept = outcome.stdout.unwrap();
    assert_eq!(kept.total_bytes, 200_000);
    assert_eq!(kept.tee_error.unwrap().raw_os_error(), Some(libc::ENOSPC));
}

#[test]
fn a_tee_whose_reader_is_gone_stops_the_tee_and_not_the_command() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let outcome = workload(["print:200000"]).stdout(StreamTarget::tee(writer)).run().unwrap();
    assert!(outcome.success());
    assert_eq!(outcome.stdout.unwrap().tee_error.unwrap().raw_os_error(), Some(libc::EPIPE));
}

#[test]
fn a_full_disk_under_the_samples_is_reported_and_does_not_stop_the_run() {
    let full = File::options().write(true).open("/dev/full").unwrap();
    let outcome = workload(["sleep:20"])
        .interval_ms(5, 5)
        .encode_into(full, RecordFormat::JsonLines)
        .run()
        .unwrap();
    assert!(outcome.success() && outcome.samples.len() > 2);
    assert_eq!(outcome.encode_error.unwrap().raw_os_error(), Some(libc::ENOSPC));
}

#[test]
fn the_input_is_empty_or_what_the_host_gives() {
    let outcome = ExecCommand::new("cat").stdout(StreamTarget::capture()).run().unwrap();
    assert_eq!(said(&outcome), "");
    let (reader, mut writer) = std::io::pipe().unwrap();
    std::io::Write::write_all(&mut writer, b"given").unwrap();
    drop(writer);
    let outcome = ExecCommand::new("cat")
        .stdin(StdinSource::From(reader.into()))
        .stdout(StreamTarget::capture())
        .run()
        .unwrap();
    assert_eq!(said(&outcome), "given");
}

#[test]
fn a_process_that_outlives_the_command_does_not_hold_up_the_outcome() {
    let script = "sleep 60 & echo $!; echo done";
    let outcome =
        ExecCommand::new("sh").args(["-c", script]).stdout(StreamTarget::capture()).run().unwrap();
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
        .stdout(StreamTarget::capture())
        .run()
        .unwrap();
    assert_eq!((outcome.shell_exit_code(), said(&outcome).as_str()), (Some(4), "before\n"));
}

#[test]
fn environment_directory_umask_and_group_are_as_the_host_says() {
    let script = "echo $GIVEN-$TAKEN-$(pwd)-$(umask)-$(ps -o pgid= -p $$ | tr -d ' ')";
    let exec = ExecCommand::new("sh")
        .args(["-c", script])
        .env("GIVEN", "yes")
        .env("TAKEN", "no")
        .env_remove("TAKEN");
    let running =
        exec.current_dir("/").umask(0o27).stdout(StreamTarget::capture()).spawn().unwrap();
    let pid = running.pid();
    assert_eq!(said(&running.wait().unwrap()), format!("yes--/-0027-{pid}\n"));
    let own = nix::unistd::getpgrp();
    let outcome = workload(["report"])
        .group(ProcessGroup::Host)
        .stdout(StreamTarget::capture())
        .run()
        .unwrap();
    assert!(said(&outcome).contains(&format!("group={own} ")));
    let running = workload(["report"])
        .group(ProcessGroup::Session)
        .stdout(StreamTarget::capture())
        .spawn()
        .unwrap();
    let pid = running.pid();
    assert!(
        said(&running.wait().unwrap()).contains(&format!("group={pid} session={pid} pid={pid}"))
    );
}

#[test]
fn an_empty_environment_is_empty() {
    let outcome = ExecCommand::new("/usr/bin/env")
        .env_clear()
        .env("ONLY", "this")
        .stdout(StreamTarget::capture())
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
