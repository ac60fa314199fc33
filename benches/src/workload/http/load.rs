//! Requests a second, by wrk, and what one costs the server.

use std::error::Error;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::Command;
use std::time::Duration;

use super::fastapi;
use super::server::Server;
use crate::claim::{Claim, Contender};
use crate::workload::exec::programs::on_path;

/// How long wrk asks in one round.
const ROUND: &str = "2s";

/// The job summary, a document of figures.
pub(super) fn summary() -> Result<Claim, Box<dyn Error>> {
    let claim = requests("GET /jobs/summary, 32 connections", "/jobs/summary")?;
    Ok(claim.at_most(Duration::from_micros(50)))
}

/// The whole status.
pub(super) fn status() -> Result<Claim, Box<dyn Error>> {
    let claim = requests("GET /status, 32 connections", "/status")?;
    Ok(claim.at_most(Duration::from_micros(50)))
}

fn requests(what: &'static str, path: &'static str) -> Result<Claim, Box<dyn Error>> {
    let server = Server::start(0)?;
    let document = get(server.address, path)?;
    let ours = asked(server, path, "ours");
    let claim = Claim::new(what, ours).slow(5);
    Ok(match fastapi::start(path, &document) {
        Some(server) => claim.against(0.1, asked(server, path, "FastAPI")),
        None => claim.beside_if("FastAPI", None),
    })
}

/// A server that lives as long as it is measured.
fn asked(server: Server, path: &'static str, name: &'static str) -> Contender {
    Contender::figure(name, move || {
        let server = &server;
        request_ns(server.address, path)
    })
}

/// CPU time of the server for one request of the job summary.
pub(super) fn cpu_of_summary() -> Result<Claim, Box<dyn Error>> {
    cpu("CPU time of the server for GET /jobs/summary", "/jobs/summary", 0)
}

/// CPU time of the server for one request of the whole status, while events come in.
pub(super) fn cpu_of_status() -> Result<Claim, Box<dyn Error>> {
    cpu("CPU time of the server for GET /status", "/status", 50)
}

fn cpu(what: &'static str, path: &'static str, rate: u32) -> Result<Claim, Box<dyn Error>> {
    let server = Server::start(rate)?;
    let ours = Contender::figure("ours", move || {
        let before = server.cpu_ns();
        let each_ns = request_ns(server.address, path);
        // What was asked in two seconds, and what that took.
        (server.cpu_ns() - before) / (2e9 / each_ns)
    });
    Ok(Claim::new(what, ours).slow(5).at_most(Duration::from_micros(40)))
}

/// From the start of the process to its first answer.
pub(super) fn first_answer() -> Result<Claim, Box<dyn Error>> {
    let ours = Contender::figure("ours", || match Server::start(0) {
        Ok(server) => {
            let begun = std::time::Instant::now();
            match get(server.address, "/healthz") {
                Ok(_) => (server.started + begun.elapsed()).as_secs_f64() * 1e9,
                Err(_) => f64::NAN,
            }
        }
        Err(_) => f64::NAN,
    });
    Ok(Claim::new("start of the process to its first answer", ours)
        .slow(5)
        .at_most(Duration::from_millis(100)))
}

/// Nanoseconds a request, as wrk finds it; not a number without wrk.
fn request_ns(server: SocketAddr, path: &str) -> f64 {
    let Some(wrk) = on_path("wrk") else { return f64::NAN };
    let url = format!("http://{server}{path}");
    let output = Command::new(wrk).args(["-t1", "-c32", "-d", ROUND, &url]).output();
    let said = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    let said = said.unwrap_or_default();
    if said.contains("Non-2xx") {
        return f64::NAN;
    }
    let rate = said.lines().find_map(|line| line.trim().strip_prefix("Requests/sec:"));
    rate.and_then(|rate| rate.trim().parse::<f64>().ok()).map_or(f64::NAN, |rate| 1e9 / rate)
}

/// The body of an answer.
fn get(server: SocketAddr, path: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(server)?;
    write!(stream, "GET {path} HTTP/1.0\r\nhost: {server}\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default())
}
