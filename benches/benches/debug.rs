//! Checkpoints that are off, watched and traced, conditions, and how soon a hold ends.

use std::error::Error;

use monitor_benches::under_criterion;
use monitor_benches::workload::debug;

fn main() -> Result<(), Box<dyn Error>> {
    under_criterion(&[
        debug::off,
        debug::unwatched,
        debug::elsewhere,
        debug::traced,
        debug::activation,
        debug::false_condition,
        debug::compiled,
        debug::resumed,
    ])
}
