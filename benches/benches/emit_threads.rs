//! Threads that emit at the same time do not hold each other up.

use std::error::Error;

use monitor_benches::under_criterion;
use monitor_benches::workload::handlers;

fn main() -> Result<(), Box<dyn Error>> {
    under_criterion(&[handlers::one_handler_two_threads])
}
