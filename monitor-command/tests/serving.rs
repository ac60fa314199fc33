//! `monitor serve` and `monitor dash` as their users meet them: the built program.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

fn monitor(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_monitor"));
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// What a command says that cannot serve, and its exit code.
#[track_caller]
fn refused(arguments: &[&str]) -> (i32, String) {
    let output = monitor(arguments).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.stdout.is_empty(), "it printed a result");
    (output.status.code().unwrap(), said)
}

/// A server that has said where it is.
struct Server {
    child: Child,
    link: String,
}

impl Server {
    fn start(arguments: &[&str]) -> Self {
        let mut child = monitor(arguments).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let link = line.trim().strip_prefix("Monitor is at ").unwrap_or_else(|| panic!("{line}"));
        Self { link: link.to_owned(), child }
    }

    /// The status line and the body of an answer.
    fn get(&self, path: &str, header: &str) -> String {
        self.ask(&format!("GET {path}"), header, "")
    }

    /// The same for a document that is sent.
    fn post(&self, path: &str, body: &str) -> String {
        let header = format!("content-length: {}\r\n", body.len());
        self.ask(&format!("POST {path}"), &header, body)
    }

    fn ask(&self, line: &str, header: &str, body: &str) -> String {
        let address = self.link.strip_prefix("http://").unwrap().split('/').next().unwrap();
        let mut stream = TcpStream::connect(address).unwrap();
        let head = format!("{line} HTTP/1.0\r\nhost: {address}\r\n{header}\r\n{body}");
        stream.write_all(head.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    fn stop(mut self, signal: Signal) -> Option<i32> {
        kill(Pid::from_raw(self.child.id().try_into().unwrap()), signal).unwrap();
        self.child.wait().unwrap().code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn empty_dir(name: &str) -> PathBuf {
    let dir = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    if dir.exists() {
        std::fs::remove_dir_all(&dir).unwrap();
    }
    std::fs::create_dir(&dir).unwrap();
    dir
}

#[test]
fn serve_answers_until_a_signal_asks_it_to_stop() {
    for signal in [Signal::SIGTERM, Signal::SIGINT, Signal::SIGHUP] {
        let server = Server::start(&["serve", "--bind", "127.0.0.1:0"]);
        assert!(server.get("/status", "").contains("\"system.startup\":1"));
        assert_eq!(server.stop(signal), Some(0), "{signal}");
    }
}

#[test]
fn what_others_can_reach_wants_a_token_and_says_how_to_have_one() {
    for bind in ["0.0.0.0:0", "[::]:0"] {
        let (code, said) = refused(&["serve", "--bind", bind]);
        assert_eq!(code, 2);
        assert!(said.contains("--token auto"), "{said}");
    }
    let status = empty_dir("serving-token").join("status");
    std::fs::create_dir(&status).unwrap();
    let dash = ["dash", "--status-dir", status.to_str().unwrap(), "--host", "0.0.0.0"];
    let (code, said) = refused(&dash);
    assert_eq!(code, 2);
    assert!(said.contains("--token auto"), "{said}");
    assert_eq!(refused(&["serve", "--token", "short"]).0, 2);
}

#[test]
fn a_made_token_is_in_the_link_and_lets_its_owner_in() {
    let server = Server::start(&["serve", "--bind", "0.0.0.0:0", "--token", "auto"]);
    let token = server.link.split_once("?token=").unwrap().1;
    assert_eq!(token.len(), 64);
    assert!(server.get("/status", "").starts_with("HTTP/1.0 401"));
    let bearer = format!("authorization: Bearer {token}\r\n");
    assert!(server.get("/status", &bearer).starts_with("HTTP/1.0 200"));
    assert!(server.get(&format!("/?token={token}"), "").starts_with("HTTP/1.0 303"));
}

#[test]
fn an_address_that_cannot_be_listened_on_is_a_clear_error() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let (code, said) = refused(&["serve", "--bind", &address]);
    assert_eq!(code, 1);
    assert!(said.contains(&address) && said.contains("in use"), "{said}");
    for bad in ["nonsense", "127.0.0.1:99999", "300.1.1.1:80"] {
        let (code, said) = refused(&["serve", "--bind", bad]);
        assert_eq!(code, 2, "{bad}");
        assert!(said.contains(bad), "{said}");
    }
}

#[test]
fn a_directory_that_is_missing_is_a_clear_error() {
    for arguments in [
        ["dash", "--status-dir", "/there/is/none"].as_slice(),
        &["dash", "--status-dir", "/", "--log-dir", "/there/is/none"],
        &["serve", "--runs", "/there/is/none"],
    ] {
        let (code, said) = refused(arguments);
        assert_eq!(code, 2);
        assert!(said.contains("/there/is/none"), "{said}");
    }
    assert_eq!(refused(&["dash"]).0, 2, "there is no dashboard of nothing");
}

#[test]
fn dash_shows_folders_that_are_anywhere() {
    let dir = empty_dir("serving-folders");
    let folder = |name: &str| {
        let folder = dir.join(name);
        std::fs::create_dir(&folder).unwrap();
        folder
    };
    let (status, logs, plots) = (folder("s"), folder("l"), folder("p"));
    let document = r#"{"experiment_name": "autocalibration", "start_time": "2025-01-01T12:00:00",
        "last_update": "2025-01-01T12:30:00", "current_step": 5, "total_steps": 10,
        "progress_percent": 50.0, "status": "running", "steps": [], "messages": [], "errors": []}"#;
    std::fs::write(status.join("autocalibration_status.json"), document).unwrap();
    std::fs::write(logs.join("autocalibration_20250101_120000.log"), "one line\n").unwrap();
    std::fs::write(plots.join("rabi.png"), "png").unwrap();
    let text = |path: &PathBuf| path.to_str().unwrap().to_owned();
    let arguments = ["dash", "--status-dir", &text(&status), "--log-dir", &text(&logs)];
    let rest = ["--plots-dir", &text(&plots), "--port", "0"];
    let server = Server::start(&[&arguments[..], &rest[..]].concat());
    let status = server.get("/status", "");
    assert!(status.contains("\"progress_percent\":50.0"), "{status}");
    assert!(server.get("/logs", "").contains("one line"));
    assert!(server.get("/plot/rabi.png", "").ends_with("png"));
    assert!(server.get("/api/v1/runs", "").contains("autocalibration"));
}

#[test]
fn the_demonstration_is_alive_at_once_and_leaves_nothing() {
    let server = Server::start(&["serve", "--demo", "--bind", "127.0.0.1:0"]);
    let all = [
        ("/status", "\"status\":\"completed\""),
        ("/api/v1/runs", "\"autocalibration\""),
        ("/api/v1/exec", "\"running\":false"),
        ("/api/jobs?flow_id=orders", "\"status\":\"running\""),
        ("/api/jobs/orders-1/trace", "\"event_name\":\"priced\""),
    ];
    for (path, wanted) in all {
        while !server.get(path, "").contains(wanted) {
            std::thread::yield_now();
        }
    }
    let no_upgrade = server.get("/api/ws/jobs/orders-1/monitor", "");
    assert!(no_upgrade.starts_with("HTTP/1.0 426"), "{no_upgrade}");
    assert!(no_upgrade.contains("\"code\":\"upgrade_required\""), "{no_upgrade}");
    let large = server.post("/api/flows", &"x".repeat(100_000));
    assert!(large.starts_with("HTTP/1.0 413"), "{large}");
    assert!(large.contains("\"code\":\"too_large\""), "{large}");
    let dir = std::env::temp_dir().join(format!("monitor-demo-{}", server.child.id()));
    assert!(dir.is_dir());
    assert_eq!(server.stop(Signal::SIGTERM), Some(0));
    assert!(!dir.exists(), "the runs of the demonstration are still there");
}

#[test]
fn a_project_is_looked_after_over_http_and_what_others_do_in_it_is_seen() {
    let folder = empty_dir("serving-project");
    let file = "
        [pipelines.fit]
        run = [\"true\"]
        [analyses.\"GW150914/fit\"]
        pipeline = \"fit\"
        [analyses.\"GW150914/later\"]
        pipeline = \"fit\"
        needs = [\"GW150914/fit\"]
    ";
    std::fs::write(folder.join("project.toml"), file).unwrap();
    let folder = folder.to_str().unwrap();
    let server = Server::start(&["serve", "--project", folder, "--bind", "127.0.0.1:0"]);
    let plan = server.get("/api/v1/cycle?dry_run=true", "");
    assert!(plan.contains("\"action\":\"submit\""), "{plan}");
    assert!(!Path::new(folder).join("ledger.sqlite").exists(), "a dry run writes nothing");
    // Real processes run: cycles until both are through.
    loop {
        let cycle = server.post("/api/v1/cycle", "");
        assert!(cycle.starts_with("HTTP/1.0 200"), "{cycle}");
        let status = server.get("/api/v1/analyses/status", "");
        assert!(!status.contains("stuck") && !status.contains("failed"), "{cycle} {status}");
        if status.contains("\"GW150914/later\":\"complete\"") {
            break;
        }
    }
    let set = [
        "project",
        "set",
        "GW150914/later",
        "manual",
        "--force",
        "--by",
        "ada",
        "--project",
        folder,
    ];
    assert!(monitor(&set).status().unwrap().success());
    let history = server.get("/api/v1/analyses/GW150914/later/history?limit=1", "");
    assert!(history.contains("\"by\":\"ada\""), "{history}");
    // The events of what another process does come within a second or so.
    while !server.get("/api/v1/events?limit=1000&wait_ms=5000", "").contains("ada forced it") {}
    assert_eq!(server.stop(Signal::SIGTERM), Some(0));

    let (code, said) = refused(&["serve", "--project", "/", "--bind", "127.0.0.1:0"]);
    assert_eq!(code, 1);
    assert!(said.contains("no project in / or its parents"), "{said}");
}
