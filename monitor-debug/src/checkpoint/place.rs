//! Places in watched code, and their names as small numbers, so that a record of a trace is small.

use std::collections::HashMap;
use std::panic::Location;
use std::sync::Arc;

use monitor_core::NonPoisonMutex;

use crate::location::BreakpointLocation;

/// A place in watched code, made once by [`Debugger::slot`](crate::Debugger::slot),
/// [`event`](crate::Debugger::event) or [`point`](crate::Debugger::point) and then given to every
/// checkpoint there.
///
/// It knows the line at which it was made, which is what a call stack shows; [`Place::line`] says
/// another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub(crate) routine: Name,
    /// The slot, event or label.
    pub(crate) location: BreakpointLocation<Name>,
    pub(crate) line: u32,
}

impl Place {
    #[track_caller]
    pub(crate) fn new(routine: Name, location: BreakpointLocation<Name>) -> Self {
        Self { routine, location, line: Location::caller().line() }
    }

    /// The name of its slot, event or label.
    #[inline]
    pub(crate) fn name(&self) -> Name {
        self.location.name().copied().unwrap_or(Name::NONE)
    }

    /// The same place, said to be in another line of the watched code.
    #[must_use]
    pub const fn line(mut self, line: u32) -> Self {
        self.line = line;
        self
    }
}

/// The number of a name. `Name::NONE` is the empty name, `Name::OTHER` what had no room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Name(pub(crate) u32);

impl Name {
    pub(crate) const NONE: Self = Self(0);
    pub(crate) const OTHER: Self = Self(1);

    /// The bit of this name in a mask of 64: another name may have the same one.
    #[inline]
    pub(crate) fn bit(self) -> u64 {
        1 << (self.0 & 63)
    }
}

/// The longest name in bytes; the rest is cut off.
const MAX_BYTES: usize = 256;

/// All names that a debugger has met, up to a bound.
#[derive(Debug)]
pub(crate) struct Names {
    table: NonPoisonMutex<Table>,
    max: usize,
}

#[derive(Debug)]
struct Table {
    numbers: HashMap<Arc<str>, Name>,
    texts: Vec<Arc<str>>,
    refused: u64,
}

impl Names {
    pub(crate) fn new(max: usize) -> Self {
        let texts: Vec<Arc<str>> = vec!["".into(), "__other__".into()];
        let numbers =
            texts.iter().cloned().zip([Name::NONE, Name::OTHER]).collect::<HashMap<_, _>>();
        Self { table: NonPoisonMutex::new(Table { numbers, texts, refused: 0 }), max }
    }

    pub(crate) fn number(&self, text: &str) -> Name {
        let end = (0..=MAX_BYTES.min(text.len())).rev().find(|&at| text.is_char_boundary(at));
        let text = &text[..end.unwrap_or(0)];
        let mut table = self.table.lock();
        if let Some(&known) = table.numbers.get(text) {
            return known;
        }
        let Some(number) = u32::try_from(table.texts.len()).ok().filter(|_| {
            // The two that are always there do not count.
            table.texts.len() < self.max.saturating_add(2)
        }) else {
            table.refused += 1;
            return Name::OTHER;
        };
        let text: Arc<str> = text.into();
        table.texts.push(Arc::clone(&text));
        table.numbers.insert(text, Name(number));
        Name(number)
    }

    pub(crate) fn text(&self, name: Name) -> Arc<str> {
        let table = self.table.lock();
        let index = usize::try_from(name.0).unwrap_or(0);
        Arc::clone(table.texts.get(index).unwrap_or(&table.texts[0]))
    }

    /// How often a name had no room.
    pub(crate) fn refused(&self) -> u64 {
        self.table.lock().refused
    }
}
