//! Every small program runs, ends well, and prints what its first line promises.

use std::process::Command;

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
