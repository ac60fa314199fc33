//! What takes long, run by name: two hundred kills, twenty thousand reads, and a disk that is full.
#![expect(clippy::unwrap_used, reason = "tests with fallible set-up outside of test functions")]

#[path = "run_dir/kills.rs"]
mod kills;
#[path = "run_dir/place.rs"]
mod place;
#[path = "run_dir/program.rs"]
mod program;

use std::process::Command;

use monitor_run::RunState;

#[test]
fn two_hundred_kills_leave_two_hundred_whole_documents() {
    kills::kill_at_random(200);
}

#[test]
fn none_of_twenty_thousand_reads_is_torn() {
    assert!(kills::read_while_written(20_000) > 100);
}

/// Needs to be allowed to mount, as root or in a user namespace of its own.
#[test]
fn a_full_disk_does_not_stop_the_program_and_the_last_state_is_there_when_it_has_room() {
    let base = place::empty_dir("tmpfs");
    // A quarter of a megabyte of disk; the plot leaves too little of it for the log.
    let program =
        program::program(&base, &["plot:150000", "log:2000", "flush", "say", "wait", "complete"]);
    let script = "mount -t tmpfs -o size=256k tmpfs \"$1\" && shift && {
        { read -r line; rm \"$0\"/plots/plot.bin; rm \"$0\"/logs/*; echo; } < \"$0.pipe\" | \"$@\" > \"$0.pipe\"
    } && cp \"$0\"/status/*.json \"$0.json\"";
    let base_name = base.to_str().unwrap();
    let pipe = format!("{base_name}.pipe");
    let _ = std::fs::remove_file(&pipe);
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let mut command = Command::new("unshare");
    command.args(["--mount", "--map-root-user", "sh", "-c", script, base_name, base_name]);
    command.arg(program.get_program()).args(program.get_args());
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    assert!(said.contains("the run goes on, but cannot write to"), "{said}");
    let json = std::fs::read(format!("{base_name}.json")).unwrap();
    let status = monitor_run::RunStatus::parse(&json).unwrap();
    assert_eq!(status.status, RunState::Completed);
    assert!(status.writer.unwrap().write_errors > 0);
}
