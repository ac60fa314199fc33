//! One live line at the foot of the terminal, below what the command itself writes there.
//!
//! The last row is taken out of the region that scrolls, as apt does for its progress, so that the
//! line and the command's output do not run into each other. A command that takes the terminal
//! over (an editor, a shell at its prompt) is told by the terminal's mode; from then on there is
//! no line.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use crossbeam_channel::Receiver;
use monitor_exec::TreeSample;
use monitor_host::report;
use nix::sys::termios::{LocalFlags, tcgetattr};
use terminal_size::{Height, Width, terminal_size_of};

/// A command that ends before this never sees a line.
const PATIENCE: Duration = Duration::from_secs(1);
/// What eyes can follow.
const PERIOD: Duration = Duration::from_millis(200);
/// Below this many rows there is no room to give away.
const FEWEST_ROWS: u16 = 4;

/// Draws the line until the run is over.
pub(crate) fn draw_until_end(samples: &Receiver<TreeSample>) {
    let begun = Instant::now();
    let mut line = StatusLine { rows: None, drawn_at: None, given_up: false };
    while let Ok(seen) = samples.recv() {
        let newest = samples.try_iter().last().unwrap_or(seen);
        if begun.elapsed() >= PATIENCE {
            line.draw_text(&report::status_text(&newest.sample));
        }
    }
    line.clear();
}

/// Whether there is a terminal that understands what is written.
pub(crate) fn is_supported() -> bool {
    let dumb = std::env::var_os("TERM").is_none_or(|term| term.is_empty() || term == "dumb");
    !dumb && io::stderr().is_terminal()
}

struct StatusLine {
    /// How many rows the terminal had when the last one was taken.
    rows: Option<u16>,
    drawn_at: Option<Instant>,
    given_up: bool,
}

impl StatusLine {
    fn draw_text(&mut self, text: &str) {
        if self.given_up || self.drawn_at.is_some_and(|at| at.elapsed() < PERIOD) {
            return;
        }
        let Some((Width(columns), Height(rows))) = terminal_size_of(io::stderr()) else { return };
        if !is_cooked() || rows < FEWEST_ROWS {
            self.clear();
            self.given_up = !is_cooked();
            return;
        }
        let mut out = String::new();
        if self.rows != Some(rows) {
            // A new line, so that the row that is taken is empty; the cursor goes back after.
            out.push_str(&format!("\n\x1b7\x1b[1;{}r\x1b8\x1b[1A", rows - 1));
            self.rows = Some(rows);
        }
        let fitting: String = text.chars().take(usize::from(columns.saturating_sub(1))).collect();
        out.push_str(&format!("\x1b7\x1b[{rows};1H\x1b[2K\x1b[2m{fitting}\x1b[0m\x1b8"));
        self.drawn_at = Some(Instant::now());
        write_terminal(&out);
    }

    /// Gives the row back, empty.
    fn clear(&mut self) {
        if let Some(rows) = self.rows.take() {
            write_terminal(&format!("\x1b7\x1b[{rows};1H\x1b[2K\x1b[r\x1b8"));
        }
    }
}

/// Whether the terminal edits lines and shows what is typed, as it does for commands that do not
/// draw on it.
fn is_cooked() -> bool {
    tcgetattr(io::stderr())
        .is_ok_and(|mode| mode.local_flags.contains(LocalFlags::ICANON | LocalFlags::ECHO))
}

/// In one piece, so that the command's output does not come between.
fn write_terminal(text: &str) {
    // A terminal that is gone is not missed.
    let _ = io::stderr().write_all(text.as_bytes());
}
