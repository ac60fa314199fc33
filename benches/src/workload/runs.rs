//! Long runs: what telling of progress costs, what readers pay, and how good the estimates are.

pub mod estimate;
pub mod files;
pub mod tell;

mod python;

use crate::claim::Group;

pub(crate) const RUNS: Group = Group {
    name: "runs",
    claims: &[
        tell::tick,
        tell::tracked,
        tell::update_progress,
        tell::log_line,
        files::status_writes,
        files::list_first,
        files::list_again,
        files::tail,
        files::from_the_middle,
        files::crash_seen,
        estimate::a,
        estimate::b,
        estimate::c,
        estimate::d,
        estimate::e,
        estimate::f,
        estimate::g,
    ],
};
