//! The results for people.

use std::fmt::{self, Formatter};

use super::{PairedRatio, TrialMeasure, TrialResults, TrialSeries};
use crate::report::amounts::{bytes, counted_text, seconds};

pub(super) fn write(f: &mut Formatter<'_>, results: &TrialResults) -> fmt::Result {
    for (index, series) in results.series.iter().enumerate() {
        if index > 0 {
            writeln!(f)?;
        }
        one_command(f, series)?;
    }
    for other in 1..results.series.len() {
        writeln!(f)?;
        comparison(f, results, other)?;
    }
    Ok(())
}

fn one_command(f: &mut Formatter<'_>, series: &TrialSeries) -> fmt::Result {
    writeln!(f, "{}", series.name)?;
    writeln!(
        f,
        "  {:<16}{:>12}   {:<24}all",
        counted_text(series.runs() as u64, "run", "runs"),
        "median",
        "middle half",
    )?;
    for measure in TrialMeasure::ALL {
        let spread = series.spread(measure);
        if spread.greatest <= 0.0 {
            continue;
        }
        let range = |from, to| format!("{} to {}", amount(measure, from), amount(measure, to));
        writeln!(
            f,
            "  {:<16}{:>12}   {:<24}{}",
            name(measure),
            amount(measure, spread.median),
            range(spread.lower_quartile, spread.upper_quartile),
            range(spread.least, spread.greatest)
        )?;
    }
    notes(f, series)
}

fn notes(f: &mut Formatter<'_>, series: &TrialSeries) -> fmt::Result {
    let time = series.spread(TrialMeasure::Time);
    let times = series.values(TrialMeasure::Time);
    let first_is_slowest = time.outliers > 0
        && times.first().is_some_and(|first| *first >= time.greatest && series.runs() > 2);
    if first_is_slowest {
        writeln!(
            f,
            "  note: the first run was far the slowest; runs to warm up would fill the caches"
        )?;
    } else if time.outliers > 0 {
        writeln!(
            f,
            "  note: the time of {} is far from the others; something else may have run",
            counted_text(time.outliers as u64, "run", "runs")
        )?;
    }
    let failed =
        series.summaries.iter().filter(|summary| summary.exit.shell_code() != Some(0)).count();
    if failed > 0 {
        writeln!(f, "  note: {} failed", counted_text(failed as u64, "run", "runs"))?;
    }
    Ok(())
}

fn comparison(f: &mut Formatter<'_>, results: &TrialResults, other: usize) -> fmt::Result {
    let names = (results.of(0), results.of(other));
    let (Some(first), Some(second)) = names else { return Ok(()) };
    writeln!(f, "{}\n  compared with {}, run by run", first.name, second.name)?;
    for measure in TrialMeasure::ALL {
        if let Some(ratio) = results.ratio(other, measure) {
            writeln!(f, "  {:<16}{:>10.3} ×   {}", name(measure), ratio.median, interval(ratio))?;
        }
    }
    Ok(())
}

fn interval(ratio: PairedRatio) -> String {
    let sure = (ratio.confidence * 100.0).floor();
    let range = format!("{:.3} to {:.3} with {sure:.0} % confidence", ratio.low, ratio.high);
    if ratio.confidence < 0.95 {
        format!("{range}: too few runs to tell")
    } else if ratio.is_clear() {
        range
    } else {
        format!("{range}: no clear difference")
    }
}

const fn name(measure: TrialMeasure) -> &'static str {
    match measure {
        TrialMeasure::Time => "time",
        TrialMeasure::Cpu => "CPU time",
        TrialMeasure::PeakMemory => "peak memory",
        TrialMeasure::Read => "read",
        TrialMeasure::Written => "written",
    }
}

fn amount(measure: TrialMeasure, amount: f64) -> String {
    match measure {
        TrialMeasure::Time | TrialMeasure::Cpu => seconds(amount),
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "bytes between whole numbers of them"
        )]
        _ => bytes(amount.max(0.0).round() as u64),
    }
}
