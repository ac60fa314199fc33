//! The flows and their debugger, as somebody at a terminal sees them.
#![expect(clippy::unwrap_used, reason = "what a test cannot set up, it cannot test")]

mod pseudo_terminal;

use std::process::{Command, Output};

use pseudo_terminal::PseudoTerminal;

fn flows(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_flows")).args(arguments).output().unwrap()
}

fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn a_session_at_a_terminal_looks_changes_and_steps() {
    let breakpoint = ["--break", "process_data.trigger", "--condition", "value > 100"];
    let job = ["conf_linear", "--value", "99", "--count", "3"];
    let arguments: Vec<_> = job.into_iter().chain(breakpoint).collect();
    let mut terminal = PseudoTerminal::start(env!("CARGO_BIN_EXE_flows"), &arguments);
    terminal.until("held at process_data.trigger (breakpoint bp_1)");
    terminal.says("stack");
    terminal.until("process_data.trigger, line");
    terminal.says("vars");
    let shown = terminal.until("counter = 2");
    assert!(shown.contains(r#"data = {"value":101}"#), "{shown}");
    terminal.says("set value 500");
    terminal.until("value = 500");
    terminal.says("into");
    terminal.until("held at validate.trigger (step)");
    terminal.says("eval value");
    terminal.until("500");
    terminal.says("help");
    terminal.until("continue         go on");
    terminal.says("continue");
    terminal.until("completed: 10 activations");
    assert_eq!(terminal.ends(), Some(0));
}

#[test]
fn a_job_that_fails_says_so_and_an_end_of_input_lets_it_go_on() {
    let output = flows(&["conf_error", "--break", "risky_operation"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let printed = printed(&output);
    assert!(printed.contains("held at risky_operation.trigger"), "{printed}");
    assert!(printed.contains("failed: 3 activations"), "{printed}");
    assert!(printed.contains("risky_operation: conf boom"), "{printed}");
}

#[test]
fn data_processing_completes() {
    let output = flows(&["data_processing"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(printed(&output).contains("completed: 3 activations"));
}

#[test]
fn arguments_that_make_no_sense_are_refused() {
    for (arguments, reason) in [
        (&["conf_linear", "--break", "no_data"][..], "has no routine \"no_data\""),
        (&["conf_linear", "--break", "slow.trig"], "has no slot \"trig\""),
        (&["--break", "slow", "--condition", "value >"], "at character 8"),
        (&["--break", "slow", "--hits", "often"], "hit condition"),
        (&["no_such_flow"], "flow \"no_such_flow\" not found"),
        (&["--value", "x"], "whole number"),
        (&["--bind", "0.0.0.0:80"], "--token auto"),
        (&["--bind", "nowhere"], "--bind is an address such as"),
        (&["--token", "short"], "--token: "),
        (&["--condition", "true"], "belong to --break"),
        (&["--sub"], "unknown argument"),
    ] {
        let output = flows(arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains(reason), "{arguments:?}: {said}");
    }
}
