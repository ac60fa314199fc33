//! One row of the screen: its characters, and what is known about it.

use unicode_width::UnicodeWidthChar;

use super::bars::ConsoleBarId;

/// What stands in the second cell of a wide character.
const FILLER: char = '\0';

/// A row, one character a cell.
#[derive(Clone, Debug, Default)]
pub(super) struct ScreenRow {
    cells: Vec<char>,
    /// Characters without a width of their own, each behind the cell of that number.
    marks: Vec<(usize, char)>,
    /// Where in the stream its text began.
    pub(super) offset: u64,
    /// Whether it was changed since it was last looked at.
    pub(super) is_dirty: bool,
    /// Whether it was written over, as progress is and logs are not.
    pub(super) is_redrawn: bool,
    /// Bytes that no text has: NUL, and what is not UTF-8.
    pub(super) odd: u8,
    /// Whether there was more text than there is room for.
    pub(super) is_cut: bool,
    /// Whether the bar that it shows has moved elsewhere.
    pub(super) is_spent: bool,
    /// The bar that it shows.
    pub(super) bar: Option<ConsoleBarId>,
    /// Whether it shows a bar for which there was no room.
    pub(super) is_left_out: bool,
    /// The skeleton of the text that it was told as a line.
    pub(super) told: Option<u64>,
}

impl ScreenRow {
    /// How many cells it has.
    pub(super) fn width(&self) -> usize {
        self.cells.len()
    }

    /// Cuts off what is behind a column and gives it.
    pub(super) fn split_off(&mut self, column: usize) -> String {
        let tail = self.cells.split_off(column.min(self.cells.len()));
        tail.into_iter().filter(|c| *c != FILLER).collect()
    }

    /// What is behind a column, as text.
    pub(super) fn text_after(&self, column: usize) -> String {
        self.cells.iter().skip(column).filter(|c| **c != FILLER).collect()
    }

    /// Whether it holds something else than text.
    pub(super) fn is_binary(&self) -> bool {
        self.odd > 2
    }

    /// Writes at its end, if that is there and there is room: what [`write`](Self::write) would do
    /// with each character. Gives the column behind.
    pub(super) fn append(&mut self, column: usize, ascii: &str, limit: usize) -> Option<usize> {
        let fits = column == self.cells.len() && ascii.len() <= limit - column.min(limit);
        if fits {
            self.is_dirty = true;
            self.cells.extend(ascii.bytes().map(char::from));
        }
        fits.then_some(column + ascii.len())
    }

    /// Writes a character at a column and gives the column behind it. At most `limit` cells.
    pub(super) fn write(&mut self, column: usize, c: char, limit: usize) -> usize {
        self.is_dirty = true;
        let width = if c.is_ascii() { 1 } else { c.width().unwrap_or(0) };
        if width == 0 {
            if self.marks.len() < limit && column <= limit {
                self.marks.push((column.saturating_sub(1), c));
            }
            return column;
        }
        let behind = column + width;
        if behind > limit {
            self.is_cut = true;
            return behind;
        }
        if column < self.cells.len() {
            self.is_redrawn = true;
            if !self.marks.is_empty() {
                self.marks.retain(|(cell, _)| *cell < column || *cell >= behind);
            }
        }
        if self.cells.len() < behind {
            self.cells.resize(behind, ' ');
        }
        for (cell, c) in self.cells.iter_mut().skip(column).zip([c, FILLER].into_iter().take(width))
        {
            *cell = c;
        }
        behind
    }

    /// Blanks the cells from one column up to another.
    pub(super) fn erase_cells(&mut self, from: usize, to: usize) {
        if self.cells.len() > from {
            self.is_dirty = true;
            self.is_redrawn = true;
        }
        if to >= self.cells.len() {
            self.cells.truncate(from);
            self.marks.retain(|(cell, _)| *cell < from);
        } else {
            self.cells.iter_mut().take(to).skip(from).for_each(|cell| *cell = ' ');
            self.marks.retain(|(cell, _)| *cell < from || *cell >= to);
        }
        if from == 0 && self.cells.is_empty() {
            (self.is_cut, self.odd) = (false, 0);
        }
    }

    /// Puts its text, without the blanks at its end, in the place of what `text` held.
    pub(super) fn copy_text(&self, text: &mut String) {
        text.clear();
        if self.marks.is_empty() {
            text.extend(self.cells.iter().filter(|c| **c != FILLER));
        } else {
            for (number, c) in self.cells.iter().enumerate() {
                text.extend(Some(*c).filter(|c| *c != FILLER));
                let marks = self.marks.iter().filter(|(cell, _)| *cell == number);
                text.extend(marks.map(|(_, mark)| *mark));
            }
        }
        text.truncate(text.trim_end().len());
    }

    /// Makes it a new row, with the memory that it has.
    pub(super) fn reset(&mut self) {
        let (mut cells, mut marks) =
            (std::mem::take(&mut self.cells), std::mem::take(&mut self.marks));
        cells.clear();
        marks.clear();
        *self = Self { cells, marks, ..Self::default() };
    }
}

/// A number for a text that stays the same while only figures and spinners in it change.
pub(super) fn skeleton_hash(text: &str) -> u64 {
    let drawn = '\u{2500}'..='\u{28ff}';
    let lasting =
        text.chars().filter(|c| c.is_ascii_alphabetic() || (!c.is_ascii() && !drawn.contains(c)));
    // FNV-1a, 64 bits, over code points.
    lasting.fold(0xcbf2_9ce4_8422_2325, |hash: u64, c| {
        (hash ^ u64::from(u32::from(c))).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(row: &ScreenRow) -> String {
        let mut text = String::new();
        row.copy_text(&mut text);
        text
    }

    fn row(texts: &[(usize, &str)]) -> ScreenRow {
        let mut row = ScreenRow::default();
        for (column, text) in texts {
            text.chars().fold(*column, |column, c| row.write(column, c, 20));
        }
        row
    }

    #[test]
    fn what_is_written_over_is_gone_and_the_rest_stays() {
        let written = row(&[(0, "12345"), (0, "ab")]);
        assert_eq!(text(&written), "ab345");
        assert!(written.is_redrawn && !row(&[(0, "12"), (2, "3")]).is_redrawn);
    }

    #[test]
    fn wide_and_combined_characters_come_out_as_they_went_in() {
        assert_eq!(text(&row(&[(0, "日本e\u{301}!")])), "日本e\u{301}!");
        assert_eq!(text(&row(&[(0, "日本"), (2, "ab")])), "日ab");
        assert_eq!(text(&row(&[(0, "e\u{301}x"), (0, "o")])), "ox");
    }

    #[test]
    fn what_has_no_room_is_cut_and_said_so() {
        let mut full = row(&[(18, "abc")]);
        assert!(full.is_cut && full.width() == 20);
        full.erase_cells(0, usize::MAX);
        assert!(text(&full).is_empty() && !full.is_cut);
    }

    #[test]
    fn a_skeleton_ignores_figures_and_spinners() {
        assert_eq!(skeleton_hash("⠋ Working 1/3"), skeleton_hash("⠙ Working 2/3"));
        assert_ne!(skeleton_hash("Working"), skeleton_hash("Done"));
    }
}
