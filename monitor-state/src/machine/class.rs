//! What a state means for counting, for dependencies and for the scheduler.

use serde::{Deserialize, Serialize};

/// What kind of state a state is. A machine has one for each of its states.
///
/// ```
/// use monitor_state::{StateClass, StateMachine, AnalysisState};
///
/// let machine = StateMachine::standard();
/// assert!(machine.class(AnalysisState::Running).is_some_and(|class| class.live));
/// let parked = StateClass { active: true, ..StateClass::default() };
/// assert!(!parked.terminal);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct StateClass {
    /// It is looked after: counted in `total`, and in `active` while it stays so.
    pub active: bool,
    /// It is left by force only.
    pub terminal: bool,
    /// It is counted in `complete`.
    pub complete: bool,
    /// It is counted in `stuck`.
    pub stuck: bool,
    /// A job of it is at a scheduler, so it should be in that scheduler's answers.
    pub live: bool,
    /// It counts against the most jobs at one time.
    pub slot: bool,
    /// What needs it may go on.
    pub done: bool,
}
