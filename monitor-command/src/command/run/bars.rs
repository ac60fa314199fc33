//! The bars that a command shows, as bars of its run.

use std::collections::HashMap;

use monitor_host::{ProgressBar, RunDir};
use monitor_run::{ConsoleBar, ConsoleBarId};

/// More bars that are over than this are not remembered.
const REMEMBERED: usize = 128;

/// A bar of the run, and what it was told last.
#[derive(Debug)]
struct MirroredBar {
    bar: ProgressBar,
    name: String,
    restarts: u64,
    total: Option<u64>,
    unit: Option<String>,
    message: String,
    is_over: bool,
}

/// The bars of one stream.
#[derive(Debug)]
pub(super) struct StreamBars {
    run: RunDir,
    /// What a bar without a name is called.
    unnamed: String,
    shown: HashMap<ConsoleBarId, MirroredBar>,
}

impl StreamBars {
    pub(super) fn new(run: RunDir, unnamed: String) -> Self {
        Self { run, unnamed, shown: HashMap::new() }
    }

    /// A bar has moved.
    pub(super) fn update_bar(&mut self, seen: &ConsoleBar) {
        let (done, total) = seen.reading.done_and_total();
        let is_known =
            self.shown.get(&seen.id).is_some_and(|shown| shown.restarts == seen.restarts);
        if !is_known {
            self.create_bar(seen, total);
        }
        let Some(shown) = self.shown.get_mut(&seen.id).filter(|shown| !shown.is_over) else {
            return;
        };
        shown.bar.set(done);
        if shown.total != total {
            shown.total = total;
            shown.bar.set_total(total);
        }
        if let Some(unit) = seen.reading.unit.as_ref().filter(|_| shown.unit != seen.reading.unit) {
            shown.bar.set_unit(unit);
            shown.unit = Some(unit.clone());
        }
        let is_renamed = !seen.reading.desc.is_empty() && seen.reading.desc != shown.name;
        let message = match (is_renamed, seen.reading.note.is_empty()) {
            (false, _) => seen.reading.note.clone(),
            (true, true) => seen.reading.desc.clone(),
            (true, false) => format!("{}, {}", seen.reading.desc, seen.reading.note),
        };
        if shown.message != message {
            shown.bar.set_message(&message);
            shown.message = message;
        }
    }

    /// A bar is over.
    pub(super) fn finish_bar(&mut self, seen: &ConsoleBar) {
        self.update_bar(seen);
        if let Some(shown) = self.shown.get_mut(&seen.id) {
            shown.is_over = true;
            shown.bar.finish();
        }
        if self.shown.len() > REMEMBERED {
            self.shown.retain(|_, shown| !shown.is_over);
        }
    }

    fn create_bar(&mut self, seen: &ConsoleBar, total: Option<u64>) {
        let desc = if seen.reading.desc.is_empty() { &self.unnamed } else { &seen.reading.desc };
        let name = match self.shown.remove(&seen.id) {
            // The same bar again, by the name that it has already.
            Some(before) => {
                before.bar.finish();
                before.name
            }
            None => self.unused_name(desc),
        };
        let bar = self.run.bar(&name, total);
        bar.set(0);
        let restarts = seen.restarts;
        let (unit, message) = (None, String::new());
        let shown = MirroredBar { bar, name, restarts, total, unit, message, is_over: false };
        self.shown.insert(seen.id, shown);
    }

    /// A name that no bar has which is shown now.
    fn unused_name(&self, desc: &str) -> String {
        let is_taken =
            |name: &str| self.shown.values().any(|shown| !shown.is_over && shown.name == name);
        let numbered = (2..).map(|number| format!("{desc} ({number})"));
        let mut names = std::iter::once(desc.to_owned()).chain(numbered);
        names.find(|name| !is_taken(name)).unwrap_or_default()
    }
}
