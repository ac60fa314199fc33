//! What a console saw, as text: one line a sighting.

use std::fmt::Write;

use monitor_run::{BarReading, ConsoleEvent, ConsoleParser, ConsoleParserLimits};

/// A console as wide as the terminal, if there is one.
pub(crate) fn console(columns: Option<u16>) -> ConsoleParser {
    let mut console = ConsoleParser::new(ConsoleParserLimits::default());
    if let Some(columns) = columns {
        console.resize(columns, 30);
    }
    console
}

/// All that is seen of these pieces of one stream.
pub(crate) fn sightings<'p>(
    mut console: ConsoleParser,
    pieces: impl IntoIterator<Item = &'p [u8]>,
) -> String {
    let mut seen = String::new();
    for piece in pieces {
        console.feed(piece, &mut |sighting| add(&mut seen, sighting));
    }
    console.end_stream(&mut |sighting| add(&mut seen, sighting));
    seen
}

/// Adds a sighting to the text.
pub(crate) fn add(seen: &mut String, sighting: ConsoleEvent<'_>) {
    let written = match sighting {
        ConsoleEvent::Line { text, offset, is_cut } => {
            let cut = if is_cut { " (cut)" } else { "" };
            writeln!(seen, "line at {offset}: {text}{cut}")
        }
        ConsoleEvent::Bar(bar) => {
            let again =
                if bar.restarts > 0 { format!(" again {}", bar.restarts) } else { String::new() };
            writeln!(seen, "bar {}{again}: {}", bar.id.number(), figures(&bar.reading))
        }
        ConsoleEvent::BarEnded(bar) => {
            let how = if bar.reading.is_complete() { "complete" } else { "unfinished" };
            writeln!(seen, "bar {} ended {how}: {}", bar.id.number(), figures(&bar.reading))
        }
        _ => Ok(()),
    };
    assert!(written.is_ok());
}

fn figures(reading: &BarReading) -> String {
    let mut text = format!("{:?}", reading.desc);
    let mut add = |name: &str, value: Option<f64>| {
        if let Some(value) = value {
            let value = (value * 100.0).round() / 100.0;
            assert!(write!(text, " {name} {value}").is_ok());
        }
    };
    add("done", reading.current);
    add("of", reading.total);
    add("percent", reading.percent);
    add("rate", reading.rate_per_second);
    add("elapsed", reading.elapsed_s);
    add("left", reading.remaining_s);
    for (name, value) in [("unit", reading.unit.as_deref()), ("note", Some(&*reading.note))] {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            assert!(write!(text, " {name} {value}").is_ok());
        }
    }
    text
}
