//! Emitting to handlers costs hardly more than calling a list of them.

use std::error::Error;

use monitor_benches::under_criterion;
use monitor_benches::workload::handlers;

fn main() -> Result<(), Box<dyn Error>> {
    under_criterion(&[
        handlers::one_handler,
        handlers::one_handler_event_shared,
        handlers::one_handler_event_built,
        handlers::ten_handlers,
    ])
}
