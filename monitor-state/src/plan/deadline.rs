//! What has taken too long.

use std::time::Duration;

use monitor_core::Timestamp;

use crate::cause::{DeadlineKind, TransitionCause};
use crate::ledger::Ledger;
use crate::ledger::batch::JobPulse;
use crate::ledger::record::RecordFlags;
use crate::plan::cycle::PlanBuilder;
use crate::policy::CyclePolicy;
use crate::state::AnalysisState;

/// The clock that begins when an analysis comes to a state.
pub(crate) fn clock_of(
    state: AnalysisState,
    policy: &CyclePolicy,
) -> Option<(DeadlineKind, Duration)> {
    let (clock, patience) = match state {
        AnalysisState::Submitting => (DeadlineKind::Submitting, policy.submitting),
        AnalysisState::Queued => (DeadlineKind::Queued, policy.queued),
        AnalysisState::Held => (DeadlineKind::Held, policy.held),
        AnalysisState::Suspended => (DeadlineKind::Suspended, policy.suspended),
        AnalysisState::Running => (DeadlineKind::Running, policy.running),
        AnalysisState::Lost => (DeadlineKind::Lost, policy.lost),
        AnalysisState::Processing => (DeadlineKind::Processing, policy.processing),
        AnalysisState::Stopping => (DeadlineKind::Stopping, policy.stopping),
        _ => return None,
    };
    patience.map(|patience| (clock, patience))
}

/// Whether only the scheduler can say that the analysis is still in this state.
fn is_the_schedulers(state: AnalysisState) -> bool {
    matches!(
        state,
        AnalysisState::Queued
            | AnalysisState::Held
            | AnalysisState::Suspended
            | AnalysisState::Running
    )
}

impl Ledger {
    /// The clock of one analysis that runs out next, and when.
    pub(crate) fn next_clock(
        &self,
        at: u32,
        pulse: Option<&JobPulse>,
        policy: &CyclePolicy,
    ) -> Option<(DeadlineKind, Timestamp)> {
        let record = self.record(at);
        let state = self.machine.state_entry(record.code).state;
        let own = clock_of(state, policy)
            .map(|(clock, patience)| (clock, record.since.saturating_add(patience)));
        let pulse = pulse.filter(|_| state == AnalysisState::Running);
        let of_pulse =
            |clock: DeadlineKind, last: Option<Timestamp>, patience: Option<Duration>| {
                let last = last?.max(record.since);
                patience.map(|patience| (clock, last.saturating_add(patience)))
            };
        let heartbeat = pulse
            .and_then(|pulse| of_pulse(DeadlineKind::Heartbeat, pulse.heartbeat, policy.heartbeat));
        let progress = pulse
            .and_then(|pulse| of_pulse(DeadlineKind::Progress, pulse.progressed, policy.progress));
        own.into_iter().chain(heartbeat).chain(progress).min_by_key(|(_, at)| *at)
    }
}

impl PlanBuilder<'_> {
    /// Looks at every analysis of a state only if one may have been in it for too long.
    pub(super) fn check_deadlines(&mut self) {
        let ledger = self.ledger;
        let mut due = 0_u64;
        for (code, known) in (0_u8..).zip(&ledger.machine.states) {
            let clock = clock_of(known.state, self.policy);
            let late = clock.is_some_and(|(_, patience)| {
                ledger.oldest.oldest_in(code).saturating_add(patience) <= self.now
            });
            due |= u64::from(late) << code;
        }
        if due != 0 {
            self.look_for_late(due);
        }
        let pulsing: Vec<u32> = ledger.pulses.keys().copied().collect();
        for at in pulsing {
            self.check_deadline(at);
        }
    }

    fn look_for_late(&mut self, due: u64) {
        let ledger = self.ledger;
        let mut oldest = [Timestamp::MAX; 64];
        for (at, record) in (0_u32..).zip(&ledger.records) {
            let code = record.code;
            if due >> code & 1 == 1 {
                let since = &mut oldest[usize::from(code)];
                *since = (*since).min(record.since);
                self.check_deadline(at);
            }
        }
        for code in (0..64_u8).filter(|code| due >> code & 1 == 1) {
            ledger.oldest.set_bound(code, oldest[usize::from(code)]);
        }
    }

    fn check_deadline(&mut self, at: u32) {
        if self.decided.is_set(at) || !self.is_selected(at) {
            return;
        }
        let pulse = self.pulses.get(&at).or(self.ledger.pulses.get(&at));
        let next = self.ledger.next_clock(at, pulse, self.policy);
        let Some((clock, deadline)) = next else { return };
        if deadline > self.now {
            return;
        }
        let record = self.ledger.record(at);
        let state = self.ledger.machine.state_entry(record.code).state;
        // While a scheduler is silent, nothing is known to be still waiting or running.
        let heard = self.answered.get(usize::from(record.scheduler)) == Some(&true)
            && (!record.has_flag(RecordFlags::MISSING) || self.seen.is_set(at));
        if is_the_schedulers(state) && !heard {
            return;
        }
        if let Some(stuck) = self.ledger.machine.code_for(AnalysisState::Stuck) {
            self.transition_to(at, stuck, TransitionCause::Late { clock }, None);
        }
    }
}
