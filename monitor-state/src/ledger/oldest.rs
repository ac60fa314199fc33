//! Since when the oldest analysis of each state may have been in it: what says that no clock can
//! have run out without a look at every analysis.

use std::sync::atomic::{AtomicI64, Ordering};

use monitor_core::Timestamp;

use crate::machine::StateCode;

/// One lower bound a state. A plan that has looked at every analysis may raise it; that changes how
/// much the next plan looks at, never what it says.
#[derive(Debug)]
pub(crate) struct OldestByState([AtomicI64; 64]);

impl OldestByState {
    pub(crate) fn lower_bound(&self, code: StateCode, at: Timestamp) {
        self.0[usize::from(code)].fetch_min(at.as_micros(), Ordering::Relaxed);
    }

    pub(crate) fn oldest_in(&self, code: StateCode) -> Timestamp {
        Timestamp::from_micros(self.0[usize::from(code)].load(Ordering::Relaxed))
    }

    pub(crate) fn set_bound(&self, code: StateCode, at: Timestamp) {
        self.0[usize::from(code)].store(at.as_micros(), Ordering::Relaxed);
    }
}

impl Default for OldestByState {
    fn default() -> Self {
        Self(std::array::from_fn(|_| AtomicI64::new(i64::MAX)))
    }
}

impl Clone for OldestByState {
    fn clone(&self) -> Self {
        Self(std::array::from_fn(|at| AtomicI64::new(self.0[at].load(Ordering::Relaxed))))
    }
}
