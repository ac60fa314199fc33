//! The flows over HTTP and WebSocket, as httpx and websockets see them. It needs `python3` with
//! `ci/clients.txt` on the `PATH`, so it is run by name.
#![expect(clippy::unwrap_used, reason = "what a test cannot set up, it cannot test")]

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

/// The program that serves, ended when the test is over.
struct Served(Child);

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn asked_by(script: &str) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flows"));
    command.args(["--serve", "--bind", "127.0.0.1:0"]).stdin(Stdio::null()).stdout(Stdio::piped());
    let mut served = Served(command.spawn().unwrap());
    let (mut said, id) = (String::new(), served.0.id().to_string());
    BufReader::new(served.0.stdout.take().unwrap()).read_line(&mut said).unwrap();
    let address = said.trim().strip_prefix("listening on ").unwrap();
    let output = Command::new("python3").args(["-c", script, address, &id]).output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}\n{error}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn every_route_answers_as_routilux_documents_it() {
    asked_by(include_str!("routes.py"));
}

#[test]
fn every_socket_sends_and_answers_as_routilux_documents_it() {
    asked_by(include_str!("sockets.py"));
}
