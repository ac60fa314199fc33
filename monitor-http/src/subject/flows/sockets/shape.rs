//! The forms in which sockets send events.

use monitor_core::JobId;
use monitor_debug::{TraceEvent, TraceKind, TraceUpdate};
use serde::Serialize;
use serde_json::json;

/// The form of one kind of socket.
pub(super) enum SocketFormat {
    Monitor,
    Debug,
    /// Of the jobs of this flow.
    Flow(String),
}

/// The event itself, with its type under the name that all messages have it.
#[derive(Serialize)]
struct PlainMessage<'a> {
    #[serde(rename = "type")]
    kind: TraceKind,
    #[serde(flatten)]
    event: &'a TraceEvent,
}

#[derive(Serialize)]
struct WrappedMessage<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    flow_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    job_id: Option<&'a JobId>,
    event: &'a TraceEvent,
}

impl SocketFormat {
    /// The message about what a cursor found.
    pub(super) fn to_text(&self, next: &TraceUpdate) -> String {
        let event: &TraceEvent = match next {
            TraceUpdate::Event(event) => event,
            TraceUpdate::Dropped(count) => {
                return json!({"type": "dropped", "count": count}).to_string();
            }
            _ => return json!({"type": "unknown"}).to_string(),
        };
        let text = match self {
            Self::Monitor => serde_json::to_string(&PlainMessage { kind: event.event_type, event }),
            Self::Debug => serde_json::to_string(&WrappedMessage {
                kind: "debug_event",
                flow_id: None,
                job_id: None,
                event,
            }),
            Self::Flow(id) => serde_json::to_string(&WrappedMessage {
                kind: "flow_job_event",
                flow_id: Some(id),
                job_id: Some(&event.job_id),
                event,
            }),
        };
        // Names and numbers are always JSON.
        text.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documentation_lists_every_event_in_order() {
        let docs = include_str!("../../../../../docs/debugging.md");
        let (_, listed) = docs.split_once("each event with `type` and `event_type`: ").unwrap();
        let (listed, _) = listed.split_once(';').unwrap();
        let words: Vec<_> =
            TraceKind::ALL.iter().map(|kind| format!("`{}`", kind.as_str())).collect();
        assert_eq!(listed, words.join(", "));
    }
}
