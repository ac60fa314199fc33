//! Threads that end jobs at the same time do not hold each other up.

use std::error::Error;

use monitor_benches::under_criterion;
use monitor_benches::workload::collectors;

fn main() -> Result<(), Box<dyn Error>> {
    under_criterion(&[collectors::whole_job_two_threads])
}
