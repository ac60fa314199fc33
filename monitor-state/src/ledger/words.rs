//! Texts that a ledger keeps once: keys in one long string, names of pipelines and schedulers in
//! short lists.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;

use crate::error::Error;
use crate::ledger::record::AnalysisRecord;

/// The hash of a key. Its seed is fixed: keys are the project's own, and a ledger of a million is
/// made again at every start.
pub(super) fn hash_of(key: &str) -> u64 {
    FixedState::with_seed(0x6d6f_6e69).hash_one(key)
}

/// All keys, one behind the other.
#[derive(Clone, Debug, Default)]
pub(super) struct KeyArena {
    text: String,
}

impl KeyArena {
    pub(super) fn add(&mut self, key: &str) -> Result<(u32, u16), Error> {
        let too_many = || Error::TooMany { what: "bytes of keys", most: u32::MAX as usize };
        let at = u32::try_from(self.text.len()).map_err(|_| too_many())?;
        let len = u16::try_from(key.len()).map_err(|_| too_many())?;
        self.text.push_str(key);
        Ok((at, len))
    }

    #[inline]
    pub(super) fn key_of(&self, record: &AnalysisRecord) -> &str {
        let at = record.key_at as usize;
        self.text.get(at..at + usize::from(record.key_len)).unwrap_or_default()
    }
}

/// Few words that many analyses share.
#[derive(Clone, Debug, Default)]
pub(crate) struct WordTable(Vec<Box<str>>);

impl WordTable {
    const MOST: usize = 4_096;

    pub(crate) fn find(&self, word: &str) -> Option<u16> {
        let at = self.0.iter().position(|known| &**known == word)?;
        u16::try_from(at).ok()
    }

    pub(crate) fn word(&self, at: u16) -> &str {
        self.0.get(usize::from(at)).map_or("", |word| &**word)
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// How many more there may be.
    pub(super) fn free_entries(&self) -> usize {
        Self::MOST - self.0.len()
    }

    pub(super) fn add(&mut self, word: &str) -> Result<u16, Error> {
        if let Some(at) = self.find(word) {
            return Ok(at);
        }
        let too_many = Error::TooMany { what: "pipelines or schedulers", most: Self::MOST };
        if self.free_entries() == 0 {
            return Err(too_many);
        }
        self.0.push(word.into());
        u16::try_from(self.0.len() - 1).map_err(|_| too_many)
    }
}
