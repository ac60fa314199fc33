//! What a command writes: its last lines are kept, and its reports of progress passed on.

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, PipeReader, Read as _};
use std::sync::Arc;
use std::thread;

use crossbeam_channel::{Receiver, bounded};
use monitor_core::NonPoisonMutex;

/// How many lines are kept.
const LINES: usize = 5;
/// How many characters of a line are kept.
const LINE_CHARS: usize = 160;
/// How many bytes of a line are looked at; what follows counts as another line.
const LINE_BYTES: u64 = 4_096;

/// What a command writes while it runs.
pub(crate) struct Written {
    /// The percentages that it reports with lines such as `progress 25`. Disconnected when the
    /// last process that could write has closed its end.
    pub(crate) progress: Receiver<f64>,
    last: Arc<NonPoisonMutex<VecDeque<String>>>,
}

impl Written {
    /// Reads the pipe in a thread, until all its writers are gone.
    pub(crate) fn read(pipe: PipeReader) -> Self {
        let (sender, progress) = bounded(16);
        let last = Arc::new(NonPoisonMutex::new(VecDeque::new()));
        let kept = Arc::clone(&last);
        thread::spawn(move || {
            let mut reader = BufReader::new(pipe);
            let mut line = Vec::new();
            loop {
                line.clear();
                // A pipe that cannot be read any more is one that says nothing any more.
                let read = reader.by_ref().take(LINE_BYTES).read_until(b'\n', &mut line);
                if !matches!(read, Ok(1..)) {
                    return;
                }
                let text = shown(&line);
                if let Some(percent) = percent(&text) {
                    // Nobody listens when the attempt has been given up: go on reading, so that
                    // the command is not held up.
                    let _ = sender.send(percent);
                } else if !text.is_empty() {
                    keep(&kept, text);
                }
            }
        });
        Self { progress, last }
    }

    /// The last lines, oldest first.
    pub(crate) fn last_lines(&self) -> Vec<String> {
        self.last.lock().iter().cloned().collect()
    }
}

fn keep(last: &NonPoisonMutex<VecDeque<String>>, line: String) {
    let mut last = last.lock();
    if last.len() == LINES {
        last.pop_front();
    }
    last.push_back(line);
}

/// The line as it may be shown anywhere: short, and without a control character.
fn shown(line: &[u8]) -> String {
    let text = String::from_utf8_lossy(line);
    let printable = |c: char| if c.is_control() { ' ' } else { c };
    let shown: String = text.chars().take(LINE_CHARS).map(printable).collect();
    shown.trim_end().to_owned()
}

fn percent(line: &str) -> Option<f64> {
    let percent = line.strip_prefix("progress ")?.trim_end_matches('%').trim();
    percent.parse().ok().filter(|percent: &f64| percent.is_finite())
}
