//! Running a command and watching it: the whole way, the hold, errors, the end, and single looks.

use std::error::Error;

use monitor_benches::under_criterion;
use monitor_benches::workload::exec::{looks, spawn};

fn main() -> Result<(), Box<dyn Error>> {
    under_criterion(&[
        spawn::true_at_p50,
        spawn::hold,
        spawn::missing_program,
        spawn::not_executable,
        spawn::exit_noticed,
        looks::one_warm,
        looks::tree_of_100,
    ])
}
