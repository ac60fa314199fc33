//! The hold: nothing runs before the sampler is attached, and the program does not notice.
#![cfg(all(target_os = "linux", not(monitor_unsupported)))]
#![expect(clippy::disallowed_methods, reason = "a test of processes, with files of its own")]
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

#[path = "support/deeds.rs"]
mod support;

use monitor_exec::{ExecCommand, HoldMethod, ProcessState, StreamTarget};
use support::{said, workload};

#[test]
fn no_instruction_of_the_program_runs_before_the_command_is_let_go() {
    for method in [HoldMethod::Stop, HoldMethod::Gate] {
        for _ in 0..100 {
            let outcome =
                workload(["first"]).hold(method).stdout(StreamTarget::capture()).run().unwrap();
            let first_us: i64 = said(&outcome).trim().parse().unwrap();
            let released_us = outcome.summary.started_at.as_micros();
            // The wall clock may be slewed between the host's anchor and the program's reading.
            assert!(
                first_us >= released_us - 1000,
                "{method:?}: first {first_us}, released {released_us}"
            );
            assert!(outcome.summary.hold_ns > 0);
        }
    }
}

#[test]
fn the_program_sees_no_signal_of_the_hold() {
    for method in [HoldMethod::Stop, HoldMethod::Gate, HoldMethod::None] {
        for _ in 0..100 {
            let outcome =
                workload(["report"]).hold(method).stdout(StreamTarget::capture()).run().unwrap();
            let text = said(&outcome);
            assert!(text.contains("pending=00000000000000000000000000000000\n"), "{text}");
            assert!(text.contains("continued=false\n"), "{text}");
            assert!(text.contains("blocked=0000000000000000\n"), "{text}");
            assert!(
                text.contains(&format!("ignored={:016x}\n", ignored_by_us() | SIGPIPE)),
                "{text}"
            );
        }
    }
}

/// Rust's own start-up ignores it, here and in the workload.
const SIGPIPE: u64 = 1 << (libc::SIGPIPE - 1);

/// What is ignored is inherited through exec, as ever.
fn ignored_by_us() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("SigIgn:")).unwrap();
    u64::from_str_radix(line.trim(), 16).unwrap()
}

#[test]
fn a_std_command_is_held_too_and_sees_no_signal() {
    for method in [HoldMethod::Stop, HoldMethod::Gate] {
        let mut command = std::process::Command::new(support::WORKLOAD);
        command.arg("report").stdout(std::process::Stdio::piped());
        let mut running = ExecCommand::from_std(command).hold(method).spawn().unwrap();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut running.take_stdout().unwrap(), &mut text).unwrap();
        let outcome = running.wait().unwrap();
        assert!(outcome.success() && outcome.summary.hold_ns > 0);
        assert!(text.contains("continued=false\n"), "{text}");
        assert!(text.contains("pending=00000000000000000000000000000000\n"), "{text}");
        assert!(text.contains("blocked=0000000000000000\n"), "{text}");
    }
}

#[test]
fn the_first_sample_is_of_the_held_command_and_there_are_two_at_least() {
    for _ in 0..50 {
        let outcome = workload([]).run().unwrap();
        assert!(outcome.summary.samples >= 2);
        assert_eq!(outcome.samples[0].state, ProcessState::Held);
        assert_eq!(outcome.samples[0].processes, 1);
        assert!(outcome.summary.cpu_ns.value > 0);
        assert!(outcome.summary.elapsed_time > 0.0);
    }
}

#[test]
fn a_command_that_is_not_held_has_no_time_of_holding() {
    let outcome = workload([]).hold(HoldMethod::None).run().unwrap();
    assert!(outcome.success());
    assert_eq!(outcome.summary.hold_ns, 0);
    assert_eq!(outcome.metadata.hold, Some(HoldMethod::None));
}

#[test]
fn fifty_commands_at_once_from_many_threads_all_end_well() {
    let threads: Vec<_> = (0..50)
        .map(|number: i32| {
            std::thread::spawn(move || {
                let code = format!("exit:{number}");
                workload([code.as_str()]).run().unwrap().shell_exit_code()
            })
        })
        .collect();
    let codes: Vec<_> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
    assert_eq!(codes, (0..50).map(Some).collect::<Vec<_>>());
}

#[test]
fn a_signal_handler_of_the_host_stays_as_it_was() {
    use nix::sys::signal::{SaFlags, SigAction, SigHandler, SigSet, Signal};
    extern "C" fn nothing(_: libc::c_int) {}
    let action = SigAction::new(SigHandler::Handler(nothing), SaFlags::empty(), SigSet::empty());
    #[expect(unsafe_code, reason = "installs a handler that does nothing")]
    // SAFETY: the handler does nothing.
    let set = |action| unsafe { nix::sys::signal::sigaction(Signal::SIGUSR2, action) }.unwrap();
    let before = set(&action);
    assert!(workload(["report"]).stdout(StreamTarget::Null).run().unwrap().success());
    let kept = set(&before);
    assert!(matches!(kept.handler(), SigHandler::Handler(_)));
}

#[test]
fn a_set_uid_program_has_the_rights_of_its_owner() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
    let path = std::env::temp_dir().join(format!("monitor-exec-id-{}", std::process::id()));
    // By another process: a child of this one that was just made holds open what we write.
    let mut copy = std::process::Command::new("cp");
    assert!(copy.arg("/usr/bin/id").arg(&path).status().unwrap().success());
    // Whoever may not give files away keeps this one; then the owner is who runs the test.
    let _ = chown(&path, Some(65534), None);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o4755)).unwrap();
    let owner = std::fs::metadata(&path).unwrap().uid();
    for method in [HoldMethod::Stop, HoldMethod::Gate] {
        let outcome = ExecCommand::new(&path)
            .arg("-u")
            .hold(method)
            .stdout(StreamTarget::capture())
            .run()
            .unwrap();
        assert_eq!(said(&outcome), format!("{owner}\n"));
    }
    std::fs::remove_file(path).unwrap();
}
