//! What is written, and what readers pay.

use std::error::Error;
use std::fs::{self, File};
use std::hint::black_box;
use std::io::Write;
use std::os::unix::fs::MetadataExt;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use monitor_core::Timestamp;
use monitor_host::{RunDir, RunSource};
use monitor_run::{LogLevel, RunLimits, RunRecorder};

use crate::claim::{Bar, Claim, Contender, Unit};
use crate::workload::exec::programs::{Scratch, must};

/// How often the status file is replaced in a second in which a run is told something all the time.
///
/// # Errors
/// If the run cannot be begun.
pub fn status_writes() -> Result<Claim, Box<dyn Error>> {
    let scratch = Scratch::new();
    let run = RunDir::create(scratch.file("base"), "run")?;
    let ours = Contender::figure("told all the time", move || {
        let inode = || must(fs::metadata(run.status_path())).ino();
        let (started, mut last, mut writes) = (Instant::now(), inode(), 0.0);
        while started.elapsed() < Duration::from_secs(2) {
            run.update_progress("step", 5, 10, "message");
            let now = inode();
            writes += f64::from(u8::from(now != last));
            last = now;
        }
        let _ = &scratch;
        writes / 2.0
    });
    let claim = Claim::new("status writes in a second", ours).unit(Unit::Count);
    Ok(claim.bar(Bar::AtMost(4.0)).slow(3))
}

/// A thousand runs, each with all that a document has room for by default.
fn thousand() -> Result<Scratch, Box<dyn Error>> {
    let scratch = Scratch::new();
    let folder = scratch.file("base").join("status");
    fs::create_dir_all(&folder)?;
    let start = Timestamp::now();
    let mut run = RunRecorder::new("run", RunLimits::default(), start)?;
    for i in 0..100 {
        run.update_progress("Resonator Spectroscopy", i, 100, Some("Finding frequency..."), start);
        run.log(LogLevel::Info, "Starting resonator spectroscopy...", start);
    }
    let json = run.status(start).to_json(65_536);
    for i in 0..1_000 {
        fs::write(folder.join(format!("run{i}_status.json")), &json)?;
    }
    Ok(scratch)
}

/// The first list of a thousand runs, for which each is read.
///
/// # Errors
/// If they cannot be made.
pub fn list_first() -> Result<Claim, Box<dyn Error>> {
    let scratch = thousand()?;
    let ours = Contender::watch("a new source", move |_| {
        let source = RunSource::new(scratch.file("base"));
        let started = Instant::now();
        black_box(must(source.list(Timestamp::now())));
        started.elapsed()
    });
    Ok(Claim::new("the first list of 1,000 runs", ours).at_most(Duration::from_millis(50)).slow(8))
}

/// Every further list, where nothing has changed.
///
/// # Errors
/// If they cannot be made.
pub fn list_again() -> Result<Claim, Box<dyn Error>> {
    let scratch = thousand()?;
    let source = RunSource::new(scratch.file("base"));
    let ours = Contender::watch("the same source", move |_| {
        let _ = &scratch;
        let started = Instant::now();
        black_box(must(source.list(Timestamp::now())));
        started.elapsed()
    });
    Ok(Claim::new("a list of 1,000 runs", ours).at_most(Duration::from_millis(50)).slow(8))
}

/// A run with a log of 100 MB in one file.
fn long_log() -> Result<(RunSource, Scratch), Box<dyn Error>> {
    let scratch = Scratch::new();
    let run = RunDir::builder(scratch.file("base"), "run").log_limits(u64::MAX, 1).create()?;
    let mut log = File::options().append(true).open(run.log_path())?;
    let line = format!("2025-01-01 12:00:00Z - INFO - {}\n", "x".repeat(68));
    let thousand = line.repeat(1_000);
    for _ in 0..1_000 {
        log.write_all(thousand.as_bytes())?;
    }
    Ok((RunSource::new(scratch.file("base")), scratch))
}

/// The last 64 KiB of a log of 100 MB, beside reading it all.
///
/// # Errors
/// If it cannot be made.
pub fn tail() -> Result<Claim, Box<dyn Error>> {
    let (source, scratch) = long_log()?;
    let path = source.log_path("run")?;
    let ours = Contender::new("log_last", move || {
        let _ = &scratch;
        black_box(must(source.log_last("run", 65_536)));
    });
    let whole = Contender::each("reading all of it", move || {
        let started = Instant::now();
        let text = must(fs::read_to_string(&path));
        black_box(text.lines().rev().take(100).count());
        started.elapsed()
    });
    let claim = Claim::new("the tail of a log of 100 MB", ours);
    Ok(claim.at_most(Duration::from_millis(1)).beside(whole))
}

/// 64 KiB from the middle of it.
///
/// # Errors
/// If it cannot be made.
pub fn from_the_middle() -> Result<Claim, Box<dyn Error>> {
    let (source, scratch) = long_log()?;
    let ours = Contender::new("log_from", move || {
        let _ = &scratch;
        black_box(must(source.log_from("run", 50_000_000, 65_536)));
    });
    Ok(Claim::new("a part from its middle", ours).at_most(Duration::from_millis(1)))
}

/// From killing a run's process to a reader, who looks again and again, knowing for certain.
///
/// # Errors
/// If this program cannot be run once more.
pub fn crash_seen() -> Result<Claim, Box<dyn Error>> {
    let program = std::env::current_exe()?;
    let ours = Contender::watch("looked for all the time", move |_| {
        let scratch = Scratch::new();
        let base = scratch.file("base");
        let mut command = Command::new(&program);
        command.args(["apart", "run"]).arg(&base).stdin(Stdio::piped()).stdout(Stdio::null());
        let mut child = must(command.spawn());
        let source = RunSource::new(&base);
        let seen = |word: &str| {
            let judged = source.status_and_liveness("run", Timestamp::now());
            judged.is_ok_and(|(_, liveness)| liveness.as_str() == word)
        };
        while !seen("live") {
            std::thread::yield_now();
        }
        let killed = Instant::now();
        must(child.kill());
        while !seen("crashed") {
            std::thread::yield_now();
        }
        let elapsed = killed.elapsed();
        must(child.wait());
        elapsed
    });
    Ok(Claim::new("a crash is seen", ours).at_most(Duration::from_secs(2)).slow(8))
}
