//! What denet writes: its JSON lines, and its samples as one list.
//!
//! denet records no CPU time, so it is what its percentages come to.

use std::fmt;
use std::io::{self, Read};
use std::time::Duration;

use monitor_core::Timestamp;
use serde::Deserialize;
use serde::de::{Deserializer, SeqAccess, Visitor};

use crate::counters::denet_counters;
use crate::error::Error;
use crate::format::json::read::refused;
use crate::format::recording::{RecordReader, RecordSink, SampleRecording};
use crate::metadata::ExecMetadata;
use crate::sample::gauges::Gauges;
use crate::sample::{Sample, SampleFrame};
use crate::totals::used::Used;

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum DenetRecord {
    Metadata(NamedMetrics),
    Sample(Metrics),
    Tree {
        parent: Option<Metrics>,
        aggregated: Option<Metrics>,
    },
    /// `aggregated` is a whole tree in a record of its own.
    Aggregated(Metrics),
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
struct NamedMetrics {
    pid: u32,
    #[serde(default)]
    cmd: Vec<String>,
    #[serde(default)]
    executable: String,
    t0_ms: i64,
}

macro_rules! declare_metrics {
    (
        records { $($name:ident = $key:ident * $factor:literal,)* }
        process $process:tt
        summary $summary:tt
    ) => {
        #[derive(Deserialize)]
        struct Metrics {
            ts_ms: i64,
            #[serde(default)]
            cpu_usage: f32,
            $($key: Option<u64>,)*
            thread_count: Option<u32>,
            process_count: Option<u32>,
        }

        impl Metrics {
            /// Puts what it has into a sample.
            fn fill(&self, sample: &mut Sample) {
                $(sample.$name = self.$key.unwrap_or(0).saturating_mul($factor);)*
                sample.threads = self.thread_count.unwrap_or(0);
                sample.processes = self.process_count.unwrap_or(1);
            }
        }
    };
}
denet_counters!(declare_metrics);

pub(in crate::format) fn is_record(line: &[u8]) -> bool {
    serde_json::from_slice::<DenetRecord>(line).is_ok()
}

#[derive(Default)]
pub(in crate::format) struct Lines {
    start_ms: Option<i64>,
    last_ms: i64,
    cpu_ns: f64,
    peak_bytes: u64,
    seq: u32,
}

impl RecordReader for Lines {
    fn read_line(&mut self, kept: &mut RecordSink, line: &[u8]) -> io::Result<()> {
        self.record(kept, serde_json::from_slice(line)?);
        Ok(())
    }
}

impl Lines {
    fn record(&mut self, kept: &mut RecordSink, record: DenetRecord) {
        match record {
            DenetRecord::Metadata(named) => {
                self.start_ms = Some(named.t0_ms);
                self.last_ms = named.t0_ms;
                let executable =
                    Some(named.executable).filter(|path| !path.is_empty()).map(Into::into);
                kept.recording.metadata = Some(ExecMetadata {
                    pid: named.pid,
                    args: named.cmd,
                    executable,
                    started_at: from_millis(named.t0_ms),
                    hold: None,
                });
            }
            DenetRecord::Sample(metrics) | DenetRecord::Aggregated(metrics) => {
                kept.push(&self.sample(&metrics));
            }
            DenetRecord::Tree { parent, aggregated } => {
                if let Some(metrics) = aggregated.or(parent) {
                    kept.push(&self.sample(&metrics));
                }
            }
            DenetRecord::Other => {}
        }
    }

    fn sample(&mut self, metrics: &Metrics) -> Sample {
        let start_ms = *self.start_ms.get_or_insert(metrics.ts_ms);
        let since = |from_ms: i64| {
            Duration::from_millis(u64::try_from(metrics.ts_ms.saturating_sub(from_ms)).unwrap_or(0))
        };
        let wall = if self.last_ms == 0 { Duration::ZERO } else { since(self.last_ms) };
        self.last_ms = metrics.ts_ms;
        self.cpu_ns += f64::from(metrics.cpu_usage.max(0.0)) * wall.as_secs_f64() * 1e7;
        let seq = self.seq;
        self.seq = seq.saturating_add(1);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "an estimate, and never below zero"
        )]
        let cpu_ns = self.cpu_ns as u64;
        let frame = SampleFrame {
            at: from_millis(metrics.ts_ms),
            elapsed_ns: u64::try_from(since(start_ms).as_nanos()).unwrap_or(u64::MAX),
            cpu_percent: metrics.cpu_usage,
            seq,
            ..SampleFrame::EMPTY
        };
        let used = Used { cpu_ns, ..Used::default() };
        let mut sample = Sample::new(frame, &used, &Gauges::default());
        metrics.fill(&mut sample);
        self.peak_bytes = self.peak_bytes.max(sample.rss_bytes);
        sample.peak_rss_bytes = self.peak_bytes;
        sample
    }
}

const fn from_millis(ms: i64) -> Timestamp {
    Timestamp::from_micros(ms.saturating_mul(1000))
}

/// A list of records.
struct ListReader(SampleRecording);

impl<'de> Deserialize<'de> for ListReader {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct DenetSeq;
        impl<'de> Visitor<'de> for DenetSeq {
            type Value = ListReader;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of denet's records")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<ListReader, A::Error> {
                let (mut kept, mut lines) = (RecordSink::new(), Lines::default());
                while let Some(record) = seq.next_element()? {
                    lines.record(&mut kept, record);
                }
                Ok(ListReader(kept.finish()))
            }
        }
        deserializer.deserialize_seq(DenetSeq)
    }
}

pub(in crate::format) fn array(input: impl Read) -> Result<SampleRecording, Error> {
    serde_json::from_reader(input).map(|ListReader(recording)| recording).map_err(refused)
}
