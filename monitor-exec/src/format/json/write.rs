//! Our own documents: JSON lines, and one JSON object.

use std::io::{self, Write};

use serde::Serialize;

use crate::metadata::{ExecMetadata, MachineFacts};
use crate::sample::TreeSample;
use crate::summary::Summary;

/// A document with its kind before its own fields.
#[derive(Serialize)]
struct JsonRecord<'a, T> {
    kind: &'static str,
    #[serde(flatten)]
    document: &'a T,
}

/// An observation on one level: the fields of the tree, then the processes.
#[derive(Serialize)]
struct FlatSample<'a> {
    #[serde(flatten)]
    sample: &'a crate::sample::Sample,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    processes: &'a [crate::sample::ProcessSample],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    entered: &'a [crate::sample::process::ProcessRow],
}

impl<'a> From<&'a TreeSample> for FlatSample<'a> {
    fn from(observation: &'a TreeSample) -> Self {
        Self {
            sample: &observation.sample,
            processes: &observation.processes,
            entered: &observation.entered,
        }
    }
}

fn record<T: Serialize>(line: &mut Vec<u8>, kind: &'static str, document: &T) -> io::Result<()> {
    serde_json::to_writer(&mut *line, &JsonRecord { kind, document })?;
    line.push(b'\n');
    Ok(())
}

pub(in crate::format) fn metadata_line(
    line: &mut Vec<u8>,
    metadata: &ExecMetadata,
) -> io::Result<()> {
    record(line, "metadata", metadata)
}

pub(in crate::format) fn machine_line(
    line: &mut Vec<u8>,
    machine: Option<&MachineFacts>,
) -> io::Result<()> {
    machine.map_or(Ok(()), |machine| record(line, "machine", machine))
}

pub(in crate::format) fn sample_line(
    line: &mut Vec<u8>,
    observation: &TreeSample,
) -> io::Result<()> {
    record(line, "sample", &FlatSample::from(observation))
}

pub(in crate::format) fn summary_line(
    line: &mut Vec<u8>,
    summary: Option<&Summary>,
) -> io::Result<()> {
    summary.map_or(Ok(()), |summary| record(line, "summary", summary))
}

pub(in crate::format) fn open(
    line: &mut Vec<u8>,
    metadata: &ExecMetadata,
    machine: Option<&MachineFacts>,
) -> io::Result<()> {
    line.extend_from_slice(b"{\"metadata\":");
    serde_json::to_writer(&mut *line, metadata)?;
    if let Some(machine) = machine {
        line.extend_from_slice(b",\"machine\":");
        serde_json::to_writer(&mut *line, machine)?;
    }
    line.extend_from_slice(b",\"samples\":[");
    Ok(())
}

pub(in crate::format) fn element(
    line: &mut Vec<u8>,
    observation: &TreeSample,
    first: bool,
) -> io::Result<()> {
    line.extend_from_slice(if first { b"\n" } else { b",\n" });
    serde_json::to_writer(&mut *line, &FlatSample::from(observation))?;
    Ok(())
}

pub(in crate::format) fn close(line: &mut Vec<u8>, summary: Option<&Summary>) -> io::Result<()> {
    line.extend_from_slice(b"\n]");
    if let Some(summary) = summary {
        line.extend_from_slice(b",\"summary\":");
        serde_json::to_writer(&mut *line, summary)?;
    }
    line.write_all(b"}\n")
}
