//! The thread that keeps what the command writes: the bytes in files, the lines in the run's log,
//! the bars in its document.

use std::fmt::Write;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::error::Error;
use monitor_core::Timestamp;
use monitor_host::RunDir;
use monitor_run::{Console, ConsoleLimits, Sighting};
use serde_json::{Map, Value, json};

use super::bars::Bars;
use super::kept::Kept;
use super::queue::{Next, Piece, Queue};

/// When nothing has come for so long, what is on the screen is looked at.
const QUIET: Duration = Duration::from_millis(50);
/// How often the figures about the output are brought up to date.
const FIGURES: Duration = Duration::from_secs(1);

/// A stream of the command, as it is kept.
#[derive(Debug)]
pub(super) struct Watched {
    /// What the log calls it.
    pub(super) name: &'static str,
    kept: Kept,
    console: Console,
    bars: Bars,
}

impl Watched {
    /// The size is that of the terminal, if it is one.
    pub(super) fn new(
        name: &'static str,
        size: Option<(u16, u16)>,
        run: &RunDir,
        unnamed: String,
        keep_bytes: u64,
    ) -> Self {
        let kept = Kept::new(run.log_path(), name.to_ascii_lowercase(), keep_bytes);
        let mut console = Console::new(ConsoleLimits::default());
        if let Some((columns, rows)) = size {
            console.resize(columns, rows);
        }
        let bars = Bars::new(run.clone(), unnamed);
        Self { name, kept, console, bars }
    }

    fn take(&mut self, piece: &Piece, lines: &mut String) {
        let Self { name, kept, console, bars } = self;
        let mut see = |seen: Sighting<'_>| add(name, bars, lines, seen);
        if let Some((columns, rows)) = piece.size {
            console.resize(columns, rows);
        }
        kept.skip(piece.lost_before);
        if piece.lost_before > 0 {
            console.skip(piece.lost_before, &mut see);
        }
        kept.write(&piece.bytes);
        if piece.is_behind {
            console.skip(piece.bytes.len() as u64, &mut see);
        } else {
            console.feed(&piece.bytes, &mut see);
        }
    }

    fn look(&mut self, lines: &mut String) {
        let Self { name, console, bars, .. } = self;
        console.look(&mut |seen| add(name, bars, lines, seen));
    }

    fn end(&mut self, lines: &mut String) {
        let Self { name, console, bars, .. } = self;
        console.end(&mut |seen| add(name, bars, lines, seen));
    }

    fn figures(&self) -> Value {
        let counts = self.console.counts();
        let file = self.kept.path().file_name().map(|name| name.to_string_lossy());
        let mut figures = json!({
            "file": file,
            "bytes": self.kept.bytes(),
            "lost_bytes": self.kept.lost(),
            "lines": counts.lines,
            "unread_bytes": counts.bytes_skipped,
            "bars": counts.bars,
            "bars_left_out": counts.bars_left_out,
        });
        if let (Some(error), Some(figures)) = (self.kept.error(), figures.as_object_mut()) {
            figures.insert("error".to_owned(), error.into());
        }
        figures
    }
}

/// A line of the log has the date, the stream and the text.
fn add(name: &str, bars: &mut Bars, lines: &mut String, seen: Sighting<'_>) {
    match seen {
        Sighting::Line { text, .. } => {
            lines.push_str(DATE);
            // Writing to a string cannot fail.
            let _ = write!(lines, " - {name} - ");
            lines.extend(text.chars().filter(|c| !c.is_control() || *c == '\t'));
            lines.push('\n');
        }
        Sighting::Bar(bar) => bars.moved(bar),
        Sighting::BarEnded(bar) => bars.ended(bar),
        _ => {}
    }
}

/// Stands for the date until the lines of a piece are written.
const DATE: &str = "\u{0}";

/// The recorder.
#[derive(Debug)]
pub(super) struct Recorder {
    pub(super) run: RunDir,
    pub(super) queue: Arc<Queue>,
    pub(super) streams: Vec<Watched>,
}

impl Recorder {
    /// Keeps until the queue is closed and empty; `done` is dropped then.
    pub(super) fn start(mut self, done: Sender<()>) -> Result<JoinHandle<()>, Error> {
        let named = thread::Builder::new().name("recorder".into());
        named
            .spawn(move || {
                self.record();
                drop(done);
            })
            .map_err(|source| Error::System { what: "a thread", source })
    }

    fn record(&mut self) {
        let mut lines = String::new();
        let mut patience = QUIET;
        let mut told_at = Instant::now();
        loop {
            match self.queue.next(patience) {
                Next::Piece(piece) => {
                    if let Some(stream) = self.streams.get_mut(piece.stream) {
                        stream.take(&piece, &mut lines);
                    }
                    patience = QUIET;
                }
                Next::Quiet => {
                    self.streams.iter_mut().for_each(|stream| stream.look(&mut lines));
                    self.tell_figures();
                    told_at = Instant::now();
                    patience = Duration::MAX;
                }
                Next::End => break,
            }
            self.log(&mut lines);
            if told_at.elapsed() > FIGURES {
                self.tell_figures();
                told_at = Instant::now();
            }
        }
        self.streams.iter_mut().for_each(|stream| stream.kept.make_room());
        self.streams.iter_mut().for_each(|stream| stream.end(&mut lines));
        self.log(&mut lines);
        self.tell_figures();
    }

    /// Writes the lines of a piece in one go.
    fn log(&self, lines: &mut String) {
        if lines.is_empty() {
            return;
        }
        let now = Timestamp::now().to_string();
        let (date, time) = (now.get(..10).unwrap_or_default(), now.get(11..19).unwrap_or_default());
        let dated = lines.replace(DATE, &format!("{date} {time}Z"));
        self.run.log_raw(dated.as_bytes());
        lines.clear();
    }

    fn tell_figures(&self) {
        let figures: Map<String, Value> = self
            .streams
            .iter()
            .map(|stream| (stream.name.to_ascii_lowercase(), stream.figures()))
            .collect();
        // There is always room: the figures are small and the same each time.
        let _ = self.run.set_extra("output", figures);
    }
}
