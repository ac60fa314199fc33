//! What is live: one ring of events and documents that any number of clients read.
//!
//! `feed` fills the `ring` with events and the `documents` with what has changed, which
//! `merge_patch` writes as differences; `subscribers` counts who reads. Clients read it as
//! server-sent events (`event_stream`) or over a `websocket`.

mod documents;
pub(crate) mod event_stream;
pub(crate) mod feed;
mod merge_patch;
mod ring;
pub(crate) mod source_filter;
mod subscribers;
#[cfg(feature = "flows")]
pub(crate) mod websocket;

pub(crate) use documents::LiveDocument;
pub use feed::{Feed, FeedCounts, FeedLimits};
