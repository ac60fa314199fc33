//! Commands that are hard to watch: many children, many threads, daemons, hosts that interfere.
#![cfg(all(target_os = "linux", not(monitor_unsupported)))]
#![expect(clippy::disallowed_methods, reason = "a test of processes, with files of its own")]

#[path = "support/deeds.rs"]
mod support;

use std::io::Read;
use std::time::Duration;

use monitor_exec::{ExecCommand, ExitCause, MachineFacts, StdinSource, StreamTarget};
use support::workload;

#[test]
fn two_hundred_children_are_all_seen_and_all_killed() {
    let (reader, writer) = std::io::pipe().unwrap();
    let (mut ready, said) = std::io::pipe().unwrap();
    let exec = workload(["together:200"])
        .stdin(StdinSource::From(reader.into()))
        .stdout(StreamTarget::to(said));
    let running = exec
        .interval_ms(20, 20)
        .stop_by(libc::SIGTERM, Duration::from_millis(100))
        .channel(10_000)
        .spawn()
        .unwrap();
    ready.read_exact(&mut [0; 6]).unwrap();
    let samples = running.samples().unwrap().clone();
    while samples.recv().unwrap().sample.processes < 201 {}
    running.control_handle().cancel();
    let outcome = running.wait().unwrap();
    assert_eq!(outcome.exit, ExitCause::Cancelled);
    assert_eq!(outcome.summary.resources.max_processes, 201);
    assert_eq!(outcome.summary.left_running, 0);
    drop(writer);
    assert_eq!((outcome.summary.processes_left_out, outcome.processes.len()), (0, 201));
    assert!(outcome.processes.iter().all(|process| !support::alive(process.pid)));
}

#[test]
fn a_tree_larger_than_its_bound_is_counted_and_not_followed() {
    let (reader, writer) = std::io::pipe().unwrap();
    let (mut ready, said) = std::io::pipe().unwrap();
    let exec = workload(["together:50"])
        .stdin(StdinSource::From(reader.into()))
        .stdout(StreamTarget::to(said))
        .max_tracked_processes(10);
    let running = exec.interval_ms(2, 2).channel(10_000).spawn().unwrap();
    let samples = running.samples().unwrap().clone();
    ready.read_exact(&mut [0; 6]).unwrap();
    // Of the looks that began after all fifty were there, the first is over with the second.
    while samples.try_recv().is_ok() {}
    assert!(samples.recv().is_ok() && samples.recv().is_ok());
    drop(writer);
    let outcome = running.wait().unwrap();
    assert_eq!(outcome.summary.resources.max_processes, 10);
    assert!(outcome.summary.processes_left_out > 0);
    assert!(!outcome.summary.cpu_ns.is_exact());
}

#[test]
fn a_thousand_threads_are_counted() {
    let outcome = workload(["threads:1000:1"]).interval_ms(20, 20).run().unwrap();
    assert!(outcome.success());
    assert!(outcome.summary.resources.max_threads > 1);
    assert!(outcome.summary.cpu_ns.value > 1_000 * 900_000);
}

#[test]
fn a_host_that_ignores_sigchld_gets_an_outcome_and_from_linux_6_15_on_its_code() {
    // In a process of its own, because it is a property of the whole process: this test again.
    if std::env::var_os("MONITOR_EXEC_IGNORES").is_none() {
        let name = "a_host_that_ignores_sigchld_gets_an_outcome_and_from_linux_6_15_on_its_code";
        let status = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", name, "--test-threads=1"])
            .env("MONITOR_EXEC_IGNORES", "1")
            .status()
            .unwrap();
        assert!(status.success());
        return;
    }
    use nix::sys::signal::{SigHandler, Signal, signal};
    #[expect(unsafe_code, reason = "sets a disposition of this process")]
    // SAFETY: no handler is installed.
    unsafe { signal(Signal::SIGCHLD, SigHandler::SigIgn) }.unwrap();
    let outcome = workload(["burn:20", "exit:3"]).run().unwrap();
    let kernel = MachineFacts::read().kernel;
    let mut numbers = kernel.split('.').map(|number| number.parse::<u32>().unwrap_or(0));
    let tells = (numbers.next(), numbers.next()) >= (Some(6), Some(15));
    let expected = if tells { ExitCause::Exited { code: 3 } } else { ExitCause::Unknown };
    assert_eq!(outcome.exit, expected, "{kernel}");
    assert!(outcome.summary.samples >= 2 && outcome.summary.cpu_ns.value > 0);
}

#[test]
fn a_host_that_waits_for_any_child_gets_an_outcome_all_the_same() {
    if std::env::var_os("MONITOR_EXEC_WAITS").is_none() {
        let name = "a_host_that_waits_for_any_child_gets_an_outcome_all_the_same";
        let status = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", name, "--test-threads=1"])
            .env("MONITOR_EXEC_WAITS", "1")
            .status()
            .unwrap();
        assert!(status.success());
        return;
    }
    use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
    let stop = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let theirs = std::sync::Arc::clone(&stop);
    let thief = std::thread::spawn(move || {
        let mut stolen = 0;
        while !theirs.load(std::sync::atomic::Ordering::Relaxed) {
            let flags = WaitPidFlag::WUNTRACED | WaitPidFlag::WNOHANG;
            stolen += u32::from(!matches!(
                waitpid(None, Some(flags)),
                Ok(WaitStatus::StillAlive) | Err(_)
            ));
        }
        stolen
    });
    for _ in 0..30 {
        let outcome = workload(["exit:3"]).run().unwrap();
        assert!(
            matches!(outcome.exit, ExitCause::Unknown | ExitCause::Exited { code: 3 }),
            "{:?}",
            outcome.exit
        );
    }
    stop.store(true, std::sync::atomic::Ordering::Relaxed);
    assert!(thief.join().unwrap() > 0, "nothing was stolen, so nothing was tested");
}

#[test]
fn a_daemon_that_left_its_parent_is_known_if_it_was_seen() {
    let script = format!("{} away:60000; sleep 0.05", support::WORKLOAD);
    let outcome = ExecCommand::new("sh")
        .args(["-c", &script])
        .stdout(StreamTarget::capture())
        .interval_ms(1, 1)
        .overhead_percent(f64::INFINITY)
        .run()
        .unwrap();
    let daemon: i32 = outcome.stdout.as_ref().unwrap().text().trim().parse().unwrap();
    nix::sys::signal::kill(nix::unistd::Pid::from_raw(daemon), nix::sys::signal::Signal::SIGKILL)
        .unwrap();
    assert!(!outcome.summary.cpu_ns.is_exact());
}

#[test]
fn a_command_that_forks_by_vfork_does_not_count_its_memory_twice() {
    let mut script = String::from("import subprocess\nblock = bytearray(200 << 20)\n");
    script.push_str("for i in range(20): subprocess.run(['true'])\n");
    let outcome = ExecCommand::new("python3")
        .args(["-c", &script])
        .interval_ms(1, 1)
        .overhead_percent(f64::INFINITY)
        .run()
        .unwrap();
    assert!(outcome.success(), "{:?}", outcome.exit);
    let peak = outcome.summary.peak_tree_rss_bytes.value;
    assert!((200 << 20..300 << 20).contains(&peak), "{peak}");
}
