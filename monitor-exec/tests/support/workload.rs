//! A program of known behaviour for the tests: each argument is one deed, done in order.

#[cfg(all(target_os = "linux", not(monitor_unsupported)))]
#[path = "workload/linux.rs"]
mod linux;

#[cfg(all(target_os = "linux", not(monitor_unsupported)))]
use linux::run;

/// Does nothing: no test runs it here.
#[cfg(not(all(target_os = "linux", not(monitor_unsupported))))]
const fn run() {}

fn main() {
    run();
}
