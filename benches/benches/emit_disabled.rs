//! Emitting while nobody listens costs what a disabled `tracing` event costs.

use std::error::Error;

use monitor_benches::under_criterion;
use monitor_benches::workload::disabled;

fn main() -> Result<(), Box<dyn Error>> {
    under_criterion(&[disabled::nobody_listens])
}
