//! The command line: what the binary `monitor` costs as a process, and its report.

use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use monitor_core::Timestamp;
use nix::sys::resource::{UsageWho, getrusage};
use serde_json::Value;

use crate::claim::{Bar, Claim, Contender, Group, Unit};
use crate::workload::exec::peers::{Monitor, peers};
use crate::workload::exec::programs::{Scratch, built, must, on_path, workload};

pub(crate) const CLI: Group = Group {
    name: "cli",
    claims: &[
        cpu_of_true,
        start_to_hold,
        at_100_hz,
        a_hundred_runs,
        report_of_100_000,
        size_of_that_report,
    ],
};

fn monitor() -> Result<PathBuf, Box<dyn Error>> {
    built("monitor-command", "monitor", None)
}

/// What watching `true` takes beyond `true` itself, in CPU time.
///
/// # Errors
/// If the binary is missing.
pub fn cpu_of_true() -> Result<Claim, Box<dyn Error>> {
    let program = monitor()?;
    let ours = Contender::watch("monitor exec", move |_| {
        beyond_true(&mut || run(Command::new(&program).args(["exec", "-q", "--", "true"])))
    });
    let mut claim = Claim::new("CPU beyond true alone, of a process that watches it", ours)
        .at_most(Duration::from_millis(3))
        .slow(20);
    for (name, peer) in peers() {
        let contender = |monitor: Monitor| {
            Contender::watch(name, move |_| {
                let scratch = Scratch::new();
                beyond_true(&mut || monitor.run(&["true".into()], &scratch))
            })
        };
        claim = claim.beside_if(name, peer.map(contender));
    }
    Ok(claim)
}

/// From the start of the process to the moment at which the command is let go.
///
/// # Errors
/// If the binary is missing.
pub fn start_to_hold() -> Result<Claim, Box<dyn Error>> {
    let program = monitor()?;
    let ours = Contender::watch("monitor exec", move |_| {
        let scratch = Scratch::new();
        let begun = must(SystemTime::now().duration_since(UNIX_EPOCH));
        let summary = summary(&program, &scratch, &["--", "true"]);
        let let_go: Timestamp = must(summary["started_at"].as_str().unwrap_or_default().parse());
        let let_go = Duration::from_micros(let_go.as_micros().unsigned_abs());
        let_go.saturating_sub(begun)
    });
    let claim = Claim::new("from the start of monitor to the end of the hold", ours);
    Ok(claim.at_most(Duration::from_millis(10)).slow(40))
}

/// The whole process at a hundred samples a second, all of them written to a file.
///
/// # Errors
/// If the binary or the workload is missing.
pub fn at_100_hz() -> Result<Claim, Box<dyn Error>> {
    let (program, workload) = (monitor()?, workload()?);
    let ours = Contender::figure("monitor exec --out", move || {
        let scratch = Scratch::new();
        let (out, before) = (scratch.file("samples.jsonl"), children_cpu());
        let words = ["--interval-ms", "10", "--adaptive", "off", "--out"];
        let words = words.map(str::to_owned).into_iter().chain([
            out.display().to_string(),
            "--".to_owned(),
            workload.display().to_string(),
            "burn:10000".to_owned(),
        ]);
        let summary = summary(&program, &scratch, &words.collect::<Vec<_>>());
        let command = summary["cpu_s"].as_f64().unwrap_or(0.0);
        let used = children_cpu().saturating_sub(before).as_secs_f64() - command;
        used / summary["elapsed_time"].as_f64().unwrap_or(1.0) * 100.0
    });
    let claim = Claim::new("100 Hz over 10 s, the whole process, share of a core", ours);
    Ok(claim.unit(Unit::Percent).bar(Bar::AtMost(1.0)).slow(2))
}

/// A hundred runs of `true` with their figures and statistics.
///
/// # Errors
/// If the binary is missing.
pub fn a_hundred_runs() -> Result<Claim, Box<dyn Error>> {
    let program = monitor()?;
    let ours = Contender::each("monitor exec --runs", move || {
        timed(Command::new(&program).args(["exec", "--runs", "100", "--", "true"]))
    });
    let hyperfine = |program: PathBuf| {
        Contender::each("hyperfine -N", move || {
            let words = ["-N", "--style", "none", "--runs", "100", "true"];
            timed(Command::new(&program).args(words))
        })
    };
    let claim = Claim::new("a hundred runs of true with statistics", ours).slow(6);
    Ok(claim.beside_if("hyperfine -N", on_path("hyperfine").map(hyperfine)))
}

/// Making the page of a long recording.
///
/// # Errors
/// If the binary is missing.
pub fn report_of_100_000() -> Result<Claim, Box<dyn Error>> {
    let (program, scratch) = (monitor()?, recording());
    let ours = Contender::each("monitor report", move || {
        timed(report(&mut Command::new(&program), &scratch))
    });
    let claim = Claim::new("making the page of 100,000 samples", ours);
    Ok(claim.at_most(Duration::from_secs(1)).slow(10))
}

/// How large that page is, in bytes.
///
/// # Errors
/// If the binary is missing.
pub fn size_of_that_report() -> Result<Claim, Box<dyn Error>> {
    let (program, scratch) = (monitor()?, recording());
    let ours = Contender::figure("monitor report", move || {
        run(report(&mut Command::new(&program), &scratch));
        scratch.read("page.html").map_or(f64::NAN, |page| page.len() as f64)
    });
    let claim = Claim::new("bytes of that page", ours);
    Ok(claim.unit(Unit::Count).bar(Bar::AtMost(1e6)).slow(1))
}

fn report<'a>(command: &'a mut Command, scratch: &Scratch) -> &'a mut Command {
    command.arg("report").arg(scratch.file("samples.csv")).arg("--html");
    command.arg(scratch.file("page.html"))
}

/// A recording of a restless command: no two samples are alike.
fn recording() -> Scratch {
    let scratch = Scratch::new();
    let mut text = "at,elapsed_ns,cpu_ns,cpu_percent,rss_bytes,peak_rss_bytes,virtual_bytes,\
                    read_bytes,write_bytes,read_call_bytes,write_call_bytes,minor_faults,\
                    major_faults,processes,threads,state\n"
        .to_owned();
    for number in 0..100_000_u64 {
        let noise = number * 7919 % 10_007;
        let _ = writeln!(
            text,
            "2026-01-02T03:04:05.000000Z,{},{},{}.5,{rss},{rss},0,{total},0,{total},{},0,0,{},{},running",
            number * 10_000_000,
            number * 5_000_000,
            noise % 400,
            number * 4000,
            1 + noise % 50,
            1 + noise % 300,
            rss = 50_000_000 + noise * 1000,
            total = number * 1000 + noise,
        );
    }
    must(fs::write(scratch.file("samples.csv"), text));
    scratch
}

/// Runs `monitor exec` and reads its summary.
fn summary(program: &Path, scratch: &Scratch, words: &[impl AsRef<str>]) -> Value {
    let file = scratch.file("summary.json");
    let mut command = Command::new(program);
    command.args(["exec", "-q", "--summary"]).arg(&file);
    run(command.args(words.iter().map(AsRef::as_ref)));
    must(serde_json::from_str(&scratch.read("summary.json").unwrap_or_default()))
}

/// What something takes in children more than `true`, which is run right after it.
fn beyond_true(watching: &mut dyn FnMut()) -> Duration {
    let before = children_cpu();
    watching();
    let between = children_cpu();
    run(&mut Command::new("true"));
    let alone = children_cpu().saturating_sub(between);
    between.saturating_sub(before).saturating_sub(alone)
}

fn timed(command: &mut Command) -> Duration {
    let begun = Instant::now();
    run(command);
    begun.elapsed()
}

fn run(command: &mut Command) {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    must(command.status());
}

fn children_cpu() -> Duration {
    let usage = must(getrusage(UsageWho::RUSAGE_CHILDREN));
    let micros = [usage.user_time(), usage.system_time()]
        .map(|time| time.tv_sec() * 1_000_000 + time.tv_usec());
    Duration::from_micros(micros.iter().sum::<i64>().unsigned_abs())
}
