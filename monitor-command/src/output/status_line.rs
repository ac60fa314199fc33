//! One live line at the foot of the terminal, below what the command itself writes there.
//!
//! The last row is taken out of the region that scrolls, as apt does for its progress, so that the
//! line and the command's output do not run into each other. A command that takes the terminal
//! over (an editor, a shell at its prompt) is told by the terminal's mode; from then on there is
//! no line. While the shell has stopped us the row is the shell's.

use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::Receiver;
use monitor_core::NonPoisonMutex;
use monitor_exec::TreeSample;
use monitor_host::report;
use nix::sys::termios::{LocalFlags, tcgetattr};
use terminal_size::{Height, Width, terminal_size_of};

use crate::signals::JobControl;

/// A command that ends before this never sees a line.
const PATIENCE: Duration = Duration::from_secs(1);
/// What eyes can follow.
const PERIOD: Duration = Duration::from_millis(200);
/// Below this many rows there is no room to give away.
const FEWEST_ROWS: u16 = 4;

/// Whether there is a terminal that understands what is written.
pub(crate) fn is_supported() -> bool {
    let dumb = std::env::var_os("TERM").is_none_or(|term| term.is_empty() || term == "dumb");
    !dumb && io::stderr().is_terminal()
}

/// The line, for the thread that draws it and the one that hears of the terminal.
#[derive(Clone, Debug, Default)]
pub(crate) struct SharedStatusLine {
    line: Arc<NonPoisonMutex<StatusLine>>,
}

impl SharedStatusLine {
    /// Draws the line until the run is over.
    pub(crate) fn draw_until_end(&self, samples: &Receiver<TreeSample>) {
        let begun = Instant::now();
        while let Ok(seen) = samples.recv() {
            let newest = samples.try_iter().last().unwrap_or(seen);
            if begun.elapsed() >= PATIENCE {
                self.line.lock().draw_text(&report::status_text(&newest.sample));
            }
        }
        let mut line = self.line.lock();
        line.clear();
        line.given_up = true;
    }

    /// Gives the row to the shell while we are stopped, and takes it anew after that and when the
    /// size of the terminal has changed.
    pub(crate) fn job_control(&self) -> JobControl {
        let [stopping, continuing, resizing] = [(); 3].map(|()| self.line.clone());
        JobControl {
            before_stop: Box::new(move || {
                let mut line = stopping.lock();
                line.clear();
                line.is_paused = true;
            }),
            after_continue: Box::new(move || {
                let mut line = continuing.lock();
                line.is_paused = false;
                line.redraw();
            }),
            after_resize: Box::new(move || resizing.lock().redraw()),
            ..JobControl::default()
        }
    }
}

#[derive(Debug, Default)]
struct StatusLine {
    /// How many rows the terminal had when the last one was taken.
    rows: Option<u16>,
    drawn_at: Option<Instant>,
    text: String,
    /// We are stopped, or about to be.
    is_paused: bool,
    given_up: bool,
}

impl StatusLine {
    fn draw_text(&mut self, text: &str) {
        if self.drawn_at.is_some_and(|at| at.elapsed() < PERIOD) {
            return;
        }
        text.clone_into(&mut self.text);
        self.redraw();
    }

    /// Draws the last text once more, if there was one.
    fn redraw(&mut self) {
        if self.given_up || self.is_paused || self.text.is_empty() {
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
            if let Some(before) = self.rows.filter(|before| *before < rows) {
                // The row is in the middle of the larger terminal now.
                out.push_str(&format!("\x1b7\x1b[r\x1b[{before};1H\x1b[2K\x1b8"));
            }
            // A new line, so that the row that is taken is empty; the cursor goes back after.
            out.push_str(&format!("\n\x1b7\x1b[1;{}r\x1b8\x1b[1A", rows - 1));
            self.rows = Some(rows);
        }
        let fitting: String =
            self.text.chars().take(usize::from(columns.saturating_sub(1))).collect();
        // The region is set each time: a command that resets the terminal has taken it back.
        let region = format!("\x1b[1;{}r", rows - 1);
        out.push_str(&format!("\x1b7{region}\x1b[{rows};1H\x1b[2K\x1b[2m{fitting}\x1b[0m\x1b8"));
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
