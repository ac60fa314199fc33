//! What control characters and sequences do to the screen.

use super::{Console, See};
use crate::console::screen::Screen;

impl Console {
    pub(super) fn control(&mut self, byte: u8, see: See<'_>) {
        match byte {
            b'\n' | 0x0b | 0x0c => self.line_feed(see),
            0 => {
                if let Some(row) = self.screen.here() {
                    row.odd = row.odd.saturating_add(1);
                }
            }
            b'\r' => self.move_to(see, |screen| screen.column = 0),
            0x08 => self.move_to(see, |screen| screen.column = screen.column.saturating_sub(1)),
            _ => {}
        }
    }

    pub(super) fn sequence(&mut self, last: u8, private: bool, see: See<'_>) {
        let first = self.escape.parameter(0);
        if private {
            let is_other_screen = matches!(first, Some(47 | 1047 | 1049));
            if is_other_screen && (last == b'h' || last == b'l') {
                self.inspect(self.screen.row, see);
                self.is_full_screen = last == b'h';
            }
            return;
        }
        let count = first.unwrap_or(1);
        let (rows, cells) = (u64::from(count), usize::from(count));
        let second = usize::from(self.escape.parameter(1).unwrap_or(1));
        match last {
            b'A' => self.move_to(see, |screen| screen.up(rows)),
            b'B' | b'e' => self.move_to(see, |screen| screen.down(rows)),
            b'C' | b'a' => self.move_to(see, |screen| screen.column += cells),
            b'D' => self.move_to(see, |s| s.column = s.column.saturating_sub(cells)),
            b'E' => self.move_to(see, |s| (s.down(rows), s.column = 0).0),
            b'F' => self.move_to(see, |s| (s.up(rows), s.column = 0).0),
            b'G' | b'`' => self.move_to(see, |screen| screen.column = cells - 1),
            b'd' => self.move_to(see, |screen| screen.go_to(rows, screen.column + 1)),
            b'H' | b'f' => self.move_to(see, |screen| screen.go_to(rows, second)),
            b's' => self.screen.save(),
            b'u' => self.move_to(see, Screen::restore),
            b'J' => self.erase_screen(first.unwrap_or(0), see),
            b'K' => self.erase_row(first.unwrap_or(0), see),
            b'X' => {
                let column = self.screen.column;
                self.erase(column, column.saturating_add(cells), see);
            }
            _ => {}
        }
        self.scroll(see);
    }

    /// Moves the cursor, and looks at the row that it leaves: what is drawn there is finished.
    pub(super) fn move_to(&mut self, see: See<'_>, change: impl FnOnce(&mut Screen)) {
        self.inspect(self.screen.row, see);
        change(&mut self.screen);
        self.screen.column = self.screen.column.min(self.limits.line_columns);
    }

    /// The end of a line, or the way to the row below.
    pub(super) fn line_feed(&mut self, see: See<'_>) {
        if self.is_full_screen {
            return;
        }
        let row = self.screen.row;
        self.inspect(row, see);
        match self.screen.at(row).and_then(|row| row.bar) {
            Some(id) => self.end_bar(id, true, see),
            None => self.tell_row(row, see),
        }
        self.screen.column = 0;
        self.screen.down(1);
        self.scroll(see);
    }

    fn erase_row(&mut self, what: u16, see: See<'_>) {
        let column = self.screen.column;
        match what {
            0 => self.erase(column, usize::MAX, see),
            1 => self.erase(0, column.saturating_add(1), see),
            _ => self.erase(0, usize::MAX, see),
        }
    }

    fn erase(&mut self, from: usize, to: usize, see: See<'_>) {
        self.inspect(self.screen.row, see);
        if let Some(row) = self.screen.here() {
            row.erase(from, to);
        }
    }

    /// Erases what is below the cursor, or everything.
    fn erase_screen(&mut self, what: u16, see: See<'_>) {
        match what {
            0 => {
                self.erase_row(0, see);
                for number in self.screen.numbers(self.screen.row + 1..u64::MAX) {
                    self.inspect(number, see);
                    if let Some(row) = self.screen.at(number) {
                        row.erase(0, usize::MAX);
                    }
                    self.inspect(number, see);
                }
            }
            1 => {}
            _ => self.clear_screen(see),
        }
    }

    pub(super) fn clear_screen(&mut self, see: See<'_>) {
        self.inspect(self.screen.row, see);
        for number in self.screen.numbers(0..u64::MAX) {
            self.tell_row(number, see);
            if let Some(id) = self.screen.at(number).and_then(|row| row.bar) {
                self.end_bar(id, true, see);
                self.bars.hide(id);
            }
            self.screen.forget(number);
        }
    }

    /// Lets go of the rows that have left the screen.
    pub(super) fn scroll(&mut self, see: See<'_>) {
        while let Some(number) = self.screen.scrolled_out() {
            self.retire(number, see);
        }
    }

    /// A row can be written to no more: its bar ends, and its text is reported if it has not been.
    pub(super) fn retire(&mut self, number: u64, see: See<'_>) {
        self.inspect(number, see);
        if let Some(id) = self.screen.at(number).and_then(|row| row.bar) {
            self.end_bar(id, false, see);
            self.bars.forget(id);
        } else {
            self.tell_row(number, see);
        }
        self.screen.forget(number);
    }
}
