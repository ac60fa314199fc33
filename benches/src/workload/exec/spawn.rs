//! From a command to its outcome: the whole way, the hold, errors, and how soon the end is known.

use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use monitor_exec::{ExecCommand, HoldMethod, StreamTarget};

use super::programs::{Scratch, must, workload};
use crate::claim::{Bar, Claim, Contender, Unit};

/// Spawning `true` and waiting for it, when nothing comes between.
///
/// # Errors
/// Never.
pub fn true_at_p10() -> Result<Claim, Box<dyn Error>> {
    Ok(true_by_all("spawn + wait of true, p10", 1.1).at_p10())
}

/// Spawning `true` and waiting for it.
///
/// # Errors
/// Never.
pub fn true_at_p50() -> Result<Claim, Box<dyn Error>> {
    let mut claim = true_by_all("spawn + wait of true, p50", 1.1);
    for peer in &mut claim.peers {
        peer.times = None;
    }
    Ok(claim)
}

fn true_by_all(what: &'static str, times: f64) -> Claim {
    Claim::new(what, Contender::each("stop", || timed(|| run(HoldMethod::Stop))))
        .against(times, Contender::each("std", || timed(std_true)))
        .beside(Contender::each("ours, held by a gate", || timed(|| run(HoldMethod::Gate))))
        .beside(Contender::each("ours, not held", || timed(|| run(HoldMethod::None))))
        .beside(Contender::each("ours, by spawn and wait", || {
            timed(|| drop(must(must(ExecCommand::new("true").spawn()).wait())))
        }))
        .beside(Contender::each("ours, from_std", || {
            timed(|| drop(must(ExecCommand::from_std(Command::new("true")).run())))
        }))
}

fn std_true() {
    let mut child = must(Command::new("true").stdin(Stdio::null()).spawn());
    must(child.wait());
}

fn run(method: HoldMethod) {
    drop(must(ExecCommand::new("true").hold(method).run()));
}

/// How long the command is held, by the signal.
///
/// # Errors
/// Never.
pub fn hold() -> Result<Claim, Box<dyn Error>> {
    let ours = Contender::each("stop", || held(HoldMethod::Stop));
    Ok(Claim::new("hold, by SIGSTOP", ours).at_most(Duration::from_micros(80)))
}

/// How long the command is held, by the gate.
///
/// # Errors
/// Never.
pub fn hold_gate() -> Result<Claim, Box<dyn Error>> {
    let ours = Contender::each("gate", || held(HoldMethod::Gate));
    Ok(Claim::new("hold, by a gate", ours).at_most(Duration::from_micros(80)))
}

pub(crate) fn held(method: HoldMethod) -> Duration {
    let outcome = must(ExecCommand::new("true").hold(method).run());
    Duration::from_nanos(outcome.summary.hold_ns)
}

/// How long the command is held in a host of 1 GB, against a small one.
///
/// # Errors
/// If this program cannot be run once more.
pub fn hold_in_fat_host() -> Result<Claim, Box<dyn Error>> {
    let (fat, small) = (host(1024)?, host(0)?);
    Ok(Claim::new("hold, in a host of 1 GB", Contender::each("fat", fat))
        .at_most(Duration::from_micros(80))
        .against(1.2, Contender::each("in a small host", small)))
}

/// A process of this program that has so many mebibytes and tells the hold of one run a line.
fn host(mebibytes: u32) -> Result<impl FnMut() -> Duration, Box<dyn Error>> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["apart", "host", &mebibytes.to_string()]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    // The host ends with its input, which ends with the closure.
    let mut ask = child.stdin.take().ok_or("no input")?;
    let mut answers = BufReader::new(child.stdout.take().ok_or("no output")?);
    Ok(move || {
        let mut answer = String::new();
        must(ask.write_all(b"\n"));
        must(answers.read_line(&mut answer));
        Duration::from_nanos(must(answer.trim().parse()))
    })
}

/// Of a thousand runs, those whose program ran before it was let go, or saw a signal of the hold.
///
/// # Errors
/// If the workload is missing.
pub fn before_its_time() -> Result<Claim, Box<dyn Error>> {
    let program = workload()?;
    let ours = Contender::figure("ours", move || {
        let early = (0..1000).filter(|_| {
            let exec = ExecCommand::new(&program)
                .args(["first", "report"])
                .stdout(StreamTarget::capture());
            let outcome = must(exec.run());
            let text = outcome.stdout.map(|kept| kept.text()).unwrap_or_default();
            let first_us: i64 = must(text.lines().next().unwrap_or_default().parse());
            // The clocks of the two may be a moment apart.
            first_us < outcome.summary.started_at.as_micros() - 50
                || !text.contains("continued=false")
        });
        f64::from(u32::try_from(early.count()).unwrap_or(u32::MAX))
    });
    let claim = Claim::new("of 1000 runs, begun early or signalled", ours);
    Ok(claim.unit(Unit::Count).bar(Bar::AtMost(0.0)).slow(1))
}

/// From the call to the error of a program that is not there.
///
/// # Errors
/// Never.
pub fn missing_program() -> Result<Claim, Box<dyn Error>> {
    let std = Contender::each("std", || {
        after_a_rest(|| drop(Command::new("no-such-program-anywhere").spawn()))
    });
    Ok(Claim::new("exec error, no such program", error_of("no-such-program-anywhere".to_owned()))
        .at_most(Duration::from_micros(200))
        .beside(std))
}

/// From the call to the error of a file that is not executable.
///
/// # Errors
/// If the file cannot be written.
pub fn not_executable() -> Result<Claim, Box<dyn Error>> {
    let scratch = Scratch::new();
    let path = scratch.file("plain").to_string_lossy().into_owned();
    File::create(&path)?;
    let theirs = path.clone();
    let std = Contender::each("std", move || {
        let _kept = &scratch;
        after_a_rest(|| drop(Command::new(&theirs).spawn()))
    });
    Ok(Claim::new("exec error, not executable", error_of(path))
        .at_most(Duration::from_micros(200))
        .beside(std))
}

fn error_of(program: String) -> Contender {
    Contender::each("ours", move || {
        after_a_rest(|| assert!(ExecCommand::new(&program).spawn().is_err()))
    })
}

/// What the operation before has left to threads of its own is done by then.
fn after_a_rest(operation: impl FnOnce()) -> Duration {
    thread::sleep(Duration::from_millis(1));
    timed(operation)
}

/// From the last thing that a command does, which is to say the time, to the outcome in hand.
///
/// # Errors
/// If the workload is missing.
pub fn exit_noticed() -> Result<Claim, Box<dyn Error>> {
    let program = workload()?;
    let theirs = program.clone();
    let ours = Contender::each("ours", move || {
        let exec =
            ExecCommand::new(&program).args(["sleep:2", "first"]).stdout(StreamTarget::capture());
        let outcome = must(exec.run());
        since_said(&outcome.stdout.map(|kept| kept.text()).unwrap_or_default())
    });
    let std = Contender::each("std", move || {
        let output = Command::new(&theirs).args(["sleep:2", "first"]).output();
        since_said(&String::from_utf8_lossy(&must(output).stdout))
    });
    let claim = Claim::new("exit noticed, from its last print on", ours);
    Ok(claim.at_most(Duration::from_micros(300)).beside(std))
}

fn since_said(text: &str) -> Duration {
    let now = must(SystemTime::now().duration_since(UNIX_EPOCH));
    now.saturating_sub(Duration::from_micros(must(text.trim().parse())))
}

/// Samples of `true`, the fewest of some runs.
///
/// # Errors
/// Never.
pub fn samples_of_true() -> Result<Claim, Box<dyn Error>> {
    let ours = Contender::figure("ours", || {
        let samples = (0..20).map(|_| must(ExecCommand::new("true").run()).summary);
        let useful =
            samples.map(|summary| if summary.cpu_ns.value > 0 { summary.samples } else { 0 });
        f64::from(u32::try_from(useful.min().unwrap_or(0)).unwrap_or(u32::MAX))
    });
    Ok(Claim::new("samples of true, fewest of 20 runs", ours)
        .unit(Unit::Count)
        .bar(Bar::AtLeast(2.0)))
}

pub(crate) fn timed(operation: impl FnOnce()) -> Duration {
    let started = Instant::now();
    operation();
    started.elapsed()
}
