//! The table of samples: columns by position, as they are written.

use std::io;

use monitor_core::Timestamp;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as ValueError, StrDeserializer};

pub(in crate::format) use super::write::HEADING;
use crate::counters::csv_columns;
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

macro_rules! declare_row {
    ($($name:ident = $column:literal,)*) => {
        fn row<'a>(cells: &mut impl Iterator<Item = &'a str>, seq: u32) -> io::Result<Sample> {
            let mut cell = || cells.next().ok_or_else(|| wrong("fewer columns than the heading"));
            Ok(Sample { seq, $($name: ReadCell::read(cell()?)?,)* })
        }
    };
}
csv_columns!(declare_row);

/// A type of a column, as its cells are read.
trait ReadCell: Sized {
    fn read(cell: &str) -> io::Result<Self>;
}

impl ReadCell for Timestamp {
    fn read(cell: &str) -> io::Result<Self> {
        cell.parse().map_err(wrong)
    }
}

impl ReadCell for u64 {
    fn read(cell: &str) -> io::Result<Self> {
        cell.parse().map_err(wrong)
    }
}

impl ReadCell for u32 {
    fn read(cell: &str) -> io::Result<Self> {
        cell.parse().map_err(wrong)
    }
}

impl ReadCell for f32 {
    fn read(cell: &str) -> io::Result<Self> {
        cell.parse().map_err(wrong)
    }
}

impl ReadCell for State {
    fn read(cell: &str) -> io::Result<Self> {
        let word: StrDeserializer<'_, ValueError> = cell.into_deserializer();
        Self::deserialize(word).map_err(wrong)
    }
}

fn wrong(what: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}
