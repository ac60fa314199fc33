//! A table of samples: a heading and one line each, numbers and words only, so nothing is quoted.

use std::io::{self, Write};

use monitor_core::Timestamp;

use crate::counters::csv_columns;
use crate::sample::{ProcessState, Sample};

macro_rules! declare_columns {
    ($first:ident = $first_column:literal, $($name:ident = $column:literal,)*) => {
        /// The first line.
        const HEADING: &[u8] =
            concat!($first_column, $(",", $column,)* "\n").as_bytes();

        pub(in crate::format) fn row(line: &mut Vec<u8>, sample: &Sample) -> io::Result<()> {
            sample.$first.write(line)?;
            $(
                line.push(b',');
                sample.$name.write(line)?;
            )*
            line.push(b'\n');
            Ok(())
        }
    };
}
csv_columns!(declare_columns);

pub(in crate::format) fn heading(line: &mut Vec<u8>) {
    line.extend_from_slice(HEADING);
}

/// A type of a column, as its cells are written.
trait WriteCell {
    fn write(&self, line: &mut Vec<u8>) -> io::Result<()>;
}

impl WriteCell for Timestamp {
    fn write(&self, line: &mut Vec<u8>) -> io::Result<()> {
        write!(line, "{self}")
    }
}

impl WriteCell for u64 {
    fn write(&self, line: &mut Vec<u8>) -> io::Result<()> {
        write!(line, "{self}")
    }
}

impl WriteCell for u32 {
    fn write(&self, line: &mut Vec<u8>) -> io::Result<()> {
        write!(line, "{self}")
    }
}

/// A share in percent.
impl WriteCell for f32 {
    fn write(&self, line: &mut Vec<u8>) -> io::Result<()> {
        write!(line, "{self:.2}")
    }
}

impl WriteCell for ProcessState {
    fn write(&self, line: &mut Vec<u8>) -> io::Result<()> {
        let word = serde_json::to_value(self)?;
        line.extend_from_slice(word.as_str().unwrap_or_default().as_bytes());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_as_many_columns_as_the_heading() {
        let (mut head, mut line) = (Vec::new(), Vec::new());
        heading(&mut head);
        row(&mut line, &crate::sample::store::tests::sample(3)).unwrap();
        let columns = |text: &[u8]| text.iter().filter(|&&byte| byte == b',').count();
        assert_eq!(columns(&head), columns(&line));
        assert!(String::from_utf8(line).unwrap().ends_with(",running\n"));
    }
}
