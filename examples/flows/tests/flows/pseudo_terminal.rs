//! A program on a terminal that is none: a test types, and reads what the program shows.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::process::{Child, Command, Stdio};

use nix::pty::openpty;

/// A program on a pseudo-terminal.
pub(crate) struct PseudoTerminal {
    terminal: File,
    child: Child,
    shown: String,
}

impl PseudoTerminal {
    pub(crate) fn start(program: &str, arguments: &[&str]) -> Self {
        let pair = openpty(None, None).unwrap();
        let slave = || Stdio::from(pair.slave.try_clone().unwrap());
        let mut command = Command::new(program);
        command.args(arguments).stdin(slave()).stdout(slave()).stderr(slave());
        let child = command.spawn().unwrap();
        Self { terminal: File::from(pair.master), child, shown: String::new() }
    }

    /// Types a line.
    pub(crate) fn says(&mut self, line: &str) {
        writeln!(self.terminal, "{line}").unwrap();
    }

    /// Reads until that is shown, and returns everything since the last time. A program that ends
    /// without showing it fails the test; one that hangs is ended by the gate.
    pub(crate) fn until(&mut self, text: &str) -> String {
        loop {
            if let Some(at) = self.shown.find(text) {
                let rest = self.shown.split_off(at + text.len());
                return std::mem::replace(&mut self.shown, rest);
            }
            let mut piece = [0; 1_024];
            match self.terminal.read(&mut piece) {
                Ok(count) if count > 0 => {
                    self.shown.push_str(&String::from_utf8_lossy(&piece[..count]));
                }
                _ => panic!("no {text:?} in {}", self.shown),
            }
        }
    }

    /// The exit code of the program.
    pub(crate) fn ends(mut self) -> Option<i32> {
        drop(self.terminal);
        self.child.wait().unwrap().code()
    }
}
