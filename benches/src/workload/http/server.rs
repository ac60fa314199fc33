//! The server that is measured: `monitor-benches apart http RATE`.

use std::error::Error;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use monitor_core::{JobEvent, Monitor, MonitorLimits, WorkerEvent};
use monitor_events::Emitter;
use monitor_http::{
    AccessPolicy, Feed, FeedLimits, RouterSources, ServerHandle, ServerLimits, router,
};

/// Jobs that have ended before anybody asks.
const JOBS: u32 = 1_000;
/// What they are grouped by.
const TAGS: [&str; 6] = ["gpu", "cpu", "io", "network", "nightly", "slow"];

/// Serves a monitor that knows something, and emits so many events a second, until its input ends.
pub(crate) fn serve(rate: u32) -> Result<(), Box<dyn Error>> {
    let (emitter, monitor) = (Emitter::new(), Arc::new(Monitor::new(MonitorLimits::default())));
    emitter.attach(&monitor).detach();
    for worker in 0..4 {
        emitter.emit(WorkerEvent::registered(format!("w{worker}")).max_concurrent_jobs(2));
    }
    for number in 0..JOBS {
        let id = format!("job-{number}");
        let tag = TAGS[number as usize % TAGS.len()];
        emitter.emit(JobEvent::started(id.as_str()).worker("w1").tags([tag]));
        let ran = Duration::from_micros(u64::from(number) * 37);
        emitter.emit(JobEvent::completed(id.as_str()).worker("w1").run_time(ran));
    }
    let feed = Feed::start(FeedLimits::default())?;
    feed.follow_emitter(&emitter);
    let routes = router(RouterSources::new().monitor(&monitor).feed(&feed))?;
    let guarded = AccessPolicy::loopback().guard_router(routes);
    let serving = ServerHandle::start("127.0.0.1:0", guarded, ServerLimits::default())?;
    writeln!(std::io::stdout(), "{}", serving.local_addr())?;
    if rate > 0 {
        thread::spawn(move || emit_at(&emitter, rate));
    }
    // Whoever started it says by the end of the input that it is enough.
    std::io::copy(&mut std::io::stdin(), &mut std::io::sink())?;
    Ok(())
}

fn emit_at(emitter: &Emitter, rate: u32) {
    let (begun, mut number) = (Instant::now(), 0_u32);
    loop {
        number += 1;
        let due = begun + Duration::from_secs(1) * number / rate;
        thread::sleep(due.saturating_duration_since(Instant::now()));
        emitter.emit(JobEvent::progress("job-live", f64::from(number % 100)).worker("w1"));
    }
}

/// A server in a process of its own, which ends with this.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
    /// How long it took to say where it is.
    pub(crate) started: Duration,
}

impl Server {
    pub(crate) fn start(rate: u32) -> Result<Self, Box<dyn Error>> {
        let begun = Instant::now();
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["apart", "http"]).arg(rate.to_string());
        Self::of(command, begun)
    }

    /// A command that says where it listens on its first line.
    pub(crate) fn of(mut command: Command, begun: Instant) -> Result<Self, Box<dyn Error>> {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let mut line = String::new();
        let out = child.stdout.take().ok_or("no output")?;
        BufReader::new(out).read_line(&mut line)?;
        let address = line.trim().parse().map_err(|_| format!("not an address: {line:?}"))?;
        Ok(Self { child, address, started: begun.elapsed() })
    }

    /// CPU time so far, nanoseconds.
    pub(crate) fn cpu_ns(&self) -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()));
        let stat = stat.unwrap_or_default();
        let fields: Vec<_> = stat.rsplit(") ").next().unwrap_or_default().split(' ').collect();
        let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok());
        // utime and stime, in hundredths of a second on Linux.
        (ticks(11).unwrap_or(f64::NAN) + ticks(12).unwrap_or(f64::NAN)) * 1e7
    }

    /// Resident memory, mebibytes.
    pub(crate) fn resident_mb(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let status = status.unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
        kib.unwrap_or(f64::NAN) / 1024.0
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        // One that does not mind its input is not ours.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
