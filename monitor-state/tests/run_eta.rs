//! How far the estimate of the time that is left is from the truth, in runs of very different kinds.
//!
//! The error of a run is the mean over 5 to 95 % of its time, each capped at 1,000 %, and the mean
//! of that over ten simulated runs of the kind. The figures are what came out, to one digit: a
//! change of the estimator that moves one shows here.

use monitor_core::Timestamp;
use monitor_state::{Estimator, Eta};

/// PCG-XSH-RR 32 (O'Neill 2014): the same numbers on every machine.
struct Chance(u64);

impl Chance {
    fn uniform(&mut self) -> f64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let shifted = (((self.0 >> 18) ^ self.0) >> 27) & 0xffff_ffff;
        let rotation = u32::try_from(self.0 >> 59).unwrap_or(0);
        let bits = u32::try_from(shifted).unwrap_or(0).rotate_right(rotation);
        (f64::from(bits) + 0.5) / 4_294_967_296.0
    }

    /// Near enough to a normal distribution: the sum of twelve uniform ones.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.uniform()).sum::<f64>() - 6.0
    }

    /// About `mean` seconds, give or take the `spread` of it.
    fn about(&mut self, mean: f64, spread: f64) -> f64 {
        (mean * (1.0 + spread * self.normal())).max(mean * 0.05)
    }

    /// `mean` seconds in the mean, often less and sometimes much more.
    fn skewed(&mut self, mean: f64, spread: f64) -> f64 {
        mean * (spread * self.normal() - spread * spread / 2.0).exp()
    }
}

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
    let mut estimator = Estimator::started(0, at(0.0));
    let (mut done, mut end_of_next, mut away) = (0, steps[0], 0.0);
    let mut shown = Vec::new();
    let advance =
        |estimator: &mut Estimator, done: &mut usize, end: &mut f64, until: f64, away: f64| {
            while *done < steps.len() && *end <= until {
                *done += 1;
                estimator.record(*done as u64, at(*end + away));
                *end += steps.get(*done).copied().unwrap_or(0.0);
            }
        };
    if kept > 0.0 {
        let killed = whole * kept;
        advance(&mut estimator, &mut done, &mut end_of_next, killed, away);
        let written = serde_json::to_string(&estimator.saved(at(killed)));
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
fn error_and_coverage(kept: f64, steps: impl Fn(&mut Chance) -> Vec<f64>) -> (f64, f64) {
    let runs = (1..=10).map(|seed| asked(&steps(&mut Chance(seed)), kept));
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

#[track_caller]
fn is_as_before(found: (f64, f64), error: f64, coverage: f64) {
    assert!(found.0 <= 30.0, "the error is {:.1} %", found.0);
    let rounded = ((found.0 * 10.0).round() / 10.0, found.1.round());
    assert_eq!(rounded, (error, coverage), "error and coverage in percent");
}

#[test]
fn a_hundred_steps_of_a_minute() {
    let found =
        error_and_coverage(0.0, |chance| (0..100).map(|_| chance.about(60.0, 0.2)).collect());
    is_as_before(found, 3.8, 89.0);
}

#[test]
fn forty_steps_of_ten_minutes_that_differ_much() {
    let found =
        error_and_coverage(0.0, |chance| (0..40).map(|_| chance.skewed(600.0, 0.5)).collect());
    is_as_before(found, 16.8, 86.0);
}

#[test]
fn two_thousand_steps_of_a_second_of_which_each_hundredth_takes_a_minute() {
    let found = error_and_coverage(0.0, |chance| {
        let long = |i: u32| if i % 100 == 99 { 60.0 } else { 1.0 };
        (0..2_000).map(|i| chance.about(long(i), 0.1)).collect()
    });
    is_as_before(found, 5.7, 100.0);
}

#[test]
fn a_second_half_that_is_three_times_slower() {
    let found = error_and_coverage(0.0, |chance| {
        let slower = |i: u32| if i < 100 { 1.0 } else { 3.0 };
        (0..200).map(|i| chance.about(slower(i), 0.1)).collect()
    });
    is_as_before(found, 21.0, 60.0);
}

#[test]
fn twenty_thousand_steps_of_five_milliseconds() {
    let found =
        error_and_coverage(0.0, |chance| (0..20_000).map(|_| chance.about(0.005, 0.3)).collect());
    is_as_before(found, 0.5, 82.0);
}

#[test]
fn twenty_short_steps_and_a_long_one_again_and_again() {
    let found = error_and_coverage(0.0, |chance| {
        let long = |i: u32| if i % 21 == 20 { 120.0 } else { 0.1 };
        (0..840).map(|i| chance.about(long(i), 0.05)).collect()
    });
    is_as_before(found, 7.8, 100.0);
}

#[test]
fn a_run_that_is_killed_at_sixty_percent_and_goes_on_a_day_later() {
    let found =
        error_and_coverage(0.6, |chance| (0..100).map(|_| chance.about(60.0, 0.2)).collect());
    is_as_before(found, 3.8, 88.0);
}

#[test]
fn a_pause_is_no_part_of_a_step() {
    let mut estimator = Estimator::started(0, at(0.0));
    estimator.record(1, at(10.0));
    estimator.pause(at(15.0));
    estimator.go_on(at(3_615.0));
    estimator.record(2, at(3_620.0));
    assert_eq!(estimator.step_s(), Some(10.0));
    assert_eq!(estimator.eta(5, at(3_620.0)).map(|eta| eta.remaining_s), Some(30.0));
}

#[test]
fn an_overdue_step_raises_the_estimate_as_soon_as_it_is_one() {
    let mut estimator = Estimator::started(0, at(0.0));
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
    let mut estimator = Estimator::started(0, at(0.0));
    assert_eq!(estimator.eta(2, at(5.0)), None);
    assert_eq!(estimator.rate_per_second(at(5.0)), None);
    estimator.record(2, at(6.0));
    let eta = estimator.eta(2, at(8.0));
    assert_eq!(eta.map(|eta| (eta.remaining_s, eta.low_s, eta.high_s)), Some((0.0, 0.0, 0.0)));
}
