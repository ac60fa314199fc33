//! Places in watched code, and their names as small numbers, so that a record of a trace is small.

use std::collections::HashMap;
use std::panic::Location;
use std::sync::Arc;

use monitor_core::NonPoisonMutex;

use crate::location::BreakpointLocation;

/// A place in watched code, made once by [`Debugger::slot`](crate::Debugger::slot),
/// [`event`](crate::Debugger::event) or [`point`](crate::Debugger::label) and then given to every
/// checkpoint there.
///
/// It knows the line at which it was made, which is what a call stack shows; [`Checkpoint::line`] says
/// another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    pub(crate) routine: NameId,
    /// The slot, event or label.
    pub(crate) location: BreakpointLocation<NameId>,
    pub(crate) line: u32,
}

impl Checkpoint {
    #[track_caller]
    pub(crate) fn new(routine: NameId, location: BreakpointLocation<NameId>) -> Self {
        Self { routine, location, line: Location::caller().line() }
    }

    /// The name of its slot, event or label.
    #[inline]
    pub(crate) fn name(&self) -> NameId {
        self.location.name().copied().unwrap_or(NameId::NONE)
    }

    /// The same place, said to be in another line of the watched code.
    #[must_use]
    pub const fn line(mut self, line: u32) -> Self {
        self.line = line;
        self
    }
}

/// The number of a name. `NameId::NONE` is the empty name, `NameId::OTHER` what had no room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct NameId(pub(crate) u32);

impl NameId {
    pub(crate) const NONE: Self = Self(0);
    pub(crate) const OTHER: Self = Self(1);

    /// The bit of this name in a mask of 64: another name may have the same one.
    #[inline]
    pub(crate) fn mask_bit(self) -> u64 {
        1 << (self.0 & 63)
    }
}

/// The longest name in bytes; the rest is cut off.
const MAX_BYTES: usize = 256;

/// All names that a debugger has met, up to a bound.
#[derive(Debug)]
pub(crate) struct NameTable {
    table: NonPoisonMutex<NameTableInner>,
    max: usize,
}

#[derive(Debug)]
struct NameTableInner {
    numbers: HashMap<Arc<str>, NameId>,
    texts: Vec<Arc<str>>,
    refused: u64,
}

impl NameTable {
    pub(crate) fn new(max: usize) -> Self {
        let texts: Vec<Arc<str>> = vec!["".into(), "__other__".into()];
        let numbers =
            texts.iter().cloned().zip([NameId::NONE, NameId::OTHER]).collect::<HashMap<_, _>>();
        Self { table: NonPoisonMutex::new(NameTableInner { numbers, texts, refused: 0 }), max }
    }

    pub(crate) fn intern_name(&self, text: &str) -> NameId {
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
            return NameId::OTHER;
        };
        let text: Arc<str> = text.into();
        table.texts.push(Arc::clone(&text));
        table.numbers.insert(text, NameId(number));
        NameId(number)
    }

    pub(crate) fn resolve_name(&self, name: NameId) -> Arc<str> {
        let table = self.table.lock();
        let index = usize::try_from(name.0).unwrap_or(0);
        Arc::clone(table.texts.get(index).unwrap_or(&table.texts[0]))
    }

    /// How often a name had no room.
    pub(crate) fn refused_count(&self) -> u64 {
        self.table.lock().refused
    }
}
