//! The clients of the folder `clients`, against a real server. `.ci/run` runs it by name,
//! because it needs curl, Node and a `python3` with httpx and pandas.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A demonstration behind a token.
struct Server {
    child: Child,
    url: String,
}

const TOKEN: &str = "a-token-of-the-tests";

impl Server {
    fn start() -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_monitor"));
        command.args(["serve", "--demo", "--bind", "127.0.0.1:0", "--token", TOKEN]);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("Monitor is at ").unwrap();
        let url = url.split("/?").next().unwrap().to_owned();
        let server = Self { child, url };
        // Until there is something of everything.
        while !server
            .said_by(
                "curl",
                &[
                    "-sH",
                    &format!("Authorization: Bearer {TOKEN}"),
                    &format!("{}/jobs/summary", server.url),
                ],
            )
            .contains("\"failed_jobs\":1")
        {
            std::thread::yield_now();
        }
        server
    }

    /// What a program prints that ends well.
    #[track_caller]
    fn said_by(&self, program: &str, arguments: &[&str]) -> String {
        let clients = Path::new(env!("CARGO_MANIFEST_DIR")).join("clients");
        let mut command = Command::new(program);
        command.args(arguments).current_dir(clients).env("MONITOR_TOKEN", TOKEN);
        let output = command.output().unwrap_or_else(|error| panic!("{program}: {error}"));
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{program} {arguments:?}: {errors}");
        String::from_utf8(output.stdout).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn curl_is_answered() {
    let server = Server::start();
    let said = server.said_by("sh", &["monitor.sh", &server.url]);
    for part in [
        "jobs      ",
        "\"success_rate\":",
        "\"registered_at\":",
        "\"experiment_name\":\"autocalibration\"",
        "event: hello",
        "All metrics have been reset",
    ] {
        assert!(said.contains(part), "{part} is not in\n{said}");
    }
}

#[test]
fn javascript_is_answered() {
    let server = Server::start();
    let said = server.said_by("node", &["monitor.mjs", &server.url]);
    assert!(said.contains("autocalibration: ") && said.contains(" job."), "{said}");
}

#[test]
fn python_is_answered() {
    let server = Server::start();
    let said = server.said_by("python3", &["monitor.py", &server.url]);
    assert!(
        said.contains("cpu_percent") && said.contains("exit code 3: checksum differs"),
        "{said}"
    );
}
