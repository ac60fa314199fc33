//! A whole job costs the collectors less than it costs the counters of others.

use std::error::Error;

use monitor_benches::under_criterion;
use monitor_benches::workload::collectors;

fn main() -> Result<(), Box<dyn Error>> {
    under_criterion(&[collectors::whole_job])
}
