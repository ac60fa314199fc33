//! In front of commands in an interactive shell: Ctrl-C, Ctrl-Z, `&` and `fg` do what they do without
//! monitor.
#![cfg(all(target_os = "linux", not(monitor_unsupported)))]
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::AsFd;
use std::path::Path;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use monitor_exec::Pseudoterminal;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

/// How long anything may take.
const LIMIT: Duration = Duration::from_secs(20);

/// An interactive bash on a terminal.
struct Shell {
    screen: File,
    child: Child,
    seen: String,
}

impl Shell {
    fn start() -> Self {
        let Pseudoterminal { host: screen, command: terminal, .. } =
            Pseudoterminal::open(100, 30).unwrap();
        let mut command = Command::new("setsid");
        command.args(["--ctty", "--wait", "bash", "--norc", "--noprofile", "--noediting", "-i"]);
        command.env("PS1", "$ ").env("TERM", "xterm").env("HISTFILE", "/dev/null");
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("job-control");
        std::fs::create_dir_all(&folder).unwrap();
        command.current_dir(folder);
        let stream = || terminal.try_clone().unwrap();
        let child = command.stdin(stream()).stdout(stream()).stderr(stream()).spawn().unwrap();
        let mut shell = Self { screen, child, seen: String::new() };
        shell.sees("$ ");
        shell.types("echo be''gin\n");
        shell.sees("begin\r\n");
        shell
    }

    fn types(&mut self, keys: &str) {
        self.screen.write_all(keys.as_bytes()).unwrap();
    }

    /// Reads until the text has come, after what was seen before.
    fn sees(&mut self, text: &str) {
        let deadline = Instant::now() + LIMIT;
        let mut chunk = [0; 4096];
        loop {
            if let Some(at) = self.seen.find(text) {
                self.seen.drain(..at + text.len());
                return;
            }
            assert!(Instant::now() < deadline, "no {text:?} in {:?}", self.seen);
            let mut fds = [PollFd::new(self.screen.as_fd(), PollFlags::POLLIN)];
            if poll(&mut fds, PollTimeout::from(200_u8)).unwrap() > 0 {
                let count = self.screen.read(&mut chunk).unwrap();
                self.seen.push_str(&String::from_utf8_lossy(&chunk[..count]));
            }
        }
    }

    fn leave(mut self) {
        self.types("exit 0\n");
        self.child.wait().unwrap();
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What stands in front of the command: nothing, to see what a shell does, and monitor.
fn wrappers() -> [String; 4] {
    let monitor = env!("CARGO_BIN_EXE_monitor");
    [
        String::new(),
        format!("{monitor} exec -q --"),
        format!("{monitor} run --base b --pty never --"),
        format!("{monitor} run --base b --"),
    ]
}

#[test]
fn ctrl_c_ends_a_loop_of_commands() {
    for wrapper in wrappers() {
        let mut shell = Shell::start();
        shell.types(&format!(
            "for i in 1 2 3; do {wrapper} sh -c 'echo ro''und; exec sleep 30'; done\n"
        ));
        shell.sees("\nround");
        shell.types("\x03");
        shell.sees("\r\n$ ");
        shell.types("echo code=$?''\n");
        shell.sees("code=130");
        assert!(!shell.seen.contains("round"), "{wrapper}: {:?}", shell.seen);
        shell.leave();
    }
}

#[test]
fn ctrl_z_stops_a_command_and_fg_lets_it_go_on() {
    for wrapper in wrappers() {
        let mut shell = Shell::start();
        shell
            .types(&format!("{wrapper} sh -c 'echo beg''un; read x; echo \"go''t $x\"; exit 7'\n"));
        shell.sees("begun");
        shell.types("\x1a");
        shell.sees("Stopped");
        shell.types("echo pro''mpt; fg\n");
        shell.sees("prompt");
        shell.sees("exit 7'\r\n");
        shell.types("word\n");
        shell.sees("got word\r\n");
        shell.sees("$ ");
        shell.types("echo code=$?''\n");
        shell.sees("code=7");
        shell.leave();
    }
}

#[test]
fn a_command_in_the_background_has_the_keys_when_it_comes_to_the_foreground() {
    for wrapper in wrappers() {
        let mut shell = Shell::start();
        shell.types(&format!("{wrapper} sh -c 'sleep 0.3; read x; echo \"go''t $x\"' &\n"));
        shell.types("echo pro''mpt; sleep 0.6; fg\n");
        shell.sees("prompt");
        shell.types("word\n");
        shell.sees("got word\r\n");
        shell.sees("$ ");
        shell.leave();
    }
}
