//! A decision about an analysis, and plans over a million of them.

use std::error::Error;

use monitor_benches::under_criterion;
use monitor_benches::workload::state;

fn main() -> Result<(), Box<dyn Error>> {
    under_criterion(&[state::one_decision, state::sorted, state::unsorted, state::changes])
}
