//! What is charted of a recording: values over time, one chart a quantity.

use monitor_exec::{CounterDescriptor, Sample};

use super::thin::{Point, thin};
use crate::report::amounts;

/// How many columns of points a chart has: what a wide screen shows.
const COLUMNS: usize = 500;
/// Over how many windows a rate is taken. The first samples are a fraction of a millisecond apart,
/// and a rate over so little says nothing.
const WINDOWS: f64 = 300.0;

/// What is measured, and how an amount of it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AxisUnit {
    /// Percent of one core.
    Percent,
    /// Bytes.
    Bytes,
    /// Bytes in a second.
    BytesPerSecond,
    /// Things.
    Count,
}

impl AxisUnit {
    pub(super) fn write(self, amount: f64) -> String {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "amounts are not negative, and rounded for people"
        )]
        let whole = amount.max(0.0).round() as u64;
        match self {
            Self::Percent => amounts::percent(amount),
            Self::Bytes => amounts::bytes(whole),
            Self::BytesPerSecond => format!("{}/s", amounts::bytes(whole)),
            Self::Count => amounts::count(whole),
        }
    }
}

/// One line of a chart.
#[derive(Debug)]
pub(super) struct ChartSeries {
    pub(super) name: &'static str,
    /// In order of time. Where the chart has steps, a value is that of the time since the point
    /// before.
    pub(super) points: Vec<Point>,
    pub(super) greatest: f64,
    pub(super) mean: f64,
}

/// One quantity over time.
#[derive(Debug)]
pub(super) struct ChartQuantity {
    pub(super) title: &'static str,
    pub(super) unit: AxisUnit,
    /// Whether a value holds for all the time since the one before it.
    pub(super) steps: bool,
    pub(super) series: Vec<ChartSeries>,
}

/// The quantities of a recording; those of which there was nothing are left out, but for CPU and
/// memory.
pub(super) fn quantities(samples: &[Sample]) -> Vec<ChartQuantity> {
    let value = |name, of: fn(&Sample) -> f64| values(name, samples, of);
    let mut all = vec![
        ChartQuantity {
            title: "CPU",
            unit: AxisUnit::Percent,
            steps: true,
            series: vec![value("CPU", |sample| sample.cpu_percent.into())],
        },
        ChartQuantity {
            title: "Memory",
            unit: AxisUnit::Bytes,
            steps: false,
            series: vec![value("resident", |sample| float(sample.rss_bytes))],
        },
    ];
    all.extend(charted_rates(samples));
    all.push(ChartQuantity {
        title: "Processes and threads",
        unit: AxisUnit::Count,
        steps: true,
        series: vec![
            value("processes", |sample| sample.processes.into()),
            value("threads", |sample| sample.threads.into()),
        ],
    });
    let shown = |quantity: &ChartQuantity| {
        quantity.unit != AxisUnit::BytesPerSecond
            || quantity.series.iter().any(|series| series.greatest > 0.0)
    };
    all.into_iter().filter(shown).collect()
}

/// The rates of totals that have a chart, the chart that is declared last first.
fn charted_rates(samples: &[Sample]) -> Vec<ChartQuantity> {
    let mut quantities: Vec<ChartQuantity> = Vec::new();
    for total in CounterDescriptor::ALL {
        let Some((title, line)) = total.chart else { continue };
        let series = rates(line, samples, total);
        match quantities.iter_mut().find(|quantity| quantity.title == title) {
            Some(quantity) => quantity.series.push(series),
            None => quantities.push(ChartQuantity {
                title,
                unit: AxisUnit::BytesPerSecond,
                steps: true,
                series: vec![series],
            }),
        }
    }
    quantities.reverse();
    quantities
}

fn values(name: &'static str, samples: &[Sample], of: fn(&Sample) -> f64) -> ChartSeries {
    let points: Vec<Point> =
        samples.iter().map(|sample| (time(sample), finite(of(sample)))).collect();
    ChartSeries {
        name,
        greatest: greatest(&points),
        mean: mean(&points),
        points: thin(&points, COLUMNS),
    }
}

/// The rate at which a total grows, over windows that are not too short to say something.
fn rates(name: &'static str, samples: &[Sample], of: &CounterDescriptor) -> ChartSeries {
    let window = samples.last().map_or(0.0, time) / WINDOWS;
    let mut points = Vec::new();
    let (mut since, mut before) = (0.0, 0);
    for (index, sample) in samples.iter().enumerate() {
        let now = time(sample);
        let long_enough = now - since >= window || index + 1 == samples.len();
        if now > since && long_enough {
            let total = of.of_sample(sample);
            points.push((now, float(total.saturating_sub(before)) / (now - since)));
            (since, before) = (now, total);
        }
    }
    ChartSeries { name, greatest: greatest(&points), mean: mean(&points), points }
}

/// Seconds since the start.
fn time(sample: &Sample) -> f64 {
    float(sample.elapsed_ns) / 1e9
}

fn greatest(points: &[Point]) -> f64 {
    points.iter().map(|point| point.1).fold(0.0, f64::max)
}

/// The mean over time: each value stands for the time since the one before.
fn mean(points: &[Point]) -> f64 {
    let (mut sum, mut before) = (0.0, 0.0);
    for &(time, value) in points {
        sum += value * (time - before);
        before = time;
    }
    if before > 0.0 { sum / before } else { 0.0 }
}

/// A recording from elsewhere may say anything.
const fn finite(value: f64) -> f64 {
    if value.is_finite() { value } else { 0.0 }
}

#[expect(clippy::cast_precision_loss, reason = "what is drawn has fewer digits")]
const fn float(amount: u64) -> f64 {
    amount as f64
}
