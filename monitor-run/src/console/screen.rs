//! The rows that a program may still write to, and the place at which it writes.

use std::collections::BTreeMap;

use super::row::ScreenRow;

/// The part of the screen that is remembered. Rows are numbered from the beginning of the stream;
/// those that hold nothing but a line that was told are not kept.
#[derive(Debug)]
pub(super) struct Screen {
    rows: BTreeMap<u64, ScreenRow>,
    spare: Vec<ScreenRow>,
    /// The row and the column of the cursor.
    pub(super) row: u64,
    pub(super) column: usize,
    saved: (u64, usize),
    /// The lowest row that was reached.
    bottom: u64,
    /// How many rows the screen is high.
    pub(super) height: u64,
}

impl Screen {
    pub(super) fn new(height: u64) -> Self {
        Self {
            rows: BTreeMap::new(),
            spare: Vec::new(),
            row: 0,
            column: 0,
            saved: (0, 0),
            bottom: 0,
            height: height.max(1),
        }
    }

    /// The row of the cursor, if anything is known about it.
    pub(super) fn cursor_row(&mut self) -> Option<&mut ScreenRow> {
        self.rows.get_mut(&self.row)
    }

    /// The row of the cursor, which is made if it is not there.
    pub(super) fn here_or_new(&mut self) -> &mut ScreenRow {
        self.row_or_new(self.row)
    }

    /// A row, which is made if it is not there. With something below it, it is drawn over.
    pub(super) fn row_or_new(&mut self, number: u64) -> &mut ScreenRow {
        let (spare, is_redrawn) = (&mut self.spare, number < self.bottom);
        self.rows.entry(number).or_insert_with(|| {
            let mut row = spare.pop().unwrap_or_default();
            row.is_redrawn = is_redrawn;
            row
        })
    }

    /// A row by its number.
    pub(super) fn row_mut(&mut self, number: u64) -> Option<&mut ScreenRow> {
        self.rows.get_mut(&number)
    }

    /// The rows of these numbers that are known.
    pub(super) fn known_rows(&self, range: std::ops::Range<u64>) -> Vec<u64> {
        self.rows.range(range).map(|(number, _)| *number).collect()
    }

    /// Forgets a row; its memory is used again.
    pub(super) fn forget_row(&mut self, number: u64) {
        if let Some(mut row) = self.rows.remove(&number)
            && self.spare.len() < 4
        {
            row.reset();
            self.spare.push(row);
        }
    }

    /// Whether the cursor is at the beginning of the lowest row, where nothing is yet.
    pub(super) fn is_fresh(&self) -> bool {
        self.column == 0
            && self.row == self.bottom
            && (self.rows.is_empty() || !self.rows.contains_key(&self.row))
    }

    /// Goes down so many rows.
    pub(super) fn move_down(&mut self, rows: u64) {
        self.row = self.row.saturating_add(rows);
        self.bottom = self.bottom.max(self.row);
    }

    /// Something was written as far down as that.
    pub(super) fn extend_to(&mut self, row: u64) {
        self.bottom = self.bottom.max(row);
    }

    /// Goes up so many rows, to the top of the screen at most.
    pub(super) fn move_up(&mut self, rows: u64) {
        self.row = self.row.saturating_sub(rows).max(self.top_row()).min(self.bottom);
    }

    /// Goes to a place of the screen, counted from 1.
    pub(super) fn go_to(&mut self, row: u64, column: usize) {
        self.row = self.top_row() + row.clamp(1, self.height) - 1;
        self.bottom = self.bottom.max(self.row);
        self.column = column.saturating_sub(1);
    }

    /// Keeps the place of the cursor.
    pub(super) fn save_cursor(&mut self) {
        self.saved = (self.row, self.column);
    }

    /// Goes back to the place that was kept.
    pub(super) fn restore_cursor(&mut self) {
        (self.row, self.column) = (self.saved.0.clamp(self.top_row(), self.bottom), self.saved.1);
    }

    /// The first row that can still be written to.
    pub(super) fn top_row(&self) -> u64 {
        (self.bottom + 1).saturating_sub(self.height)
    }

    /// A row that has left the screen, if there is one.
    pub(super) fn scrolled_out(&self) -> Option<u64> {
        let (number, _) = self.rows.first_key_value()?;
        (*number < self.top_row()).then_some(*number)
    }

    /// The rows that are known, from the top down.
    pub(super) fn first(&self) -> Option<u64> {
        self.rows.first_key_value().map(|(number, _)| *number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cursor_stays_on_the_screen() {
        let mut screen = Screen::new(3);
        screen.move_down(10);
        screen.move_up(100);
        assert_eq!(screen.row, 8);
        screen.go_to(99, 5);
        assert_eq!((screen.row, screen.column), (10, 4));
        screen.save_cursor();
        screen.move_down(20);
        screen.restore_cursor();
        assert_eq!((screen.row, screen.column), (28, 4));
    }

    #[test]
    fn rows_leave_the_screen_at_its_top() {
        let mut screen = Screen::new(2);
        screen.here_or_new().write(0, 'a', 10);
        screen.move_down(1);
        assert_eq!(screen.scrolled_out(), None);
        screen.move_down(1);
        assert_eq!(screen.scrolled_out(), Some(0));
        screen.forget_row(0);
        assert_eq!((screen.scrolled_out(), screen.first()), (None, None));
    }
}
