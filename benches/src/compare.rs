//! Ours and its peers, measured in turn again and again, and one table of what came out.

use std::error::Error;
use std::time::{Duration, Instant};

use crate::claim::{Bar, Claim, Contender, Group, Measure, Unit};

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

/// Measures every claim of `group` and hands out its part of the table, line by line as it comes.
///
/// # Errors
/// If a claim cannot be made ready.
pub fn compare(
    group: &Group,
    effort: Effort,
    mut row: impl FnMut(&str),
) -> Result<(), Box<dyn Error>> {
    row(&format!(
        "{:<44} {:>10}   {:<34} {:>10} {:>7} {:>9}  held?",
        group.name, "ours", "peer", "peer's", "ratio", "bar"
    ));
    for make in group.claims {
        let mut claim = make()?;
        let rounds = measure(&mut claim, effort);
        for line in lines(&claim, &rounds) {
            row(&line);
        }
    }
    Ok(())
}

/// One inner list a round: nanoseconds an operation of ours, then of every peer.
fn measure(claim: &mut Claim, effort: Effort) -> Vec<Vec<f64>> {
    let quantile = claim.quantile;
    let rounds = claim.rounds.min(effort.rounds / if claim.rounds == usize::MAX { 1 } else { 5 });
    let mut turns: Vec<Turn<'_>> =
        claim.contenders().map(|contender| Turn::new(contender, effort.slice, quantile)).collect();
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
    (0..rounds.max(1)).map(round).collect()
}

struct Turn<'a> {
    contender: &'a mut Contender,
    slice: Duration,
    quantile: f64,
    count: u64,
}

/// However long one takes, a turn has so many of them.
const EACH_AT_LEAST: usize = 5;

impl<'a> Turn<'a> {
    fn new(contender: &'a mut Contender, slice: Duration, quantile: f64) -> Self {
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
        Self { contender, slice, quantile, count }
    }

    fn take(&mut self) -> f64 {
        match &mut self.contender.measure {
            Measure::Times(times) => nanos(times(self.count)) / whole(self.count),
            Measure::Watch(watch) => nanos(watch(self.slice)),
            Measure::Figure(figure) => figure(),
            Measure::Each(each) => {
                let started = Instant::now();
                let mut times = Vec::new();
                while times.len() < EACH_AT_LEAST || started.elapsed() < self.slice {
                    times.push(nanos(each()));
                }
                at(self.quantile, times.into_iter())
            }
        }
    }
}

fn scaled(count: u64, slice: Duration, took: Duration) -> u64 {
    let scaled = u128::from(count) * slice.as_nanos() / took.as_nanos().max(1);
    u64::try_from(scaled).unwrap_or(count).max(1)
}

fn lines(claim: &Claim, rounds: &[Vec<f64>]) -> Vec<String> {
    let unit = claim.unit;
    let ours = median(rounds.iter().map(|round| round[0]));
    let what = |peer: &'static str| Line {
        what: claim.what,
        ours: unit.show(ours),
        peer,
        ..Line::default()
    };
    let mut lines = Vec::new();
    if let Some(bar) = claim.bar {
        let mut verdict = verdict(bar.holds(ours)).to_owned();
        if let Bar::Within(_) = bar {
            let worst =
                rounds.iter().map(|round| round[0]).max_by(|a, b| a.abs().total_cmp(&b.abs()));
            verdict += &format!(", worst {}", unit.show(worst.unwrap_or(f64::NAN)));
        }
        lines.push(Line { bar: bar.show(unit), verdict, ..what("") });
    } else if claim.peers.is_empty() && claim.missing.is_empty() {
        lines.push(what(""));
    }
    for (index, peer) in claim.peers.iter().enumerate() {
        let theirs = median(rounds.iter().map(|round| round[index + 1]));
        let ratio = median(rounds.iter().map(|round| round[0] / round[index + 1]));
        let mut line = Line { theirs: unit.show(theirs), ..what(peer.contender.name) };
        if unit == Unit::Time {
            line.ratio = format!("{ratio:.2}");
        }
        if let Some(bar) = peer.times {
            line.bar = format!("{bar:.2} x");
            verdict(ratio <= bar).clone_into(&mut line.verdict);
        }
        lines.push(line);
    }
    let missing =
        claim.missing.iter().map(|&peer| Line { theirs: "not installed".into(), ..what(peer) });
    lines.extend(missing);
    lines.iter().map(Line::text).collect()
}

#[derive(Default)]
struct Line {
    what: &'static str,
    ours: String,
    peer: &'static str,
    theirs: String,
    ratio: String,
    bar: String,
    verdict: String,
}

impl Line {
    fn text(&self) -> String {
        let Self { what, ours, peer, theirs, ratio, bar, verdict } = self;
        let line = format!(
            "{what:<44} {ours:>10}   {peer:<34} {theirs:>10} {ratio:>7} {bar:>9}  {verdict}"
        );
        line.trim_end().to_owned()
    }
}

impl Bar {
    fn holds(self, figure: f64) -> bool {
        match self {
            Self::AtMost(bar) => figure <= bar,
            Self::AtLeast(bar) => figure >= bar,
            Self::Within(bar) => figure.abs() <= bar,
        }
    }

    fn show(self, unit: Unit) -> String {
        match (self, unit) {
            (Self::AtMost(bar), Unit::Time) => unit.show(bar),
            (Self::AtMost(bar), _) => format!("<= {bar}"),
            (Self::AtLeast(bar), _) => format!(">= {bar}"),
            (Self::Within(bar), _) => format!("+- {bar}"),
        }
    }
}

impl Unit {
    fn show(self, figure: f64) -> String {
        match self {
            _ if figure.is_nan() => "failed".to_owned(),
            Self::Time => time(figure),
            Self::Percent => format!("{figure:+.2} %"),
            Self::Count => format!("{figure:.0}"),
        }
    }
}

fn verdict(held: bool) -> &'static str {
    if held { "held" } else { "MISSED" }
}

fn median(figures: impl Iterator<Item = f64>) -> f64 {
    at(0.5, figures)
}

/// The figure below which `share` of them are.
fn at(share: f64, figures: impl Iterator<Item = f64>) -> f64 {
    let mut figures: Vec<f64> = figures.collect();
    figures.sort_by(f64::total_cmp);
    let place = whole(figures.len() as u64) * share;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a place in a list"
    )]
    figures[place as usize]
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
