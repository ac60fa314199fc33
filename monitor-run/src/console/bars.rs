//! Which of the bars on the screen is which: they move, are cleared and drawn again.

use super::reading::BarReading;

/// Which bar of its console. Numbers are not given again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConsoleBarId(u64);

/// A progress bar that a program showed.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ConsoleBar {
    /// Which one it is.
    pub id: ConsoleBarId,
    /// What it showed last.
    pub reading: BarReading,
    /// How often it began again at its beginning, as the bar of an inner loop does.
    pub restarts: u64,
    /// Whether it is over: it reached its end, or went from the screen and did not come back.
    pub is_ended: bool,
}

/// A bar, and where it was seen.
#[derive(Debug)]
struct TrackedBar {
    bar: ConsoleBar,
    /// The row that it is in, or was in last.
    row: u64,
    /// Whether it is still there.
    is_shown: bool,
    /// When it was last there, in rows that were looked at.
    shown_at: u64,
}

/// How many rows with bars are drawn until one that was cleared is taken to be gone. Programs that
/// print a line above their bars clear all of them and draw them again.
const GONE_AFTER: u64 = 64;

/// All bars that are, or may come back to, the screen. At most so many.
#[derive(Debug)]
pub(super) struct BarTracker {
    tracked: Vec<TrackedBar>,
    room: usize,
    next: u64,
    drawn: u64,
    /// Bars that were seen.
    pub(super) seen: u64,
    /// Bars that were not followed, because there was no room.
    pub(super) left_out: u64,
}

/// What became of a bar that was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BarChange {
    /// It shows what it showed.
    Same,
    /// It is new, or shows something else.
    Moved,
}

impl BarTracker {
    pub(super) const fn new(room: usize) -> Self {
        Self { tracked: Vec::new(), room, next: 1, drawn: 0, seen: 0, left_out: 0 }
    }

    /// The bar of that number, if it is still followed.
    pub(super) fn bar(&self, id: ConsoleBarId) -> Option<&ConsoleBar> {
        self.tracked.iter().find(|tracked| tracked.bar.id == id).map(|tracked| &tracked.bar)
    }

    fn find_mut(&mut self, id: ConsoleBarId) -> Option<&mut TrackedBar> {
        self.tracked.iter_mut().find(|tracked| tracked.bar.id == id)
    }

    /// Whether what a row shows now is the bar that it showed before.
    pub(super) fn is_same(&self, id: ConsoleBarId, reading: &BarReading) -> bool {
        self.bar(id).is_some_and(|bar| {
            bar.reading.desc == reading.desc || (!bar.is_ended && goes_on(&bar.reading, reading))
        })
    }

    /// A bar of that name that has come here from where it was shown before.
    pub(super) fn find_moved(&self, reading: &BarReading) -> Option<ConsoleBarId> {
        let same = |tracked: &&TrackedBar| {
            !reading.desc.is_empty()
                && tracked.bar.reading.desc == reading.desc
                && goes_on(&tracked.bar.reading, reading)
        };
        let all = self.tracked.iter().filter(same);
        all.min_by_key(|tracked| tracked.bar.is_ended).map(|tracked| tracked.bar.id)
    }

    /// Which bar a row shows that showed none: one that was cleared here or elsewhere, one that
    /// goes on in the row below by printing lines, or none that is known.
    pub(super) fn find_returning(&self, row: u64, reading: &BarReading) -> Option<ConsoleBarId> {
        let same_desc = |tracked: &&TrackedBar| tracked.bar.reading.desc == reading.desc;
        let mut hidden = self.tracked.iter().filter(|tracked| !tracked.is_shown);
        let here = hidden.clone().filter(|tracked| tracked.row == row).find(|tracked| {
            let before = &tracked.bar.reading;
            let may_go_on = !tracked.bar.is_ended || before.position() == reading.position();
            same_desc(tracked) || (may_go_on && goes_on(before, reading))
        });
        let above = || {
            self.tracked.iter().filter(|tracked| tracked.is_shown).find(|tracked| {
                same_desc(tracked)
                    && tracked.row + 1 == row
                    && !tracked.bar.is_ended
                    && goes_on(&tracked.bar.reading, reading)
            })
        };
        let found = here.or_else(|| hidden.find(same_desc)).or_else(above);
        found.map(|tracked| tracked.bar.id)
    }

    /// A new bar in a row, if there is room. A bar that has gone from the screen gives way; if it
    /// had not ended it is handed back, for that is its end.
    pub(super) fn start_bar(
        &mut self,
        row: u64,
        reading: BarReading,
    ) -> (Option<ConsoleBarId>, Option<ConsoleBar>) {
        let mut gone = None;
        if self.tracked.len() >= self.room {
            let hidden = self.tracked.iter().position(|tracked| !tracked.is_shown);
            let ended = || self.tracked.iter().position(|tracked| tracked.bar.is_ended);
            match hidden.or_else(ended) {
                Some(at) => {
                    let before = self.tracked.remove(at).bar;
                    gone = Some(before).filter(|bar| !bar.is_ended);
                }
                None => {
                    self.left_out += 1;
                    return (None, None);
                }
            }
        }
        let id = ConsoleBarId(self.next);
        self.next += 1;
        self.seen += 1;
        let bar = ConsoleBar { id, reading, restarts: 0, is_ended: false };
        self.tracked.push(TrackedBar { bar, row, is_shown: true, shown_at: self.drawn });
        (Some(id), gone)
    }

    /// A bar is shown in a row.
    pub(super) fn show_bar(
        &mut self,
        id: ConsoleBarId,
        row: u64,
        reading: BarReading,
    ) -> BarChange {
        self.drawn += 1;
        let drawn = self.drawn;
        let Some(tracked) = self.find_mut(id) else { return BarChange::Same };
        (tracked.row, tracked.is_shown, tracked.shown_at) = (row, true, drawn);
        let bar = &mut tracked.bar;
        if bar.reading == reading {
            return BarChange::Same;
        }
        if has_fallen(&bar.reading, &reading) {
            bar.restarts += 1;
            bar.is_ended = false;
        }
        bar.reading = reading;
        BarChange::Moved
    }

    /// A bar is not shown any more where it was; it may come back.
    pub(super) fn hide_bar(&mut self, id: ConsoleBarId) {
        if let Some(tracked) = self.find_mut(id) {
            tracked.is_shown = false;
        }
    }

    /// Ends a bar that has not ended yet, and gives it. With `complete` only if it has reached
    /// its end.
    pub(super) fn end_bar(&mut self, id: ConsoleBarId, complete: bool) -> Option<&ConsoleBar> {
        let bar = &mut self.find_mut(id)?.bar;
        if bar.is_ended || (complete && !bar.reading.is_complete()) {
            return None;
        }
        bar.is_ended = true;
        Some(bar)
    }

    /// A bar that was cleared long ago and has not ended, if there is one.
    pub(super) fn find_gone(&self) -> Option<ConsoleBarId> {
        let is_gone = |tracked: &&TrackedBar| {
            !tracked.is_shown && !tracked.bar.is_ended && tracked.shown_at + GONE_AFTER < self.drawn
        };
        self.tracked.iter().find(is_gone).map(|tracked| tracked.bar.id)
    }

    /// Stops following a bar.
    pub(super) fn forget_bar(&mut self, id: ConsoleBarId) {
        self.tracked.retain(|tracked| tracked.bar.id != id);
    }

    /// All that are followed, in the order in which they began.
    pub(super) fn ids(&self) -> Vec<ConsoleBarId> {
        self.tracked.iter().map(|tracked| tracked.bar.id).collect()
    }
}

/// Whether a bar with another name may be the same one: it counts to the same end and has not
/// gone back.
fn goes_on(before: &BarReading, now: &BarReading) -> bool {
    before.total == now.total && before.unit == now.unit && !has_fallen(before, now)
}

fn has_fallen(before: &BarReading, now: &BarReading) -> bool {
    match (before.position(), now.position()) {
        (Some(before), Some(now)) => now < before,
        _ => false,
    }
}

impl ConsoleBarId {
    /// Its number, from 1.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0
    }
}
