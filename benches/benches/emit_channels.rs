//! A bounded subscription costs what its queue costs.

use std::error::Error;

use monitor_benches::under_criterion;
use monitor_benches::workload::channels;

fn main() -> Result<(), Box<dyn Error>> {
    under_criterion(&[
        channels::room,
        channels::drop_newest,
        channels::drop_oldest,
        channels::single_room,
        channels::single_drop_newest,
        channels::single_drop_oldest,
    ])
}
