//! The results as JSON: hyperfine's keys, and ours beside them.

use monitor_exec::encode::SummaryDocument;
use serde_json::{Map, Value, json};

use super::{PairedRatio, SampleSpread, TrialMeasure, TrialResults, TrialSeries};

pub(super) fn document(results: &TrialResults) -> Value {
    let mut document = json!({
        "results": results.series.iter().map(series).collect::<Vec<_>>(),
    });
    if let [first, other, ..] = results.series.as_slice() {
        let mut comparison = Map::new();
        comparison.insert("command".into(), first.name.clone().into());
        comparison.insert("other".into(), other.name.clone().into());
        for measure in TrialMeasure::ALL {
            comparison
                .insert(key(measure).into(), results.ratio(1, measure).map_or(Value::Null, ratio));
        }
        document["comparison"] = Value::Object(comparison);
    }
    document
}

const fn key(measure: TrialMeasure) -> &'static str {
    match measure {
        TrialMeasure::Time => "elapsed_time",
        TrialMeasure::Cpu => "cpu_s",
        TrialMeasure::PeakMemory => "peak_memory_bytes",
        TrialMeasure::Read => "read_call_bytes",
        TrialMeasure::Written => "write_call_bytes",
    }
}

fn series(series: &TrialSeries) -> Value {
    let time = series.spread(TrialMeasure::Time);
    let documents: Vec<SummaryDocument> = series.summaries.iter().map(Into::into).collect();
    let mean = |of: fn(&SummaryDocument) -> f64| {
        SampleSpread::from_values(&documents.iter().map(of).collect::<Vec<_>>()).mean
    };
    let mut value = json!({
        "command": series.name,
        "mean": time.mean,
        "stddev": time.deviation,
        "median": time.median,
        "user": mean(|document| document.cpu_user_s),
        "system": mean(|document| document.cpu_system_s),
        "min": time.least,
        "max": time.greatest,
        "times": series.values(TrialMeasure::Time),
        "memory_usage_byte": series
            .summaries
            .iter()
            .map(|summary| summary.peak_tree_rss_bytes.value)
            .collect::<Vec<_>>(),
        "exit_codes": documents.iter().map(|document| document.exit_code).collect::<Vec<_>>(),
        "runs": documents,
    });
    for measure in TrialMeasure::ALL {
        value[key(measure)] = spread(series.spread(measure));
    }
    value
}

fn spread(spread: SampleSpread) -> Value {
    json!({
        "median": spread.median,
        "lower_quartile": spread.lower_quartile,
        "upper_quartile": spread.upper_quartile,
        "least": spread.least,
        "greatest": spread.greatest,
        "mean": spread.mean,
        "deviation": spread.deviation,
        "outliers": spread.outliers,
    })
}

fn ratio(ratio: PairedRatio) -> Value {
    json!({
        "ratio": ratio.median,
        "low": ratio.low,
        "high": ratio.high,
        "confidence": ratio.confidence,
        "clear": ratio.is_clear(),
    })
}
