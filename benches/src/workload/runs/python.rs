//! Peers in Python, run by the interpreter that has them.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::workload::exec::programs::{must, on_path};

/// The interpreter on the path, if it can import this.
pub(super) fn with(module: &str) -> Option<PathBuf> {
    let python = on_path("python3")?;
    let mut check = Command::new(&python);
    check.args(["-c", &format!("import {module}")]).stdin(Stdio::null()).stderr(Stdio::null());
    check.status().is_ok_and(|status| status.success()).then_some(python)
}

/// What a program prints, as numbers.
pub(super) fn numbers(python: &PathBuf, program: &str, args: &[&str]) -> Vec<f64> {
    let mut command = Command::new(python);
    let output = must(command.arg("-c").arg(program).args(args).stdin(Stdio::null()).output());
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    text.split_whitespace().map(|word| must(word.parse())).collect()
}
