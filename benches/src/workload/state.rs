//! Analyses: one decision, a plan over a million of them, and a cycle beside asimov's.

use std::error::Error;
use std::hint::black_box;
use std::time::Duration;

use monitor_core::Timestamp;
use monitor_state::{
    AnalysisFilter, AnalysisState, CyclePolicy, JobObservation, JobRef, JobState, Ledger,
    LedgerLimits, NewAnalysis, StateMachine, Sweep,
};

use crate::claim::{Claim, Contender, Group};

mod asimov;

pub(crate) use asimov::asimov_cycle_s;

/// The claims about analyses.
pub const STATE: Group = Group {
    name: "state",
    claims: &[one_decision, sorted, unsorted, changes, asimov::cycle_of_a_thousand],
};

const MILLION: u32 = 1_000_000;
/// How many of a million change at once.
const CHANGES: u32 = 8_209;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_secs(1_700_000_000 + seconds)
}

/// So many analyses whose jobs run, numbered in the order of the ledger.
///
/// # Errors
/// Never, for fewer than ten million.
pub fn running(count: u32, machine: StateMachine) -> Result<Ledger, monitor_state::Error> {
    let mut ledger = Ledger::new(machine, LedgerLimits::default().history(0));
    let analyses = (0..count).map(|n| {
        let key = format!("S{:06}/bilby-{:02}", n / 20, n % 20);
        let job = JobRef::new(u64::from(n) * 3 + 7);
        NewAnalysis::new(key, "bilby", "slurm").state(AnalysisState::Running).job(job)
    });
    ledger.apply(&ledger.add(analyses, at(0))?)?;
    Ok(ledger)
}

/// What a scheduler says of these analyses.
pub(crate) fn sweep(numbers: impl Iterator<Item = u32>, state: JobState, raw: &str) -> Sweep {
    let job = |n: u32| JobObservation::new(JobRef::new(u64::from(n) * 3 + 7), state).raw(raw);
    Sweep::full("slurm", at(600)).jobs(numbers.map(job))
}

/// The numbers below `count` in an order without any pattern that a cache could use.
fn shuffled(count: u32) -> impl Iterator<Item = u32> {
    (0..count).map(move |n| {
        let far = u64::from(n) * 0x9e37_79b1 % u64::from(count.next_power_of_two());
        u32::try_from(far).unwrap_or(0)
    })
}

/// What one job's state means for one analysis.
///
/// # Errors
/// Never; the signature is that of all claims.
pub fn one_decision() -> Result<Claim, Box<dyn Error>> {
    let machine = StateMachine::standard();
    let states =
        [AnalysisState::Queued, AnalysisState::Running, AnalysisState::Held, AnalysisState::Lost];
    let mut turn = 0_usize;
    let ours = Contender::new("Machine::next", move || {
        turn = turn.wrapping_add(1);
        let state = states[turn % states.len()];
        let job = JobState::ALL[turn % JobState::ALL.len()];
        black_box(machine.next(black_box(state), black_box(job)));
    });
    Ok(Claim::new("one decision", ours).at_most(Duration::from_nanos(10)))
}

fn plan_over(name: &'static str, sweep: Sweep) -> Result<Contender, Box<dyn Error>> {
    let ledger = running(MILLION, StateMachine::standard())?;
    let (sweeps, policy) = ([sweep], CyclePolicy::default());
    let plan = move || ledger.plan_cycle(&sweeps, &policy, AnalysisFilter::all(), at(601));
    plan();
    Ok(Contender::new(name, move || {
        black_box(plan());
    }))
}

/// A plan over a sweep in the order of the ledger.
///
/// # Errors
/// If the ledger cannot be made.
pub fn sorted() -> Result<Claim, Box<dyn Error>> {
    let sweep = sweep(0..MILLION, JobState::Running, "R");
    let claim = Claim::new("plan, 1,000,000 running, sweep in order", plan_over("plan", sweep)?);
    Ok(claim.at_most(Duration::from_millis(30)))
}

/// A plan over a sweep in any order.
///
/// # Errors
/// If the ledger cannot be made.
pub fn unsorted() -> Result<Claim, Box<dyn Error>> {
    let numbers = shuffled(MILLION).filter(|&n| n < MILLION);
    let mut sweep = sweep(numbers, JobState::Running, "R");
    // The pattern reaches most of them; the rest comes behind.
    let mut there = vec![false; MILLION as usize];
    for job in &sweep.jobs {
        let n = usize::try_from((job.job().id() - 7) / 3).unwrap_or(0);
        there[n] = true;
    }
    let rest = (0..MILLION).filter(|&n| !there[n as usize]);
    sweep.jobs.extend(self::sweep(rest, JobState::Running, "R").jobs);
    let claim = Claim::new("plan, 1,000,000 running, any order", plan_over("plan", sweep)?);
    Ok(claim.at_most(Duration::from_millis(150)))
}

/// A plan over those jobs that have changed, all of which move.
///
/// # Errors
/// If the ledger cannot be made.
pub fn changes() -> Result<Claim, Box<dyn Error>> {
    let step = MILLION / CHANGES;
    let changed = (0..CHANGES).map(|n| n * step);
    let mut sweep = sweep(changed, JobState::Held, "PD");
    sweep.coverage = monitor_state::SweepCoverage::Partial;
    let claim = Claim::new("plan, 8,209 of 1,000,000 have moved", plan_over("plan", sweep)?);
    Ok(claim.at_most(Duration::from_millis(1)))
}
