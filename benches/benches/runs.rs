//! Telling of progress, and reading logs and lists of runs.

use std::error::Error;

use monitor_benches::under_criterion;
use monitor_benches::workload::runs::{files, tell};

fn main() -> Result<(), Box<dyn Error>> {
    under_criterion(&[
        tell::tick,
        tell::tracked,
        tell::update_progress,
        tell::log_line,
        files::list_again,
    ])
}
