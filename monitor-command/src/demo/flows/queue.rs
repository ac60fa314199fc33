//! The messages of one job, in the order in which they are handled.

use std::collections::VecDeque;
use std::sync::Arc;

use monitor_debug::CallCause;
use serde_json::{Map, Value};

use super::handler_error::HandlerError;

/// What calls a slot of a routine.
#[derive(Debug)]
pub(super) struct FlowMessage {
    pub(super) routine: Arc<str>,
    pub(super) payload: Map<String, Value>,
    pub(super) cause: CallCause,
}

/// The messages of a job that wait, and how far the job is.
#[derive(Debug, Default)]
pub(super) struct MessageQueue {
    pub(super) messages: VecDeque<FlowMessage>,
    /// What the one worker has sent during its activation: handled next, so that what a message
    /// causes comes before the next message.
    pub(super) sent: Vec<FlowMessage>,
    /// Messages that wait or are handled: the job has ended when there is none.
    pub(super) open: usize,
    /// How many messages the job has begun with.
    pub(super) entries: u64,
    /// Whether there are no more messages to begin with.
    pub(super) exhausted: bool,
    /// Why nothing more is handled.
    pub(super) stopped: Option<HandlerError>,
}

impl MessageQueue {
    /// Takes the message that is handled next.
    pub(super) fn take_next(&mut self) -> Option<FlowMessage> {
        while let Some(message) = self.sent.pop() {
            self.messages.push_front(message);
        }
        self.messages.pop_front()
    }
}
