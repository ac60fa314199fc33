//! What is seen on the screen: which rows show bars, and which are lines that are finished.

use super::{ConsoleEvent, ConsoleParser, ConsoleSink};
use crate::console::bars::{BarChange, ConsoleBarId};
use crate::console::reading::BarReading;
use crate::console::row::{ScreenRow, skeleton_hash};

impl ConsoleParser {
    /// Looks at a row that has changed: whether it shows a bar, and which.
    pub(super) fn inspect_row(&mut self, number: u64, see: ConsoleSink<'_>) {
        let mut number = number;
        while self.inspect_one(number, see) {
            number += 1;
        }
    }

    /// Whether the row below is to be looked at as well.
    fn inspect_one(&mut self, number: u64, see: ConsoleSink<'_>) -> bool {
        let Some(row) = self.screen.row_mut(number) else { return false };
        if !std::mem::take(&mut row.is_dirty) {
            return false;
        }
        row.is_spent = false;
        let is_split = self.split(number);
        let Some(row) = self.screen.row_mut(number) else { return is_split };
        let before = row.bar;
        let reading = if row.is_binary() {
            None
        } else {
            row.copy_text(&mut self.text);
            BarReading::read(&self.text, row.is_redrawn, &self.above)
        };
        let Some(reading) = reading else {
            if let Some(id) = row.bar.take() {
                self.end_bar(id, true, see);
                self.bars.hide_bar(id);
            }
            if is_split {
                self.tell_row(number, see);
            }
            return is_split;
        };
        self.assign_bar(number, before, reading, see);
        is_split
    }

    /// A row that is longer than the terminal is wide goes on in the next one, which matters where
    /// a bar begins there: indicatif pads its rows to the width and writes no line feed. Any other
    /// text stays together, so that a long line is one line.
    fn split(&mut self, number: u64) -> bool {
        let Some(columns) = self.columns else { return false };
        let limit = self.limits.line_columns;
        let Some(row) = self.screen.row_mut(number).filter(|row| row.width() > columns) else {
            return false;
        };
        let behind = row.text_after(columns);
        let first: String = behind.chars().take(columns).collect();
        if BarReading::read(first.trim_end(), true, "").is_none() {
            return false;
        }
        row.split_off(columns);
        let offset = row.offset;
        let is_here = number == self.screen.row && self.screen.column > columns;
        let below = self.screen.row_or_new(number + 1);
        below.offset = offset;
        behind.chars().fold(0, |column, c| below.write(column, c, limit));
        below.is_redrawn = true;
        if is_here {
            self.screen.column -= columns;
            self.screen.move_down(1);
        } else {
            self.screen.extend_to(number + 1);
        }
        true
    }

    /// Gives a row the bar that it shows. `before` is the one that it showed.
    fn assign_bar(
        &mut self,
        number: u64,
        before: Option<ConsoleBarId>,
        reading: BarReading,
        see: ConsoleSink<'_>,
    ) {
        let same = before.filter(|id| self.bars.is_same(*id, &reading));
        if let Some(id) = before.filter(|_| same.is_none()) {
            self.end_bar(id, true, see);
            self.bars.hide_bar(id);
        }
        let known = same
            .or_else(|| before.and_then(|_| self.bars.find_moved(&reading)))
            .or_else(|| self.bars.find_returning(number, &reading));
        let (id, change) = match known {
            Some(id) => (Some(id), self.bars.show_bar(id, number, reading)),
            None if self.screen.row_mut(number).is_some_and(|row| row.is_left_out) => return,
            None => {
                let (id, gone) = self.bars.start_bar(number, reading);
                if let Some(mut gone) = gone {
                    gone.is_ended = true;
                    see(ConsoleEvent::BarEnded(&gone));
                }
                (id, BarChange::Moved)
            }
        };
        if let Some(id) = id.filter(|_| same.is_none()) {
            for other in self.screen.known_rows(0..u64::MAX) {
                if let Some(row) = self.screen.row_mut(other).filter(|row| row.bar == Some(id)) {
                    row.bar = None;
                    row.is_spent = true;
                }
            }
        }
        if let Some(row) = self.screen.row_mut(number) {
            row.bar = id;
            row.is_left_out = id.is_none();
        }
        if let Some(bar) =
            id.filter(|_| change == BarChange::Moved).and_then(|id| self.bars.bar(id))
        {
            see(ConsoleEvent::Bar(bar));
        }
        while let Some(id) = self.bars.find_gone() {
            self.end_bar(id, false, see);
        }
    }

    pub(super) fn end_bar(&mut self, id: ConsoleBarId, complete: bool, see: ConsoleSink<'_>) {
        if let Some(bar) = self.bars.end_bar(id, complete) {
            see(ConsoleEvent::BarEnded(bar));
        }
    }

    /// Reports the text of a row as a line, unless it shows a bar or was reported before. A row
    /// that is drawn again and again is kept, to know that it is the same; any other is let go.
    pub(super) fn tell_row(&mut self, number: u64, see: ConsoleSink<'_>) {
        let Some(row) = self.screen.row_mut(number) else {
            if number == self.screen.row {
                // An empty line.
                self.report_line("", self.bytes.saturating_sub(1), false, see);
            }
            return;
        };
        if row.bar.is_some() || row.is_left_out || row.is_spent {
            return;
        }
        let ScreenRow { offset, is_cut, is_redrawn, told, .. } = *row;
        row.copy_text(&mut self.text);
        let is_new = if is_redrawn {
            let now = Some(skeleton_hash(&self.text)).filter(|_| !self.text.is_empty());
            row.told = now.or(told);
            now.is_some() && now != told
        } else {
            self.screen.forget_row(number);
            true
        };
        if is_new {
            let text = std::mem::take(&mut self.text);
            self.report_line(&text, offset, is_cut, see);
            self.text = text;
        }
    }

    pub(super) fn report_line(
        &mut self,
        text: &str,
        offset: u64,
        is_cut: bool,
        see: ConsoleSink<'_>,
    ) {
        let text = text.trim_end();
        self.lines += 1;
        self.lines_cut += u64::from(is_cut);
        if !text.is_empty() {
            self.above.clear();
            self.above.push_str(text);
        }
        see(ConsoleEvent::Line { text, offset, is_cut });
    }
}
