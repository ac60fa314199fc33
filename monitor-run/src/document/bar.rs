//! A progress bar as the document shows it.

use monitor_core::Timestamp;
use serde::{Deserialize, Serialize};

use crate::eta::{Eta, EtaEstimator};

/// Which bar of its run: unique there, also over restarts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BarId(pub(crate) u64);

/// What a bar is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum BarState {
    /// It moves on.
    #[default]
    Running,
    /// It ended, whatever it has reached.
    Ended,
}

/// A bar: so much of so much is done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BarStatus {
    /// Which one it is.
    pub id: BarId,
    /// The bar that this one is a part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<BarId>,
    /// What it is called.
    pub desc: String,
    /// How much is done.
    pub done: u64,
    /// Of how much, if that is known.
    #[serde(default)]
    pub total: Option<u64>,
    /// What is counted, e.g. `it` or `B`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// What was said last about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The share that is done, 0 to 100; absent if the total is not known.
    #[serde(default)]
    pub percent: Option<f64>,
    /// How much is done in a second, recently; absent before the first step.
    #[serde(default)]
    pub rate_per_second: Option<f64>,
    /// How long it will still take; absent before the first step, without a total, and when it
    /// has ended.
    #[serde(default)]
    pub eta: Option<Eta>,
    /// Whether it has ended.
    #[serde(default)]
    pub state: BarState,
    /// How many times a bar of this name and place was begun anew after it had ended.
    #[serde(default)]
    pub round: u64,
    /// When it began, in its last round.
    pub start_time: Timestamp,
    /// When it last moved.
    pub last_update: Timestamp,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_time: Option<Timestamp>,
    /// What its rate is estimated from, so that a restart can go on with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimator: Option<EtaEstimator>,
}

/// The share in percent, from 0 to 100; of nothing, all is done.
pub(crate) fn percent_of(done: u64, total: u64) -> f64 {
    if done >= total {
        return 100.0;
    }
    #[expect(clippy::cast_precision_loss, reason = "a share to 15 digits")]
    let (done, total) = (done as f64, total as f64);
    // In this order 11 of 20 are 55 and not a little more.
    done * 100.0 / total
}
