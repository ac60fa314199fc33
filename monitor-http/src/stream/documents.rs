//! Documents that change: the newest state, and the difference to the one before.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use bytes::Bytes;
use monitor_core::NonPoisonMutex;
use serde_json::{Value, json};

use crate::stream::merge_patch::merge_patch;

/// A document, how to know that it has changed, and how to make it.
pub(crate) struct LiveDocument {
    pub(crate) name: &'static str,
    version: Box<dyn Fn() -> u64 + Send + Sync>,
    make: Box<dyn Fn() -> Value + Send + Sync>,
    made: NonPoisonMutex<Option<DocumentCache>>,
}

#[derive(Clone)]
struct DocumentCache {
    at: Instant,
    version: u64,
    published: Arc<DocumentVersion>,
}

/// One state of a document. What is sent of it is made once, for whoever asks first.
pub(crate) struct DocumentVersion {
    /// Counts states, from 1.
    pub(crate) number: u64,
    value: Value,
    patch: Option<Value>,
    whole_json: OnceLock<Bytes>,
    patch_json: OnceLock<Bytes>,
}

impl DocumentVersion {
    fn new(number: u64, value: Value, patch: Option<Value>) -> Self {
        Self { number, value, patch, whole_json: OnceLock::new(), patch_json: OnceLock::new() }
    }

    /// What a client is told that has seen state `seen` of it; `None` if it has seen this one.
    pub(crate) fn update_since(&self, seen: u64) -> Option<&Bytes> {
        if seen == self.number {
            return None;
        }
        let number = self.number;
        match &self.patch {
            Some(patch) if seen + 1 == number => Some(self.patch_json.get_or_init(|| {
                Bytes::from(json!({"version": number, "patch": patch}).to_string())
            })),
            _ => Some(self.whole_json.get_or_init(|| {
                Bytes::from(json!({"version": number, "full": self.value}).to_string())
            })),
        }
    }
}

impl LiveDocument {
    pub(crate) fn new(
        name: &'static str,
        version: impl Fn() -> u64 + Send + Sync + 'static,
        make: impl Fn() -> Value + Send + Sync + 'static,
    ) -> Self {
        Self {
            name,
            version: Box::new(version),
            make: Box::new(make),
            made: NonPoisonMutex::default(),
        }
    }

    /// The newest state; none before it was made.
    pub(crate) fn latest_version(&self) -> Option<Arc<DocumentVersion>> {
        self.made.lock().as_ref().map(|made| Arc::clone(&made.published))
    }

    /// Makes the document if it has changed, or was made longer ago than `steady`; true if it is
    /// another one now. Only the thread of the feed calls it.
    pub(crate) fn update_if_changed(&self, steady: Duration) -> bool {
        let (now, version) = (Instant::now(), (self.version)());
        let made = self.made.lock().clone();
        if made.as_ref().is_some_and(|made| made.version == version && now < made.at + steady) {
            return false;
        }
        let value = (self.make)();
        let before = made.map(|made| made.published);
        let patch = before.as_ref().and_then(|before| merge_patch(&before.value, &value));
        let (published, is_another) = match before {
            Some(before) if patch.is_none() => (before, false),
            before => {
                let number = before.map_or(1, |before| before.number + 1);
                (Arc::new(DocumentVersion::new(number, value, patch)), true)
            }
        };
        *self.made.lock() = Some(DocumentCache { at: now, version, published });
        is_another
    }
}
