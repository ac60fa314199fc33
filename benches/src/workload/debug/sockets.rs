//! Events of a job to WebSockets: a server and its clients, each a process of its own.

use std::error::Error;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use monitor_debug::{DebugJob, Debugger};
use monitor_http::{
    AccessPolicy, FlowDocument, FlowHost, FlowRefusal, JobDocument, NewFlow, NewJob, RouterSources,
    ServerHandle, ServerLimits, router,
};
use serde_json::Value;
use tungstenite::{Message, WebSocket};

use crate::claim::{Bar, Claim, Contender, Unit};
use crate::workload::http::server::Server;

type Made = Result<Claim, Box<dyn Error>>;

/// How long clients read.
const ROUND: Duration = Duration::from_secs(3);

/// A host of flows that has one job, which somebody else runs.
struct OneJob(Debugger);

impl FlowHost for OneJob {
    fn debugger(&self) -> &Debugger {
        &self.0
    }

    fn flows(&self) -> Vec<FlowDocument> {
        Vec::new()
    }

    fn flow(&self, _: &str) -> Option<FlowDocument> {
        None
    }

    fn create_flow(&self, flow: NewFlow) -> Result<FlowDocument, FlowRefusal> {
        self.delete_flow(&flow.flow_id).and_then(|()| self.flow("").ok_or_else(|| unknown("")))
    }

    fn delete_flow(&self, flow_id: &str) -> Result<(), FlowRefusal> {
        Err(unknown(flow_id))
    }

    fn start_job(&self, job: NewJob) -> Result<JobDocument, FlowRefusal> {
        Err(unknown(&job.flow_id))
    }

    fn jobs(&self) -> Vec<JobDocument> {
        Vec::new()
    }

    fn job(&self, _: &str) -> Option<JobDocument> {
        None
    }
}

fn unknown(flow_id: &str) -> FlowRefusal {
    FlowRefusal::UnknownFlow { flow_id: flow_id.to_owned() }
}

/// Serves one job, which has so many events a second, until the input ends.
pub(crate) fn serve(rate: u32) -> Result<(), Box<dyn Error>> {
    let debugger = Debugger::builder().build();
    let job = debugger.start("job")?;
    let host: Arc<dyn FlowHost> = Arc::new(OneJob(debugger.clone()));
    let routes = AccessPolicy::loopback().guard_router(router(RouterSources::new().flows(&host))?);
    let serving = ServerHandle::start("127.0.0.1:0", routes, ServerLimits::default())?;
    writeln!(std::io::stdout(), "{}", serving.local_addr())?;
    thread::spawn(move || emit_at(&debugger, &job, rate));
    std::io::copy(&mut std::io::stdin(), &mut std::io::sink())?;
    Ok(())
}

/// A millisecond's events at a time.
fn emit_at(debugger: &Debugger, job: &DebugJob, rate: u32) {
    let place = debugger.event("produce", "out");
    let (begun, mut emitted) = (Instant::now(), 0_u64);
    loop {
        let micros = u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX);
        let due = micros.saturating_mul(u64::from(rate)) / 1_000_000;
        for _ in emitted..due {
            let _ = job.checkpoint(&place, &mut ());
        }
        emitted = due;
        thread::sleep(Duration::from_millis(1));
    }
}

/// What clients have got.
#[derive(Clone, Copy, Debug, Default)]
struct Got {
    received: u64,
    lost: u64,
}

/// Reads from so many sockets, beside others that do not read, and says what came.
pub(crate) fn read(
    address: SocketAddr,
    readers: usize,
    others: usize,
) -> Result<(), Box<dyn Error>> {
    let idle: Vec<_> = (0..others).map(|_| connect(address)).collect::<Result<_, _>>()?;
    let readers: Vec<_> = (0..readers).map(|_| connect(address)).collect::<Result<_, _>>()?;
    let begun = Instant::now();
    let reading = readers.into_iter().map(|socket| thread::spawn(move || read_one(socket, begun)));
    let got: Vec<_> = reading.collect::<Vec<_>>().into_iter().map(|one| one.join()).collect();
    drop(idle);
    let mut all = Got::default();
    for one in got {
        let one = one.map_err(|_| "a reader panicked")?.map_err(|error| error.to_string())?;
        all.received += one.received;
        all.lost += one.lost;
    }
    writeln!(std::io::stdout(), "{} {} {}", all.received, all.lost, begun.elapsed().as_secs_f64())?;
    Ok(())
}

fn connect(address: SocketAddr) -> Result<WebSocket<TcpStream>, Box<dyn Error>> {
    let stream = TcpStream::connect(address)?;
    let (socket, _) =
        tungstenite::client(format!("ws://{address}/api/ws/jobs/job/monitor"), stream)?;
    Ok(socket)
}

/// Every event is read as JSON, and counted.
fn read_one(
    mut socket: WebSocket<TcpStream>,
    begun: Instant,
) -> Result<Got, Box<dyn Error + Send + Sync>> {
    let (mut got, mut next) = (Got::default(), None);
    while begun.elapsed() < ROUND {
        let Message::Text(text) = socket.read()? else { continue };
        let message: Value = serde_json::from_str(&text)?;
        if let Some(seq) = message["seq"].as_u64() {
            // What was dropped shows in the numbers, whatever the server says of it.
            got.lost += next.map_or(0, |next: u64| seq.saturating_sub(next));
            got.received += 1;
            next = Some(seq + 1);
        }
    }
    Ok(got)
}

/// Has clients read from a server whose job has so many events a second.
fn delivered(
    rate: u32,
    readers: usize,
    others: usize,
) -> Result<(Got, Duration, f64), Box<dyn Error>> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["apart", "sockets"]).arg(rate.to_string());
    let server = Server::of(command, Instant::now())?;
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["apart", "read-sockets"]).arg(server.address.to_string());
    command.arg(readers.to_string()).arg(others.to_string());
    let mut client = command.stdout(Stdio::piped()).spawn()?;
    let mut said = String::new();
    client.stdout.take().ok_or("no output")?.read_to_string(&mut said)?;
    client.wait()?;
    let mut words = said.split_whitespace();
    let mut word = || words.next().ok_or_else(|| format!("clients said {said:?}"));
    let got = Got { received: word()?.parse()?, lost: word()?.parse()? };
    let took = Duration::from_secs_f64(word()?.parse()?);
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    let cpu_ns = server.cpu_ns() / got.received as f64;
    Ok((got, took, cpu_ns))
}

/// Events a second; none, if it was to lose none and did.
fn a_second(rate: u32, readers: usize, others: usize, may_lose: bool) -> f64 {
    match delivered(rate, readers, others) {
        #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
        Ok((got, took, _)) if may_lose || got.lost == 0 => got.received as f64 / took.as_secs_f64(),
        Ok(_) => 0.0,
        Err(_) => f64::NAN,
    }
}

/// Events a second to one socket, none of which is lost.
pub(super) fn one() -> Made {
    let ours = Contender::figure("25,000 a second happen", || a_second(25_000, 1, 0, false));
    let claim = Claim::new("events a second to 1 socket, none lost", ours);
    Ok(claim.unit(Unit::Count).slow(3).bar(Bar::AtLeast(20_000.0)))
}

/// Events a second to ten sockets, all together.
pub(super) fn ten() -> Made {
    let ours = Contender::figure("5,000 a second happen", || a_second(5_000, 10, 0, false));
    let claim = Claim::new("events a second to 10 sockets, none lost", ours);
    Ok(claim.unit(Unit::Count).slow(3).bar(Bar::AtLeast(40_000.0)))
}

/// The same to one socket, beside fifty whose clients read nothing.
pub(super) fn beside_idle() -> Made {
    let ours = Contender::figure("25,000 a second happen", || a_second(25_000, 1, 50, false));
    let claim = Claim::new("to 1 socket beside 50 that do not read", ours);
    Ok(claim.unit(Unit::Count).slow(3).bar(Bar::AtLeast(20_000.0)))
}

/// What ten sockets take when there is more than they can.
pub(super) fn most() -> Made {
    let ours = Contender::figure("100,000 a second happen", || a_second(100_000, 10, 0, true));
    let claim = Claim::new("events a second to 10 sockets, the most", ours);
    Ok(claim.unit(Unit::Count).slow(3))
}

/// CPU time of the server for an event that a socket gets.
pub(super) fn cpu() -> Made {
    let ours = Contender::figure("10 sockets", || {
        delivered(5_000, 10, 0).map_or(f64::NAN, |(_, _, cpu_ns)| cpu_ns)
    });
    let claim = Claim::new("CPU of the server an event and socket", ours);
    Ok(claim.slow(3).at_most(Duration::from_micros(10)))
}
