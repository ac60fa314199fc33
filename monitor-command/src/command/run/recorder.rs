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
use monitor_run::{ConsoleEvent, ConsoleParser, ConsoleParserLimits};
use serde_json::{Map, Value, json};

use super::bars::StreamBars;
use super::kept::StreamFiles;
use super::queue::{NextChunk, OutputChunk, OutputQueue};

/// When nothing has come for so long, what is on the screen is looked at.
const QUIET: Duration = Duration::from_millis(50);
/// How often the figures about the output are brought up to date.
const FIGURES: Duration = Duration::from_secs(1);

/// A stream of the command, as it is kept.
#[derive(Debug)]
pub(super) struct RecordedStream {
    /// What the log calls it.
    pub(super) name: &'static str,
    kept: StreamFiles,
    console: ConsoleParser,
    bars: StreamBars,
}

impl RecordedStream {
    /// The size is that of the terminal, if it is one.
    pub(super) fn new(
        name: &'static str,
        size: Option<(u16, u16)>,
        run: &RunDir,
        unnamed: String,
        keep_bytes: u64,
    ) -> Self {
        let kept = StreamFiles::new(run.log_path(), name.to_ascii_lowercase(), keep_bytes);
        let mut console = ConsoleParser::new(ConsoleParserLimits::default());
        if let Some((columns, rows)) = size {
            console.resize(columns, rows);
        }
        let bars = StreamBars::new(run.clone(), unnamed);
        Self { name, kept, console, bars }
    }

    fn record_chunk(&mut self, piece: &OutputChunk, lines: &mut String) {
        let Self { name, kept, console, bars } = self;
        let mut see = |seen: ConsoleEvent<'_>| handle_console_event(name, bars, lines, seen);
        if let Some((columns, rows)) = piece.size {
            console.resize(columns, rows);
        }
        kept.skip_bytes(piece.lost_before);
        if piece.lost_before > 0 {
            console.skip_bytes(piece.lost_before, &mut see);
        }
        kept.write(&piece.bytes);
        if piece.is_behind {
            console.skip_bytes(piece.bytes.len() as u64, &mut see);
        } else {
            console.feed(&piece.bytes, &mut see);
        }
    }

    fn scan_screen(&mut self, lines: &mut String) {
        let Self { name, console, bars, .. } = self;
        console.report_bars(&mut |seen| handle_console_event(name, bars, lines, seen));
    }

    fn end_stream(&mut self, lines: &mut String) {
        let Self { name, console, bars, .. } = self;
        console.end_stream(&mut |seen| handle_console_event(name, bars, lines, seen));
    }

    fn stream_summary(&self) -> Value {
        let counts = self.console.counts();
        let file = self.kept.path().file_name().map(|name| name.to_string_lossy());
        let mut figures = json!({
            "file": file,
            "bytes": self.kept.stream_bytes(),
            "lost_bytes": self.kept.lost_bytes(),
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
fn handle_console_event(
    name: &str,
    bars: &mut StreamBars,
    lines: &mut String,
    seen: ConsoleEvent<'_>,
) {
    match seen {
        ConsoleEvent::Line { text, .. } => {
            lines.push_str(DATE);
            // Writing to a string cannot fail.
            let _ = write!(lines, " - {name} - ");
            lines.extend(text.chars().filter(|c| !c.is_control() || *c == '\t'));
            lines.push('\n');
        }
        ConsoleEvent::Bar(bar) => bars.update_bar(bar),
        ConsoleEvent::BarEnded(bar) => bars.finish_bar(bar),
        _ => {}
    }
}

/// Stands for the date until the lines of a piece are written.
const DATE: &str = "\u{0}";

/// The recorder.
#[derive(Debug)]
pub(super) struct OutputRecorder {
    pub(super) run: RunDir,
    pub(super) queue: Arc<OutputQueue>,
    pub(super) streams: Vec<RecordedStream>,
}

impl OutputRecorder {
    /// Keeps until the queue is closed and empty; `done` is dropped then.
    pub(super) fn start(mut self, done: Sender<()>) -> Result<JoinHandle<()>, Error> {
        let named = thread::Builder::new().name("recorder".into());
        named
            .spawn(move || {
                self.record_chunks();
                drop(done);
            })
            .map_err(|source| Error::System { what: "a thread", source })
    }

    fn record_chunks(&mut self) {
        let mut lines = String::new();
        let mut patience = QUIET;
        let mut told_at = Instant::now();
        loop {
            match self.queue.next_chunk(patience) {
                NextChunk::Piece(piece) => {
                    if let Some(stream) = self.streams.get_mut(piece.stream) {
                        stream.record_chunk(&piece, &mut lines);
                    }
                    patience = QUIET;
                }
                NextChunk::Quiet => {
                    self.streams.iter_mut().for_each(|stream| stream.scan_screen(&mut lines));
                    self.update_summary();
                    told_at = Instant::now();
                    patience = Duration::MAX;
                }
                NextChunk::End => break,
            }
            self.write_lines(&mut lines);
            if told_at.elapsed() > FIGURES {
                self.update_summary();
                told_at = Instant::now();
            }
        }
        self.streams.iter_mut().for_each(|stream| stream.kept.free_last_bytes());
        self.streams.iter_mut().for_each(|stream| stream.end_stream(&mut lines));
        self.write_lines(&mut lines);
        self.update_summary();
    }

    /// Writes the lines of a piece in one go.
    fn write_lines(&self, lines: &mut String) {
        if lines.is_empty() {
            return;
        }
        let now = Timestamp::now().to_string();
        let (date, time) = (now.get(..10).unwrap_or_default(), now.get(11..19).unwrap_or_default());
        let dated = lines.replace(DATE, &format!("{date} {time}Z"));
        self.run.log_raw(dated.as_bytes());
        lines.clear();
    }

    fn update_summary(&self) {
        let figures: Map<String, Value> = self
            .streams
            .iter()
            .map(|stream| (stream.name.to_ascii_lowercase(), stream.stream_summary()))
            .collect();
        // There is always room: the figures are small and the same each time.
        let _ = self.run.set_extra("output", figures);
    }
}
