//! The command's streams are its own, also when they are full, closed or huge.

use std::fs::File;
use std::io::Write;
use std::os::unix::process::ExitStatusExt;
use std::process::Stdio;

use crate::program::{Scratch, err, exec, monitor, out};

#[test]
fn input_and_output_are_the_commands_own() {
    let mut child =
        monitor(&["exec", "-q", "--", "tr", "a-z", "A-Z"]).stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"passed on\n").unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(out(&output), "PASSED ON\n");
    assert!(output.stderr.is_empty());
}

#[test]
fn five_megabytes_pass_through() {
    let output = exec(&[], "head -c 5000000 /dev/zero; head -c 100000 /dev/zero >&2");
    assert_eq!(output.stdout.len(), 5_000_000);
    assert!(output.stderr.len() > 100_000 && output.status.success());
}

#[test]
fn a_reader_that_leaves_is_the_commands_affair() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = monitor(&["exec", "--", "yes"]).stdout(writer).output().unwrap();
    assert_eq!(output.status.signal(), Some(13));
    assert!(err(&output).contains("SIGPIPE"));
}

#[test]
fn a_reader_of_ours_that_leaves_is_no_error() {
    let scratch = Scratch::new();
    let log = scratch.path("log");
    for options in [["--out", "-"], ["--summary", "-"], ["--report", "-"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = monitor(&[&["exec", "-q", "--stdout", &log], &options[..]].concat());
        let output = command.args(["--", "echo", "x"]).stdout(writer).output().unwrap();
        assert_eq!((output.status.code(), err(&output).as_str()), (Some(0), ""), "{options:?}");
    }
}

#[test]
fn a_full_disk_loses_no_command_but_is_told() {
    for option in ["--out", "--summary", "--report"] {
        let output = exec(&["-q", option, "/dev/full"], "echo done");
        assert_eq!((output.status.code(), out(&output).as_str()), (Some(125), "done\n"));
        assert!(err(&output).contains("/dev/full: No space left"), "{}", err(&output));
        let output = exec(&["-q", option, "/dev/full"], "exit 7");
        assert_eq!(output.status.code(), Some(7));
    }
}

#[test]
fn the_streams_go_to_files_also_to_one_in_order() {
    let scratch = Scratch::new();
    let (first, second) = (scratch.path("out"), scratch.path("err"));
    let script = "echo one; echo two >&2; echo three";
    exec(&["-q", "--stdout", &first, "--stderr", &second], script);
    assert_eq!((scratch.read("out"), scratch.read("err")), ("one\nthree\n".into(), "two\n".into()));
    exec(&["-q", "--stdout", &first, "--stderr", &first], script);
    assert_eq!(scratch.read("out"), "one\ntwo\nthree\n");
}

#[test]
fn the_figures_at_the_end_go_to_the_standard_error_unless_quiet() {
    let output = exec(&[], "echo result");
    assert_eq!(out(&output), "result\n");
    let said = err(&output);
    assert!(said.starts_with("monitor: exited with code 0 after "), "{said}");
    for word in ["CPU ", "memory ", "read ", "written ", "1 process, 1 thread at most"] {
        assert!(said.contains(word), "{word}: {said}");
    }
    assert!(err(&exec(&["--quiet"], "exit 3")).is_empty());
}

#[test]
fn nobody_at_the_standard_error_is_no_error() {
    let full = File::options().write(true).open("/dev/full").unwrap();
    let status = monitor(&["exec", "--", "true"]).stderr(full).status().unwrap();
    assert_eq!(status.code(), Some(0));
}
