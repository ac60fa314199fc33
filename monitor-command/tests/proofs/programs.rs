//! Programs of others that know what an API and its figures have to be.

use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::server::Demo;

#[test]
fn promtool_finds_nothing_wrong_with_the_figures() {
    let demo = Demo::start();
    let mut command = Command::new("promtool");
    command.args(["check", "metrics"]).stdin(Stdio::piped());
    let mut promtool = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    promtool.stdin.take().unwrap().write_all(demo.get("/metrics").as_bytes()).unwrap();
    let output = promtool.wait_with_output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
}

/// `schemathesis` of PyPI makes requests of all kinds from the OpenAPI document.
#[test]
fn no_request_that_the_api_describes_is_answered_by_a_failure_of_the_server() {
    let demo = Demo::start();
    let document = format!("http://{}/api/v1/openapi.json", demo.address);
    let mut command = Command::new("st");
    // It keeps what it has found in the folder that it is run in.
    command.current_dir(env!("CARGO_TARGET_TMPDIR"));
    command.args(["run", &document, "--checks", "not_a_server_error", "--max-examples", "50"]);
    // A poll may wait for 20 s.
    let output = command.args(["--request-timeout", "30", "--no-color"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    demo.get("/status");
}
