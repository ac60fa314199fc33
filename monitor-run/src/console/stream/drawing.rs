//! What control characters and sequences do to the screen.

use super::{ConsoleParser, ConsoleSink};
use crate::console::screen::Screen;

impl ConsoleParser {
    pub(super) fn handle_control(&mut self, byte: u8, see: ConsoleSink<'_>) {
        match byte {
            b'\n' | 0x0b | 0x0c => self.line_feed(see),
            0 => {
                if let Some(row) = self.screen.cursor_row() {
                    row.odd = row.odd.saturating_add(1);
                }
            }
            b'\r' => self.move_to(see, |screen| screen.column = 0),
            0x08 => self.move_to(see, |screen| screen.column = screen.column.saturating_sub(1)),
            _ => {}
        }
    }

    pub(super) fn handle_sequence(&mut self, last: u8, private: bool, see: ConsoleSink<'_>) {
        let first = self.escape.parameter(0);
        if private {
            let is_other_screen = matches!(first, Some(47 | 1047 | 1049));
            if is_other_screen && (last == b'h' || last == b'l') {
                self.inspect_row(self.screen.row, see);
                self.is_full_screen = last == b'h';
            }
            return;
        }
        let count = first.unwrap_or(1);
        let (rows, cells) = (u64::from(count), usize::from(count));
        let second = usize::from(self.escape.parameter(1).unwrap_or(1));
        match last {
            b'A' => self.move_to(see, |screen| screen.move_up(rows)),
            b'B' | b'e' => self.move_to(see, |screen| screen.move_down(rows)),
            b'C' | b'a' => self.move_to(see, |screen| screen.column += cells),
            b'D' => self.move_to(see, |s| s.column = s.column.saturating_sub(cells)),
            b'E' => self.move_to(see, |s| (s.move_down(rows), s.column = 0).0),
            b'F' => self.move_to(see, |s| (s.move_up(rows), s.column = 0).0),
            b'G' | b'`' => self.move_to(see, |screen| screen.column = cells - 1),
            b'd' => self.move_to(see, |screen| screen.go_to(rows, screen.column + 1)),
            b'H' | b'f' => self.move_to(see, |screen| screen.go_to(rows, second)),
            b's' => self.screen.save_cursor(),
            b'u' => self.move_to(see, Screen::restore_cursor),
            b'J' => self.erase_screen(first.unwrap_or(0), see),
            b'K' => self.erase_row(first.unwrap_or(0), see),
            b'X' => {
                let column = self.screen.column;
                self.erase_cells(column, column.saturating_add(cells), see);
            }
            _ => {}
        }
        self.retire_scrolled(see);
    }

    /// Moves the cursor, and looks at the row that it leaves: what is drawn there is finished.
    pub(super) fn move_to(&mut self, see: ConsoleSink<'_>, change: impl FnOnce(&mut Screen)) {
        self.inspect_row(self.screen.row, see);
        change(&mut self.screen);
        self.screen.column = self.screen.column.min(self.limits.line_columns);
    }

    /// The end of a line, or the way to the row below.
    pub(super) fn line_feed(&mut self, see: ConsoleSink<'_>) {
        if self.is_full_screen {
            return;
        }
        let row = self.screen.row;
        self.inspect_row(row, see);
        match self.screen.row_mut(row).and_then(|row| row.bar) {
            Some(id) => self.end_bar(id, true, see),
            None => self.tell_row(row, see),
        }
        self.screen.column = 0;
        self.screen.move_down(1);
        self.retire_scrolled(see);
    }

    fn erase_row(&mut self, what: u16, see: ConsoleSink<'_>) {
        let column = self.screen.column;
        match what {
            0 => self.erase_cells(column, usize::MAX, see),
            1 => self.erase_cells(0, column.saturating_add(1), see),
            _ => self.erase_cells(0, usize::MAX, see),
        }
    }

    fn erase_cells(&mut self, from: usize, to: usize, see: ConsoleSink<'_>) {
        self.inspect_row(self.screen.row, see);
        if let Some(row) = self.screen.cursor_row() {
            row.erase_cells(from, to);
        }
    }

    /// Erases what is below the cursor, or everything.
    fn erase_screen(&mut self, what: u16, see: ConsoleSink<'_>) {
        match what {
            0 => {
                self.erase_row(0, see);
                for number in self.screen.known_rows(self.screen.row + 1..u64::MAX) {
                    self.inspect_row(number, see);
                    if let Some(row) = self.screen.row_mut(number) {
                        row.erase_cells(0, usize::MAX);
                    }
                    self.inspect_row(number, see);
                }
            }
            1 => {}
            _ => self.clear_screen(see),
        }
    }

    pub(super) fn clear_screen(&mut self, see: ConsoleSink<'_>) {
        self.inspect_row(self.screen.row, see);
        for number in self.screen.known_rows(0..u64::MAX) {
            self.tell_row(number, see);
            if let Some(id) = self.screen.row_mut(number).and_then(|row| row.bar) {
                self.end_bar(id, true, see);
                self.bars.hide_bar(id);
            }
            self.screen.forget_row(number);
        }
    }

    /// Lets go of the rows that have left the screen.
    pub(super) fn retire_scrolled(&mut self, see: ConsoleSink<'_>) {
        while let Some(number) = self.screen.scrolled_out() {
            self.retire_row(number, see);
        }
    }

    /// A row can be written to no more: its bar ends, and its text is reported if it has not been.
    pub(super) fn retire_row(&mut self, number: u64, see: ConsoleSink<'_>) {
        self.inspect_row(number, see);
        if let Some(id) = self.screen.row_mut(number).and_then(|row| row.bar) {
            self.end_bar(id, false, see);
            self.bars.forget_bar(id);
        } else {
            self.tell_row(number, see);
        }
        self.screen.forget_row(number);
    }
}
