//! Parsing of the text forms of job numbers and states.

use std::str::FromStr;

use serde::de::{self, Deserialize, Deserializer};

use crate::error::{Error, text_excerpt};
use crate::job::JobRef;
use crate::state::{AnalysisState, HostState};

impl FromStr for JobRef {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let refused = || Error::JobNumber { text: text_excerpt(text) };
        match text.split_once(['.', '_']) {
            None => Ok(Self::new(text.parse().map_err(|_| refused())?)),
            Some((id, part)) => {
                let id = id.parse().map_err(|_| refused())?;
                Ok(Self::part(id, part.parse().map_err(|_| refused())?))
            }
        }
    }
}

impl<'de> Deserialize<'de> for JobRef {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

impl FromStr for AnalysisState {
    type Err = Error;

    /// Reads the word of a built-in state, or makes that of another one.
    fn from_str(word: &str) -> Result<Self, Error> {
        let built_in = Self::BUILT_IN.iter().find(|state| state.as_str() == word);
        built_in
            .copied()
            .or_else(|| HostState::new(word).map(Self::Host))
            .ok_or_else(|| Error::StateWord { word: text_excerpt(word) })
    }
}

impl<'de> Deserialize<'de> for AnalysisState {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        word.parse().map_err(de::Error::custom)
    }
}
