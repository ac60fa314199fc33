//! What goes through, and what is kept of it.

use std::io::{Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::process::Stdio;

use crate::place::Place;

#[test]
fn both_streams_go_through_and_are_kept_as_they_are() {
    let place = Place::new("both");
    let output = place.shell(r"printf 'a\nb'; printf 'c\r\td\n' >&2");
    assert_eq!(
        (output.stdout.as_slice(), output.stderr.as_slice()),
        (&b"a\nb"[..], &b"c\r\td\n"[..])
    );
    assert_eq!(place.kept("stdout"), (b"a\nb".to_vec(), 1));
    assert_eq!(place.kept("stderr"), (b"c\r\td\n".to_vec(), 1));
    let log = place.log();
    assert!(log.contains(" - STDOUT - a\n") && log.contains(" - STDOUT - b\n"), "{log}");
}

#[test]
fn five_megabytes_of_any_bytes_go_through_and_are_kept() {
    let place = Place::new("binary");
    let mut state = 1_u64;
    let bytes: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        state.to_be_bytes()[0]
    })
    .take(5 << 20)
    .collect();
    let file = place.dir.join("bytes");
    std::fs::write(&file, &bytes).unwrap();
    let output = place.run(&[], &["cat", file.to_str().unwrap()]);
    assert!(output.stdout == bytes && output.stderr.is_empty());
    assert!(place.kept("stdout").0 == bytes);
    assert_eq!(place.status().extra["output"]["stdout"]["bytes"], 5 << 20);
}

#[test]
fn output_goes_through_before_the_line_ends_and_input_comes_in() {
    let place = Place::new("prompt");
    let mut command =
        place.command(&[], &["sh", "-c", "printf 'name? '; read x; echo \"hello $x\""]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut asked = [0; 6];
    let mut from = child.stdout.take().unwrap();
    from.read_exact(&mut asked).unwrap();
    assert_eq!(&asked, b"name? ");
    child.stdin.take().unwrap().write_all(b"bob\n").unwrap();
    let mut rest = String::new();
    from.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "hello bob\n");
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_stream_without_an_end_is_kept_in_parts_whose_names_say_where_they_begin() {
    let place = Place::new("parts");
    let lines = "yes 0123456789abcde | head -c 5242880";
    let output = place.run(&["--keep-mb", "1"], &["sh", "-c", lines]);
    assert_eq!(output.stdout.len(), 5 << 20);
    let (kept, parts) = place.kept("stdout");
    assert_eq!((kept.len(), parts), (1 << 20, 4));
    assert_eq!(kept[..1 << 18], output.stdout[..1 << 18]);
    assert_eq!(kept[1 << 18..], output.stdout[(5 << 20) - (3 << 18)..]);
    let figures = &place.status().extra["output"]["stdout"];
    assert_eq!((&figures["bytes"], &figures["lost_bytes"]), (&(5 << 20).into(), &(4 << 20).into()));
}

#[test]
fn a_disk_that_refuses_does_not_stop_the_program_and_is_told_of() {
    let place = Place::new("full");
    // A file may have 64 KiB here; what is written beyond that is refused, as by a full disk.
    let monitor = env!("CARGO_BIN_EXE_monitor");
    let script = format!(
        "trap '' XFSZ; ulimit -f 128; exec {monitor} run --name t --base {} -- \
         sh -c 'yes 0123456789abcde | head -c 2097152; echo end >&2'",
        place.dir.display()
    );
    let output = std::process::Command::new("sh").args(["-c", &script]).output().unwrap();
    assert_eq!((output.status.code(), output.stdout.len()), (Some(0), 2 << 20));
    let status = place.status();
    assert_eq!(status.status.as_str(), "completed");
    let figures = &status.extra["output"]["stdout"];
    assert_eq!(figures["bytes"], 2 << 20);
    assert!(figures["lost_bytes"].as_u64().unwrap() > 1 << 20, "{figures}");
    assert!(figures["error"].as_str().unwrap().contains("large"), "{figures}");
}

#[test]
fn when_the_reader_leaves_the_program_is_told_as_without_us() {
    let place = Place::new("reader");
    let mut child = place.command(&[], &["yes"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut some = [0; 10];
    child.stdout.take().unwrap().read_exact(&mut some).unwrap();
    assert_eq!(child.wait().unwrap().signal(), Some(13));
    assert_eq!(place.status().state_reason.as_deref(), Some("ended by signal 13 (SIGPIPE)"));
}

#[test]
fn one_file_for_both_streams_keeps_the_order_in_which_the_program_writes() {
    let place = Place::new("order");
    let script = "i=0; while [ $i -lt 2000 ]; do echo o$i; echo e$i >&2; i=$((i+1)); done";
    let (mut reader, writer) = std::io::pipe().unwrap();
    let mut command = place.command(&["--pty", "never"], &["sh", "-c", script]);
    command.stdout(writer.try_clone().unwrap()).stderr(writer);
    let mut child = command.spawn().unwrap();
    drop(command);
    let mut said = String::new();
    reader.read_to_string(&mut said).unwrap();
    assert!(child.wait().unwrap().success());
    let expected: String = (0..2000).map(|i| format!("o{i}\ne{i}\n")).collect();
    assert!(said == expected, "{} bytes", said.len());
    assert_eq!(place.kept("output").0, expected.into_bytes());
    assert!(place.log().contains(" - OUTPUT - e1999\n"));
}

#[test]
fn processes_that_outlive_the_program_are_told_of_their_output() {
    let place = Place::new("outlive");
    let output = place.run(&["--pty", "never"], &["sh", "-c", "sleep 0.3 & exit 0"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("1 process is still running") && said.contains("SIGPIPE"), "{said}");
}
