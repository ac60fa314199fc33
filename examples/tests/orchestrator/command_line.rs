//! The arguments, and what the program does about a reader that goes away.

use crate::program::{command, file, run};

#[test]
fn help_is_shown_on_request() {
    let ran = run(command().arg("--help"));
    ran.ended_with(0);
    ran.says("Usage: orchestrator [--jobs FILE] [--workers N] [--keep DIR]");
}

#[test]
fn arguments_that_make_no_sense_are_exit_code_2() {
    let cases: [(&[&str], &str); 7] = [
        (&["--job", "x"], "unknown argument `--job`"),
        (&["x.toml"], "unknown argument `x.toml`"),
        (&["--jobs"], "--jobs wants a value"),
        (&["--keep", ""], "--keep wants a value"),
        (&["--workers", "0"], "--workers is a number from 1 to 64, not `0`"),
        (&["--workers", "many"], "--workers is a number from 1 to 64, not `many`"),
        (&["--workers", "2", "--workers", "3"], "--workers is given twice"),
    ];
    for (arguments, message) in cases {
        let ran = run(command().args(arguments));
        ran.ended_with(2);
        assert_eq!(ran.out, "");
        assert!(ran.err.starts_with(&format!("orchestrator: {message}")), "{}", ran.err);
    }
}

#[test]
fn a_list_that_cannot_be_read_is_exit_code_2() {
    let ran = run(command().args(["--jobs", "no/such/list.toml"]));
    ran.ended_with(2);
    assert!(ran.err.starts_with("orchestrator: no/such/list.toml: No such file"), "{}", ran.err);
}

#[test]
fn a_reader_that_goes_away_ends_neither_the_jobs_nor_the_program() {
    let trace = file("reader_gone.trace", "");
    let list = format!(
        r#"{{"jobs": [{{"name": "write", "command": ["sh", "-c", "echo ran > '{}'"]}}]}}"#,
        trace.display(),
    );
    let mut child = command().arg("--jobs").arg(file("reader_gone.json", &list)).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(std::fs::read_to_string(trace).unwrap(), "ran\n");
}
