//! How far estimates of the time that is left are from the truth, in simulated runs.

use std::error::Error;
use std::fmt::Write;
use std::fs;

use monitor_core::Timestamp;
use monitor_run::EtaEstimator;

use super::python;
use crate::claim::{Bar, Claim, Contender, Unit};
use crate::workload::exec::programs::{Scratch, must};

#[path = "../../../../monitor-run/tests/support/long_runs.rs"]
mod long_runs;

use long_runs::{Chance, KINDS};

/// So many runs of each kind, and so many questions in each.
const RUNS: u64 = 5;
const QUESTIONS: u32 = 90;

/// When the steps of a run end, and when it is asked how long it will still take, in seconds.
struct Timeline {
    ends: Vec<f64>,
    asked: Vec<f64>,
    /// When it is killed, to go on a day later; 0 if it is not.
    killed: f64,
}

const DAY: f64 = 86_400.0;

/// What takes ends of steps and answers questions: nothing, or seconds.
trait Estimate {
    /// So much is done in all.
    fn record(&mut self, done: u64, now: f64);
    /// The process ended, and another one goes on.
    fn restart(&mut self, done: u64, killed: f64, now: f64);
    /// How long until all is done.
    fn left(&self, total: u64, now: f64) -> Option<f64>;
}

struct Ours(EtaEstimator);

fn at(seconds: f64) -> Timestamp {
    #[expect(clippy::cast_possible_truncation, reason = "well inside the range")]
    let micros = (seconds * 1e6) as i64;
    Timestamp::from_micros(1_750_000_000_000_000 + micros)
}

impl Estimate for Ours {
    fn record(&mut self, done: u64, now: f64) {
        self.0.record(done, at(now));
    }

    fn restart(&mut self, _: u64, killed: f64, now: f64) {
        self.0 = self.0.to_paused(at(killed));
        self.0.go_on(at(now));
    }

    fn left(&self, total: u64, now: f64) -> Option<f64> {
        self.0.eta(total, at(now)).map(|eta| eta.remaining_s)
    }
}

/// The arithmetic of indicatif 0.18's estimator, whose own clock cannot be set: a doubly smoothed
/// rate whose weights fall to a tenth in 15 s.
#[derive(Default)]
struct Indicatif {
    started: f64,
    before: f64,
    done: u64,
    smoothed: f64,
    doubly: f64,
}

fn weight(age: f64) -> f64 {
    0.1_f64.powf(age / 15.0)
}

impl Estimate for Indicatif {
    #[expect(clippy::cast_precision_loss, reason = "as it does")]
    fn record(&mut self, done: u64, now: f64) {
        let taken = now - self.before;
        if taken <= 0.0 {
            return;
        }
        let rate = (done - self.done) as f64 / taken;
        let old = weight(taken);
        self.smoothed = self.smoothed * old + rate * (1.0 - old);
        let total = 1.0 - weight(now - self.started);
        self.doubly = self.doubly * old + self.smoothed / total * (1.0 - old);
        (self.done, self.before) = (done, now);
    }

    fn restart(&mut self, done: u64, _: f64, now: f64) {
        *self = Self { started: now, before: now, done, ..Self::default() };
    }

    #[expect(clippy::cast_precision_loss, reason = "as it does")]
    fn left(&self, total: u64, now: f64) -> Option<f64> {
        let old = weight(now - self.before);
        let whole = 1.0 - weight(now - self.started);
        let rate = (self.doubly * old + self.smoothed * old / whole * (1.0 - old)) / whole;
        (rate > 0.0).then(|| (total - self.done) as f64 / rate)
    }
}

fn timeline(kind: usize, seed: u64) -> Timeline {
    let kind = &KINDS[kind];
    let steps = (kind.steps)(&mut Chance(seed));
    let ends = steps.iter().scan(0.0, |end, step| {
        *end += step;
        Some(*end)
    });
    let ends: Vec<f64> = ends.collect();
    let whole: f64 = steps.iter().sum();
    let first = kind.kept.max(0.05);
    let share = |i| first + (0.95 - first) * (f64::from(i) + 0.5) / f64::from(QUESTIONS);
    let asked = (0..QUESTIONS).map(|i| whole * share(i)).collect();
    Timeline { ends, asked, killed: whole * kind.kept }
}

impl Timeline {
    fn answers(&self, of: &mut dyn Estimate) -> Vec<Option<f64>> {
        let total = self.ends.len() as u64;
        let (mut done, mut away) = (0, 0.0);
        let mut until = |of: &mut dyn Estimate, now: f64, away: f64| {
            while let Some(end) = self.ends.get(done).filter(|end| **end <= now) {
                done += 1;
                of.record(done as u64, end + away);
            }
            done as u64
        };
        if self.killed > 0.0 {
            let done = until(of, self.killed, 0.0);
            away = DAY;
            of.restart(done, self.killed, self.killed + away);
        }
        let answer = |now: &f64| {
            until(of, *now, away);
            of.left(total, now + away)
        };
        self.asked.iter().map(answer).collect()
    }

    /// The mean error in percent; none, and anything beyond 1,000 %, counts as that.
    #[expect(clippy::cast_precision_loss, reason = "there are few")]
    fn error(&self, answers: &[Option<f64>]) -> f64 {
        let whole = self.ends.last().copied().unwrap_or(0.0);
        let errors = self.asked.iter().zip(answers).filter(|(now, _)| **now >= self.ends[0]);
        let errors = errors.map(|(now, answer)| {
            let truth = whole - now;
            answer.map_or(10.0, |left| ((left - truth).abs() / truth).min(10.0))
        });
        let errors: Vec<f64> = errors.collect();
        errors.iter().sum::<f64>() / errors.len() as f64 * 100.0
    }

    /// For Python: the ends, the questions, and when it was killed.
    fn text(&self) -> String {
        let mut text = String::new();
        for numbers in [&self.ends, &self.asked, &vec![self.killed]] {
            let words: Vec<String> = numbers.iter().map(f64::to_string).collect();
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{}", words.join(" "));
        }
        text
    }
}

/// Goes through a timeline with a clock that it sets, and prints one answer a question; -1 is none.
const DRIVE: &str = "
import sys
ends, asked, (killed,) = [[float(w) for w in line.split()] for line in open(sys.argv[1])]
class Clock:
    now = 0.0
def clock():
    return Clock.now
def drive(begin, advance, left):
    bar, done, away = begin(0), 0, 0.0
    def until(now):
        nonlocal done
        while done < len(ends) and ends[done] <= now:
            Clock.now = ends[done] + away
            done += 1
            advance(bar)
        Clock.now = now + away
    if killed:
        until(killed)
        away = 86400.0
        Clock.now = killed + away
        bar = begin(done)
    for now in asked:
        until(now)
        answer = left(bar)
        print(-1 if answer is None else answer)
";

/// tqdm, restarted with `initial`.
const TQDM: &str = "
import tqdm.std
tqdm.std.time = clock
tqdm.tqdm.monitor_interval = 0
nowhere = open('/dev/null', 'w')
def begin(done):
    return tqdm.tqdm(total=len(ends), initial=done, file=nowhere)
def left(bar):
    shown = bar.format_dict
    rate = shown['rate'] or ((shown['n'] - shown['initial']) / shown['elapsed'] if shown['elapsed'] else 0)
    return (shown['total'] - shown['n']) / rate if rate else None
drive(begin, lambda bar: bar.update(1), left)
";

/// rich, restarted with `completed`.
const RICH: &str = "
import rich.progress
def begin(done):
    progress = rich.progress.Progress(auto_refresh=False, disable=True, get_time=clock)
    return progress, progress.add_task('x', total=len(ends), completed=done)
def left(bar):
    progress, task = bar
    return progress.tasks[0].time_remaining
drive(begin, lambda bar: bar[0].advance(bar[1]), left)
";

fn in_rust(name: &'static str, kind: usize, begin: fn() -> Box<dyn Estimate>) -> Contender {
    Contender::figure(name, move || {
        let runs = (1..=RUNS).map(|seed| timeline(kind, seed));
        let errors: Vec<f64> = runs.map(|run| run.error(&run.answers(begin().as_mut()))).collect();
        mean(&errors)
    })
}

fn in_python(
    module: &'static str,
    name: &'static str,
    program: &'static str,
    kind: usize,
) -> Option<Contender> {
    let python = python::with(module)?;
    Some(Contender::figure(name, move || {
        let runs = (1..=RUNS).map(|seed| timeline(kind, seed));
        let errors: Vec<f64> = runs
            .map(|run| {
                let scratch = Scratch::new();
                let file = scratch.file("timeline");
                must(fs::write(&file, run.text()));
                let path = file.display().to_string();
                let answers = python::numbers(&python, &format!("{DRIVE}{program}"), &[&path]);
                let some = |answer: f64| (answer >= 0.0).then_some(answer);
                run.error(&answers.into_iter().map(some).collect::<Vec<_>>())
            })
            .collect();
        mean(&errors)
    }))
}

#[expect(clippy::cast_precision_loss, reason = "there are few")]
fn mean(figures: &[f64]) -> f64 {
    figures.iter().sum::<f64>() / figures.len() as f64
}

fn claim(kind: usize) -> Claim {
    let ours = in_rust("ours", kind, || Box::new(Ours(EtaEstimator::started(0, at(0.0)))));
    let claim = Claim::new(KINDS[kind].what, ours).unit(Unit::Percent).bar(Bar::AtMost(30.0));
    claim
        .beside(in_rust("indicatif's arithmetic", kind, || Box::<Indicatif>::default()))
        .beside_if("tqdm", in_python("tqdm", "tqdm", TQDM, kind))
        .beside_if("rich", in_python("rich", "rich", RICH, kind))
        .slow(1)
}

macro_rules! claims {
    ($($name:ident $kind:literal),*) => {$(
        #[doc = concat!("The error of the estimate in runs of kind ", stringify!($kind), " of 7.")]
        ///
        /// # Errors
        /// Never.
        pub fn $name() -> Result<Claim, Box<dyn Error>> {
            Ok(claim($kind))
        }
    )*};
}

claims!(a 0, b 1, c 2, d 3, e 4, f 5, g 6);
