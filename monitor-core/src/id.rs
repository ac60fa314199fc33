//! Names for things: ids of jobs and workers, tags and job names, each its own type.
//!
//! All are short texts that are cheap to clone (up to 23 bytes inline, longer ones shared).

use std::borrow::Borrow;
use std::fmt;

use serde::de::{self, Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};
use smol_str::SmolStr;

use crate::error::{Error, text_excerpt};

/// The longest id, tag or name in bytes.
pub(crate) const MAX_BYTES: usize = 256;

/// Where the mark stands that ends the kept part of a shortened text; 16 hexadecimal digits follow.
const MARK: usize = MAX_BYTES - 17;

pub(crate) fn check_text(text: &str) -> Result<SmolStr, Error> {
    match text.len() {
        0 => Err(Error::EmptyText),
        bytes if bytes > MAX_BYTES => {
            Err(Error::TextTooLong { bytes, max: MAX_BYTES, text: text_excerpt(text) })
        }
        _ => Ok(SmolStr::new(text)),
    }
}

/// `text` as it is, or shortened if it is too long.
pub(crate) fn shortened_if_long(text: &str) -> SmolStr {
    if text.len() <= MAX_BYTES { SmolStr::new(text) } else { shorten_text(text) }
}

fn shorten_text(text: &str) -> SmolStr {
    let kept = (0..=MARK).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0);
    let padding = "~".repeat(MARK + 1 - kept);
    SmolStr::from(format!("{}{padding}{:016x}", &text[..kept], fnv1a(text.as_bytes())))
}

/// FNV-1a, 64 bits (draft-eastlake-fnv): the same for the same text on every machine and in every release.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

macro_rules! text_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(SmolStr);

        impl $name {
            /// Takes `text` as it is.
            ///
            /// # Errors
            /// [`Error::EmptyText`] for an empty text, [`Error::TextTooLong`] for one of more than
            /// 256 bytes.
            pub fn new(text: impl AsRef<str>) -> Result<Self, Error> {
                check_text(text.as_ref()).map(Self)
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }

            /// Whether there is no text, which collectors count and otherwise treat as unknown.
            #[must_use]
            pub fn is_empty(&self) -> bool {
                self.0.is_empty()
            }

            /// Whether `From` had to shorten the text that it was given.
            #[must_use]
            pub fn is_shortened(&self) -> bool {
                self.0.len() == MAX_BYTES && self.0.as_bytes()[MARK] == b'~'
            }
        }

        impl From<&str> for $name {
            /// Takes `text` without a check. More than 256 bytes become the first 239 or so, `~`
            /// and a hash of the whole text, so that different long texts stay different.
            #[inline]
            fn from(text: &str) -> Self {
                if text.len() <= MAX_BYTES { Self(SmolStr::new(text)) } else { Self(shorten_text(text)) }
            }
        }

        impl From<String> for $name {
            /// As from `&str`.
            fn from(text: String) -> Self {
                if text.len() <= MAX_BYTES { Self(SmolStr::from(text)) } else { Self(shorten_text(&text)) }
            }
        }

        impl From<&String> for $name {
            /// As from `&str`.
            fn from(text: &String) -> Self {
                Self::from(text.as_str())
            }
        }

        impl From<&$name> for $name {
            #[inline]
            fn from(other: &$name) -> Self {
                other.clone()
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                self.as_str()
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.as_str() == other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.as_str() == *other
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(self.as_str(), f)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            /// Takes what `new` takes, and an empty text as well, because `From` does.
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                if text.is_empty() {
                    return Ok(Self::default());
                }
                Self::new(text).map_err(de::Error::custom)
            }
        }
    };
}

text_type! {
    /// Which job. Whoever makes jobs chooses the text; collectors only compare it.
    ///
    /// ```
    /// use monitor_core::{Error, JobId};
    ///
    /// assert_eq!(JobId::from("job-1"), "job-1");
    /// assert_eq!(JobId::new(""), Err(Error::EmptyText));
    /// assert!(JobId::from("x".repeat(1_000_000)).is_shortened());
    /// ```
    JobId
}

text_type! {
    /// Which worker.
    WorkerId
}

text_type! {
    /// A word by which jobs or workers are grouped.
    Tag
}

text_type! {
    /// Which analysis: `subject/name`, such as `GW150914/bilby`, or `project_analyses/name` for one
    /// that is about the whole project.
    ///
    /// ```
    /// use monitor_core::AnalysisKey;
    ///
    /// let key = AnalysisKey::from("GW150914/bilby");
    /// assert_eq!((key.subject(), key.name()), ("GW150914", "bilby"));
    /// assert!(AnalysisKey::from("project_analyses/population").is_of_the_project());
    /// ```
    AnalysisKey
}

impl AnalysisKey {
    /// What stands for a subject in the keys of analyses that are about the whole project.
    pub const PROJECT: &str = "project_analyses";

    /// What it is about: the text before the first slash; empty if there is no slash.
    #[must_use]
    pub fn subject(&self) -> &str {
        self.as_str().split_once('/').map_or("", |(subject, _)| subject)
    }

    /// Its name among those of the same subject: the text behind the first slash, or all of it.
    #[must_use]
    pub fn name(&self) -> &str {
        self.as_str().split_once('/').map_or(self.as_str(), |(_, name)| name)
    }

    /// Whether it is about the whole project and not about one subject of it.
    #[must_use]
    pub fn is_of_the_project(&self) -> bool {
        self.subject() == Self::PROJECT
    }
}

text_type! {
    /// What a job does, in a word or a few: many jobs share a name.
    JobName
}
