//! Breakpoints: where, under which condition, how often, and whether to hold or to log.

mod active;
mod hits;
mod set;
mod shape;

pub(crate) use active::{ActiveBreakpoint, BreakpointAction};
pub(crate) use set::BreakpointSet;
pub use shape::FlowShape;

use std::time::Duration;

use monitor_core::Timestamp;
use serde::Serialize;

use crate::location::BreakpointLocation;

/// A breakpoint as it is asked for.
///
/// ```
/// use monitor_debug::Breakpoint;
///
/// let expensive = Breakpoint::slot("process_data", "trigger")
///     .condition("data['value'] > 100")
///     .hits(">= 3")
///     .once();
/// let told = Breakpoint::event("*", "done").log("{routine_id} is done with {value}");
/// # let _ = (expensive, told);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Breakpoint {
    /// What it is on.
    pub location: BreakpointLocation,
    /// The routine, `*` for every one.
    pub routine_id: String,
    /// An expression that must be true, see [`Condition`](crate::Condition). It knows the local
    /// variables by name and all of them as `data`, the shared ones as `shared` and by name, and
    /// `routine_id`, `slot_name`, `event_name`, `hit_count` and `error`.
    pub condition: Option<String>,
    /// How often it must have been passed: `5`, `>= 3`, `% 10 == 0` and the like.
    pub hit_condition: Option<String>,
    /// Instead of holding, a message with expressions in braces.
    pub log_message: Option<String>,
    /// Whether it is disabled once it has been hit.
    pub once: bool,
    /// How long it lives.
    pub ttl: Option<Duration>,
    /// Whether it counts.
    pub enabled: bool,
}

impl Breakpoint {
    /// A breakpoint at that location in a routine.
    #[must_use]
    pub fn new(location: BreakpointLocation, routine: impl Into<String>) -> Self {
        Self {
            location,
            routine_id: routine.into(),
            condition: None,
            hit_condition: None,
            log_message: None,
            once: false,
            ttl: None,
            enabled: true,
        }
    }

    /// On every activation of a routine.
    #[must_use]
    pub fn routine(routine: impl Into<String>) -> Self {
        Self::new(BreakpointLocation::Routine, routine)
    }

    /// On activations by one slot.
    #[must_use]
    pub fn slot(routine: impl Into<String>, slot: impl Into<String>) -> Self {
        Self::new(BreakpointLocation::Slot(slot.into()), routine)
    }

    /// On one event that the routine hands out.
    #[must_use]
    pub fn event(routine: impl Into<String>, event: impl Into<String>) -> Self {
        Self::new(BreakpointLocation::Event(event.into()), routine)
    }

    /// On activations that end badly.
    #[must_use]
    pub fn error(routine: impl Into<String>) -> Self {
        Self::new(BreakpointLocation::Error, routine)
    }

    /// With an expression that must be true.
    #[must_use]
    pub fn condition(mut self, condition: impl Into<String>) -> Self {
        self.condition = Some(condition.into());
        self
    }

    /// With how often it must have been passed.
    #[must_use]
    pub fn hits(mut self, hits: impl Into<String>) -> Self {
        self.hit_condition = Some(hits.into());
        self
    }

    /// With a message, instead of holding.
    #[must_use]
    pub fn log(mut self, message: impl Into<String>) -> Self {
        self.log_message = Some(message.into());
        self
    }

    /// Disabled once it has been hit.
    #[must_use]
    pub fn once(mut self) -> Self {
        self.once = true;
        self
    }

    /// With an end to its life.
    #[must_use]
    pub fn ttl(mut self, ttl: Duration) -> Self {
        self.ttl = Some(ttl);
        self
    }
}

/// A breakpoint as it stands.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct BreakpointStatus {
    /// `bp_` and its number.
    pub breakpoint_id: String,
    /// What it is on: the word of its [`BreakpointLocation`].
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The routine, `*` for every one.
    pub routine_id: String,
    /// The slot, if it is on one.
    pub slot_name: Option<String>,
    /// The event, if it is on one.
    pub event_name: Option<String>,
    /// The label, if it is on one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The expression that must be true.
    pub condition: Option<String>,
    /// How often it must have been passed.
    pub hit_condition: Option<String>,
    /// The message that is logged instead of holding.
    pub log_message: Option<String>,
    /// Whether it is disabled once it has been hit.
    pub once: bool,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
    /// Whether it counts.
    pub enabled: bool,
    /// Whether the routine is known not to be missing: `false` where the flow declares none.
    pub verified: bool,
    /// How often it has been passed with its condition true.
    pub hit_count: u64,
    /// How often its condition had no value.
    pub error_count: u64,
    /// Why, the last time.
    pub last_error: Option<String>,
}
