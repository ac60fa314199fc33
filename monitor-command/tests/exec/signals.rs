//! What is sent to monitor reaches the command, and the figures are there all the same.

use std::io::Read;
use std::os::unix::process::{CommandExt, ExitStatusExt};

use nix::sys::signal::{Signal, kill};
use serde_json::Value;

use crate::program::{Scratch, monitor, pid, ready};

/// Says `ready`, then answers a signal by its name and an exit code.
const ANSWERS: &str = "for s in INT TERM HUP QUIT USR1; do trap \"echo $s; exit 9\" $s; done; \
                       echo ready; while :; do sleep 0.02; done";

#[test]
fn signals_reach_the_command_and_the_summary_is_written() {
    for (signal, name) in [
        (Signal::SIGINT, "INT"),
        (Signal::SIGTERM, "TERM"),
        (Signal::SIGHUP, "HUP"),
        (Signal::SIGQUIT, "QUIT"),
        (Signal::SIGUSR1, "USR1"),
    ] {
        let scratch = Scratch::new();
        let file = scratch.path("summary.json");
        let command = monitor(&["exec", "-q", "--summary", &file, "--", "sh", "-c", ANSWERS]);
        let mut started = ready(command);
        kill(pid(&started.child), signal).unwrap();
        let mut said = String::new();
        started.stdout.read_to_string(&mut said).unwrap();
        assert_eq!(said, format!("{name}\n"));
        assert_eq!(started.child.wait().unwrap().code(), Some(9), "{name}");
        let summary: Value = serde_json::from_str(&scratch.read("summary.json")).unwrap();
        assert_eq!((&summary["exit_code"], &summary["outcome"]), (&9.into(), &"exited".into()));
    }
}

#[test]
fn a_command_that_a_signal_ends_ends_monitor_by_the_same_signal() {
    for signal in [Signal::SIGTERM, Signal::SIGINT, Signal::SIGPIPE, Signal::SIGXFSZ] {
        let number = signal as i32;
        let script = format!("kill -{number} $$; sleep 60");
        for wrapper in [&["exec", "-q"][..], &["run", "--pty", "never"]] {
            let scratch = Scratch::new();
            let mut command = monitor(wrapper);
            if wrapper[0] == "run" {
                command.args(["--base", &scratch.path("base")]);
            }
            let status = command.args(["--", "sh", "-c", &script]).status().unwrap();
            assert_eq!(status.signal(), Some(number), "{wrapper:?}");
            assert!(!status.core_dumped());
        }
    }
    // One without a name.
    let status = monitor(&["exec", "-q", "--", "sh", "-c", "kill -40 $$"]).status().unwrap();
    assert_eq!(status.signal(), Some(40));
    // What was stopped by a limit keeps its code.
    let status = monitor(&["exec", "-q", "--timeout-s", "0.1", "--", "sleep", "60"]).status();
    assert_eq!(status.unwrap().code(), Some(124));
}

/// Counts signals for half a second after the first one, and says how many of each came.
const COUNTS: &str = "\
import signal, time, sys
seen = {}
def count(number, frame):
    seen[number] = seen.get(number, 0) + 1
numbers = [n for n in range(1, 65)
           if n not in (4, 5, 7, 8, 9, 11, 17, 18, 19, 20, 21, 22, 31, 32, 33)]
for number in numbers:
    signal.signal(number, count)
print('ready', flush=True)
end = time.monotonic() + 30
while time.monotonic() < end:
    if seen and end > time.monotonic() + 1:
        end = time.monotonic() + 0.5
    time.sleep(0.01)
print(sorted(seen.items()))
";

/// How a signal is sent to a program that runs, which leads a process group.
#[derive(Clone, Copy, Debug)]
enum SignalRoute {
    Process,
    Group,
    /// To monitor and then to the group, as timeout(1) does.
    ProcessThenGroup,
}

/// What the program above says when it is sent a signal, behind `wrapper`.
fn counted(wrapper: &[&str], number: i32, route: SignalRoute) -> String {
    let mut words = wrapper.to_vec();
    words.extend(["python3", "-c", COUNTS]);
    let mut command = if wrapper.is_empty() {
        std::process::Command::new("python3")
    } else {
        monitor(&words[..words.len() - 3])
    };
    if !wrapper.is_empty() {
        command.arg("python3");
    }
    command.args(["-c", COUNTS]).stdout(std::process::Stdio::piped()).process_group(0);
    let mut started = ready(command);
    let to = pid(&started.child).as_raw();
    let send = |target: i32| {
        let target = target.to_string();
        let number = format!("-{number}");
        let sent = std::process::Command::new("kill").args([&number, "--", &target]).status();
        assert!(sent.unwrap().success());
    };
    match route {
        SignalRoute::Process => send(to),
        SignalRoute::Group => send(-to),
        SignalRoute::ProcessThenGroup => {
            // By one sender, as the sender is what tells that the two are one.
            let script = format!("kill -{number} {to}; kill -{number} -- -{to}");
            std::process::Command::new("sh").args(["-c", &script]).status().unwrap();
        }
    }
    let mut said = String::new();
    started.stdout.read_to_string(&mut said).unwrap();
    assert_eq!(started.child.wait().unwrap().code(), Some(0));
    said
}

#[test]
fn every_signal_arrives_once_however_it_is_sent() {
    let scratch = Scratch::new();
    let base = scratch.path("base");
    let run = ["run", "--pty", "never", "--base", base.as_str(), "--"];
    let wrappers: [&[&str]; 2] = [&["exec", "-q", "--"], &run];
    for number in [1, 2, 3, 6, 10, 12, 14, 15, 23, 30, 34, 40, 64] {
        for wrapper in wrappers {
            for route in [SignalRoute::Process, SignalRoute::Group] {
                let said = counted(wrapper, number, route);
                assert_eq!(said, format!("[({number}, 1)]\n"), "{wrapper:?} {route:?}");
            }
        }
    }
    for wrapper in wrappers {
        let said = counted(wrapper, 15, SignalRoute::ProcessThenGroup);
        assert_eq!(said, "[(15, 1)]\n", "{wrapper:?}");
    }
    // The same directly, which shows that the program counts.
    assert_eq!(counted(&[], 15, SignalRoute::Group), "[(15, 1)]\n");
}

#[test]
fn signals_of_the_user_go_to_the_command_and_not_to_its_children() {
    // The child has the default action, and would die.
    let script = "trap 'echo checkpoint' USR1; sleep 0.6 & echo ready; wait $!; \
                  wait $! && echo alive";
    let mut started = ready(monitor(&["exec", "-q", "--", "sh", "-c", script]));
    kill(pid(&started.child), Signal::SIGUSR1).unwrap();
    let mut said = String::new();
    started.stdout.read_to_string(&mut said).unwrap();
    assert!(said.starts_with("checkpoint\n") && said.ends_with("alive\n"), "{said}");
    assert_eq!(started.child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_stopped_command_hears_of_its_timeout() {
    let script = "trap 'echo cleaned up; exit 0' TERM; kill -STOP $$; sleep 60";
    let output = monitor(&["exec", "-q", "--timeout-s", "0.2", "--", "sh", "-c", script]).output();
    let output = output.unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "cleaned up\n");
    assert_eq!(output.status.code(), Some(124));
}

#[test]
fn a_signal_that_was_ignored_from_the_start_is_ignored_in_the_command_and_not_in_monitor() {
    let script = "import os, signal, sys; signal.signal(17, signal.SIG_IGN); \
                  os.execv(sys.argv[1], sys.argv[1:])";
    let output = |words: &[&str]| {
        let mut command = std::process::Command::new("python3");
        command.args(["-c", script, env!("CARGO_BIN_EXE_monitor"), "exec", "-q", "--"]);
        command.args(words).output().unwrap()
    };
    assert_eq!(output(&["sh", "-c", "exit 3"]).status.code(), Some(3));
    let output = output(&["grep", "SigIgn", "/proc/self/status"]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let set = u64::from_str_radix(said.trim().rsplit('\t').next().unwrap(), 16).unwrap();
    assert_eq!(set >> 16 & 1, 1, "{said}");
}

#[test]
fn a_limit_of_the_size_of_files_is_an_error_of_a_write_and_not_the_end_of_monitor() {
    let scratch = Scratch::new();
    let (summary, samples) = (scratch.path("summary.json"), scratch.path("samples.jsonl"));
    let script = "import resource, signal, os, sys; \
                  resource.setrlimit(resource.RLIMIT_FSIZE, (64, 64)); \
                  signal.signal(25, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])";
    let mut command = std::process::Command::new("python3");
    command.args(["-c", script, env!("CARGO_BIN_EXE_monitor"), "exec", "-q"]);
    command.args(["--summary", &summary, "--out", &samples, "--", "sh", "-c", "exit 7"]);
    assert_eq!(command.output().unwrap().status.code(), Some(7));
    // The command has the limit as it was set.
    let mut command = std::process::Command::new("python3");
    command.args(["-c", script, env!("CARGO_BIN_EXE_monitor"), "exec", "-q", "--", "sh", "-c"]);
    command.arg(format!("head -c 4096 /dev/zero > {}", scratch.path("large")));
    let status = command.stderr(std::process::Stdio::null()).status().unwrap();
    assert!(status.code() == Some(128 + 25) || status.signal() == Some(25), "{status:?}");
}

#[test]
fn a_command_with_a_group_of_its_own_gets_them_too() {
    let mut started = ready(monitor(&["exec", "-q", "--subreaper", "--", "sh", "-c", ANSWERS]));
    kill(pid(&started.child), Signal::SIGINT).unwrap();
    assert_eq!(started.child.wait().unwrap().code(), Some(9));
}

#[test]
fn what_is_ignored_stays_ignored() {
    // As nohup does; the command then ends by another signal.
    let script = format!(
        "trap '' HUP; exec {} exec -q -- sh -c \"trap 'exit 3' TERM; echo ready; while :; do sleep 0.02; done\"",
        env!("CARGO_BIN_EXE_monitor")
    );
    let mut command = std::process::Command::new("sh");
    command.args(["-c", &script]).stdout(std::process::Stdio::piped());
    let mut started = ready(command);
    kill(pid(&started.child), Signal::SIGHUP).unwrap();
    kill(pid(&started.child), Signal::SIGTERM).unwrap();
    assert_eq!(started.child.wait().unwrap().code(), Some(3));
}

#[test]
fn a_signal_ends_many_runs() {
    let scratch = Scratch::new();
    let script = format!("echo x >> {}; exec sleep 60", scratch.path("mark"));
    let args = ["exec", "--runs", "5", "--show-output", "--", "sh", "-c"];
    let mut command = monitor(&args);
    command.arg(format!("echo ready; {script}"));
    let mut started = ready(command);
    kill(pid(&started.child), Signal::SIGINT).unwrap();
    assert_eq!(started.child.wait().unwrap().signal(), Some(2));
}

#[test]
fn a_watcher_that_is_killed_leaves_no_held_command() {
    let mark = format!("held-by-{}", std::process::id());
    for round in 0..200_u64 {
        let hold = if round % 2 == 0 { "stop" } else { "gate" };
        let mut command = monitor(&["exec", "-q", "--hold", hold, "--", "true", &mark]);
        let mut child = command.stdout(std::process::Stdio::null()).spawn().unwrap();
        // From before the fork to after the exec.
        let until = std::time::Instant::now() + std::time::Duration::from_micros(round * 50);
        while std::time::Instant::now() < until {
            std::hint::spin_loop();
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }
    // One that was let go ends by itself, one that was killed takes a moment.
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(5);
    while left_with(&mark) > 0 {
        assert!(std::time::Instant::now() < deadline, "{} commands are held", left_with(&mark));
        std::thread::yield_now();
    }
}

/// How many processes have a text among their arguments and have not ended.
fn left_with(text: &str) -> usize {
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    let own = std::process::id().to_string();
    processes
        .filter(|entry| {
            let arguments = std::fs::read(entry.path().join("cmdline")).unwrap_or_default();
            entry.file_name() != own.as_str()
                && String::from_utf8_lossy(&arguments).split('\0').any(|word| word == text)
        })
        .count()
}
