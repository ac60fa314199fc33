//! On a terminal: one live line, interactive commands, Ctrl-C once, and all as it was at the end.

use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::process::{Child, Command};

use nix::pty::{Winsize, openpty};
use nix::sys::termios::{LocalFlags, tcgetattr};

use crate::program::Scratch;

/// Monitor in a session of its own on a pseudo-terminal of 24 rows and 80 columns.
struct Terminal {
    screen: File,
    slave: Option<OwnedFd>,
    monitor: Child,
    seen: String,
}

impl Terminal {
    fn run(term: &str, args: &[&str]) -> Self {
        let size = Winsize { ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0 };
        let pty = openpty(Some(&size), None).unwrap();
        let end = || pty.slave.try_clone().unwrap();
        let mut command = Command::new("setsid");
        command.args(["--ctty", env!("CARGO_BIN_EXE_monitor"), "exec"]).args(args);
        command.env("TERM", term).stdin(end()).stdout(end()).stderr(end());
        let monitor = command.spawn().unwrap();
        drop(command);
        Self { screen: pty.master.into(), slave: Some(pty.slave), monitor, seen: String::new() }
    }

    /// Reads until the text was seen.
    fn until(&mut self, text: &str) {
        while !self.seen.contains(text) {
            assert!(self.read() > 0, "no {text:?} in {:?}", self.seen);
        }
    }

    fn read(&mut self) -> usize {
        let mut bytes = [0; 4096];
        // A terminal that nobody has open any more gives an error instead of an end.
        let count = self.screen.read(&mut bytes).unwrap_or(0);
        self.seen.push_str(&String::from_utf8_lossy(&bytes[..count]));
        count
    }

    /// The exit code, everything that was on the terminal, and whether it is in its usual mode.
    fn end(mut self) -> (Option<i32>, String, bool) {
        let code = self.monitor.wait().unwrap().code();
        let slave = self.slave.take().unwrap();
        let usual = LocalFlags::ICANON | LocalFlags::ECHO | LocalFlags::ISIG;
        let cooked = tcgetattr(&slave).unwrap().local_flags.contains(usual);
        drop(slave);
        while self.read() > 0 {}
        (code, self.seen, cooked)
    }
}

#[test]
fn one_line_is_drawn_in_the_last_row_and_the_terminal_is_restored() {
    let terminal = Terminal::run("xterm", &["--", "sh", "-c", "echo begun; sleep 1.6; exit 3"]);
    let (code, seen, cooked) = terminal.end();
    assert_eq!((code, cooked), (Some(3), true));
    // The region that scrolls leaves the last row out, and the line is drawn there.
    assert!(seen.contains("\x1b[1;23r") && seen.contains("\x1b[24;1H\x1b[2K"), "{seen:?}");
    assert!(seen.contains("CPU") && seen.contains("processes"));
    let restored = seen.rfind("\x1b[24;1H\x1b[2K\x1b[r").unwrap();
    assert!(!seen[restored..].contains("\x1b[1;23r"));
    assert!(seen[restored..].contains("monitor: exited with code 3"));
    assert!(!seen.contains("\x1b[24;1H\x1b[2K\x1b[2m\n"));
}

#[test]
fn a_short_command_a_quiet_one_and_a_simple_terminal_see_no_line() {
    for (term, args) in [
        ("xterm", &["--", "true"][..]),
        ("xterm", &["--quiet", "--", "sleep", "1.3"]),
        ("dumb", &["--", "sleep", "1.3"]),
    ] {
        let (code, seen, cooked) = Terminal::run(term, args).end();
        assert_eq!((code, cooked), (Some(0), true));
        assert!(!seen.contains('\x1b'), "{seen:?}");
    }
}

#[test]
fn an_interactive_command_has_the_terminal() {
    let script = "test -t 0 && test -t 1 && test -t 2 && echo ready; read name; echo \"<$name>\"";
    let mut terminal = Terminal::run("xterm", &["-q", "--", "sh", "-c", script]);
    terminal.until("ready");
    terminal.screen.write_all(b"somebody\n").unwrap();
    let (code, seen, _) = terminal.end();
    assert_eq!(code, Some(0));
    assert!(seen.contains("<somebody>"), "{seen:?}");
}

#[test]
fn a_command_that_takes_the_terminal_over_sees_no_line() {
    let script = "stty raw -echo; sleep 1.4; stty sane; sleep 0.6";
    let (code, seen, cooked) = Terminal::run("xterm", &["--", "sh", "-c", script]).end();
    assert_eq!((code, cooked), (Some(0), true));
    assert!(!seen.contains('\x1b'), "{seen:?}");
}

#[test]
fn control_c_reaches_the_command_once_and_the_figures_are_shown() {
    let scratch = Scratch::new();
    let go_on = scratch.path("go-on");
    let script = format!(
        "trap 'echo caught' INT; echo ready; until test -e {go_on}; do sleep 0.02; done; exit 5"
    );
    let mut terminal = Terminal::run("xterm", &["--", "sh", "-c", &script]);
    terminal.until("ready");
    terminal.screen.write_all(b"\x03").unwrap();
    terminal.until("caught");
    scratch.write("go-on", "");
    let (code, seen, _) = terminal.end();
    assert_eq!(code, Some(5));
    assert_eq!(seen.matches("caught").count(), 1, "{seen:?}");
    assert!(seen.contains("monitor: exited with code 5"));
}
