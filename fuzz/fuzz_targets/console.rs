//! The recogniser of lines and bars of `monitor-run`: the pieces in which bytes come do not matter,
//! and its limits hold.
#![no_main]

use std::fmt::Write;

use libfuzzer_sys::fuzz_target;
use monitor_fuzz::split_mode;
use monitor_run::{ConsoleEvent, ConsoleParser, ConsoleParserLimits};

fuzz_target!(|input: &[u8]| {
    let Some((mode, bytes)) = split_mode(input) else { return };
    let columns = [None, Some(60), Some(1), Some(8)][usize::from(mode & 3)];
    let piece = usize::from(mode >> 3) + 1;
    let mut limits = ConsoleParserLimits::default();
    if mode & 4 != 0 {
        (limits.line_columns, limits.bars, limits.rows) = (10, 1, 2);
    }
    let whole = sightings(limits, columns, [bytes]);
    assert_eq!(whole, sightings(limits, columns, bytes.chunks(piece)), "pieces of {piece}");
    check_looks(limits, columns, bytes, piece);
});

fn console(limits: ConsoleParserLimits, columns: Option<u16>) -> ConsoleParser {
    let mut console = ConsoleParser::new(limits);
    if let Some(columns) = columns {
        console.resize(columns, 30);
    }
    console
}

/// Everything that is seen in the pieces of a stream, one line a sighting.
fn sightings<'p>(
    limits: ConsoleParserLimits,
    columns: Option<u16>,
    pieces: impl IntoIterator<Item = &'p [u8]>,
) -> String {
    let mut console = console(limits, columns);
    let mut seen = String::new();
    let (mut lines, mut cut) = (0, 0);
    let mut see = |sighting: ConsoleEvent<'_>| {
        if let ConsoleEvent::Line { is_cut, .. } = sighting {
            (lines, cut) = (lines + 1, cut + u64::from(is_cut));
        }
        add(&mut seen, limits, sighting);
    };
    let mut bytes = 0;
    for piece in pieces {
        bytes += piece.len() as u64;
        console.feed(piece, &mut see);
    }
    console.end_stream(&mut see);
    let counts = console.counts();
    assert_eq!((counts.bytes, counts.lines, counts.lines_cut), (bytes, lines, cut));
    seen
}

fn add(seen: &mut String, limits: ConsoleParserLimits, sighting: ConsoleEvent<'_>) {
    let written = match sighting {
        ConsoleEvent::Line { text, offset, is_cut } => {
            let cells = text.chars().filter(char::is_ascii).count();
            assert!(cells <= limits.line_columns, "a line of {cells} cells");
            writeln!(seen, "line at {offset}: {text} {is_cut}")
        }
        ConsoleEvent::Bar(bar) => writeln!(seen, "bar {bar:?}"),
        ConsoleEvent::BarEnded(bar) => writeln!(seen, "ended {bar:?}"),
        _ => Ok(()),
    };
    assert!(written.is_ok());
}

/// `look` and `skip` between the pieces change no count.
fn check_looks(limits: ConsoleParserLimits, columns: Option<u16>, bytes: &[u8], piece: usize) {
    let mut console = console(limits, columns);
    let mut seen = String::new();
    for piece in bytes.chunks(piece) {
        console.feed(piece, &mut |sighting| add(&mut seen, limits, sighting));
        console.report_bars(&mut |sighting| add(&mut seen, limits, sighting));
    }
    console.skip_bytes(7, &mut |sighting| add(&mut seen, limits, sighting));
    console.end_stream(&mut |sighting| add(&mut seen, limits, sighting));
    let counts = console.counts();
    assert_eq!((counts.bytes, counts.bytes_skipped), (bytes.len() as u64 + 7, 7));
}
