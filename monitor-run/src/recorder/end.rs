//! How a run pauses and ends.

use monitor_core::Timestamp;

use super::RunRecorder;
use crate::document::RunState;
use crate::document::{LogLevel, LogMessage, LoggedError};

impl RunRecorder {
    /// Lets the run wait. The time until [`go_on`](Self::go_on) does not count for its rate.
    pub fn pause(&mut self, reason: Option<&str>, now: Timestamp) {
        if self.reject_if_ended() {
            return;
        }
        self.state = RunState::Paused;
        self.state_reason = reason.map(|reason| self.bounded_text(reason));
        self.pause_estimators(now);
        self.mark_changed(now);
    }

    /// Lets the run go on after a pause.
    pub fn go_on(&mut self, now: Timestamp) {
        if self.reject_if_ended() || self.state != RunState::Paused {
            return;
        }
        self.state = RunState::Running;
        self.state_reason = None;
        self.go_on_with_estimators(now);
        self.mark_changed(now);
    }

    /// Ends the run as completed. If it reported errors, the reason says how many.
    pub fn complete(&mut self, message: Option<&str>, now: Timestamp) {
        let reason = match self.errors.total() {
            0 => None,
            1 => Some("completed with 1 error".to_owned()),
            errors => Some(format!("completed with {errors} errors")),
        };
        self.end_run(RunState::Completed, reason, message.map(|text| (LogLevel::Info, text)), now);
    }

    /// Ends the run as failed, and counts `reason` among its errors.
    pub fn fail(&mut self, reason: &str, now: Timestamp) {
        if !self.state.is_ended() {
            let error = LoggedError::new(self.bounded_text(reason), now);
            self.errors.push(error);
        }
        self.end_run(
            RunState::Error,
            Some(reason.to_owned()),
            Some((LogLevel::Error, reason)),
            now,
        );
    }

    /// Ends the run because somebody wanted it to.
    pub fn cancel(&mut self, reason: &str, now: Timestamp) {
        self.end_run(
            RunState::Cancelled,
            Some(reason.to_owned()),
            Some((LogLevel::Warning, reason)),
            now,
        );
    }

    fn end_run(
        &mut self,
        state: RunState,
        reason: Option<String>,
        message: Option<(LogLevel, &str)>,
        now: Timestamp,
    ) {
        if self.reject_if_ended() {
            return;
        }
        self.state = state;
        self.state_reason = reason.map(|reason| self.bounded_text(&reason));
        if let Some((level, text)) = message {
            let message = LogMessage::new(level, self.bounded_text(text), now);
            self.messages.push(message);
        }
        self.pause_estimators(now);
        self.end_bars(now);
        self.end_time = Some(now);
        self.mark_changed(now);
    }
}
