//! A status as JSON: readable in a terminal, and never longer than it may be.

use std::io;

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, Serializer};

use crate::document::RunStatus;
use crate::text::truncate_text;

/// How deep things have lines of their own; what is deeper is written in one line.
const DEPTH: usize = 2;

/// The JSON of `status`, with as much of it as fits.
pub(crate) fn to_bounded_json(status: &RunStatus, max_bytes: usize) -> Vec<u8> {
    let whole = to_json_bytes(status);
    if whole.len() <= max_bytes {
        return whole;
    }
    let mut shortest = whole;
    for halvings in 1..=LAST_HALVING {
        let mut shorter = status.clone();
        shorten_status(&mut shorter, halvings);
        shortest = to_json_bytes(&shorter);
        if shortest.len() <= max_bytes {
            break;
        }
    }
    shortest
}

/// By then every text and every list is down to nothing.
const LAST_HALVING: u32 = 12;

/// Halves texts first, then lists, again and again; at the fourth time free data goes.
fn shorten_status(status: &mut RunStatus, halvings: u32) {
    cut_texts(status, 4_096 >> halvings);
    let lists = halvings.saturating_sub(2);
    let dropped = &mut status.dropped;
    dropped.steps += keep_last(&mut status.steps, lists);
    dropped.messages += keep_last(&mut status.messages, lists);
    dropped.errors += keep_last(&mut status.errors, lists);
    dropped.plots += keep_last(&mut status.plots, lists);
    dropped.bars += keep_last(&mut status.bars, lists);
    for series in status.series.values_mut() {
        dropped.series += keep_last(&mut series.points, halvings);
    }
    if halvings >= 4 {
        dropped.extra += status.extra.len() as u64;
        status.extra.clear();
    }
    if halvings >= 8 {
        status.series.clear();
    }
}

/// Halves a list so many times and returns how many entries went.
fn keep_last<T>(entries: &mut Vec<T>, halvings: u32) -> u64 {
    let gone = entries.len() - (entries.len() >> halvings);
    entries.drain(..gone);
    gone as u64
}

fn cut_texts(status: &mut RunStatus, max: usize) {
    let mut cut = 0;
    let mut shorten = |text: &mut String| {
        if text.len() > max {
            *text = truncate_text(text, max);
            cut += 1;
        }
    };
    shorten(&mut status.experiment_name);
    status.state_reason.iter_mut().for_each(&mut shorten);
    for step in &mut status.steps {
        shorten(&mut step.name);
        step.message.iter_mut().for_each(&mut shorten);
    }
    status.messages.iter_mut().for_each(|message| shorten(&mut message.message));
    status.errors.iter_mut().for_each(|error| shorten(&mut error.message));
    for bar in &mut status.bars {
        shorten(&mut bar.desc);
        bar.unit.iter_mut().for_each(&mut shorten);
        bar.message.iter_mut().for_each(&mut shorten);
    }
    if let Some(writer) = &mut status.writer {
        writer.last_write_error.iter_mut().for_each(&mut shorten);
    }
    status.dropped.texts += cut;
}

fn to_json_bytes(status: &RunStatus) -> Vec<u8> {
    let mut json = Vec::with_capacity(32 * 1024);
    let mut serializer = Serializer::with_formatter(&mut json, EntryFormatter::default());
    // Writing to memory cannot fail, and every key is a text.
    let _ = status.serialize(&mut serializer);
    json.push(b'\n');
    json
}

/// Two levels with a line for each entry, and everything below in the line of its entry.
#[derive(Default)]
struct EntryFormatter {
    depth: usize,
    filled: bool,
}

impl EntryFormatter {
    fn open_bracket<W: io::Write + ?Sized>(
        &mut self,
        writer: &mut W,
        bracket: &[u8],
    ) -> io::Result<()> {
        self.depth += 1;
        self.filled = false;
        writer.write_all(bracket)
    }

    fn close_bracket<W: io::Write + ?Sized>(
        &mut self,
        writer: &mut W,
        bracket: &[u8],
    ) -> io::Result<()> {
        self.depth -= 1;
        if self.filled && self.depth < DEPTH {
            self.write_indent(writer)?;
        }
        writer.write_all(bracket)
    }

    fn entry<W: io::Write + ?Sized>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if !first {
            writer.write_all(b",")?;
        }
        if self.depth <= DEPTH {
            self.write_indent(writer)?;
        } else if !first {
            writer.write_all(b" ")?;
        }
        Ok(())
    }

    fn write_indent<W: io::Write + ?Sized>(&self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b"\n")?;
        (0..self.depth).try_for_each(|_| writer.write_all(b"  "))
    }
}

impl Formatter for EntryFormatter {
    fn begin_array<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open_bracket(writer, b"[")
    }

    fn end_array<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.close_bracket(writer, b"]")
    }

    fn begin_array_value<W: io::Write + ?Sized>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.entry(writer, first)
    }

    fn end_array_value<W: io::Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        self.filled = true;
        Ok(())
    }

    fn begin_object<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open_bracket(writer, b"{")
    }

    fn end_object<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.close_bracket(writer, b"}")
    }

    fn begin_object_key<W: io::Write + ?Sized>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.entry(writer, first)
    }

    fn begin_object_value<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }

    fn end_object_value<W: io::Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        self.filled = true;
        Ok(())
    }

    fn write_f64<W: io::Write + ?Sized>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        CompactFormatter.write_f64(writer, value)
    }
}
