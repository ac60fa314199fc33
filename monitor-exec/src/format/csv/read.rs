//! The table of samples: columns by the names in the heading.

use std::io;

use monitor_core::Timestamp;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as ValueError, StrDeserializer};

use crate::counters::csv_columns;
use crate::format::recording::{RecordReader, RecordSink};
use crate::sample::gauges::Gauges;
use crate::sample::{ProcessState, Sample, SampleFrame};
use crate::totals::used::Used;

/// Puts a cell into the field of its column.
type SetField = fn(&mut Sample, &str) -> io::Result<()>;

macro_rules! declare_columns {
    ($($name:ident = $column:literal,)*) => {
        /// The columns, in the order in which they are written.
        const COLUMNS: &[(&str, SetField)] = &[$(
            ($column, |sample, cell| {
                sample.$name = ReadCell::read(cell)?;
                Ok(())
            }),
        )*];
    };
}
csv_columns!(declare_columns);

/// How many columns tell that a text is a table of samples.
const TELLING: usize = 3;

pub(in crate::format) struct Rows {
    seq: u32,
    /// The columns of this table; those that are not known are skipped.
    columns: Vec<Option<SetField>>,
}

impl Rows {
    /// Reads the heading; `None` if it does not begin as ours does. A column that it lacks is zero
    /// in each sample.
    pub(in crate::format) fn from_heading(line: &[u8]) -> Option<Self> {
        let names: Vec<&str> =
            std::str::from_utf8(line).ok()?.trim_ascii_end().split(',').collect();
        let telling = COLUMNS.iter().take(TELLING).map(|(name, _)| name);
        if !names.iter().take(TELLING).eq(telling) {
            return None;
        }
        let columns = names
            .iter()
            .map(|name| COLUMNS.iter().find(|(column, _)| column == name).map(|(_, set)| *set));
        Some(Self { seq: 0, columns: columns.collect() })
    }
}

impl RecordReader for Rows {
    fn read_line(&mut self, kept: &mut RecordSink, line: &[u8]) -> io::Result<()> {
        let mut cells = std::str::from_utf8(line).map_err(wrong_value)?.split(',');
        let mut sample = Sample::new(SampleFrame::EMPTY, &Used::default(), &Gauges::default());
        sample.seq = self.seq;
        for column in &self.columns {
            let cell = cells.next().ok_or_else(|| wrong_value("fewer columns than the heading"))?;
            column.map_or(Ok(()), |set| set(&mut sample, cell))?;
        }
        if cells.next().is_some() {
            return Err(wrong_value("more columns than the heading"));
        }
        self.seq = self.seq.saturating_add(1);
        kept.push(&sample);
        Ok(())
    }
}

/// A type of a column, as its cells are read.
trait ReadCell: Sized {
    fn read(cell: &str) -> io::Result<Self>;
}

impl ReadCell for Timestamp {
    fn read(cell: &str) -> io::Result<Self> {
        cell.parse().map_err(wrong_value)
    }
}

impl ReadCell for u64 {
    fn read(cell: &str) -> io::Result<Self> {
        cell.parse().map_err(wrong_value)
    }
}

impl ReadCell for u32 {
    fn read(cell: &str) -> io::Result<Self> {
        cell.parse().map_err(wrong_value)
    }
}

impl ReadCell for f32 {
    fn read(cell: &str) -> io::Result<Self> {
        cell.parse().map_err(wrong_value)
    }
}

impl ReadCell for ProcessState {
    fn read(cell: &str) -> io::Result<Self> {
        let word: StrDeserializer<'_, ValueError> = cell.into_deserializer();
        Self::deserialize(word).map_err(wrong_value)
    }
}

fn wrong_value(what: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}
