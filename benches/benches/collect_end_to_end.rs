//! From the making of an event to the figures it is a fraction of a microsecond.

use std::error::Error;

use monitor_benches::under_criterion;
use monitor_benches::workload::collectors;

fn main() -> Result<(), Box<dyn Error>> {
    under_criterion(&[collectors::end_to_end_given, collectors::end_to_end_found])
}
