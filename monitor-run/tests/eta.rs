//! How far the estimate of the time that is left is from the truth, in runs of very different kinds.
//!
//! The error of a run is the mean over 5 to 95 % of its time, each capped at 1,000 %, and the mean
//! of that over ten simulated runs of the kind. The figures are what came out, to one digit: a
//! change of the estimator that moves one shows here.

use monitor_core::Timestamp;
use monitor_run::{Eta, EtaEstimator};

#[path = "support/long_runs.rs"]
mod long_runs;

use long_runs::{Chance, KINDS, Kind};

fn at(seconds: f64) -> Timestamp {
    #[expect(clippy::cast_possible_truncation, reason = "well inside the range")]
    let micros = (seconds * 1e6) as i64;
    Timestamp::from_micros(1_750_000_000_000_000 + micros)
}

/// What was shown and what was true, in seconds.
struct Shown {
    eta: Eta,
    truth: f64,
}

/// Goes through a run of these steps. From `kept` of its time on, which is 0 for all of it, it is
/// asked at 90 times how long it will still take. At that point, if it is not 0, the process ends
/// and another one goes on a day later.
fn asked(steps: &[f64], kept: f64) -> Vec<Shown> {
    let whole: f64 = steps.iter().sum();
    let mut estimator = EtaEstimator::started(0, at(0.0));
    let (mut done, mut end_of_next, mut away) = (0, steps[0], 0.0);
    let mut shown = Vec::new();
    let advance =
        |estimator: &mut EtaEstimator, done: &mut usize, end: &mut f64, until: f64, away: f64| {
            while *done < steps.len() && *end <= until {
                *done += 1;
                estimator.record(*done as u64, at(*end + away));
                *end += steps.get(*done).copied().unwrap_or(0.0);
            }
        };
    if kept > 0.0 {
        let killed = whole * kept;
        advance(&mut estimator, &mut done, &mut end_of_next, killed, away);
        let written = serde_json::to_string(&estimator.to_paused(at(killed)));
        estimator = serde_json::from_str(&written.unwrap_or_default()).unwrap_or(estimator);
        away = 86_400.0;
        estimator.go_on(at(killed + away));
    }
    let first = kept.max(0.05);
    for i in 0..90 {
        let now = whole * (first + (0.95 - first) * (f64::from(i) + 0.5) / 90.0);
        advance(&mut estimator, &mut done, &mut end_of_next, now, away);
        if done > 0 {
            let eta = estimator.eta(steps.len() as u64, at(now + away));
            let eta = eta.unwrap_or_else(|| panic!("nothing is estimated after step {done}"));
            shown.push(Shown { eta, truth: whole - now });
        }
    }
    shown
}

/// The mean error in percent, and how often the truth was in the range, in percent.
fn error_and_coverage(kind: &Kind) -> (f64, f64) {
    let runs = (1..=10).map(|seed| asked(&(kind.steps)(&mut Chance(seed)), kind.kept));
    let shown: Vec<Shown> = runs.flatten().collect();
    let error =
        |shown: &Shown| ((shown.eta.remaining_s - shown.truth).abs() / shown.truth).min(10.0);
    let inside = |shown: &Shown| {
        f64::from(u8::from(shown.eta.low_s <= shown.truth && shown.truth <= shown.eta.high_s))
    };
    let mean = |of: &dyn Fn(&Shown) -> f64| {
        let count = u32::try_from(shown.len()).unwrap_or(u32::MAX);
        shown.iter().map(of).sum::<f64>() / f64::from(count) * 100.0
    };
    (mean(&error), mean(&inside))
}

/// Error and coverage in percent, in the order of the kinds.
const BEFORE: [(f64, f64); 7] =
    [(3.8, 89.0), (16.8, 86.0), (5.7, 100.0), (21.0, 60.0), (0.5, 82.0), (7.8, 100.0), (3.8, 88.0)];

#[test]
fn the_estimate_is_as_near_as_it_was_in_runs_of_all_kinds() {
    for (kind, before) in KINDS.iter().zip(BEFORE) {
        let (error, coverage) = error_and_coverage(kind);
        assert!(error <= 30.0, "{}: the error is {error:.1} %", kind.what);
        let rounded = ((error * 10.0).round() / 10.0, coverage.round());
        assert_eq!(rounded, before, "{}: error and coverage in percent", kind.what);
    }
}

#[test]
fn a_pause_is_no_part_of_a_step() {
    let mut estimator = EtaEstimator::started(0, at(0.0));
    estimator.record(1, at(10.0));
    estimator.pause(at(15.0));
    estimator.go_on(at(3_615.0));
    estimator.record(2, at(3_620.0));
    assert_eq!(estimator.step_s(), Some(10.0));
    assert_eq!(estimator.eta(5, at(3_620.0)).map(|eta| eta.remaining_s), Some(30.0));
}

#[test]
fn an_overdue_step_raises_the_estimate_as_soon_as_it_is_one() {
    let mut estimator = EtaEstimator::started(0, at(0.0));
    for i in 1..=10 {
        estimator.record(i, at(10.0 * f64::from(u32::try_from(i).unwrap_or(0))));
    }
    let shown = |seconds| estimator.eta(20, at(seconds)).map(|eta| (eta.remaining_s, eta.overdue));
    assert_eq!(shown(100.0), Some((100.0, false)));
    assert_eq!(shown(105.0), Some((95.0, false)));
    let overdue = shown(200.0);
    assert!(
        overdue.is_some_and(|(remaining, overdue)| overdue && remaining > 100.0),
        "{overdue:?}"
    );
}

#[test]
fn there_is_no_estimate_before_the_first_step_and_no_time_left_at_the_end() {
    let mut estimator = EtaEstimator::started(0, at(0.0));
    assert_eq!(estimator.eta(2, at(5.0)), None);
    assert_eq!(estimator.rate_per_second(at(5.0)), None);
    estimator.record(2, at(6.0));
    let eta = estimator.eta(2, at(8.0));
    assert_eq!(eta.map(|eta| (eta.remaining_s, eta.low_s, eta.high_s)), Some((0.0, 0.0, 0.0)));
}
