//! How commands end: typed errors before they run, typed outcomes after, nobody left behind.
#![cfg(all(target_os = "linux", not(monitor_unsupported)))]
#![expect(clippy::disallowed_methods, reason = "a test of processes, with files of its own")]
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]
#![expect(unsafe_code, reason = "hooks between fork and exec")]

#[path = "support/deeds.rs"]
mod support;

use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use monitor_exec::{
    Error, ExecCommand, ExecLimit, ExecLimits, ExitCause, HoldMethod, ProcessExit, SampleInterval,
    StreamTarget, WaitFor,
};
use support::{alive, said, workload};

fn file(name: &str, text: &str, mode: u32) -> std::path::PathBuf {
    let path = std::env::temp_dir().join(format!("monitor-exec-{name}-{}", std::process::id()));
    // By another process: a child of this one that was just made holds open what we write.
    let mut write = std::process::Command::new("sh");
    write.args(["-c", "printf %b \"$1\" > \"$0\""]).arg(&path).arg(text);
    assert!(write.status().unwrap().success());
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
    path
}

#[test]
fn what_cannot_be_executed_is_a_typed_error() {
    let error = |program: &str| ExecCommand::new(program).spawn().unwrap_err();
    assert!(matches!(error(""), Error::EmptyCommand));
    assert!(matches!(error("no-such-program-anywhere"), Error::NotFound { .. }));
    assert!(matches!(error("/no/such/program"), Error::NotFound { .. }));
    assert!(matches!(error("/etc/passwd"), Error::PermissionDenied { .. }));
    assert!(matches!(error("/"), Error::PermissionDenied { .. }));
    assert!(matches!(error("a\0b"), Error::NulByte { .. }));
    let binary = file("binary", "\\0177ELF of no machine\\0000", 0o755);
    assert!(matches!(error(binary.to_str().unwrap()), Error::BadFormat { .. }));
    std::fs::remove_file(binary).unwrap();
}

#[test]
fn a_script_without_its_interpreter_is_told_as_that() {
    for (line, needs, hint) in [
        ("#!/no/such/python -x\n", "/no/such/python", "does not exist"),
        ("#!/bin/sh\r\necho\r\n", "/bin/sh\r", "convert the file to LF line ends"),
    ] {
        let script = file("script", line, 0o755);
        let std = ExecCommand::from_std(std::process::Command::new(&script));
        for exec in [ExecCommand::new(&script), std] {
            let error = exec.spawn().unwrap_err();
            assert!(error.to_string().ends_with(hint), "{error}");
            assert_eq!(error.io_kind(), std::io::ErrorKind::NotFound);
            match error {
                Error::NoInterpreter { interpreter, .. } => {
                    assert_eq!(interpreter, std::path::Path::new(needs));
                }
                other => panic!("{other}"),
            }
        }
        std::fs::remove_file(script).unwrap();
    }
}

#[test]
fn a_script_without_a_first_line_for_an_interpreter_is_read_by_the_shell() {
    let script = file("plain", "echo $1; exit 7\n", 0o755);
    let outcome =
        ExecCommand::new(&script).arg("hello").stdout(StreamTarget::capture()).run().unwrap();
    assert_eq!(outcome.exit, ExitCause::Exited { code: 7 });
    assert_eq!(outcome.stdout.unwrap().text(), "hello\n");
    std::fs::remove_file(script).unwrap();
}

#[test]
fn a_std_command_that_cannot_be_executed_is_the_same_typed_error() {
    let error = |program: &str| {
        ExecCommand::from_std(std::process::Command::new(program)).spawn().unwrap_err()
    };
    assert!(matches!(error("/no/such/program"), Error::NotFound { .. }));
    assert!(matches!(error("/etc/passwd"), Error::PermissionDenied { .. }));
}

#[test]
fn two_megabytes_of_arguments_are_refused_with_their_length() {
    let long = "x".repeat(1 << 21);
    match ExecCommand::new("true").arg(&long).spawn() {
        Err(Error::ArgumentsTooLong { bytes }) => assert!(bytes > 1 << 21),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_working_directory_that_is_not_there_is_not_a_missing_program() {
    assert!(matches!(
        ExecCommand::new("true").current_dir("/no/such").spawn(),
        Err(Error::WorkingDirectory { .. })
    ));
}

#[test]
fn refused_commands_leave_no_child_and_hand_out_no_sample() {
    let (sender, samples) = crossbeam_channel::bounded(10);
    ExecCommand::new("/no/such/program").send_to(sender).spawn().unwrap_err();
    assert!(samples.recv().is_err(), "the channel is closed without a sample");
}

#[test]
fn exit_codes_and_signals_are_told_apart() {
    assert_eq!(workload(["exit:0"]).run().unwrap().exit, ExitCause::Exited { code: 0 });
    let outcome = workload(["exit:3"]).run().unwrap();
    assert_eq!((outcome.exit, outcome.shell_exit_code()), (ExitCause::Exited { code: 3 }, Some(3)));
    let outcome = workload(["raise:9"]).run().unwrap();
    assert_eq!(outcome.exit, ExitCause::Signaled { signal: 9, core_dumped: false });
    assert_eq!((outcome.shell_exit_code(), outcome.success()), (Some(137), false));
}

#[test]
fn a_timeout_keeps_samples_and_summary() {
    let outcome = workload(["sleep:60000"])
        .interval_ms(5, 5)
        .timeout(Duration::from_millis(100))
        .run()
        .unwrap();
    assert_eq!(outcome.exit, ExitCause::TimedOut);
    assert_eq!(
        outcome.status,
        Some(ProcessExit::Signal { signal: libc::SIGTERM, core_dumped: false })
    );
    assert!(outcome.samples.len() >= 5, "{}", outcome.samples.len());
    assert!(outcome.summary.elapsed_time >= 0.1 && outcome.summary.peak_tree_rss_bytes.value > 0);
}

#[test]
fn who_ignores_the_asking_is_killed_after_the_grace() {
    let outcome = workload(["ignore:15", "sleep:60000"])
        .timeout(Duration::from_millis(100))
        .stop_by(libc::SIGTERM, Duration::from_millis(50))
        .run()
        .unwrap();
    assert_eq!(outcome.exit, ExitCause::TimedOut);
    assert_eq!(
        outcome.status,
        Some(ProcessExit::Signal { signal: libc::SIGKILL, core_dumped: false })
    );
}

#[test]
fn a_timeout_kills_a_child_in_a_session_of_its_own_too() {
    let outcome = workload(["away:60000", "sleep:60000"])
        .stdout(StreamTarget::capture())
        .timeout(Duration::from_millis(200))
        .stop_by(libc::SIGTERM, Duration::from_millis(50))
        .run()
        .unwrap();
    let away: u32 = said(&outcome).trim().parse().unwrap();
    assert!(!alive(away), "{away} lives on");
    assert_eq!(outcome.summary.left_running, 0);
}

#[test]
fn a_cancel_ends_the_run_and_comes_from_any_thread() {
    let running = workload(["sleep:60000"]).spawn().unwrap();
    let cancel = running.control_handle();
    let control_handle = std::thread::spawn(move || cancel.cancel());
    let outcome = running.wait().unwrap();
    control_handle.join().unwrap();
    assert_eq!(outcome.exit, ExitCause::Cancelled);
    assert!(outcome.summary.samples >= 2);
}

#[test]
fn a_signal_that_is_passed_on_is_the_commands_own_end() {
    let running = workload(["say:up", "sleep:60000"]).spawn().unwrap();
    running.control_handle().signal(libc::SIGUSR1);
    let outcome = running.wait().unwrap();
    assert_eq!(outcome.exit, ExitCause::Signaled { signal: libc::SIGUSR1, core_dumped: false });
}

#[test]
fn limits_of_wall_cpu_and_memory_are_told_apart() {
    let hit =
        |deed: &str, limits| workload([deed]).limits(limits).interval_ms(10, 10).run().unwrap();
    let outcome = hit("sleep:60000", ExecLimits::new().wall(Duration::from_millis(50)));
    assert_eq!(outcome.exit, ExitCause::LimitHit { limit: ExecLimit::Wall });
    let outcome = hit("burn:60000", ExecLimits::new().cpu(Duration::from_millis(100)));
    assert_eq!(outcome.exit, ExitCause::LimitHit { limit: ExecLimit::Cpu });
    assert!(outcome.summary.cpu_ns.value >= 100_000_000);
    let outcome = hit("memory:64:60000", ExecLimits::new().rss_bytes(32 << 20));
    assert_eq!(outcome.exit, ExitCause::LimitHit { limit: ExecLimit::Rss });
    assert!(outcome.summary.peak_tree_rss_bytes.value > 32 << 20);
}

#[test]
fn dropping_the_handle_kills_the_tree_and_reaps_the_command() {
    let (sender, samples) = crossbeam_channel::unbounded();
    let running = workload(["away:60000", "sleep:60000"])
        .stdout(StreamTarget::Null)
        .send_to(sender)
        .spawn()
        .unwrap();
    let pid = running.pid();
    drop(running);
    // The channel is closed when the run is over.
    while samples.recv().is_ok() {}
    assert!(!std::path::Path::new(&format!("/proc/{pid}")).exists());
}

#[test]
fn a_run_may_be_waited_for_in_steps_and_asynchronously() {
    let mut running = workload(["wait"])
        .stdin(monitor_exec::StdinSource::From(pipe_that_stays_open().0))
        .spawn()
        .unwrap();
    drop(running.wait_timeout(Duration::ZERO).unwrap());
    let mut running = workload(["sleep:30"]).spawn().unwrap();
    let outcome = block_on(running.wait_async()).unwrap();
    assert!(outcome.success());
    assert!(matches!(running.wait(), Err(Error::OutcomeTaken)));
}

fn pipe_that_stays_open() -> (std::os::fd::OwnedFd, std::io::PipeWriter) {
    let (reader, writer) = std::io::pipe().unwrap();
    (reader.into(), writer)
}

/// The smallest runtime: sleeps until it is woken.
fn block_on<F: Future>(future: F) -> F::Output {
    struct Unpark(std::thread::Thread);
    impl std::task::Wake for Unpark {
        fn wake(self: std::sync::Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = std::task::Waker::from(std::sync::Arc::new(Unpark(std::thread::current())));
    let mut context = std::task::Context::from_waker(&waker);
    let mut future = std::pin::pin!(future);
    loop {
        match future.as_mut().poll(&mut context) {
            std::task::Poll::Ready(output) => return output,
            std::task::Poll::Pending => std::thread::park(),
        }
    }
}

#[test]
fn members_that_live_on_are_left_and_counted_or_waited_for() {
    let outcome = workload(["away:60000"])
        .stdout(StreamTarget::capture())
        .interval_ms(1, 1)
        .overhead_percent(f64::INFINITY)
        .run()
        .unwrap();
    let away: i32 = said(&outcome).trim().parse().unwrap();
    assert!(alive(away.unsigned_abs()));
    nix::sys::signal::kill(nix::unistd::Pid::from_raw(away), nix::sys::signal::Signal::SIGKILL)
        .unwrap();

    let outcome = workload(["away:300", "sleep:100"])
        .stdout(StreamTarget::capture())
        .interval_ms(1, 1)
        .overhead_percent(f64::INFINITY)
        .wait_for(WaitFor::Tree)
        .run()
        .unwrap();
    let away: u32 = said(&outcome).trim().parse().unwrap();
    assert!(!alive(away));
    assert!(outcome.summary.elapsed_time >= 0.3 && outcome.success());
}

#[test]
fn what_the_command_leaves_behind_is_ended_if_the_host_wants_that() {
    // One that is seen, in a session of its own; and one in the background that nobody has seen.
    for (script, interval) in [
        ("setsid sleep 1000 & echo $!; sleep 0.2", SampleInterval::default()),
        ("sleep 1000 & echo $!", SampleInterval::Off),
    ] {
        let outcome = ExecCommand::new("sh")
            .args(["-c", script])
            .stdout(StreamTarget::capture())
            .interval(interval)
            .end_leftovers(true)
            .run()
            .unwrap();
        assert_eq!(outcome.exit, ExitCause::Exited { code: 0 });
        let left: u32 = said(&outcome).trim().parse().unwrap();
        assert!(!alive(left), "{left} lives on");
        assert_eq!(outcome.summary.left_running, 0);
    }
}

#[test]
fn a_run_says_that_it_is_over_by_a_channel() {
    let running = workload(["wait"])
        .stdin(monitor_exec::StdinSource::From(pipe_that_stays_open().0))
        .spawn()
        .unwrap();
    assert!(running.finished().recv().is_err(), "it is closed, and nothing is sent");
    assert!(running.is_finished() && running.wait().unwrap().success());
}

#[test]
fn detaching_lets_the_command_run_on() {
    let (reader, writer) = pipe_that_stays_open();
    let running =
        workload(["wait"]).stdin(monitor_exec::StdinSource::From(reader)).spawn().unwrap();
    let pid = running.pid();
    let outcome = running.detach().unwrap();
    assert_eq!(outcome.exit, ExitCause::Detached);
    assert!(alive(pid));
    drop(writer);
    nix::sys::wait::waitpid(nix::unistd::Pid::from_raw(pid.cast_signed()), None).unwrap();
}

#[test]
fn a_dropped_handle_has_killed_the_tree_when_the_drop_returns() {
    for round in 0..50 {
        let exec = workload(["together:2", "sleep:60000"]).stdout(StreamTarget::Null);
        let running = if round % 2 == 0 {
            exec.spawn().unwrap()
        } else {
            let mut std = std::process::Command::new("sh");
            std.args(["-c", "sleep 60 & sleep 60"]);
            ExecCommand::from_std(std).spawn().unwrap()
        };
        let pid = running.pid();
        drop(running);
        assert!(!alive(pid), "round {round}");
    }
}

#[test]
fn a_std_command_whose_child_ends_before_the_hold_has_an_outcome() {
    use std::os::unix::process::CommandExt;
    for hold in [HoldMethod::Stop, HoldMethod::Gate] {
        for signal in [None, Some(9)] {
            let mut std = std::process::Command::new("true");
            let hook = move || {
                match signal {
                    // SAFETY: ends the child between fork and exec, by system calls alone.
                    None => unsafe { libc::_exit(5) },
                    // SAFETY: as above.
                    Some(number) => drop(unsafe { libc::raise(number) }),
                }
                Ok(())
            };
            // SAFETY: the hook makes a system call only.
            unsafe { std.pre_exec(hook) };
            let outcome = ExecCommand::from_std(std).hold(hold).run().unwrap();
            let status = outcome.status.unwrap();
            match signal {
                None => assert_eq!(status, ProcessExit::Code(5)),
                Some(signal) => {
                    assert_eq!(status, ProcessExit::Signal { signal, core_dumped: false });
                }
            }
        }
    }
}

#[test]
fn a_signal_is_the_commands_and_one_to_the_tree_is_everybodys() {
    let script = "trap 'echo root' USR1; (trap 'echo child; exit' USR1; echo ready; \
                  while :; do sleep 0.01; done) & wait; wait; echo end";
    for to_tree in [false, true] {
        let (sender, lines) = std::sync::mpsc::channel();
        let running = ExecCommand::new("sh")
            .args(["-c", script])
            .stdout(StreamTarget::capture())
            .on_line(move |line| drop(sender.send(line.text().into_owned())))
            .interval_ms(10, 10)
            .spawn()
            .unwrap();
        assert_eq!(lines.recv_timeout(Duration::from_secs(10)).unwrap(), "ready");
        let cancel = running.control_handle();
        if to_tree {
            cancel.signal_tree(libc::SIGUSR1);
        } else {
            cancel.signal(libc::SIGUSR1);
        }
        assert!(lines.recv_timeout(Duration::from_secs(10)).is_ok());
        if !to_tree {
            cancel.kill();
        }
        drop(running.wait().unwrap());
        let rest: Vec<String> = lines.iter().collect();
        let child_heard = rest.iter().any(|line| line == "child");
        assert_eq!(child_heard || rest.contains(&"root".to_owned()), to_tree, "{rest:?}");
    }
}
