//! Our own documents: JSON lines, and one JSON object.

use std::fmt;
use std::io::{self, Read};

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, SeqAccess, Visitor};

use crate::error::Error;
use crate::format::recording::{MAX_SAMPLES, RecordReader, RecordSink, SampleRecording};
use crate::metadata::ExecMetadata;
use crate::sample::Sample;
use crate::sample::store::SampleStore;
use crate::summary::Summary;

/// What tells our records from others.
#[derive(Deserialize)]
struct RecordMarker {
    kind: String,
    started_at: Option<IgnoredAny>,
    elapsed_ns: Option<IgnoredAny>,
}

pub(in crate::format) fn is_record(line: &[u8]) -> bool {
    serde_json::from_slice::<RecordMarker>(line)
        .is_ok_and(|mark| mark.started_at.is_some() || mark.elapsed_ns.is_some())
}

pub(in crate::format) struct Lines;

impl RecordReader for Lines {
    fn read_line(&mut self, kept: &mut RecordSink, line: &[u8]) -> io::Result<()> {
        // Nearly all lines are samples, which are told by having all that a sample has.
        if let Ok(sample) = serde_json::from_slice::<Sample>(line) {
            kept.push(&sample);
            return Ok(());
        }
        match serde_json::from_slice::<RecordMarker>(line)?.kind.as_str() {
            "metadata" => kept.recording.metadata = Some(serde_json::from_slice(line)?),
            "summary" => kept.recording.summary = Some(serde_json::from_slice(line)?),
            "sample" => {
                return serde_json::from_slice::<Sample>(line).map(drop).map_err(Into::into);
            }
            // A later version may have more kinds.
            _ => {}
        }
        Ok(())
    }
}

#[derive(Deserialize)]
struct SampleDocument {
    metadata: Option<ExecMetadata>,
    samples: SampleList,
    summary: Option<Summary>,
}

/// Samples that are stored within the bound as they come.
struct SampleList(SampleStore);

impl<'de> Deserialize<'de> for SampleList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct SampleSeq;
        impl<'de> Visitor<'de> for SampleSeq {
            type Value = SampleList;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of samples")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<SampleList, A::Error> {
                let mut store = SampleStore::new(MAX_SAMPLES, 0);
                while let Some(sample) = seq.next_element::<Sample>()? {
                    store.push(&sample, &[]);
                }
                Ok(SampleList(store))
            }
        }
        deserializer.deserialize_seq(SampleSeq)
    }
}

pub(in crate::format) fn document(input: impl Read) -> Result<SampleRecording, Error> {
    let document: SampleDocument = serde_json::from_reader(input).map_err(refused)?;
    let mut store = document.samples.0;
    Ok(SampleRecording {
        metadata: document.metadata,
        samples_merged: store.merged,
        samples: store.take().0,
        summary: document.summary,
        cut_off: false,
    })
}

/// The error of a document, by whose fault it is.
pub(in crate::format) fn refused(error: serde_json::Error) -> Error {
    if error.is_io() {
        return Error::Read { source: error.into() };
    }
    Error::Record { line: error.line() as u64, source: error.into() }
}
