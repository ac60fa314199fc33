//! The recogniser: bytes in, in pieces of any size; lines and bars out.

mod drawing;
mod seen;

use unicode_width::UnicodeWidthChar;

use super::bars::{BarTracker, ConsoleBar};
use super::escape::{EscapeAction, EscapeParser};
use super::reading::BarReading;
use super::screen::Screen;

/// How much a [`ConsoleParser`] remembers.
///
/// ```
/// use monitor_run::ConsoleParserLimits;
///
/// let mut limits = ConsoleParserLimits::default();
/// limits.bars = 8;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConsoleParserLimits {
    /// Cells of a line, 4,096 by default; the rest of a longer one is cut.
    pub line_columns: usize,
    /// Bars that are followed at a time, 32 by default. One that has gone from the screen gives
    /// way to a new one; while all are shown, further ones are left out.
    pub bars: usize,
    /// Rows above the lowest one that a program can still write to, 64 by default: the height of
    /// the screen, where that is not known.
    pub rows: u16,
}

impl Default for ConsoleParserLimits {
    fn default() -> Self {
        Self { line_columns: 4_096, bars: 32, rows: 64 }
    }
}

/// What has gone through a [`ConsoleParser`], and what its limits cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConsoleCounts {
    /// Bytes.
    pub bytes: u64,
    /// Bytes of these that were passed over.
    pub bytes_skipped: u64,
    /// Lines.
    pub lines: u64,
    /// Lines that were cut.
    pub lines_cut: u64,
    /// Bars.
    pub bars: u64,
    /// Bars that were not followed because there were too many.
    pub bars_left_out: u64,
}

/// Something that a program showed.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum ConsoleEvent<'a> {
    /// A line that is finished, without colours and without blanks at its end. What a program
    /// writes over again and again comes once, as it was in the end.
    Line {
        /// The text; what is not UTF-8 is replaced.
        text: &'a str,
        /// The number of its first byte in the stream.
        offset: u64,
        /// Whether it was longer than [`ConsoleParserLimits::line_columns`].
        is_cut: bool,
    },
    /// A bar that is new or has moved.
    Bar(&'a ConsoleBar),
    /// A bar is over. It may begin again, under the same number: see [`ConsoleBar::restarts`].
    BarEnded(&'a ConsoleBar),
}

/// Recognises lines and progress bars in what a program writes.
///
/// It is fed the bytes of one stream: of a terminal, or of one pipe. In which pieces they come does
/// not matter. Nothing is kept of lines that are finished; what can still be written over (rows
/// with bars, the line that is not finished) is held as a terminal would, in bounds.
///
/// ```
/// use monitor_run::{ConsoleParser, ConsoleParserLimits, ConsoleEvent};
///
/// let mut console = ConsoleParser::new(ConsoleParserLimits::default());
/// let mut seen = Vec::new();
/// let output = b"start\n\rfit:  50%|##5  | 1/2 [00:01<00:01,  1.0s/it]\rfit: 100%|#####| 2/2\n";
/// console.feed(output, &mut |sighting| seen.push(match sighting {
///     ConsoleEvent::Line { text, .. } => text.to_owned(),
///     ConsoleEvent::Bar(bar) => format!("{} {:?}", bar.reading.desc, bar.reading.current),
///     ConsoleEvent::BarEnded(bar) => format!("{} is over", bar.reading.desc),
///     _ => String::new(),
/// }));
/// assert_eq!(seen, ["start", "fit Some(1.0)", "fit Some(2.0)", "fit is over"]);
/// ```
#[derive(Debug)]
pub struct ConsoleParser {
    limits: ConsoleParserLimits,
    columns: Option<usize>,
    escape: EscapeParser,
    screen: Screen,
    bars: BarTracker,
    /// The beginning of a character whose other bytes have not come yet.
    partial: Vec<u8>,
    /// Whether a program has taken the whole screen, as an editor does.
    is_full_screen: bool,
    text: String,
    /// The last line, for a bar that is named by the line above it.
    above: String,
    bytes: u64,
    bytes_skipped: u64,
    lines: u64,
    lines_cut: u64,
}

/// Where sightings go.
type ConsoleSink<'s> = &'s mut dyn FnMut(ConsoleEvent<'_>);

impl ConsoleParser {
    /// A console of which nothing has been seen, without a known width.
    #[must_use]
    pub fn new(limits: ConsoleParserLimits) -> Self {
        Self {
            limits,
            columns: None,
            escape: EscapeParser::default(),
            screen: Screen::new(u64::from(limits.rows)),
            bars: BarTracker::new(limits.bars),
            partial: Vec::with_capacity(4),
            is_full_screen: false,
            text: String::new(),
            above: String::new(),
            bytes: 0,
            bytes_skipped: 0,
            lines: 0,
            lines_cut: 0,
        }
    }

    /// Tells the size of the terminal, which some programs rely on to begin a new row. A program
    /// that writes into a pipe has none.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.columns = Some(usize::from(columns)).filter(|columns| *columns > 0);
        self.screen.height = u64::from(rows.clamp(1, self.limits.rows.max(1)));
    }

    /// What has gone through so far.
    #[must_use]
    pub const fn counts(&self) -> ConsoleCounts {
        ConsoleCounts {
            bytes: self.bytes,
            bytes_skipped: self.bytes_skipped,
            lines: self.lines,
            lines_cut: self.lines_cut,
            bars: self.bars.seen,
            bars_left_out: self.bars.left_out,
        }
    }

    /// Reads the next bytes and reports what they finish. A bar is reported when the next thing
    /// is drawn in its place; [`look`](Self::report_bars) reports it before.
    pub fn feed(&mut self, bytes: &[u8], see: ConsoleSink<'_>) {
        let mut rest = bytes;
        while !rest.is_empty() {
            rest = self.plain_lines(rest, see);
            rest = self.read_next(rest, see);
        }
    }

    /// Passes over so many bytes of the stream, which the host has no time or no room to look at.
    /// What was written before them is taken as it is, and a new line begins behind them.
    pub fn skip_bytes(&mut self, bytes: u64, see: ConsoleSink<'_>) {
        self.replace_partial();
        self.escape = EscapeParser::default();
        self.is_full_screen = false;
        if !self.screen.is_fresh() {
            self.line_feed(see);
        }
        self.bytes += bytes;
        self.bytes_skipped += bytes;
    }

    /// Reports the bars that are drawn and not yet reported. For a host that has nothing more to
    /// feed at the moment: a bar that moves once an hour should not be an hour late. It changes
    /// nothing about what is reported later, but that nothing is reported twice.
    pub fn report_bars(&mut self, see: ConsoleSink<'_>) {
        self.inspect_row(self.screen.row, see);
    }

    /// The stream is at its end: reports the line that has no end, and ends all bars.
    pub fn end_stream(&mut self, see: ConsoleSink<'_>) {
        self.replace_partial();
        self.inspect_row(self.screen.row, see);
        while let Some(row) = self.screen.first() {
            self.retire_row(row, see);
        }
        for id in self.bars.ids() {
            if let Some(bar) = self.bars.end_bar(id, false) {
                see(ConsoleEvent::BarEnded(bar));
            }
            self.bars.forget_bar(id);
        }
        self.screen.column = 0;
    }
}

/// From bytes to what is done to the screen.
impl ConsoleParser {
    /// Reports whole lines that hold nothing but text, as nearly all output is, without drawing
    /// them; gives the rest.
    fn plain_lines<'b>(&mut self, mut bytes: &'b [u8], see: ConsoleSink<'_>) -> &'b [u8] {
        let longest = self.columns.unwrap_or(usize::MAX).min(self.limits.line_columns);
        while self.escape.is_outside()
            && self.partial.is_empty()
            && !self.is_full_screen
            && self.screen.is_fresh()
            && let Some(end) = memchr::memchr(b'\n', bytes)
        {
            let (line, behind) = bytes.split_at(end);
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if line.len() > longest || has_control(line) || BarReading::may_be_in(line) {
                break;
            }
            let text = String::from_utf8_lossy(line);
            // What belongs behind another character has none to be behind: the screen knows what
            // becomes of it.
            if text.chars().next().is_some_and(|c| !c.is_ascii() && c.width().unwrap_or(0) == 0) {
                break;
            }
            let offset = if line.is_empty() { end as u64 } else { 0 };
            self.report_line(&text, self.bytes + offset, false, see);
            self.bytes += end as u64 + 1;
            bytes = behind.get(1..).unwrap_or_default();
            self.screen.move_down(1);
            self.retire_scrolled(see);
        }
        bytes
    }

    /// Reads a run of text, or one byte that is something else; gives the rest.
    fn read_next<'b>(&mut self, bytes: &'b [u8], see: ConsoleSink<'_>) -> &'b [u8] {
        let Some((first, rest)) = bytes.split_first() else { return bytes };
        if self.escape.is_outside() && !is_control(*first) {
            let length = bytes.iter().position(|byte| is_control(*byte)).unwrap_or(bytes.len());
            let (text, rest) = bytes.split_at(length);
            self.write_bytes(text);
            return rest;
        }
        if self.escape.is_outside() {
            self.replace_partial();
        }
        self.bytes += 1;
        match self.escape.read(*first) {
            EscapeAction::Nothing => {}
            EscapeAction::Control(byte) => self.handle_control(byte, see),
            EscapeAction::Escape(b'7') => self.screen.save_cursor(),
            EscapeAction::Escape(b'8') => {
                self.inspect_row(self.screen.row, see);
                self.screen.restore_cursor();
            }
            EscapeAction::Escape(b'E' | b'D') => self.line_feed(see),
            EscapeAction::Escape(b'M') => self.move_to(see, |screen| screen.move_up(1)),
            EscapeAction::Escape(b'c') => self.clear_screen(see),
            EscapeAction::Escape(_) => {}
            EscapeAction::Sequence { last, private } => self.handle_sequence(last, private, see),
        }
        rest
    }

    /// Writes bytes that are no control characters, and keeps the beginning of a character whose
    /// end is still to come.
    fn write_bytes(&mut self, mut bytes: &[u8]) {
        while !self.partial.is_empty()
            && let Some((byte, rest)) = bytes.split_first()
        {
            self.partial.push(*byte);
            match std::str::from_utf8(&self.partial) {
                Ok(text) => {
                    let c = text.chars().next().unwrap_or_default();
                    self.write(c, self.bytes);
                }
                Err(error) if error.error_len().is_none() => {
                    bytes = rest;
                    continue;
                }
                // The byte does not belong to the character that was begun.
                Err(_) => {
                    self.partial.pop();
                    self.replace_partial();
                    continue;
                }
            }
            self.bytes += self.partial.len() as u64;
            self.partial.clear();
            bytes = rest;
        }
        while !bytes.is_empty() {
            let (valid, invalid) = match std::str::from_utf8(bytes) {
                Ok(text) => (text, 0),
                Err(error) => {
                    let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
                    let length = error.error_len().unwrap_or(0);
                    (std::str::from_utf8(valid).unwrap_or_default(), length)
                }
            };
            self.write_all(valid);
            bytes = bytes.get(valid.len()..).unwrap_or_default();
            if invalid > 0 {
                self.write(char::REPLACEMENT_CHARACTER, self.bytes);
                self.bytes += invalid as u64;
                bytes = bytes.get(invalid..).unwrap_or_default();
            } else {
                self.partial.extend_from_slice(bytes);
                bytes = &[];
            }
        }
    }

    /// A character that is not finished never will be.
    fn replace_partial(&mut self) {
        if !self.partial.is_empty() {
            self.write(char::REPLACEMENT_CHARACTER, self.bytes);
            self.bytes += self.partial.len() as u64;
            self.partial.clear();
        }
    }

    fn write_all(&mut self, text: &str) {
        if text.is_ascii() && !self.is_full_screen && self.append(text) {
            return;
        }
        for c in text.chars() {
            self.write(c, self.bytes);
            self.bytes += c.len_utf8() as u64;
        }
    }

    /// Writes text in one go, if it goes where nothing is yet.
    fn append(&mut self, ascii: &str) -> bool {
        let (column, offset) = (self.screen.column, self.bytes);
        let row = self.screen.here_or_new();
        let Some(behind) = row.append(column, ascii, self.limits.line_columns) else {
            return false;
        };
        if column == 0 {
            row.offset = offset;
        }
        self.screen.column = behind;
        self.bytes += ascii.len() as u64;
        true
    }

    fn write(&mut self, c: char, offset: u64) {
        if self.is_full_screen {
            return;
        }
        let limit = self.limits.line_columns;
        let column = self.screen.column;
        let row = self.screen.here_or_new();
        if column == 0 {
            row.offset = offset;
        }
        row.odd = row.odd.saturating_add(u8::from(c == char::REPLACEMENT_CHARACTER));
        self.screen.column = row.write(column, c, limit);
    }
}

/// Whether a byte is one that is not simply shown. A tab is: what matters is that it comes out.
const fn is_control(byte: u8) -> bool {
    (byte < 0x20 && byte != b'\t') || byte == 0x7f
}

/// Whether there is such a byte in a line. A fold and no search: it is made into vector code.
fn has_control(line: &[u8]) -> bool {
    line.iter().fold(false, |found, byte| found | is_control(*byte))
}
