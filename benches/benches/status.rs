//! The whole status is there in a fraction of a millisecond.

use std::error::Error;

use monitor_benches::under_criterion;
use monitor_benches::workload::collectors;

fn main() -> Result<(), Box<dyn Error>> {
    under_criterion(&[collectors::full_status])
}
