//! What it costs to tell of progress.

use std::error::Error;
use std::fs::File;
use std::time::Duration;

use indicatif::{InMemoryTerm, ProgressBar, ProgressDrawTarget};
use monitor_host::RunDir;

use super::python;
use crate::claim::{Claim, Contender};
use crate::workload::exec::programs::{Scratch, must};

/// So many of each in one look at a peer in Python.
const TICKS: &str = "200000";

/// Nanoseconds a tick of tqdm, which writes to nowhere.
const TQDM: &str = "
import sys, time, tqdm
count = int(sys.argv[1])
bar = tqdm.tqdm(total=count, file=open('/dev/null', 'w'))
started = time.perf_counter_ns()
for _ in range(count):
    bar.update(1)
print((time.perf_counter_ns() - started) / count)
";

/// The same for rich.
const RICH: &str = "
import sys, time, rich.console, rich.progress
count = int(sys.argv[1])
console = rich.console.Console(file=open('/dev/null', 'w'), force_terminal=True)
with rich.progress.Progress(console=console) as progress:
    task = progress.add_task('x', total=count)
    started = time.perf_counter_ns()
    for _ in range(count):
        progress.advance(task)
    each = (time.perf_counter_ns() - started) / count
print(each)
";

/// A run with its lists full, in a folder that goes away.
fn full_run() -> Result<(RunDir, Scratch), Box<dyn Error>> {
    let scratch = Scratch::new();
    let run = RunDir::create(scratch.file("base"), "run")?;
    for i in 0..100 {
        run.update_progress("Resonator Spectroscopy", i, 100, "Finding readout frequency...");
    }
    Ok((run, scratch))
}

fn in_python(module: &'static str, name: &'static str, program: &'static str) -> Option<Contender> {
    let python = python::with(module)?;
    Some(Contender::watch(name, move |_| {
        let nanos = python::numbers(&python, program, &[TICKS])[0];
        Duration::from_secs_f64(nanos / 1e9)
    }))
}

/// A step of a bar.
///
/// # Errors
/// If the run cannot be begun.
pub fn tick() -> Result<Claim, Box<dyn Error>> {
    let (run, scratch) = full_run()?;
    let bar = run.bar("points", Some(u64::MAX));
    let ours = Contender::new("a bar of a run", move || {
        let _ = (&run, &scratch);
        bar.inc(1);
    });
    let hidden = ProgressBar::hidden();
    let term = InMemoryTerm::new(10, 80);
    let target = ProgressDrawTarget::term_like_with_hz(Box::new(term), 20);
    let drawn = ProgressBar::with_draw_target(Some(u64::MAX), target);
    let claim = Claim::new("a tick", ours).at_most(Duration::from_nanos(20));
    let claim = claim
        .beside(Contender::new("indicatif, hidden", move || hidden.inc(1)))
        .beside(Contender::new("indicatif, drawn at 20 Hz", move || drawn.inc(1)));
    let claim = claim.beside_if("tqdm", in_python("tqdm", "tqdm", TQDM));
    Ok(claim.beside_if("rich", in_python("rich", "rich", RICH)).slow(41))
}

/// A turn of a loop that is tracked.
///
/// # Errors
/// If the run cannot be begun.
pub fn tracked() -> Result<Claim, Box<dyn Error>> {
    let (run, scratch) = full_run()?;
    let mut ours = run.track(0..u64::MAX, "loop");
    let ours = Contender::new("track", move || {
        let _ = (&run, &scratch);
        std::hint::black_box(ours.next());
    });
    let mut peer = ProgressBar::hidden().wrap_iter(0..u64::MAX);
    let peer = Contender::new("indicatif, hidden", move || {
        std::hint::black_box(peer.next());
    });
    Ok(Claim::new("a turn of a tracked loop", ours).at_most(Duration::from_nanos(20)).beside(peer))
}

/// A step with a message, beside a program that writes the whole status each time, in place.
///
/// # Errors
/// If the run cannot be begun.
pub fn update_progress() -> Result<Claim, Box<dyn Error>> {
    let (run, scratch) = full_run()?;
    let (status, path) = (run.status(), scratch.file("in_place.json"));
    let ours = Contender::new("memory, and a writer", move || {
        run.update_progress("Qubit Calibration", 5, 10, "Calibrating qubit frequency...");
        let _ = &scratch;
    });
    let peer = Contender::new("the file, each time", move || {
        must(serde_json::to_writer_pretty(must(File::create(&path)), &status));
    });
    Ok(Claim::new("update_progress", ours).at_most(Duration::from_micros(1)).beside(peer))
}

/// A line of the log, which is in the file when the call returns.
///
/// # Errors
/// If the run cannot be begun.
pub fn log_line() -> Result<Claim, Box<dyn Error>> {
    let (run, scratch) = full_run()?;
    let ours = Contender::new("log", move || {
        run.log("Starting resonator spectroscopy...");
        let _ = &scratch;
    });
    Ok(Claim::new("a line of the log", ours).at_most(Duration::from_micros(3)))
}
