//! A cycle over a thousand running analyses, beside what asimov 0.8.0 takes for one.

use std::error::Error;
use std::hint::black_box;
use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Duration;

use monitor_state::{AnalysisFilter, CyclePolicy, HostAnswer, JobState, StateMachine};

use super::{at, running, sweep};
use crate::claim::{Claim, Contender};

const THOUSAND: u32 = 1_000;

/// CPU seconds of one `run_monitor()` over a thousand running analyses on SQLite, where these benches
/// were written: what is told when asimov is not there.
const MEASURED_S: f64 = 3.4;

/// A cycle with a plan, its answers, its batch and its application, against asimov's.
///
/// # Errors
/// If the ledger cannot be made.
pub(super) fn cycle_of_a_thousand() -> Result<Claim, Box<dyn Error>> {
    let mut ledger = running(THOUSAND, StateMachine::asimov())?;
    let sweeps = [sweep(0..THOUSAND, JobState::Running, "2")];
    let policy = CyclePolicy::asimov();
    let ours = Contender::new("plan, answer, apply", move || {
        let plan = ledger.plan_cycle(&sweeps, &policy, AnalysisFilter::all(), at(601));
        // asimov asks each of them whether it is complete; here so does this machine.
        if let Ok(plan) = ledger.answer_questions(plan, |_| HostAnswer::No) {
            let _ = black_box(ledger.apply(&plan.batch()));
        }
    });
    let claim = Claim::new("a cycle over 1,000 running analyses", ours);
    let (name, peer) = asimov_cycle_s();
    let peer = Contender::times(name, move |count| {
        // It takes seconds, so it was run once; what is told is that time, again and again.
        Duration::from_secs_f64(peer).saturating_mul(u32::try_from(count).unwrap_or(u32::MAX))
    });
    Ok(claim.against(0.001, peer))
}

/// CPU seconds of asimov's cycle over a thousand running analyses, and what to call them.
pub(crate) fn asimov_cycle_s() -> (&'static str, f64) {
    match measured() {
        Some(seconds) => ("asimov 0.8.0, measured now", seconds),
        None => ("asimov 0.8.0, as measured once", MEASURED_S),
    }
}

/// Runs asimov's own monitor over a thousand running analyses and its SQLite ledger, without a
/// scheduler, if the Python that `ASIMOV_PYTHON` names has asimov.
fn measured() -> Option<f64> {
    let python = std::env::var_os("ASIMOV_PYTHON")?;
    let folder = std::env::temp_dir().join(format!("asimov-{}", std::process::id()));
    std::fs::create_dir(&folder).ok()?;
    let took = run(Command::new(python).args(["-", "1000"]).current_dir(&folder));
    let _ = std::fs::remove_dir_all(&folder);
    took
}

fn run(command: &mut Command) -> Option<f64> {
    let (input, output) = (Stdio::piped(), Stdio::piped());
    let mut child = command.stdin(input).stdout(output).stderr(Stdio::null()).spawn().ok()?;
    child.stdin.take()?.write_all(include_bytes!("asimov_cycle.py")).ok()?;
    let output = child.wait_with_output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines().rev().find_map(|line| line.strip_prefix("cpu_s ")?.parse().ok())
}
