//! What watching takes from the machine.

use std::error::Error;
use std::time::{Duration, Instant};

use monitor_exec::{ExecCommand, SampleInterval, Summary};
use nix::sys::resource::{UsageWho, getrusage};

use super::peers::{Monitor, peers};
use super::programs::{Scratch, must, workload};
use crate::claim::{Bar, Claim, Contender, Unit};

/// One busy process, ten samples a second.
///
/// # Errors
/// If the workload is missing.
pub fn at_10_hz() -> Result<Claim, Box<dyn Error>> {
    at("10 Hz, 1 process, share of a core", Duration::from_millis(100), 5000, 0.1)
}

/// One busy process, a hundred samples a second.
///
/// # Errors
/// If the workload is missing.
pub fn at_100_hz() -> Result<Claim, Box<dyn Error>> {
    at("100 Hz, 1 process, share of a core", Duration::from_millis(10), 2000, 0.8)
}

/// One busy process, a thousand samples a second.
///
/// # Errors
/// If the workload is missing.
pub fn at_1000_hz() -> Result<Claim, Box<dyn Error>> {
    at("1000 Hz, 1 process, share of a core", Duration::from_millis(1), 2000, 4.0)
}

/// The share as the kernel has it, for the whole host, and as the summary says.
fn at(what: &'static str, every: Duration, ms: u32, percent: f64) -> Result<Claim, Box<dyn Error>> {
    let program = workload()?;
    let run = move || -> Summary {
        let exec = ExecCommand::new(&program).arg(format!("burn:{ms}"));
        must(exec.interval(SampleInterval::Every(every)).run()).summary
    };
    let again = run.clone();
    let host = Contender::figure("getrusage of the host", move || {
        let before = cpu(UsageWho::RUSAGE_SELF);
        let summary = run();
        let used = cpu(UsageWho::RUSAGE_SELF).saturating_sub(before);
        used.as_secs_f64() / summary.elapsed_time * 100.0
    });
    let own = Contender::figure("by its own count", move || {
        let summary = again();
        let used = Duration::from_nanos(summary.monitor_cpu_ns);
        used.as_secs_f64() / summary.elapsed_time * 100.0
    });
    let claim = Claim::new(what, host).unit(Unit::Percent).bar(Bar::AtMost(percent));
    Ok(claim.beside(own).slow(3))
}

/// What a stored sample of the tree takes.
///
/// # Errors
/// Never.
pub fn memory_of_sample() -> Result<Claim, Box<dyn Error>> {
    let bytes = |size: usize| f64::from(u32::try_from(size).unwrap_or(u32::MAX));
    let ours = Contender::figure("ours", move || bytes(size_of::<monitor_exec::Sample>()));
    let process = Contender::figure("a process sample", move || {
        bytes(size_of::<monitor_exec::ProcessSample>())
    });
    let claim = Claim::new("bytes of a tree sample", ours).beside(process);
    Ok(claim.unit(Unit::Count).bar(Bar::AtMost(128.0)).slow(1))
}

/// By how much the host's memory grows for each command that it watches at a time, without what is
/// stored.
///
/// # Errors
/// Never.
pub fn memory_of_sampler() -> Result<Claim, Box<dyn Error>> {
    const COMMANDS: u32 = 50;
    let ours = Contender::figure("ours", || {
        let before = resident_kb();
        let running: Vec<_> = (0..COMMANDS)
            .map(|_| {
                must(ExecCommand::new("sleep").arg("60").store_in_memory(false).channel(8).spawn())
            })
            .collect();
        for one in &running {
            // Two looks, so that everything is open.
            for _ in 0..3 {
                must(one.samples().map_or(Ok(()), |samples| samples.recv().map(drop)));
            }
        }
        (resident_kb() - before) / f64::from(COMMANDS)
    });
    let claim = Claim::new("KiB of the host for each command watched", ours);
    Ok(claim.unit(Unit::Count).bar(Bar::AtMost(1024.0)).slow(1))
}

fn resident_kb() -> f64 {
    let status = must(std::fs::read_to_string("/proc/self/status"));
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    must(line.trim().trim_end_matches(" kB").parse())
}

/// CPU time of a monitor that is a process of its own, from its start to its end, with that of
/// `true`, which it runs.
///
/// # Errors
/// If this program cannot be run once more.
pub fn whole_process() -> Result<Claim, Box<dyn Error>> {
    against_peers("CPU of a whole monitor process for true", |run| {
        let before = cpu(UsageWho::RUSAGE_CHILDREN);
        run();
        cpu(UsageWho::RUSAGE_CHILDREN).saturating_sub(before)
    })
}

/// How long such a process takes.
///
/// # Errors
/// If this program cannot be run once more.
pub fn whole_process_waited_for() -> Result<Claim, Box<dyn Error>> {
    against_peers("wall time of the same", |run| {
        let started = Instant::now();
        run();
        started.elapsed()
    })
}

fn against_peers(
    what: &'static str,
    take: fn(&mut dyn FnMut()) -> Duration,
) -> Result<Claim, Box<dyn Error>> {
    let contender = |name, monitor: Monitor| {
        Contender::watch(name, move |_| {
            let scratch = Scratch::new();
            take(&mut || monitor.run(&["true".into()], &scratch))
        })
    };
    let mut claim = Claim::new(what, contender("ours", Monitor::ours("plain")?)).slow(8);
    for (name, peer) in peers() {
        claim = claim.beside_if(name, peer.map(|monitor| contender(name, monitor)));
    }
    Ok(claim)
}

fn cpu(who: UsageWho) -> Duration {
    let usage = must(getrusage(who));
    let micros = [usage.user_time(), usage.system_time()]
        .map(|time| time.tv_sec() * 1_000_000 + time.tv_usec());
    Duration::from_micros(micros.iter().sum::<i64>().unsigned_abs())
}
