//! Commands that are watched, as long as somebody may want to see them.

mod routes;
mod state_text;

pub use routes::exec_routes;

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, OnceLock};

use monitor_core::{NonPoisonMutex, Timestamp};
use monitor_exec::{ExecOutcome, Sample, SampleRecording, Summary};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::subject::commands::state_text::command_state;
use crate::subject::state_kind::StateKind;
use monitor_host::JournalHandle;

/// How much a [`CommandBoard`] keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CommandLimits {
    /// Commands, 64. For a new one the oldest that has ended is forgotten, else the oldest.
    pub commands: usize,
    /// Samples of each while it runs, 4,096; beyond it the oldest go.
    pub samples: usize,
}

impl Default for CommandLimits {
    fn default() -> Self {
        Self { commands: 64, samples: 4_096 }
    }
}

/// The commands that are shown over HTTP: hand in what `monitor-exec` says of them.
///
/// ```
/// use monitor_exec::ExecCommand;
/// use monitor_http::{CommandBoard, CommandLimits};
///
/// let board = CommandBoard::new(CommandLimits::default());
/// let entry = board.begin_command("align-1", &["true".to_owned()]);
/// let observed = entry.clone();
/// let outcome = ExecCommand::new("true").on_sample(move |seen| observed.observe(seen)).run()?;
/// entry.finish(&outcome);
/// assert_eq!(board.len(), 1);
/// # Ok::<(), monitor_exec::Error>(())
/// ```
#[derive(Clone, Default)]
pub struct CommandBoard(Arc<BoardInner>);

#[derive(Default)]
struct BoardInner {
    limits: CommandLimits,
    kept: NonPoisonMutex<BoardState>,
    journal: OnceLock<JournalHandle>,
}

#[derive(Default)]
struct BoardState {
    commands: VecDeque<Arc<BoardCommand>>,
    /// Commands that were forgotten for new ones.
    forgotten: u64,
    /// Counts changes.
    version: u64,
}

/// One command on a board.
#[derive(Clone)]
pub struct CommandEntry {
    board: CommandBoard,
    command: Arc<BoardCommand>,
}

pub(crate) struct BoardCommand {
    id: String,
    words: Vec<String>,
    begun: Timestamp,
    seen: NonPoisonMutex<CommandRecord>,
}

#[derive(Default)]
struct CommandRecord {
    samples: VecDeque<Sample>,
    /// Samples that had to go.
    dropped: u64,
    ended: Option<Box<SampleRecording>>,
}

/// One command in a list.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct CommandStatus {
    pub(crate) id: String,
    pub(crate) command: Vec<String>,
    pub(crate) begun: Timestamp,
    pub(crate) running: bool,
    /// How it stands, in words.
    pub(crate) state_text: String,
    /// What that means at a glance.
    pub(crate) state_kind: StateKind,
    /// How it ended: `outcome` and what belongs to it.
    pub(crate) exit: Option<Value>,
    /// How the process itself ended, whoever wanted it.
    pub(crate) status: Option<Value>,
    /// The last sample; of a command that has ended, with the CPU of the whole time.
    pub(crate) sample: Option<Sample>,
    /// Samples that there are.
    pub(crate) samples: usize,
    pub(crate) samples_dropped: u64,
}

impl CommandBoard {
    /// Without any command.
    #[must_use]
    pub fn new(limits: CommandLimits) -> Self {
        Self(Arc::new(BoardInner { limits, ..BoardInner::default() }))
    }

    /// Records commands and their samples to a journal, from now on. A second one is not taken.
    pub fn record(&self, journal: JournalHandle) {
        // Two journals of one board would be the same twice.
        let _ = self.0.journal.set(journal);
    }

    /// A command that begins now. One of the same id that was there is forgotten.
    pub fn begin_command(&self, id: impl Into<String>, words: &[String]) -> CommandEntry {
        self.begin_command_at(id, words, Timestamp::now())
    }

    /// The same for a command that began at that time, as in a replay.
    pub fn begin_command_at(
        &self,
        id: impl Into<String>,
        words: &[String],
        at: Timestamp,
    ) -> CommandEntry {
        let command = Arc::new(BoardCommand {
            id: id.into(),
            words: words.to_vec(),
            begun: at,
            seen: NonPoisonMutex::default(),
        });
        if let Some(journal) = self.0.journal.get() {
            journal.record_begun(&command.id, words, at);
        }
        let mut kept = self.0.kept.lock();
        kept.commands.retain(|other| other.id != command.id);
        while kept.commands.len() >= self.0.limits.commands.max(1) {
            let ended = kept.commands.iter().position(|command| command.recording().is_some());
            kept.commands.remove(ended.unwrap_or(0));
            kept.forgotten += 1;
        }
        kept.commands.push_back(Arc::clone(&command));
        kept.version += 1;
        CommandEntry { board: self.clone(), command }
    }

    /// How many commands it keeps.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.kept.lock().commands.len()
    }

    /// Whether it keeps none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many commands were forgotten for new ones.
    #[must_use]
    pub fn forgotten(&self) -> u64 {
        self.0.kept.lock().forgotten
    }

    pub(crate) fn version(&self) -> u64 {
        self.0.kept.lock().version
    }

    pub(crate) fn all(&self) -> Vec<Arc<BoardCommand>> {
        self.0.kept.lock().commands.iter().rev().cloned().collect()
    }

    pub(crate) fn find(&self, id: &str) -> Option<Arc<BoardCommand>> {
        self.0.kept.lock().commands.iter().find(|command| command.id == id).cloned()
    }

    /// All commands by id, and their order: the document of the stream.
    pub(crate) fn live_document(&self) -> Value {
        let all: Vec<_> = self.all().iter().map(|command| command.status()).collect();
        let order: Vec<_> = all.iter().map(|status| status.id.clone()).collect();
        let by_id: Map<String, Value> = all
            .into_iter()
            .filter_map(|status| Some((status.id.clone(), serde_json::to_value(&status).ok()?)))
            .collect();
        json!({"order": order, "commands": by_id})
    }
}

impl CommandEntry {
    /// One more observation, as the callback of `ExecCommand::on_sample` is given it.
    pub fn observe(&self, seen: &monitor_exec::TreeSample) {
        self.observe_sample(&seen.sample);
    }

    /// One more sample of the tree.
    pub fn observe_sample(&self, sample: &Sample) {
        let mut watched = self.command.seen.lock();
        if watched.samples.len() >= self.board.0.limits.samples.max(1) {
            watched.samples.pop_front();
            watched.dropped += 1;
        }
        watched.samples.push_back(*sample);
        drop(watched);
        self.board.0.kept.lock().version += 1;
        if let Some(journal) = self.board.0.journal.get() {
            journal.sample(&self.command.id, sample);
        }
    }

    /// It has ended: from now on its samples are those of the outcome.
    pub fn finish(&self, outcome: &ExecOutcome) {
        self.finish_with_recording(SampleRecording::from(outcome));
    }

    /// The same with what was recorded of it.
    pub fn finish_with_recording(&self, recording: SampleRecording) {
        if let Some(journal) = self.board.0.journal.get() {
            let seen = self.command.seen.lock().has_seen(&recording.samples);
            journal.record_ended(&self.command.id, &recording, seen);
        }
        let mut watched = self.command.seen.lock();
        watched.samples = VecDeque::new();
        watched.ended = Some(Box::new(recording));
        drop(watched);
        self.board.0.kept.lock().version += 1;
    }
}

impl BoardCommand {
    pub(crate) fn status(&self) -> CommandStatus {
        let watched = self.seen.lock();
        let (sample, samples) = match &watched.ended {
            Some(ended) => (ended.samples.last(), ended.samples.len()),
            None => (watched.samples.back(), watched.samples.len()),
        };
        let exit = watched.summary().map(|summary| summary.exit);
        let state = command_state(watched.ended.is_none(), exit);
        CommandStatus {
            id: self.id.clone(),
            command: self.words.clone(),
            begun: self.begun,
            running: watched.ended.is_none(),
            state_text: state.state_text,
            state_kind: state.state_kind,
            exit: watched.summary().and_then(|summary| serde_json::to_value(summary.exit).ok()),
            status: watched
                .summary()
                .and_then(|summary| serde_json::to_value(summary.status?).ok()),
            sample: sample.map(|sample| with_average_cpu(*sample, watched.summary())),
            samples,
            samples_dropped: watched.dropped,
        }
    }

    /// Up to `limit` samples whose number is greater than `since`.
    pub(crate) fn samples(&self, since: Option<u64>, limit: usize) -> Vec<Sample> {
        let watched = self.seen.lock();
        let is_new = |sample: &&Sample| since.is_none_or(|since| u64::from(sample.seq) > since);
        match &watched.ended {
            Some(ended) => ended.samples.iter().filter(is_new).take(limit).copied().collect(),
            None => watched.samples.iter().filter(is_new).take(limit).copied().collect(),
        }
    }

    /// What it used; `None` while it runs.
    pub(crate) fn summary(&self) -> Option<Summary> {
        self.recording().and_then(|recording| recording.summary)
    }

    /// What is known of it so far, or in the end.
    pub(crate) fn recording_so_far(&self) -> SampleRecording {
        self.recording().unwrap_or_else(|| {
            let mut recording = SampleRecording::default();
            recording.samples = self.seen.lock().samples.iter().copied().collect();
            recording.cut_off = true;
            recording
        })
    }

    /// Everything about it; `None` while it runs.
    pub(crate) fn recording(&self) -> Option<SampleRecording> {
        self.seen.lock().ended.as_deref().cloned()
    }
}

/// The last sample. That of a command that has ended is of a moment; its CPU is that of all the
/// time.
#[expect(clippy::cast_possible_truncation, reason = "a percentage has few digits")]
fn with_average_cpu(mut sample: Sample, summary: Option<&Summary>) -> Sample {
    if let Some(summary) = summary {
        sample.cpu_percent = summary.avg_cpu_percent as f32;
    }
    sample
}

impl CommandRecord {
    /// Whether these samples are those that were observed, one by one.
    fn has_seen(&self, samples: &[Sample]) -> bool {
        let gone = usize::try_from(self.dropped).unwrap_or(usize::MAX);
        samples.get(gone..).is_some_and(|rest| self.samples.iter().eq(rest))
    }

    /// What it used, if it has ended.
    fn summary(&self) -> Option<&Summary> {
        self.ended.as_ref()?.summary.as_ref()
    }
}

impl fmt::Debug for CommandBoard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CommandBoard").field("commands", &self.len()).finish_non_exhaustive()
    }
}

impl fmt::Debug for CommandEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CommandEntry").field("id", &self.command.id).finish_non_exhaustive()
    }
}
