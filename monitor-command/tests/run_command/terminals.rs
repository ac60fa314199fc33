//! Terminals: one that the program is given, and the user's own.

use std::fs::File;
use std::io::{Read, Write};
use std::process::{Child, Command};

use monitor_exec::Pseudoterminal;
use nix::sys::signal::{Signal, kill};
use nix::sys::termios::{LocalFlags, tcgetattr};
use nix::unistd::Pid;

use crate::place::Place;

/// A user at a terminal, and `monitor run` in its foreground.
struct User {
    screen: File,
    terminal: File,
    child: Child,
    seen: String,
}

impl User {
    fn sits_down(place: &Place, options: &[&str], program: &[&str]) -> Self {
        let Pseudoterminal { host: screen, command: terminal, .. } =
            Pseudoterminal::open(101, 33).unwrap();
        let monitor = place.command(options, program);
        // A session of its own, whose terminal is this one.
        let mut command = Command::new("setsid");
        command.args(["--ctty", "--wait"]).arg(monitor.get_program()).args(monitor.get_args());
        let stream = || terminal.try_clone().unwrap();
        let child = command.stdin(stream()).stdout(stream()).stderr(stream()).spawn().unwrap();
        Self { screen, terminal, child, seen: String::new() }
    }

    fn types(&mut self, keys: &str) {
        self.screen.write_all(keys.as_bytes()).unwrap();
    }

    /// Reads until that has come.
    fn sees(&mut self, text: &str) {
        let mut chunk = [0; 1024];
        while !self.seen.contains(text) {
            let count = self.screen.read(&mut chunk).unwrap();
            self.seen.push_str(&String::from_utf8_lossy(&chunk[..count]));
        }
    }

    fn is_raw(&self) -> bool {
        !tcgetattr(&self.terminal).unwrap().local_flags.contains(LocalFlags::ICANON)
    }

    fn exit_code(&mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }
}

#[test]
fn a_program_at_a_terminal_is_at_a_terminal_and_can_be_talked_to() {
    let place = Place::new("talk");
    let script = "test -t 0 && test -t 1 && test -t 2 && stty size; \
                  printf 'name? '; read x; echo \"hello $x\"";
    let mut user = User::sits_down(&place, &[], &["sh", "-c", script]);
    user.sees("33 101\r\nname? ");
    assert!(user.is_raw());
    user.types("bob\r");
    user.sees("bob\r\nhello bob\r\n");
    assert_eq!(user.exit_code(), Some(0));
    assert!(!user.is_raw());
    assert_eq!(place.kept("terminal").0, user.seen.into_bytes());
    assert!(place.log().contains(" - TERMINAL - hello bob\n"));
}

#[test]
fn control_c_and_the_size_of_the_window_reach_the_program() {
    let place = Place::new("keys");
    let script = "trap 'stty size; echo resized' WINCH; trap 'echo asked; exit 9' INT; \
                  echo begun; while :; do sleep 0.01; done";
    let mut user = User::sits_down(&place, &[], &["sh", "-c", script]);
    user.sees("begun");
    Pseudoterminal::resize(&user.terminal, 50, 20).unwrap();
    user.sees("20 50\r\nresized");
    user.types("\x1a");
    user.types("\x03");
    user.sees("asked");
    assert_eq!(user.exit_code(), Some(9));
    assert!(!user.is_raw());
}

#[test]
fn the_terminal_is_put_back_when_the_program_is_killed_and_when_it_cannot_be_run() {
    let place = Place::new("back");
    let mut user = User::sits_down(&place, &[], &["sh", "-c", "echo $$; exec sleep 60"]);
    user.sees("\n");
    assert!(user.is_raw());
    let pid = user.seen.trim().parse().unwrap();
    kill(Pid::from_raw(pid), Signal::SIGKILL).unwrap();
    assert_eq!(user.exit_code(), None, "ended by a signal");
    assert!(!user.is_raw());
    let mut user = User::sits_down(&place, &[], &["/no/such/program"]);
    assert_eq!(user.exit_code(), Some(127));
    assert!(!user.is_raw());
}

#[test]
fn without_a_pty_the_program_writes_into_pipes_and_control_c_reaches_it_too() {
    let place = Place::new("never");
    let script = "test -t 1 || echo a-pipe; trap 'echo asked; exit 9' INT; \
                  echo begun; while :; do sleep 0.01; done";
    let mut user = User::sits_down(&place, &["--pty", "never"], &["sh", "-c", script]);
    user.sees("begun");
    assert!(user.seen.contains("a-pipe") && !user.is_raw());
    user.types("\x03");
    assert_eq!(user.exit_code(), Some(9));
}

#[test]
fn a_terminal_that_nobody_looks_at_changes_no_byte() {
    let place = Place::new("unseen");
    let script = r"test -t 1 && printf 'a\nb\n'; printf 'c\n' >&2; stty size < /dev/tty";
    let output = place.run(&["--pty", "always"], &["sh", "-c", script]);
    assert_eq!(output.stdout, b"a\nb\nc\n24 80\n");
    assert_eq!(place.kept("terminal").0, output.stdout);
}
