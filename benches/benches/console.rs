//! Programs that flood their output are kept up with.

use std::error::Error;

use monitor_benches::under_criterion;
use monitor_benches::workload::console;

fn main() -> Result<(), Box<dyn Error>> {
    under_criterion(&[console::plain_lines, console::coloured_lines, console::bars])
}
