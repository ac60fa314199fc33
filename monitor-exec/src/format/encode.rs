//! Observations as text, into any `Write` of the host: one format a file.

use std::io::{self, Write};

use super::{csv::write as csv, denet::write as denet, json::write as json};
use crate::metadata::{ExecMetadata, MachineFacts};
use crate::outcome::ExecOutcome;
use crate::sample::{ProcessState, TreeSample};
use crate::summary::Summary;

pub use super::denet::write::DenetSummary;
pub use super::summary_document::{FigureOrigin, OriginTable, SummaryDocument};

/// The form of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RecordFormat {
    /// One JSON object a line: `{"kind":"metadata",…}`, then `{"kind":"sample",…}` each, at last
    /// `{"kind":"summary",…}`. Readable up to the last line whenever the writing stopped.
    JsonLines,
    /// One JSON object with `metadata`, `samples` and `summary`. It is complete only at the end.
    Json,
    /// A heading and one line a sample of the tree.
    Csv,
    /// The records of denet 0.10, one JSON object a line, for its readers: `env` if the machine is
    /// to be told, `metadata`, then
    /// `sample` (or, if there are process samples, `tree`, and a `child` for each process that
    /// comes), at last `exit`.
    Denet,
}

/// Writes the observations of one run in order: [`begin`](Self::begin), each
/// [`observe`](Self::observe), [`end`](Self::end). Each line is handed to the writer in one piece.
#[derive(Debug)]
pub struct SampleEncoder<W> {
    writer: W,
    format: RecordFormat,
    line: Vec<u8>,
    observed: u64,
    root: u32,
    last_ts_ms: i64,
    names: denet::Names,
    machine: Option<MachineFacts>,
}

impl<W: Write> SampleEncoder<W> {
    /// An encoder; nothing is written yet.
    #[must_use]
    pub fn new(writer: W, format: RecordFormat) -> Self {
        Self {
            writer,
            format,
            line: Vec::new(),
            observed: 0,
            root: 0,
            last_ts_ms: 0,
            names: denet::Names::default(),
            machine: None,
        }
    }

    /// Writes the machine, too, before the samples; a table of samples has no place for it.
    #[must_use]
    pub fn with_machine(mut self, machine: MachineFacts) -> Self {
        self.machine = Some(machine);
        self
    }

    /// Writes what comes before the samples.
    ///
    /// # Errors
    ///
    /// The writer's.
    pub fn begin(&mut self, metadata: &ExecMetadata) -> io::Result<()> {
        self.root = metadata.pid;
        match self.format {
            RecordFormat::JsonLines => {
                json::metadata_line(&mut self.line, metadata)?;
                json::machine_line(&mut self.line, self.machine.as_ref())?;
            }
            RecordFormat::Json => json::open(&mut self.line, metadata, self.machine.as_ref())?,
            RecordFormat::Csv => csv::heading(&mut self.line),
            RecordFormat::Denet => {
                denet::environment(&mut self.line, metadata, self.machine.as_ref())?;
                denet::metadata(&mut self.line, metadata)?;
            }
        }
        self.flush_line()
    }

    /// Writes one observation.
    ///
    /// # Errors
    ///
    /// The writer's.
    pub fn observe(&mut self, observation: &TreeSample) -> io::Result<()> {
        match self.format {
            RecordFormat::JsonLines => json::sample_line(&mut self.line, observation)?,
            RecordFormat::Json => json::element(&mut self.line, observation, self.observed == 0)?,
            RecordFormat::Csv => csv::row(&mut self.line, &observation.sample)?,
            RecordFormat::Denet => {
                denet::sample(&mut self.line, observation, self.root, &mut self.names)?;
            }
        }
        self.observed += 1;
        self.last_ts_ms = observation.sample.at.as_micros() / 1000;
        self.flush_line()
    }

    /// Writes what comes after the samples and flushes the writer.
    ///
    /// # Errors
    ///
    /// The writer's.
    pub fn end(&mut self, summary: Option<&Summary>) -> io::Result<()> {
        match self.format {
            RecordFormat::JsonLines => json::summary_line(&mut self.line, summary)?,
            RecordFormat::Json => json::close(&mut self.line, summary)?,
            RecordFormat::Csv => {}
            RecordFormat::Denet => denet::exit(&mut self.line, summary, self.last_ts_ms)?,
        }
        self.flush_line()?;
        self.writer.flush()
    }

    fn flush_line(&mut self) -> io::Result<()> {
        let written = self.writer.write_all(&self.line);
        self.line.clear();
        written
    }
}

impl ExecOutcome {
    /// Writes what was stored of the run: the same text as if it had been written all along.
    ///
    /// # Errors
    ///
    /// The writer's.
    pub fn write(&self, writer: impl Write, format: RecordFormat) -> io::Result<()> {
        let mut encoder = SampleEncoder::new(writer, format);
        encoder.begin(&self.metadata)?;
        let mut rows = self.process_samples.iter().peekable();
        // What they were called before they executed another program is not kept.
        let known = if self.process_samples.is_empty() { &[][..] } else { &self.processes };
        let mut entering = known.iter().peekable();
        for sample in &self.samples {
            let mut processes = Vec::new();
            while let Some(row) = rows.next_if(|row| row.seq <= sample.seq) {
                if row.seq == sample.seq {
                    processes.push(*row);
                }
            }
            let mut entered = Vec::new();
            if sample.state != ProcessState::Held {
                while let Some(process) =
                    entering.next_if(|process| process.first_seen_ns <= sample.elapsed_ns)
                {
                    entered.push(process.clone());
                }
            }
            encoder.observe(&TreeSample { sample: *sample, processes, entered })?;
        }
        encoder.end(Some(&self.summary))
    }
}
