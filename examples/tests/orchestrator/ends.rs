//! How jobs end, and what the exit code says of that.

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use crate::program::{command, empty_dir, file, run, run_list};

#[test]
fn a_failure_that_nobody_meant_is_exit_code_1_and_shows_the_last_lines() {
    let list = r#"
        [[jobs]]
        name = "fine"
        command = ["true"]
        [[jobs]]
        name = "bad"
        command = "seq 1 9; echo 'the-\u001B[31mreason\u0007' >&2; exit 3"
    "#;
    let ran = run_list("unmeant_failure.toml", list, 2);
    ran.ended_with(1);
    ran.is_plain();
    assert_eq!(ran.row("bad")[2], "failed, not meant");
    assert_eq!(ran.row("bad")[8], "exit code 3: the- [31mreason");
    ran.says("the last lines of bad:\n  | 6\n  | 7\n  | 8\n  | 9\n  | the- [31mreason\n");
    ran.says("not as they were meant to ended: bad\n");
}

#[test]
fn a_job_that_was_meant_to_fail_and_does_not_is_exit_code_1() {
    let list = r#"{"jobs": [{"name": "good", "command": ["true"], "expect": "failed"}]}"#;
    let ran = run_list("unmeant_success.json", list, 1);
    ran.ended_with(1);
    assert_eq!(ran.row("good")[2], "completed, not meant");
}

#[test]
fn a_job_is_tried_again_until_it_completes_and_no_more_often() {
    let list = r#"{"jobs": [
        {"name": "third", "command": "echo x >> tries; test $(wc -l < tries) -eq 3",
         "max_retries": 5, "retry_delay_ms": 1},
        {"name": "never", "command": ["false"], "max_retries": 2, "expect": "failed"}
    ]}"#;
    let ran = run_list("retries.json", list, 2);
    ran.ended_with(0);
    assert_eq!(ran.row("third")[2..4], ["completed", "3"]);
    assert_eq!(ran.row("never")[2..4], ["failed, as meant", "3"]);
    assert_eq!(ran.events("job.retrying").len(), 4);
    ran.says("attempts    6, of them 4 retried (66.7 %)\n");
}

#[test]
fn a_job_that_runs_too_long_is_ended_with_all_its_processes() {
    let dir = empty_dir("too_long");
    // The second one asks for no mercy and has to be given none.
    let list = r#"
        [[jobs]]
        name = "polite"
        command = "sleep 1000 & echo $! > child; wait"
        timeout_s = 1.5
        expect = "failed"
        [[jobs]]
        name = "stubborn"
        command = "trap '' TERM; sleep 1000 & echo $! > grandchild; while :; do wait; done"
        timeout_s = 1.5
        expect = "failed"
    "#;
    let list = file("too_long.toml", list);
    let ran = run(command().args(["--workers", "2", "--jobs"]).arg(list).arg("--keep").arg(&dir));
    ran.ended_with(0);
    for job in ["polite", "stubborn"] {
        assert_eq!(ran.row(job)[8], "ran longer than 1.5 s");
    }
    for child in ["child", "grandchild"] {
        let pid = fs::read_to_string(dir.join(child)).unwrap();
        assert!(has_ended(pid.trim()), "{child} {pid} still runs");
    }
    ran.says("the files are in ");
}

/// Whether the process is gone, or will be before long: it has been killed, but the kernel may
/// still be busy with that.
fn has_ended(pid: &str) -> bool {
    let deadline = Instant::now() + Duration::from_secs(10);
    while Instant::now() < deadline {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        // The state follows the name, which is in brackets; a zombie does not run.
        if stat.rsplit(')').next().is_none_or(|rest| rest.is_empty() || rest.starts_with(" Z")) {
            return true;
        }
        thread::yield_now();
    }
    false
}

#[test]
fn a_job_is_cancelled_at_its_time() {
    let list = r#"
        [[jobs]]
        name = "long"
        command = ["sleep", "1000"]
        cancel_after_ms = 50
        [[jobs]]
        name = "short"
        command = ["true"]
        cancel_after_ms = 600000
    "#;
    let ran = run_list("cancelled.toml", list, 2);
    ran.ended_with(1);
    assert_eq!(ran.row("long")[2], "cancelled, as meant");
    assert_eq!(ran.row("short")[2], "completed, not meant");
}

#[test]
fn commands_that_cannot_start_or_are_killed_say_so() {
    let list = r#"
        [[jobs]]
        name = "missing"
        command = ["there-is-no-such-program"]
        [[jobs]]
        name = "nowhere"
        command = ["true"]
        cwd = "no/such/place"
        [[jobs]]
        name = "killed"
        command = "kill -KILL $$"
    "#;
    let ran = run_list("cannot_start.toml", list, 1);
    ran.ended_with(1);
    assert!(ran.row("missing")[5..].join(" ").contains("cannot start `there-is-no-such-program`"));
    assert!(ran.row("nowhere")[5..].join(" ").contains("cannot start `true`: "));
    ran.says("cannot enter the working directory ");
    ran.says("no/such/place: No such file or directory");
    assert_eq!(ran.row("killed")[8], "killed by SIGKILL");
}

#[test]
fn variables_and_directories_of_a_job_reach_its_command() {
    let list = r#"
        [[jobs]]
        name = "make"
        command = ["mkdir", "-p", "a/b"]
        [[jobs]]
        name = "look"
        command = 'test "$GREETING" = "hello you" && test "${PWD##*/}" = b'
        needs = ["make"]
        env = { GREETING = "hello you" }
        cwd = "a/b"
    "#;
    run_list("env.toml", list, 1).ended_with(0);
}

#[test]
fn a_megabyte_of_output_and_processes_left_behind_hold_nothing_up() {
    let dir = empty_dir("noisy");
    let list = r#"
        [[jobs]]
        name = "noisy"
        command = "head -c 1000000 /dev/zero; sleep 1000 & echo $! > left; echo done"
        timeout_s = 60
        [[jobs]]
        name = "quick"
        command = "sleep 1000 & echo $! > orphan"
        timeout_s = 60
    "#;
    let list = file("noisy.toml", list);
    let ran = run(command().args(["--workers", "2", "--jobs"]).arg(list).arg("--keep").arg(&dir));
    ran.ended_with(0);
    ran.is_plain();
    for job in ["noisy", "quick"] {
        assert_eq!(ran.row(job)[2], "completed");
    }
    for left in ["left", "orphan"] {
        let pid = fs::read_to_string(dir.join(left)).unwrap();
        assert!(has_ended(pid.trim()), "{left} {pid} still runs");
    }
}

#[test]
fn what_a_job_used_is_in_its_row_and_all_attempts_are_in_the_sum() {
    let list = r#"
        [[jobs]]
        name = "hungry"
        command = """
            head -c 60000000 /dev/zero | tail -c 40000000 | cksum
            test -e tried || { touch tried; exit 1; }
        """
        max_retries = 1
        retry_delay_ms = 1
    "#;
    let ran = run_list("used.toml", list, 1);
    ran.ended_with(0);
    let row = ran.row("hungry");
    let last = number(row[5], " s");
    let peak_rss = number(row[6], " MiB");
    let all = ran.out.lines().find_map(|line| line.strip_prefix("CPU time    ")).unwrap();
    let all = number(all, " s in all attempts");
    assert!(0.0 < last && last < all, "{}", ran.out);
    assert!((38.0..500.0).contains(&peak_rss), "{}", ran.out);
    ran.says(&format!("peak RSS    {peak_rss:.1} MiB by hungry\n"));
    ran.says(&format!(", CPU time {last:.3} s, peak RSS {peak_rss:.1} MiB\n"));
}

/// The number before the unit.
#[track_caller]
fn number(text: &str, unit: &str) -> f64 {
    let number = text.strip_suffix(unit).and_then(|number| number.parse().ok());
    number.unwrap_or_else(|| panic!("`{text}` is no number of{unit}"))
}
