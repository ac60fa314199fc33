//! What only root can arrange: a number that is given again, and a `/proc` that hides processes.
//! Run by name, as root: `cargo test -p monitor-exec --test as_root`.
#![cfg(all(target_os = "linux", not(monitor_unsupported)))]
#![expect(unsafe_code, reason = "makes a process with a number of its choice")]
#![expect(clippy::disallowed_methods, reason = "a test of processes, which runs itself once more")]
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

#[path = "support/deeds.rs"]
mod support;

use std::process::Command;
use std::time::Duration;

use monitor_exec::{ExecCommand, ExitCause, ProcessGroup, ProcessProbe, StreamTarget};
use nix::mount::{MsFlags, mount};
use nix::sched::{CloneFlags, unshare};
use nix::unistd::{Gid, Uid, setgid, setgroups, setuid};

/// Makes a process of the number `pid` that does nothing until it is killed; clone3(2), `set_tid`.
fn process_of_number(pid: u32) {
    let numbers = [i32::try_from(pid).unwrap()];
    // SAFETY: zeroes are a valid value of this plain C structure, and mean nothing.
    let mut args: libc::clone_args = unsafe { std::mem::zeroed() };
    args.exit_signal = u64::from(libc::SIGCHLD.cast_unsigned());
    args.set_tid = numbers.as_ptr() as u64;
    args.set_tid_size = 1;
    // SAFETY: without CLONE_VM this is a fork; the child only sleeps.
    let made =
        unsafe { libc::syscall(libc::SYS_clone3, &raw const args, size_of::<libc::clone_args>()) };
    if made == 0 {
        loop {
            // SAFETY: it takes nothing.
            unsafe { libc::pause() };
        }
    }
    assert_eq!(made, i64::from(pid), "{}", std::io::Error::last_os_error());
}

#[test]
fn a_number_that_is_given_again_is_not_taken_for_the_process_that_had_it() {
    let mut first =
        Command::new(support::WORKLOAD).args(["burn:20", "sleep:60000"]).spawn().unwrap();
    let pid = first.id();
    let mut probe = ProcessProbe::new(pid).unwrap();
    let watched = ExecCommand::attach(pid).interval_ms(5, 5).spawn().unwrap();
    assert_eq!(probe.sample_tree().sample.processes, 1);
    first.kill().unwrap();
    first.wait().unwrap();
    // Whether it is known depends on who was faster: std, which reaps it, or the sampler.
    let exit = watched.wait().unwrap().exit;
    assert!(matches!(exit, ExitCause::Unknown | ExitCause::Signaled { signal: 9, .. }), "{exit:?}");
    process_of_number(pid);
    assert!(support::alive(pid), "the number is in use again");
    let sample = probe.sample_tree().sample;
    assert_eq!((sample.processes, sample.rss_bytes), (0, 0));
    let stranger = nix::unistd::Pid::from_raw(i32::try_from(pid).unwrap());
    nix::sys::signal::kill(stranger, nix::sys::signal::Signal::SIGKILL).unwrap();
    nix::sys::wait::waitpid(stranger, None).unwrap();
}

#[test]
fn a_process_that_proc_hides_is_counted_by_its_clock() {
    if std::env::var_os("MONITOR_EXEC_HIDES").is_none() {
        let name = "a_process_that_proc_hides_is_counted_by_its_clock";
        let mut hidden = Command::new(support::WORKLOAD).arg("burn:2000").spawn().unwrap();
        let status = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", name, "--test-threads=1", "--nocapture"])
            .env("MONITOR_EXEC_HIDES", hidden.id().to_string())
            .status();
        hidden.kill().unwrap();
        hidden.wait().unwrap();
        assert!(status.unwrap().success());
        return;
    }
    unshare(CloneFlags::CLONE_NEWNS).unwrap();
    let none: Option<&str> = None;
    mount(none, "/", none, MsFlags::MS_REC | MsFlags::MS_PRIVATE, none).unwrap();
    mount(Some("proc"), "/proc", Some("proc"), MsFlags::empty(), Some("hidepid=2")).unwrap();
    // The group of root sees everything.
    setgroups(&[]).unwrap();
    setgid(Gid::from_raw(65_534)).unwrap();
    setuid(Uid::from_raw(65_534)).unwrap();
    let pid: u32 = std::env::var("MONITOR_EXEC_HIDES").unwrap().parse().unwrap();
    assert!(!std::path::Path::new(&format!("/proc/{pid}")).exists(), "it is hidden");
    let watched = ExecCommand::attach(pid).interval_ms(5, 5).timeout(Duration::from_millis(300));
    let summary = watched.run().unwrap().summary;
    assert!(summary.cpu_ns.value > 10_000_000, "{:?}", summary.cpu_ns);
    assert!(!summary.cpu_ns.is_exact());
    // Its own children are not hidden.
    let summary = ExecCommand::new("sleep").arg("0.05").run().unwrap().summary;
    assert!(summary.samples >= 2 && summary.peak_tree_rss_bytes.value > 0);
}

#[test]
fn a_command_of_another_user_runs_and_leaves_the_host_as_it_was() {
    let dumpable = || nix::sys::prctl::get_dumpable().unwrap();
    assert!(dumpable());
    for group in [ProcessGroup::New, ProcessGroup::Session, ProcessGroup::Host] {
        let exec = ExecCommand::new("id").arg("-u").uid(65_534).gid(65_534).group(group);
        let outcome = exec.stdout(StreamTarget::capture()).run().unwrap();
        assert_eq!(support::said(&outcome), "65534\n", "{group:?}");
        assert!(dumpable(), "{group:?}");
    }
}

/// Runs one test of this file once more, in a process whose environment has a mark.
fn run_marked(name: &str, mark: &str) -> bool {
    if std::env::var_os(mark).is_some() {
        return false;
    }
    let status = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", name, "--test-threads=1", "--nocapture"])
        .env(mark, "1")
        .status();
    assert!(status.unwrap().success());
    true
}

#[test]
fn a_user_who_may_not_signal_a_command_gets_its_outcome_and_is_told_that_it_runs_on() {
    let name = "a_user_who_may_not_signal_a_command_gets_its_outcome_and_is_told_that_it_runs_on";
    if run_marked(name, "MONITOR_EXEC_UNPRIVILEGED") {
        return;
    }
    // A host that may change the user of a command and may not signal that user's processes.
    // SAFETY: prctl(2) with numbers, in a process of this test alone.
    unsafe {
        const CAP_KILL: libc::c_ulong = 5;
        assert_eq!(libc::prctl(libc::PR_CAPBSET_DROP, CAP_KILL, 0, 0, 0), 0);
    }
    drop_capability(5);
    for group in [ProcessGroup::New, ProcessGroup::Session] {
        let exec = ExecCommand::new("sleep").arg("5").uid(65_534).group(group);
        let limit = Duration::from_millis(200);
        let outcome = exec.timeout(limit).stop_by(15, limit).run().unwrap();
        assert_eq!(outcome.exit, ExitCause::TimedOut);
        assert_eq!((outcome.status, outcome.summary.left_running), (None, 1), "{group:?}");
        let error = outcome.stop_error.unwrap();
        assert_eq!(error.raw_os_error(), Some(libc::EPERM), "{error}");
    }
}

/// Takes a capability out of the effective, permitted and inheritable sets; capset(2).
fn drop_capability(number: u32) {
    #[repr(C)]
    struct Header {
        version: u32,
        pid: i32,
    }
    let mut header = Header { version: 0x2008_0522, pid: 0 };
    let mut sets = [[0_u32; 3]; 2];
    // SAFETY: the structures are those of version 3 of the call, which fills and then reads them.
    unsafe {
        assert_eq!(libc::syscall(libc::SYS_capget, &raw mut header, sets.as_mut_ptr()), 0);
        for set in &mut sets[0] {
            *set &= !(1 << number);
        }
        assert_eq!(libc::syscall(libc::SYS_capset, &raw const header, sets.as_ptr()), 0);
    }
}
