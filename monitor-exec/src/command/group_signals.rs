//! Which signals to this process were sent to its whole process group.

use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::time::Duration;

use crate::platform::{GroupProbe, monotonic_ns};

/// How long after its arrival here a signal may arrive at the rest of the group: the kernel reaches
/// a group in microseconds, a service manager that signals each process by itself takes longer.
const SPREAD_NS: u64 = 15_000_000;
/// How far apart two arrivals of one signal may be.
const APART_NS: u64 = 50_000_000;

/// Tells signals that were sent to the host alone from those that its whole process group has, for
/// hosts that pass signals on to a command in their own group: passing on the second kind would
/// give the command each of them twice.
///
/// A process beside the host, in its group, sees what comes to the group. It costs one fork of the
/// host, ends when this is dropped, and dies with the thread that has started it.
///
/// Tell it each signal when it arrives ([`note_signal`](Self::note_signal)), and pass on those that
/// [`take_due`](Self::take_due) gives: a signal is held back for 15 ms at most.
#[derive(Debug)]
pub struct GroupSignalProbe {
    probe: GroupProbe,
    matcher: SignalMatcher,
}

impl GroupSignalProbe {
    /// Starts the process beside the host.
    ///
    /// # Errors
    ///
    /// The system has no process or memory left, or is not Linux.
    pub fn start() -> io::Result<Self> {
        Ok(Self { probe: GroupProbe::start()?, matcher: SignalMatcher::default() })
    }

    /// Notes a signal that has just come to the host, sent by the process `sender` (`si_pid`, see
    /// sigaction(2)).
    pub fn note_signal(&mut self, signal: i32, sender: u32) {
        let arrived = ArrivedSignal { signal, sender, at_ns: monotonic_ns() };
        self.matcher.waiting.push_back(arrived);
    }

    /// Takes the signals that were sent to the host alone, as far as that is known by now.
    pub fn take_due(&mut self) -> Vec<i32> {
        let probe = &self.probe;
        self.matcher.take_due(
            monotonic_ns(),
            |signal| probe.received(signal),
            |signal| probe.is_pending(signal),
        )
    }

    /// How long until there is something to take; `None` if no signal waits.
    #[must_use]
    pub fn next_due(&self) -> Option<Duration> {
        self.matcher.next_due(monotonic_ns())
    }
}

/// A signal that came to the host. Times are CLOCK_MONOTONIC, nanoseconds.
#[derive(Clone, Copy, Debug)]
struct ArrivedSignal {
    signal: i32,
    sender: u32,
    at_ns: u64,
}

/// Which arrivals here have a counterpart at the probe.
#[derive(Debug, Default)]
struct SignalMatcher {
    waiting: VecDeque<ArrivedSignal>,
    /// How many arrivals at the probe have been matched, by signal.
    matched: BTreeMap<i32, u32>,
    /// The last signal that the group had, by number.
    of_group: BTreeMap<i32, ArrivedSignal>,
}

impl SignalMatcher {
    /// `received` gives how many have come to the probe and when the last one did, `pending`
    /// whether one has come that the probe has not counted yet.
    fn take_due(
        &mut self,
        now_ns: u64,
        received: impl Fn(i32) -> (u32, u64),
        pending: impl Fn(i32) -> bool,
    ) -> Vec<i32> {
        let mut due = Vec::new();
        for arrived in std::mem::take(&mut self.waiting) {
            if self.is_matched(arrived, received(arrived.signal)) || self.is_repetition(arrived) {
                continue;
            }
            if now_ns.saturating_sub(arrived.at_ns) < SPREAD_NS {
                self.waiting.push_back(arrived);
            } else if pending(arrived.signal) {
                self.note_match(arrived);
            } else {
                due.push(arrived.signal);
            }
        }
        due
    }

    fn next_due(&self, now_ns: u64) -> Option<Duration> {
        let at_ns = self.waiting.front()?.at_ns.saturating_add(SPREAD_NS);
        Some(Duration::from_nanos(at_ns.saturating_sub(now_ns)))
    }

    /// Whether the probe has the signal too.
    fn is_matched(&mut self, arrived: ArrivedSignal, (count, at_ns): (u32, u64)) -> bool {
        let matched = self.matched.entry(arrived.signal).or_default();
        if count == *matched {
            return false;
        }
        if at_ns.abs_diff(arrived.at_ns) > APART_NS {
            // Left over: two of one number became one here, and stayed two at the probe.
            *matched = count;
            return false;
        }
        self.note_match(arrived);
        true
    }

    fn note_match(&mut self, arrived: ArrivedSignal) {
        let matched = self.matched.entry(arrived.signal).or_default();
        *matched = matched.wrapping_add(1);
        self.of_group.insert(arrived.signal, arrived);
    }

    /// Whether the same process has just sent the same signal to the group, as timeout(1) does
    /// beside one to its child: without the host the two would become one.
    fn is_repetition(&self, arrived: ArrivedSignal) -> bool {
        self.of_group.get(&arrived.signal).is_some_and(|last| {
            last.sender == arrived.sender && last.at_ns.abs_diff(arrived.at_ns) < APART_NS
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: u64 = 1_000_000;
    const TERM: i32 = 15;

    fn arrived(matcher: &mut SignalMatcher, sender: u32, at_ns: u64) {
        matcher.waiting.push_back(ArrivedSignal { signal: TERM, sender, at_ns });
    }

    #[test]
    fn a_signal_to_the_host_alone_is_due_after_the_spread() {
        let mut matcher = SignalMatcher::default();
        arrived(&mut matcher, 7, 100 * MS);
        assert_eq!(matcher.next_due(101 * MS), Some(Duration::from_millis(14)));
        assert!(matcher.take_due(114 * MS, |_| (0, 0), |_| false).is_empty());
        assert_eq!(matcher.take_due(115 * MS, |_| (0, 0), |_| false), [TERM]);
        assert_eq!(matcher.next_due(116 * MS), None);
    }

    #[test]
    fn a_signal_to_the_group_is_never_due() {
        let mut matcher = SignalMatcher::default();
        arrived(&mut matcher, 7, 100 * MS);
        assert!(matcher.take_due(100 * MS, |_| (1, 99 * MS), |_| false).is_empty());
        assert_eq!(matcher.next_due(100 * MS), None);
        // The next one is to the host alone.
        arrived(&mut matcher, 7, 300 * MS);
        assert_eq!(matcher.take_due(320 * MS, |_| (1, 99 * MS), |_| false), [TERM]);
    }

    #[test]
    fn a_probe_without_a_processor_has_the_signal_pending() {
        let mut matcher = SignalMatcher::default();
        arrived(&mut matcher, 7, 100 * MS);
        assert!(matcher.take_due(115 * MS, |_| (0, 0), |_| true).is_empty());
        // When the probe counts it later it is not taken for another one.
        arrived(&mut matcher, 7, 200 * MS);
        assert_eq!(matcher.take_due(215 * MS, |_| (1, 190 * MS), |_| false), [TERM]);
    }

    #[test]
    fn one_to_the_host_and_one_to_the_group_by_the_same_sender_are_one() {
        let mut matcher = SignalMatcher::default();
        arrived(&mut matcher, 7, 100 * MS);
        arrived(&mut matcher, 7, 101 * MS);
        assert!(matcher.take_due(116 * MS, |_| (1, 101 * MS), |_| false).is_empty());
        // Another sender is another signal.
        arrived(&mut matcher, 8, 117 * MS);
        assert_eq!(matcher.take_due(132 * MS, |_| (1, 101 * MS), |_| false), [TERM]);
    }

    #[test]
    fn a_count_that_is_left_over_swallows_no_later_signal() {
        let mut matcher = SignalMatcher::default();
        arrived(&mut matcher, 7, 100 * MS);
        assert!(matcher.take_due(100 * MS, |_| (2, 100 * MS), |_| false).is_empty());
        arrived(&mut matcher, 7, 400 * MS);
        assert_eq!(matcher.take_due(415 * MS, |_| (2, 100 * MS), |_| false), [TERM]);
    }
}
