//! Tables for people: columns as wide as what is in them, and the last as long as it likes.

use std::io::{self, Write};

/// The widest that a column becomes because of what is in it.
const WIDEST: usize = 48;

/// Prints rows below their heads. Control characters, which could mean something to a terminal,
/// become spaces.
pub(crate) fn write_table<const N: usize>(
    out: &mut dyn Write,
    head: [&str; N],
    rows: &[[String; N]],
) -> io::Result<()> {
    let clean = |cell: &str| -> String {
        cell.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
    };
    let head = head.map(str::to_owned);
    let rows: Vec<[String; N]> =
        [&head].into_iter().chain(rows).map(|row| row.each_ref().map(|cell| clean(cell))).collect();
    let widths: [usize; N] = std::array::from_fn(|column| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.max().unwrap_or(0).min(WIDEST)
    });
    for row in &rows {
        let mut line = String::new();
        for (column, cell) in row.iter().enumerate() {
            let width = if column + 1 < N { widths[column] } else { 0 };
            line.push_str(&format!("{cell:width$}  "));
        }
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}
