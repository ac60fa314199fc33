//! How far totals and peaks are from the truth of the same run.

use std::error::Error;
use std::ffi::OsString;
use std::path::PathBuf;

use super::cgroup::Cgroup;
use super::peers::{Monitor, peers};
use super::programs::{Scratch, must, workload};
use crate::claim::{Bar, Claim, Contender, Unit};

/// What is run, and what it burns by its own will, in seconds.
struct Load {
    deeds: &'static [&'static str],
    told: f64,
}

/// The CPU time of two threads.
///
/// # Errors
/// If the workload is missing.
pub fn cpu_threads() -> Result<Claim, Box<dyn Error>> {
    cpu(
        "CPU error, 2 threads of 0.5 s",
        "plain",
        0.5,
        &Load { deeds: &["threads:2:500"], told: 1.0 },
    )
}

/// The CPU time of children, one after the other.
///
/// # Errors
/// If the workload is missing.
pub fn cpu_forks() -> Result<Claim, Box<dyn Error>> {
    cpu(
        "CPU error, 200 children of 5 ms",
        "plain",
        0.5,
        &Load { deeds: &["forks:200:5"], told: 1.0 },
    )
}

/// The CPU time of a process, its threads and its children.
///
/// # Errors
/// If the workload is missing.
pub fn cpu_mix() -> Result<Claim, Box<dyn Error>> {
    let load = Load { deeds: &["burn:300", "threads:2:200", "forks:60:5"], told: 1.0 };
    cpu("CPU error, a mix of both", "plain", 0.5, &load)
}

/// The CPU time of orphans, which the host adopts.
///
/// # Errors
/// If the workload is missing.
pub fn cpu_orphans() -> Result<Claim, Box<dyn Error>> {
    let load = Load { deeds: &["orphans:200:5"], told: 1.0 };
    cpu("CPU error, 200 orphans of 5 ms, subreaper", "subreaper", 0.5, &load)
}

/// The CPU time of children that nobody waits for, counted by the kernel where that is allowed.
///
/// # Errors
/// If the workload is missing.
pub fn cpu_unwaited() -> Result<Claim, Box<dyn Error>> {
    let load = Load { deeds: &["ignore:17", "forks:200:5"], told: 1.0 };
    cpu("CPU error, 200 of 5 ms, SIGCHLD ignored", "count", 3.0, &load)
}

fn cpu(
    what: &'static str,
    how: &'static str,
    bar: f64,
    load: &Load,
) -> Result<Claim, Box<dyn Error>> {
    let program = workload()?;
    let own = std::env::current_exe()?;
    let (deeds, told) = (load.deeds, load.told);
    let contender = |name, monitor: Monitor| {
        let (program, own) = (program.clone(), own.clone());
        Contender::figure(name, move || {
            let scratch = Scratch::new();
            let group = Cgroup::new();
            let joined = scratch.file("joined");
            let mut target: Vec<OsString> = Vec::new();
            if let Some(group) = &group {
                target.extend([own.clone().into(), "apart".into(), "within".into()]);
                target.extend([group.path().into(), joined.into()]);
            }
            target.push(program.clone().into());
            target.extend(deeds.iter().map(OsString::from));
            monitor.run(&target, &scratch);
            let truth = group.and_then(|group| truth(&group, &scratch)).unwrap_or(told);
            error(monitor.reading(&scratch).map(|reading| reading.cpu_seconds), truth)
        })
    };
    let mut claim = Claim::new(what, contender("ours", Monitor::ours(how)?));
    claim = claim.unit(Unit::Percent).bar(Bar::Within(bar)).slow(3);
    for (name, peer) in peers() {
        claim = claim.beside_if(name, peer.map(|monitor| contender(name, monitor)));
    }
    Ok(claim)
}

/// Seconds of the group and of its first process before it was in there.
fn truth(group: &Cgroup, scratch: &Scratch) -> Option<f64> {
    let before: u64 = scratch.read("joined")?.parse().ok()?;
    Some(seconds(group.cpu_ns()? + before))
}

/// The peak of a process that has 100 MB for 5 ms.
///
/// # Errors
/// If the workload is missing.
pub fn peak_spike() -> Result<Claim, Box<dyn Error>> {
    peak("peak error, 100 MB for 5 ms", &["sleep:150", "memory:100:5", "sleep:150"])
}

/// The peak of a process that has 100 MB just before it ends.
///
/// # Errors
/// If the workload is missing.
pub fn peak_at_exit() -> Result<Claim, Box<dyn Error>> {
    peak("peak error, 100 MB just before the end", &["sleep:150", "memory:100:0"])
}

fn peak(what: &'static str, deeds: &'static [&'static str]) -> Result<Claim, Box<dyn Error>> {
    let mut target: Vec<OsString> = vec![workload()?.into()];
    target.extend(deeds.iter().map(OsString::from));
    let own = std::env::current_exe()?;
    let contender = |name, monitor: Monitor| {
        let (target, own) = (target.clone(), own.clone());
        Contender::figure(name, move || {
            let scratch = Scratch::new();
            monitor.run(&target, &scratch);
            let reading = monitor.reading(&scratch).map(|reading| reading.peak_bytes);
            error(reading, peak_of(&own, &target))
        })
    };
    let mut claim = Claim::new(what, contender("ours", Monitor::ours("plain")?));
    claim = claim.unit(Unit::Percent).bar(Bar::Within(1.0)).slow(8);
    for (name, peer) in peers() {
        claim = claim.beside_if(name, peer.map(|monitor| contender(name, monitor)));
    }
    Ok(claim)
}

/// The peak of the same command in a run of its own, right after, as a small parent is told.
fn peak_of(own: &PathBuf, target: &[OsString]) -> f64 {
    let scratch = Scratch::new();
    let mut command = std::process::Command::new(own);
    command.args(["apart", "peak"]).arg(scratch.file("peak")).args(target);
    must(command.status());
    let kibibytes = scratch.read("peak").and_then(|text| text.parse::<f64>().ok());
    kibibytes.unwrap_or(f64::NAN) * 1024.0
}

fn error(figure: Option<f64>, truth: f64) -> f64 {
    figure.map_or(f64::NAN, |figure| (figure / truth - 1.0) * 100.0)
}

fn seconds(ns: u64) -> f64 {
    std::time::Duration::from_nanos(ns).as_secs_f64()
}
