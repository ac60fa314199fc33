//! A job list with a mistake runs nothing, and the message names the file, the job and the key.

use std::fs;

use crate::program::{command, empty_dir, file, run};

/// The list is refused with exit code 2 and this message behind the name of the file, and its
/// first job has not run.
#[track_caller]
fn refused(name: &str, list: &str, message: &str) {
    let dir = empty_dir(&format!("{name}.dir"));
    let path = file(name, list);
    let ran = run(command().arg("--jobs").arg(&path).arg("--keep").arg(&dir));
    ran.ended_with(2);
    assert_eq!(ran.out, "");
    let said = ran.err.strip_prefix(&format!("orchestrator: {}: ", path.display()));
    let said = said.unwrap_or_else(|| panic!("the file is not named in {}", ran.err));
    assert!(said.starts_with(message), "{said}\ninstead of\n{message}");
    assert_eq!(fs::read_dir(&dir).unwrap().count(), 0);
}

/// A job that would leave a trace, then the lines of another one.
fn toml(second: &str) -> String {
    format!("[[jobs]]\nname = \"first\"\ncommand = [\"touch\", \"trace\"]\n[[jobs]]\n{second}\n")
}

#[test]
fn keys_that_nobody_knows_are_refused() {
    refused(
        "unknown_key.toml",
        &toml("name = \"b\"\ncmd = \"true\""),
        "job `b`: unknown key `cmd`; known are cancel_after_ms, command, cwd, ",
    );
    refused(
        "unknown_section.toml",
        &format!("worker = 3\n{}", toml("name = \"b\"\ncommand = [\"true\"]")),
        "unknown key `worker` beside `jobs`",
    );
}

#[test]
fn a_job_without_a_name_or_a_command_is_refused() {
    refused("no_command.toml", &toml("name = \"b\""), "job `b`: key `command` is missing");
    refused("no_name.toml", &toml("command = [\"true\"]"), "job 2: key `name` is missing");
    refused("empty_name.toml", &toml("name = \"\"\ncommand = [\"true\"]"), "job 2: key `name`: ");
    for (number, command) in ["\"\"", "\"  \"", "[]", "[\"\"]"].iter().enumerate() {
        refused(
            &format!("empty_command_{number}.toml"),
            &toml(&format!("name = \"b\"\ncommand = {command}")),
            "job `b`: key `command` is empty",
        );
    }
}

#[test]
fn values_that_make_no_sense_are_refused_with_their_key() {
    let with = |line: &str| toml(&format!("name = \"b\"\ncommand = [\"true\"]\n{line}"));
    for (number, (line, message)) in [
        ("priority = \"urgent\"", "job `b`: key `priority`: "),
        ("priority = 3", "job `b`: key `priority`: invalid type: "),
        ("timeout_s = -1.0", "job `b`: key `timeout_s`: "),
        ("timeout_s = nan", "job `b`: key `timeout_s`: "),
        ("timeout_s = 1e300", "job `b`: key `timeout_s`: "),
        ("max_retries = -1", "job `b`: key `max_retries`: invalid value: "),
        ("retry_delay_ms = \"1\"", "job `b`: key `retry_delay_ms`: invalid type: "),
        ("cancel_after_ms = 1.5", "job `b`: key `cancel_after_ms`: "),
        ("expect = \"done\"", "job `b`: key `expect`: unknown variant `done`"),
        ("tags = [\"\"]", "job `b`: key `tags`: "),
        ("tags = [\"a\\u001B\"]", "job `b`: key `tags`: there is a control character in it"),
        ("env = { \"A=B\" = \"c\" }", "job `b`: key `env`: "),
        ("env = { A = 1 }", "job `b`: key `env`: invalid type: "),
        ("cwd = 1", "job `b`: key `cwd`: invalid type: "),
        ("needs = \"first\"", "job `b`: key `needs`: invalid type: "),
    ]
    .iter()
    .enumerate()
    {
        refused(&format!("bad_value_{number}.toml"), &with(line), message);
    }
    refused(
        "bad_command.toml",
        &toml("name = \"b\"\ncommand = 7"),
        "job `b`: key `command`: neither a text for the shell nor a list",
    );
    refused(
        "nul.json",
        r#"{"jobs": [{"name": "b", "command": "true \u0000"}]}"#,
        "job `b`: key `command`: there is a NUL in it",
    );
    refused(
        "control.json",
        r#"{"jobs": [{"name": "b\n", "command": "true"}]}"#,
        "job `b\\n`: key `name`: there is a control character in it",
    );
}

#[test]
fn names_and_needs_have_to_fit_together() {
    refused(
        "twice.toml",
        &toml("name = \"first\"\ncommand = [\"true\"]"),
        "job `first`: key `name`: another job has the same name",
    );
    refused(
        "unknown_need.toml",
        &toml("name = \"b\"\ncommand = [\"true\"]\nneeds = [\"first\", \"zeroth\"]"),
        "job `b`: key `needs`: there is no job `zeroth`",
    );
    refused(
        "itself.toml",
        &toml("name = \"b\"\ncommand = [\"true\"]\nneeds = [\"b\"]"),
        "job `b`: key `needs`: it needs itself: b -> b",
    );
    let circle = r#"{"jobs": [
        {"name": "after", "command": ["true"], "needs": ["a"]},
        {"name": "a", "command": ["true"], "needs": ["free", "b"]},
        {"name": "b", "command": ["true"], "needs": ["c"]},
        {"name": "c", "command": ["true"], "needs": ["a"]},
        {"name": "free", "command": ["true"]}
    ]}"#;
    refused("circle.json", circle, "job `a`: key `needs`: it needs itself: a -> b -> c -> a");
}

#[test]
fn files_that_are_no_job_list_are_refused() {
    refused("no_jobs.toml", "", "no jobs; ");
    refused("empty_jobs.json", r#"{"jobs": []}"#, "no jobs; ");
    refused("not_a_table.json", r#"{"jobs": [1]}"#, "job 1 is not a table of keys");
    refused("broken.toml", "[[jobs]\nname = 1", "TOML parse error at line 1");
    refused("broken.json", r#"{"jobs": [{"name": "b""#, "EOF while parsing");
    refused("array.json", "[]", "invalid type: sequence, expected a map");
    refused("list.yaml", "jobs:", "a job list ends in .toml or .json");
}
