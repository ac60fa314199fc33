//! The binary `monitor`: hands over to the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    monitor_command::run()
}
