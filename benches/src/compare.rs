//! Ours and its peers, measured in turn again and again, and one table of what came out.

use std::error::Error;
use std::fmt::Write;
use std::time::Duration;

use crate::claim::{Claim, Contender, Group, Measure};

/// How often and how long each contender is measured.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// How often every contender has its turn.
    pub rounds: usize,
    /// How long a turn is.
    pub slice: Duration,
}

impl Effort {
    /// Enough for figures that one can name.
    pub const FULL: Self = Self { rounds: 41, slice: Duration::from_millis(25) };
    /// Enough to see that everything runs.
    pub const QUICK: Self = Self { rounds: 5, slice: Duration::from_millis(4) };
}

/// Measures every claim of `group` and returns its part of the table.
///
/// # Errors
/// If a claim cannot be made ready.
pub fn compare(group: &Group, effort: Effort) -> Result<String, Box<dyn Error>> {
    let mut table = String::new();
    writeln!(
        table,
        "{:<44} {:>10}   {:<34} {:>10} {:>7} {:>9}  held?",
        group.name, "ours", "peer", "peer's", "ratio", "bar"
    )?;
    for make in group.claims {
        let mut claim = make()?;
        let rounds = measure(&mut claim, effort);
        for line in lines(&claim, &rounds) {
            writeln!(table, "{line}")?;
        }
    }
    Ok(table)
}

/// One inner list a round: nanoseconds an operation of ours, then of every peer.
fn measure(claim: &mut Claim, effort: Effort) -> Vec<Vec<f64>> {
    let mut turns: Vec<Turn<'_>> =
        claim.contenders().map(|contender| Turn::new(contender, effort.slice)).collect();
    let count = turns.len();
    let round = |round: usize| {
        let mut figures = vec![0.0; count];
        // Nobody is always the first, or always after the same one.
        for step in 0..count {
            let place =
                if round.is_multiple_of(2) { round + step } else { round + count - step } % count;
            figures[place] = turns[place].take();
        }
        figures
    };
    (0..effort.rounds).map(round).collect()
}

struct Turn<'a> {
    contender: &'a mut Contender,
    slice: Duration,
    count: u64,
}

impl<'a> Turn<'a> {
    fn new(contender: &'a mut Contender, slice: Duration) -> Self {
        let mut count = 16;
        if let Measure::Times(times) = &mut contender.measure {
            loop {
                let took = times(count);
                if took * 4 >= slice {
                    count = scaled(count, slice, took);
                    break;
                }
                count *= 2;
            }
        }
        Self { contender, slice, count }
    }

    fn take(&mut self) -> f64 {
        match &mut self.contender.measure {
            Measure::Times(times) => nanos(times(self.count)) / whole(self.count),
            Measure::Watch(watch) => nanos(watch(self.slice)),
        }
    }
}

fn scaled(count: u64, slice: Duration, took: Duration) -> u64 {
    let scaled = u128::from(count) * slice.as_nanos() / took.as_nanos().max(1);
    u64::try_from(scaled).unwrap_or(count).max(1)
}

fn lines(claim: &Claim, rounds: &[Vec<f64>]) -> Vec<String> {
    let ours = median(rounds.iter().map(|round| round[0]));
    let mut lines = Vec::new();
    if let Some(bar) = claim.at_most {
        let verdict = if ours <= nanos(bar) { "held" } else { "MISSED" };
        lines.push(line(claim.what, ours, "", None, &time(nanos(bar)), verdict));
    } else if claim.peers.is_empty() {
        lines.push(line(claim.what, ours, "", None, "", ""));
    }
    for (index, peer) in claim.peers.iter().enumerate() {
        let theirs = median(rounds.iter().map(|round| round[index + 1]));
        let ratio = median(rounds.iter().map(|round| round[0] / round[index + 1]));
        let (bar, verdict) = match peer.times {
            Some(bar) => (format!("{bar:.2} x"), if ratio <= bar { "held" } else { "MISSED" }),
            None => (String::new(), ""),
        };
        let name = peer.contender.name;
        lines.push(line(claim.what, ours, name, Some((theirs, ratio)), &bar, verdict));
    }
    lines
}

fn line(
    what: &str,
    ours: f64,
    peer: &str,
    theirs: Option<(f64, f64)>,
    bar: &str,
    verdict: &str,
) -> String {
    let (theirs, ratio) = match theirs {
        Some((theirs, ratio)) => (time(theirs), format!("{ratio:.2}")),
        None => (String::new(), String::new()),
    };
    let ours = time(ours);
    let line =
        format!("{what:<44} {ours:>10}   {peer:<34} {theirs:>10} {ratio:>7} {bar:>9}  {verdict}");
    line.trim_end().to_owned()
}

fn median(figures: impl Iterator<Item = f64>) -> f64 {
    let mut figures: Vec<f64> = figures.collect();
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

fn time(nanos: f64) -> String {
    match nanos {
        ..10.0 => format!("{nanos:.2} ns"),
        ..1e4 => format!("{nanos:.1} ns"),
        ..1e7 => format!("{:.1} us", nanos / 1e3),
        _ => format!("{:.1} ms", nanos / 1e6),
    }
}

fn nanos(time: Duration) -> f64 {
    time.as_secs_f64() * 1e9
}

#[expect(clippy::cast_precision_loss, reason = "counts of operations are far below 2^52")]
fn whole(count: u64) -> f64 {
    count as f64
}
