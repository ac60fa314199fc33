//! The table of samples: columns by position, as they are written.

use std::io;

use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as ValueError, StrDeserializer};

pub(in crate::format) use super::write::HEADING;
use crate::format::recording::{Kept, Records};
use crate::sample::{Sample, State};

#[derive(Default)]
pub(in crate::format) struct Rows {
    seq: u32,
}

impl Records for Rows {
    fn line(&mut self, kept: &mut Kept, line: &[u8]) -> io::Result<()> {
        let text = std::str::from_utf8(line).map_err(wrong)?;
        let mut cells = text.split(',');
        let sample = row(&mut cells, self.seq)?;
        if cells.next().is_some() {
            return Err(wrong("more columns than the heading"));
        }
        self.seq = self.seq.saturating_add(1);
        kept.push(&sample);
        Ok(())
    }
}

fn row<'a>(cells: &mut impl Iterator<Item = &'a str>, seq: u32) -> io::Result<Sample> {
    let mut cell = || cells.next().ok_or_else(|| wrong("fewer columns than the heading"));
    let number = |text: &str| text.parse::<u64>().map_err(wrong);
    let count = |text: &str| text.parse::<u32>().map_err(wrong);
    Ok(Sample {
        at: cell()?.parse().map_err(wrong)?,
        elapsed_ns: number(cell()?)?,
        cpu_ns: number(cell()?)?,
        cpu_percent: cell()?.parse().map_err(wrong)?,
        seq,
        rss_bytes: number(cell()?)?,
        peak_rss_bytes: number(cell()?)?,
        virtual_bytes: number(cell()?)?,
        read_bytes: number(cell()?)?,
        write_bytes: number(cell()?)?,
        read_call_bytes: number(cell()?)?,
        write_call_bytes: number(cell()?)?,
        minor_faults: number(cell()?)?,
        major_faults: number(cell()?)?,
        processes: count(cell()?)?,
        threads: count(cell()?)?,
        state: state(cell()?)?,
    })
}

fn state(word: &str) -> io::Result<State> {
    let word: StrDeserializer<'_, ValueError> = word.into_deserializer();
    State::deserialize(word).map_err(wrong)
}

fn wrong(what: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}
