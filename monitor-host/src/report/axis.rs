//! Where the lines of a grid are, and what is written at them.

use super::series::AxisUnit;

/// A place on an axis, from 0 to 1, and its label.
pub(super) type Tick = (f64, String);

/// How many ticks an axis of amounts has above zero, at least and at most.
const FEWEST: f64 = 3.0;
const MOST: f64 = 5.0;

/// The upper end of an axis for amounts up to `greatest`, and its ticks without the one at zero.
pub(super) fn amounts(greatest: f64, unit: AxisUnit) -> (f64, Vec<Tick>) {
    // A ceiling above the greatest amount, so that the line does not touch it.
    let ceiling = (greatest * 1.04).max(match unit {
        AxisUnit::Percent => 10.0,
        AxisUnit::Count => 3.0,
        AxisUnit::Bytes | AxisUnit::BytesPerSecond => 1024.0,
    });
    let (scale, name) = scale(ceiling, unit);
    let (step, end) = steps(ceiling / scale, unit == AxisUnit::Count);
    let digits = usize::from(step.fract() > 0.001);
    let tick = |amount: f64| (amount / end, format!("{amount:.digits$}{name}"));
    (end * scale, multiples(step, end).map(tick).collect())
}

/// The unit that the labels of an axis have, and how much it is.
fn scale(ceiling: f64, unit: AxisUnit) -> (f64, String) {
    const NAMES: [&str; 6] = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
    match unit {
        AxisUnit::Percent => (1.0, " %".to_owned()),
        AxisUnit::Count => (1.0, String::new()),
        AxisUnit::Bytes | AxisUnit::BytesPerSecond => {
            let (mut scale, mut names) = (1.0, NAMES.into_iter());
            let mut name = names.next();
            while let Some(next) = names.next().filter(|_| ceiling / scale > 1024.0) {
                scale *= 1024.0;
                name = Some(next);
            }
            let per = if unit == AxisUnit::BytesPerSecond { "/s" } else { "" };
            (scale, format!(" {}{per}", name.unwrap_or_default()))
        }
    }
}

/// The round step that leaves the least room above, and where the axis ends with it.
fn steps(ceiling: f64, whole: bool) -> (f64, f64) {
    let power = 10_f64.powf(ceiling.log10().floor() - 1.0);
    let factors = [1.0, 2.0, 2.5, 5.0, 10.0, 20.0, 25.0, 50.0, 100.0];
    let candidates = factors.into_iter().map(|factor| factor * power);
    let fitting = candidates
        .filter(|step| !whole || step.fract() == 0.0)
        .map(|step| (step, (ceiling / step - 1e-9).ceil() * step))
        .filter(|(step, end)| (FEWEST..=MOST).contains(&(end / step).round()));
    // Of equals the last: fewer lines.
    fitting
        .reduce(|best, next| if next.1 <= best.1 + ceiling * 1e-9 { next } else { best })
        .unwrap_or((ceiling.ceil(), ceiling.ceil()))
}

/// The ticks of an axis of time from zero to `end` seconds, that at zero included. Every second
/// one can be left out.
pub(super) fn times(end: f64) -> Vec<Tick> {
    let zero = (0.0, "0".to_owned());
    if end <= 0.0 {
        return vec![zero];
    }
    let step = time_step(end / 9.0);
    let rest = multiples(step, end).map(|at| (at / end, clock(at, step, end)));
    // The last label would run out of the picture.
    std::iter::once(zero).chain(rest.filter(|tick| tick.0 < 0.97)).collect()
}

fn multiples(step: f64, end: f64) -> impl Iterator<Item = f64> {
    let all = (1..=64_u32).map(move |number| f64::from(number) * step);
    all.take_while(move |at| *at <= end * 1.000_1)
}

/// The least of 1, 2, 5 times a power of ten that is not below.
fn nice(amount: f64) -> f64 {
    let power = 10_f64.powf(amount.log10().floor());
    let factor = [1.0, 2.0, 5.0, 10.0].into_iter().find(|factor| factor * power >= amount * 0.999);
    factor.unwrap_or(10.0) * power
}

fn time_step(amount: f64) -> f64 {
    const DAY: f64 = 86_400.0;
    const LONG: [f64; 14] = [
        10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1800.0, 3600.0, 7200.0, 14_400.0,
        21_600.0, 43_200.0,
    ];
    if amount <= 5.0 {
        return nice(amount);
    }
    LONG.into_iter().find(|step| *step >= amount).unwrap_or_else(|| nice(amount / DAY) * DAY)
}

/// A time in the unit that the whole axis has.
fn clock(at: f64, step: f64, end: f64) -> String {
    let whole = |unit: f64| step >= unit * 0.999;
    if end < 0.001 {
        format!("{:.0} µs", at * 1e6)
    } else if end < 1.0 {
        let digits = usize::from(!whole(0.001));
        format!("{:.digits$} ms", at * 1e3)
    } else if end < 120.0 {
        let digits = if whole(1.0) { 0 } else { 1 + usize::from(!whole(0.1)) };
        format!("{at:.digits$} s")
    } else if end < 7200.0 && whole(60.0) {
        format!("{:.0} min", at / 60.0)
    } else if end < 7200.0 {
        format!("{:.0}:{:02.0}", (at / 60.0).floor(), at % 60.0)
    } else if end < 172_800.0 && whole(3600.0) {
        format!("{:.0} h", at / 3600.0)
    } else if end < 172_800.0 {
        let minutes = (at / 60.0).round();
        format!("{:.0}:{:02.0} h", (minutes / 60.0).floor(), minutes % 60.0)
    } else {
        let digits = usize::from(!whole(86_400.0));
        format!("{:.digits$} d", at / 86_400.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(greatest: f64, unit: AxisUnit) -> Vec<String> {
        amounts(greatest, unit).1.into_iter().map(|tick| tick.1).collect()
    }

    #[test]
    fn an_axis_ends_above_what_it_shows_and_has_a_few_round_ticks() {
        for greatest in [0.0, 0.3, 1.0, 9.7, 99.0, 100.0, 187.0, 399.0, 12_345.0, 1e15] {
            for unit in
                [AxisUnit::Percent, AxisUnit::Count, AxisUnit::Bytes, AxisUnit::BytesPerSecond]
            {
                let (end, ticks) = amounts(greatest, unit);
                assert!(end > greatest && end <= (greatest * 1.7).max(1300.0), "{greatest} {end}");
                assert!((3..=5).contains(&ticks.len()), "{greatest}: {ticks:?}");
            }
        }
        assert_eq!(labels(399.0, AxisUnit::Percent), ["100 %", "200 %", "300 %", "400 %", "500 %"]);
        assert_eq!(labels(300.0 * 1024.0 * 1024.0, AxisUnit::Bytes).last().unwrap(), "400 MiB");
        assert_eq!(labels(1.8 * 1_073_741_824.0, AxisUnit::Bytes)[0], "0.5 GiB");
        assert_eq!(labels(1.0, AxisUnit::Count), ["1", "2", "3"]);
    }

    #[test]
    fn times_are_in_one_unit_and_stay_inside() {
        for end in [0.000_3, 0.02, 0.9, 5.0, 61.0, 600.0, 10_000.0, 1e6, 1e8] {
            let ticks = times(end);
            assert!((3..=13).contains(&ticks.len()), "{end}: {ticks:?}");
            assert!(ticks.iter().all(|tick| tick.0 < 1.0));
        }
        let labels = |end| times(end).into_iter().map(|tick| tick.1).collect::<Vec<_>>();
        assert_eq!(labels(3.0), ["0", "0.5 s", "1.0 s", "1.5 s", "2.0 s", "2.5 s"]);
        assert_eq!(labels(1000.0)[1], "2 min");
        assert_eq!(labels(200.0)[1], "0:30");
        assert_eq!(times(0.0).len(), 1);
    }
}
