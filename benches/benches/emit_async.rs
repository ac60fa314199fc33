//! Async handlers that are ready at once cost less than in an emitter made for them.

use std::error::Error;

use monitor_benches::under_criterion;
use monitor_benches::workload::async_handlers;

fn main() -> Result<(), Box<dyn Error>> {
    under_criterion(&[async_handlers::one_handler, async_handlers::ten_handlers])
}
