//! Every small program runs, ends well, and prints what its first line promises.

#![expect(clippy::unwrap_used, reason = "what a test cannot set up, it cannot test")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// What a program prints, which must end well and say nothing on the other stream.
fn printed(program: &str) -> String {
    let output = Command::new(program).output();
    let output = output.unwrap_or_else(|error| panic!("{program} does not start: {error}"));
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program}: {}: {errors}", output.status);
    assert_eq!(errors, "", "{program}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn the_quickstart_shows_the_failed_job_and_the_success_rate() {
    assert_eq!(
        printed(env!("CARGO_BIN_EXE_quickstart")),
        "failed: align-4\n4 jobs, success rate 75.0 %\na job took 0.25 s at the median\n",
    );
}

#[test]
fn async_handlers_run_together_and_the_task_receives_everything() {
    let printed = printed(env!("CARGO_BIN_EXE_async_handlers"));
    for job in ["job-1", "job-2", "job-3"] {
        for line in ["stored", "posted", "2 handlers done after"] {
            assert!(printed.contains(&format!("{job}: {line}")), "{printed}");
        }
    }
    assert!(printed.contains("job-4: emitted without await, 2 async handlers not reached\n"));
    assert!(printed.ends_with("the task received 7 events and lost 0\n"), "{printed}");
}

#[test]
fn own_events_reach_handlers_and_observers_of_their_kind() {
    assert_eq!(
        printed(env!("CARGO_BIN_EXE_own_events")),
        "door 1 opened by Ada, with its time\n\
         door 1 closed\n\
         door 1 opened by Grace, with its time\n\
         door 1 closed\n\
         the first alarm, at door 2: held open too long\n\
         the alarm of door 2 reached 1 handlers\n\
         the alarm of door 3 reached 0 handlers\n\
         2 passages\n",
    );
}

#[test]
fn every_overflow_policy_accounts_for_every_event() {
    let printed = printed(env!("CARGO_BIN_EXE_bounded_subscription"));
    let rows: Vec<Vec<&str>> = ["drop oldest", "drop newest", "block, at most 1 ms"]
        .iter()
        .chain(&["block, at most 2 s"])
        .map(|policy| {
            let row = printed.lines().find_map(|line| line.strip_prefix(policy));
            row.unwrap_or_else(|| panic!("no line of {policy}: {printed}"))
                .split_whitespace()
                .collect()
        })
        .collect();
    for row in &rows {
        let (received, lost): (usize, usize) = (row[0].parse().unwrap(), row[1].parse().unwrap());
        assert_eq!(received + lost, 20, "{printed}");
        assert_eq!(row[4..].len(), received, "{printed}");
    }
    assert_eq!(rows[0].last(), Some(&"20"), "the newest one is kept: {printed}");
    assert_eq!(rows[1].get(4), Some(&"1"), "the oldest one is kept: {printed}");
    assert_eq!(rows[3][1], "0", "nothing is lost by whoever waits long enough: {printed}");
}

#[test]
fn a_cycle_takes_no_outage_for_an_end_and_lets_stuck_heal() {
    let printed = printed(env!("CARGO_BIN_EXE_cycle"));
    for line in [
        "* GW150914/bilby-00: submit as GW150914/bilby-00:1",
        "queued -> held: its job is held (PD)",
        "> GW150914/held: held -> stuck: held for too long",
        "! slurm did not answer",
        "! 48 of 48 jobs vanished from slurm at once: taken for an outage",
        "> GW150914/held: stuck -> running: its job is running (R)",
        ". GW190521/bilby-01: its job is missing from a sweep",
        "> GW190521/bilby-01: running -> lost: its job was missing from 2 sweeps",
        "? GW150914/unlucky: is it rescuable?",
        "queued -> stuck: all 5 rescues are used up",
        "stateDiagram-v2",
    ] {
        assert!(printed.contains(line), "no `{line}` in {printed}");
    }
    assert!(printed.contains(" 48 complete\n  1 queued\n  1 stuck\n"), "{printed}");
}

#[test]
fn exec_basic_says_what_its_command_used() {
    let printed = printed(env!("CARGO_BIN_EXE_exec_basic"));
    for line in [" % CPU, ", "ended with code 0 after ", "CPU    ", "memory ", "looked "] {
        assert!(printed.contains(line), "no `{line}` in {printed}");
    }
}

#[test]
fn bench_harness_compares_two_commands() {
    let output = Command::new(env!("CARGO_BIN_EXE_bench_harness")).arg("2").output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let printed = String::from_utf8(output.stdout).unwrap();
    for line in ["2 runs", "median", "sort in memory", "compared with sort in pieces", "2 commands"]
    {
        assert!(printed.contains(line), "no `{line}` in {printed}");
    }
}

#[test]
fn exec_basic_tells_an_end_that_is_not_well_from_a_command_that_is_missing() {
    let basic = |command: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_exec_basic")).args(command).output().unwrap()
    };
    let ended = basic(&["sh", "-c", "exit 3"]);
    assert!(ended.status.success());
    assert!(String::from_utf8_lossy(&ended.stdout).contains("ended with code 3 after "));
    let missing = basic(&["there-is-no-such-program"]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&missing.stderr).contains("NotFound"));
}

/// Where the summary is written, and what is left of the run.
fn summary(name: &str, options: &[&str], command: &[&str]) -> (PathBuf, Output) {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_file(&path);
    let mut program = Command::new(env!("CARGO_BIN_EXE_exec_summary"));
    let output = program.args(options).arg(&path).args(command).output().unwrap();
    (path, output)
}

#[test]
fn exec_summary_exits_as_its_command_did_and_writes_what_it_used() {
    let command = ["sh", "-c", "head -c 20000000 /dev/zero | cksum > /dev/null; echo said; exit 3"];
    for options in [&[][..], &["--interval-ms", "5", "--subreaper", "--count-descendants"]] {
        let (path, output) = summary(&format!("summary_{}.json", options.len()), options, &command);
        assert_eq!(output.status.code(), Some(3), "{output:?}");
        assert_eq!((output.stdout.as_slice(), output.stderr.len()), (b"said\n".as_slice(), 0));
        let summary: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
        assert_eq!(summary["exit_code"], 3);
        assert_eq!(summary["signal"], Value::Null);
        assert_eq!(summary["outcome"], "exited");
        for key in ["elapsed_time", "cpu_s", "avg_cpu_percent", "peak_memory_mb", "peak_rss_kb"] {
            assert!(summary[key].as_f64().is_some_and(|value| value > 0.0), "{key}: {summary}");
        }
        assert!(summary["samples"].as_u64() >= Some(2), "{summary}");
        for source in ["cpu_s", "peak_rss_kb", "peak_tree_rss_kb", "read_bytes", "write_bytes"] {
            let certainty = summary["sources"][source]["certainty"].as_str();
            assert!(matches!(certainty, Some("exact" | "lower_bound")), "{source}: {summary}");
        }
    }
}

#[test]
fn exec_summary_says_which_signal_ended_its_command() {
    let (path, output) = summary("summary_killed.json", &[], &["sh", "-c", "kill -KILL $$"]);
    assert_eq!(output.status.code(), Some(137));
    let summary: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    assert_eq!((&summary["exit_code"], &summary["signal"]), (&Value::from(137), &Value::from(9)));
    assert_eq!(summary["outcome"], "signaled");
}

#[test]
fn exec_summary_says_by_its_exit_code_why_nothing_ran() {
    for (name, options, command, code, message) in [
        ("missing", &[][..], &["there-is-no-such-program"][..], 127, " was not found"),
        ("no_command", &[], &[], 125, "a command is missing"),
        ("no_number", &["--interval-ms"], &["true"], 125, "invalid digit"),
        ("zero", &["--interval-ms", "0"], &["true"], 125, "zero"),
        ("not_executable", &[], &["/etc/passwd"], 126, "/etc/passwd"),
        ("no_option", &["--sub"], &["true"], 125, "--sub is no option"),
    ] {
        let (_, output) = summary(&format!("summary_{name}.json"), options, command);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{name}: {said}");
        assert!(said.starts_with("exec_summary: ") && said.contains(message), "{name}: {said}");
    }
}

#[test]
fn a_tokio_orchestrator_is_held_and_changed() {
    let output = Command::new(env!("CARGO_BIN_EXE_debug_async")).output().unwrap();
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "held in fetch\nvariables: {\"page\":3,\"total\":3}\n\
         total with page 3 set to 30: 37\n4 activations completed\n"
    );
}
