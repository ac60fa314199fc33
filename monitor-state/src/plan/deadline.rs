//! What has taken too long.

use std::time::Duration;

use monitor_core::Timestamp;

use crate::cause::{Cause, Clock};
use crate::ledger::Ledger;
use crate::ledger::batch::Pulse;
use crate::ledger::record::Flags;
use crate::plan::cycle::Cycle;
use crate::policy::Policy;
use crate::state::State;

/// The clock that begins when an analysis comes to a state.
pub(crate) fn clock_of(state: State, policy: &Policy) -> Option<(Clock, Duration)> {
    let (clock, patience) = match state {
        State::Submitting => (Clock::Submitting, policy.submitting),
        State::Queued => (Clock::Queued, policy.queued),
        State::Held => (Clock::Held, policy.held),
        State::Suspended => (Clock::Suspended, policy.suspended),
        State::Running => (Clock::Running, policy.running),
        State::Lost => (Clock::Lost, policy.lost),
        State::Processing => (Clock::Processing, policy.processing),
        State::Stopping => (Clock::Stopping, policy.stopping),
        _ => return None,
    };
    patience.map(|patience| (clock, patience))
}

/// Whether only the scheduler can say that the analysis is still in this state.
fn is_the_schedulers(state: State) -> bool {
    matches!(state, State::Queued | State::Held | State::Suspended | State::Running)
}

impl Ledger {
    /// The clock of one analysis that runs out next, and when.
    pub(crate) fn next_clock(
        &self,
        at: u32,
        pulse: Option<&Pulse>,
        policy: &Policy,
    ) -> Option<(Clock, Timestamp)> {
        let record = self.record(at);
        let state = self.machine.known(record.code).state;
        let own = clock_of(state, policy)
            .map(|(clock, patience)| (clock, record.since.saturating_add(patience)));
        let pulse = pulse.filter(|_| state == State::Running);
        let of_pulse = |clock: Clock, last: Option<Timestamp>, patience: Option<Duration>| {
            let last = last?.max(record.since);
            patience.map(|patience| (clock, last.saturating_add(patience)))
        };
        let heartbeat =
            pulse.and_then(|pulse| of_pulse(Clock::Heartbeat, pulse.heartbeat, policy.heartbeat));
        let progress =
            pulse.and_then(|pulse| of_pulse(Clock::Progress, pulse.progressed, policy.progress));
        own.into_iter().chain(heartbeat).chain(progress).min_by_key(|(_, at)| *at)
    }
}

impl Cycle<'_> {
    /// Looks at every analysis of a state only if one may have been in it for too long.
    pub(super) fn deadlines(&mut self) {
        let ledger = self.ledger;
        let mut due = 0_u64;
        for (code, known) in (0_u8..).zip(&ledger.machine.states) {
            let clock = clock_of(known.state, self.policy);
            let late = clock.is_some_and(|(_, patience)| {
                ledger.oldest.of(code).saturating_add(patience) <= self.now
            });
            due |= u64::from(late) << code;
        }
        if due != 0 {
            self.look_for_late(due);
        }
        let pulsing: Vec<u32> = ledger.pulses.keys().copied().collect();
        for at in pulsing {
            self.check(at);
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
                self.check(at);
            }
        }
        for code in (0..64_u8).filter(|code| due >> code & 1 == 1) {
            ledger.oldest.found(code, oldest[usize::from(code)]);
        }
    }

    fn check(&mut self, at: u32) {
        if self.decided.has(at) || !self.takes(at) {
            return;
        }
        let pulse = self.pulses.get(&at).or(self.ledger.pulses.get(&at));
        let next = self.ledger.next_clock(at, pulse, self.policy);
        let Some((clock, deadline)) = next else { return };
        if deadline > self.now {
            return;
        }
        let record = self.ledger.record(at);
        let state = self.ledger.machine.known(record.code).state;
        // While a scheduler is silent, nothing is known to be still waiting or running.
        let heard = self.answered.get(usize::from(record.scheduler)) == Some(&true)
            && (!record.has(Flags::MISSING) || self.seen.has(at));
        if is_the_schedulers(state) && !heard {
            return;
        }
        if let Some(stuck) = self.ledger.machine.code(State::Stuck) {
            self.go(at, stuck, Cause::Late { clock }, None);
        }
    }
}
