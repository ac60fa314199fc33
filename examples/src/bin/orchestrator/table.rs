//! A table of text with columns as wide as what is in them.

use std::io::{self, Write};

/// Rows of the same number of cells, the first of which is the heading.
pub(crate) struct Table<const N: usize> {
    /// Columns of numbers, which are set to the right.
    right: [bool; N],
    rows: Vec<[String; N]>,
}

impl<const N: usize> Table<N> {
    /// With this heading; those that begin with `>` are of columns of numbers.
    pub(crate) fn new(heading: [&str; N]) -> Self {
        let right = heading.map(|name| name.starts_with('>'));
        Self { right, rows: vec![heading.map(|name| name.trim_start_matches('>').to_owned())] }
    }

    pub(crate) fn row(&mut self, cells: [String; N]) {
        self.rows.push(cells);
    }

    /// Whether there is a row beside the heading.
    pub(crate) fn has_rows(&self) -> bool {
        self.rows.len() > 1
    }

    pub(crate) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let mut widths = [0; N];
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = cell.chars().count().max(*width);
            }
        }
        for row in &self.rows {
            let mut line = String::new();
            for ((cell, &width), &right) in row.iter().zip(&widths).zip(&self.right) {
                let padded =
                    if right { format!("{cell:>width$}") } else { format!("{cell:<width$}") };
                line = line + &padded + "  ";
            }
            writeln!(out, "{}", line.trim_end())?;
        }
        Ok(())
    }
}
