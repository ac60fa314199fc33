//! Clients of the stream of events: how late each event comes, and what the server keeps for them.

use std::error::Error;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use monitor_core::Timestamp;
use serde_json::Value;

use super::server::Server;
use crate::claim::{Bar, Claim, Contender, Unit};

/// How many clients there are.
const CLIENTS: usize = 100;
/// Events a second.
const RATE: u32 = 50;
/// How long one round is.
const ROUND: Duration = Duration::from_secs(3);

/// From the emit to the client, 95 % of the events of 100 clients.
pub(super) fn p95() -> Result<Claim, Box<dyn Error>> {
    let server = Server::start(RATE)?;
    let late = clients(server.address)?;
    let ours = Contender::figure("ours", move || {
        let _alive = &server;
        let until = Instant::now() + ROUND;
        let mut all = Vec::new();
        late.try_iter().for_each(drop);
        while let Some(left) = until.checked_duration_since(Instant::now()) {
            all.extend(late.recv_timeout(left));
        }
        all.sort_unstable();
        all.get(all.len() * 95 / 100).map_or(f64::NAN, |late| late.as_secs_f64() * 1e9)
    });
    Ok(Claim::new("emit to client, p95, 100 clients", ours)
        .slow(5)
        .at_most(Duration::from_millis(100)))
}

/// Resident memory of the server with 100 clients.
pub(super) fn memory() -> Result<Claim, Box<dyn Error>> {
    let server = Server::start(RATE)?;
    let late = clients(server.address)?;
    let ours = Contender::figure("ours", move || {
        let until = Instant::now() + ROUND;
        while let Some(left) = until.checked_duration_since(Instant::now()) {
            // Kept empty, so that nobody waits.
            let _ = late.recv_timeout(left);
        }
        server.resident_mb()
    });
    Ok(Claim::new("resident memory with 100 clients, MiB", ours)
        .unit(Unit::Count)
        .slow(5)
        .bar(Bar::AtMost(15.0)))
}

/// How late each event came, to any of the clients.
fn clients(server: SocketAddr) -> std::io::Result<Receiver<Duration>> {
    let (sender, late) = channel();
    for _ in 0..CLIENTS {
        let mut stream = TcpStream::connect(server)?;
        let head = "accept: text/event-stream";
        write!(
            stream,
            "GET /api/v1/events?topics=events,status HTTP/1.0\r\nhost: {server}\r\n{head}\r\n\r\n"
        )?;
        let sender = sender.clone();
        thread::Builder::new().stack_size(128 << 10).spawn(move || {
            for line in BufReader::new(stream).lines().map_while(Result::ok) {
                let now = Timestamp::now();
                let Some(json) = line.strip_prefix("data: ") else { continue };
                if !json.contains("\"timestamp\"") || json.contains("\"full\"") {
                    continue;
                }
                let event: Value = serde_json::from_str(json).unwrap_or_default();
                let at = event["timestamp"].as_str().and_then(|at| at.parse::<Timestamp>().ok());
                if let Some(at) = at
                    && sender.send(now.saturating_duration_since(at)).is_err()
                {
                    return;
                }
            }
        })?;
    }
    Ok(late)
}
