//! The states of an analysis and their words.

use std::fmt;

use serde::ser::{Serialize, Serializer};

macro_rules! states {
    ($($(#[$doc:meta])* $state:ident = $word:literal,)*) => {
        /// What an analysis is doing. Its text form is its word.
        ///
        /// The built-in states come first; a [`crate::StateMachine`] may have others, which a host
        /// names.
        ///
        /// ```
        /// use monitor_state::AnalysisState;
        ///
        /// assert_eq!(AnalysisState::ReviewFailed.as_str(), "review_failed");
        /// assert_eq!("stuck".parse(), Ok(AnalysisState::Stuck));
        /// let calibrating: AnalysisState = "calibrating".parse()?;
        /// assert!(matches!(calibrating, AnalysisState::Host(_)));
        /// # Ok::<(), monitor_state::Error>(())
        /// ```
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum AnalysisState {
            $($(#[$doc])* $state,)*
            /// A state that the host has added to its machine.
            Host(HostState),
        }

        impl AnalysisState {
            /// Every built-in state.
            pub const BUILT_IN: &'static [Self] = &[$(Self::$state,)*];

            /// Its word.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$state => $word,)*
                    Self::Host(state) => state.as_str(),
                }
            }

            /// The place of a built-in state in [`AnalysisState::BUILT_IN`].
            #[inline]
            pub(crate) fn place(self) -> Option<u8> {
                #[derive(Clone, Copy)]
                enum Place { $($state,)* }
                match self {
                    $(Self::$state => Some(Place::$state as u8),)*
                    Self::Host(_) => None,
                }
            }
        }
    };
}

states! {
    /// It waits for what it needs, or for a person.
    Wait = "wait",
    /// A job can be submitted for it.
    Ready = "ready",
    /// A person runs it by hand; nothing moves it on.
    Manual = "manual",
    /// A job is being submitted, and its id is not known yet.
    Submitting = "submitting",
    /// Its job waits in the scheduler's queue.
    Queued = "queued",
    /// Its job runs.
    Running = "running",
    /// Its job was suspended by the scheduler.
    Suspended = "suspended",
    /// Its job is held and will not run until somebody releases it.
    Held = "held",
    /// Its job is not where it should be, and nobody knows yet how it ended.
    Lost = "lost",
    /// Its job has ended well.
    Finished = "finished",
    /// Its post-processing runs.
    Processing = "processing",
    /// Its results are being put where they belong.
    Uploading = "uploading",
    /// Its results are where they belong.
    Uploaded = "uploaded",
    /// It is complete, and there is nothing to upload.
    Complete = "complete",
    /// Somebody is to look at its results.
    Review = "review",
    /// Its results are good.
    Reviewed = "reviewed",
    /// Its results are not good.
    ReviewFailed = "review_failed",
    /// It cannot go on until its cause goes away or a person does something.
    Stuck = "stuck",
    /// It has ended badly.
    Failed = "failed",
    /// Somebody wants it to end.
    Stop = "stop",
    /// Its job is being cancelled.
    Stopping = "stopping",
    /// It was ended.
    Stopped = "stopped",
    /// Somebody wants it to begin again.
    Restart = "restart",
    /// It will never run.
    Cancelled = "cancelled",
}

/// The word of a state that a host has added: 1 to 22 bytes of `a-z`, `0-9`, `-` and `_`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HostState {
    bytes: [u8; HostState::MAX_BYTES],
    len: u8,
}

impl HostState {
    const MAX_BYTES: usize = 22;

    /// The word.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let bytes = self.bytes.get(..usize::from(self.len)).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    }

    pub(crate) fn new(word: &str) -> Option<Self> {
        let fits = !word.is_empty() && word.len() <= Self::MAX_BYTES;
        let plain = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_');
        if !fits || !word.bytes().all(plain) {
            return None;
        }
        let mut bytes = [0; Self::MAX_BYTES];
        bytes[..word.len()].copy_from_slice(word.as_bytes());
        Some(Self { bytes, len: u8::try_from(word.len()).ok()? })
    }
}

impl fmt::Display for AnalysisState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for AnalysisState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for HostState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for AnalysisState {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
