//! Names of routines, slots and events as small numbers, so that a record of a trace is small.

use std::collections::HashMap;
use std::sync::Arc;

use crate::sync::{Mutex, lock};

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
    table: Mutex<Table>,
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
        Self { table: Mutex::new(Table { numbers, texts, refused: 0 }), max }
    }

    pub(crate) fn number(&self, text: &str) -> Name {
        let end = (0..=MAX_BYTES.min(text.len())).rev().find(|&at| text.is_char_boundary(at));
        let text = &text[..end.unwrap_or(0)];
        let mut table = lock(&self.table);
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
        let table = lock(&self.table);
        let index = usize::try_from(name.0).unwrap_or(0);
        Arc::clone(table.texts.get(index).unwrap_or(&table.texts[0]))
    }

    /// How often a name had no room.
    pub(crate) fn refused(&self) -> u64 {
        lock(&self.table).refused
    }
}
