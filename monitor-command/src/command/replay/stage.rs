//! Where a recording is played: metrics, commands and reports as they were live.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::error::Error;
use monitor_core::{Clock, Event, Monitor, MonitorLimits, Timestamp};
use monitor_events::Emitter;
use monitor_exec::{Sample, SampleRecording};
use monitor_host::Error as HostError;
use monitor_host::{JournalEntry, JournalReader, report};
use monitor_http::{CommandBoard, CommandEntry, CommandLimits};

/// The time of the recording: that of what came last.
#[derive(Debug, Default)]
pub(super) struct RecordingClock(AtomicI64);

impl RecordingClock {
    pub(super) fn advance_to(&self, at: Timestamp) {
        self.0.fetch_max(at.as_micros(), Ordering::Relaxed);
    }
}

impl Clock for RecordingClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::Relaxed))
    }
}

/// Where a recording goes.
#[derive(Clone)]
pub(super) struct ReplayHost {
    pub(super) emitter: Emitter,
    pub(super) monitor: Arc<Monitor>,
    pub(super) board: CommandBoard,
    pub(super) clock: Arc<RecordingClock>,
}

/// How it is played.
pub(super) struct ReplayOptions {
    /// How many times faster than it happened; as fast as possible if it is not said.
    pub(super) speed: Option<f64>,
    /// A directory for the report of each command.
    pub(super) reports: Option<PathBuf>,
}

/// What was not there to be played.
#[derive(Debug, Default)]
pub(super) struct ReplayGaps {
    /// Lines that are not whole.
    pub(super) lines: u64,
    /// Events and samples that were lost when it was recorded.
    pub(super) records: u64,
}

/// A command that has begun.
struct ReplayedCommand {
    entry: CommandEntry,
    /// What is known of it, as if it were cut off now.
    recording: SampleRecording,
    /// Whether its samples come a second time, all of them.
    again: bool,
}

impl ReplayHost {
    pub(super) fn new() -> Self {
        let (emitter, monitor) = (Emitter::new(), Arc::new(Monitor::new(MonitorLimits::default())));
        emitter.attach(&monitor).detach();
        let board = CommandBoard::new(CommandLimits::default());
        Self { emitter, monitor, board, clock: Arc::default() }
    }

    /// Plays the journal at this path, or what `monitor exec --out` has recorded of a command.
    pub(super) fn play_file(
        &self,
        path: &Path,
        manner: &ReplayOptions,
    ) -> Result<ReplayGaps, Error> {
        let mut reader = JournalReader::open(path)?;
        let mut player = JournalPlayer {
            stage: self,
            reports: manner.reports.as_deref().map(ReportDir::new).transpose()?,
            pace: ReplayPace { speed: manner.speed, begun: None },
            playing: HashMap::new(),
        };
        let mut missing = ReplayGaps::default();
        let mut nothing = true;
        for record in &mut reader {
            nothing = false;
            match record?.entry {
                JournalEntry::Lost(count) => missing.records += count,
                entry => player.play_entry(entry)?,
            }
        }
        missing.lines = reader.bad_lines();
        if nothing && missing.lines > 0 {
            player.play_command(path)?;
            return Ok(ReplayGaps::default());
        }
        player.report_unfinished()?;
        Ok(missing)
    }
}

struct JournalPlayer<'a> {
    stage: &'a ReplayHost,
    reports: Option<ReportDir>,
    pace: ReplayPace,
    playing: HashMap<String, ReplayedCommand>,
}

impl JournalPlayer<'_> {
    fn play_entry(&mut self, entry: JournalEntry) -> Result<(), Error> {
        match entry {
            JournalEntry::Event(event) => self.play_event(event),
            JournalEntry::Change { change, at } => {
                self.advance_to(at);
                // What workers were lost is recorded as events.
                let _ = change.apply(&self.stage.monitor, at);
            }
            JournalEntry::Begun { command, words, at } => {
                self.advance_to(at);
                let entry = self.stage.board.begin_command_at(command.as_str(), &words, at);
                let mut recording = SampleRecording::default();
                recording.cut_off = true;
                let playing = ReplayedCommand { entry, recording, again: false };
                self.playing.insert(command, playing);
            }
            JournalEntry::Sample { command, sample } => self.play_sample(&command, &sample),
            JournalEntry::Again { command } => {
                if let Some(playing) = self.playing.get_mut(&command) {
                    playing.recording.samples.clear();
                    playing.again = true;
                }
            }
            JournalEntry::Ended { command, figures } => self.finish_command(&command, *figures)?,
            _ => {}
        }
        Ok(())
    }

    fn play_event(&mut self, event: Event) {
        if let Some(at) = event.at {
            self.advance_to(at);
        }
        self.stage.emitter.emit(event);
    }

    fn play_sample(&mut self, command: &str, sample: &Sample) {
        let Some(playing) = self.playing.get_mut(command) else { return };
        playing.recording.samples.push(*sample);
        if !playing.again {
            self.pace.wait_for(sample.at);
            playing.entry.observe_sample(sample);
        }
    }

    fn finish_command(&mut self, command: &str, figures: SampleRecording) -> Result<(), Error> {
        let Some(playing) = self.playing.remove(command) else { return Ok(()) };
        let mut recording = figures;
        recording.samples = playing.recording.samples;
        if let Some(reports) = &mut self.reports {
            reports.write_report(command, &recording)?;
        }
        playing.entry.finish_with_recording(recording);
        Ok(())
    }

    /// Reports what had not ended.
    fn report_unfinished(&mut self) -> Result<(), Error> {
        let Some(reports) = &mut self.reports else { return Ok(()) };
        for (command, playing) in self.playing.drain() {
            reports.write_report(&command, &playing.recording)?;
        }
        Ok(())
    }

    /// A file of samples is one command that has ended.
    fn play_command(&mut self, path: &Path) -> Result<(), Error> {
        let file = File::open(path).map_err(Error::file("read", path))?;
        let recording = SampleRecording::read(BufReader::new(file))
            .map_err(|source| HostError::Recording { path: path.to_owned(), source })?;
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let words = recording.metadata.as_ref().map(|metadata| metadata.args.clone());
        let begun = recording.figures().started_at;
        let entry = self.stage.board.begin_command_at(&*name, &words.unwrap_or_default(), begun);
        self.advance_to(recording.samples.last().map_or(begun, |sample| sample.at));
        if let Some(reports) = &mut self.reports {
            reports.write_report(&name, &recording)?;
        }
        entry.finish_with_recording(recording);
        Ok(())
    }

    fn advance_to(&mut self, at: Timestamp) {
        self.pace.wait_for(at);
        self.stage.clock.advance_to(at);
    }
}

/// How far apart things come.
struct ReplayPace {
    speed: Option<f64>,
    begun: Option<(Instant, Timestamp)>,
}

impl ReplayPace {
    fn wait_for(&mut self, at: Timestamp) {
        let Some(speed) = self.speed else { return };
        let (begun, first) = *self.begun.get_or_insert((Instant::now(), at));
        let after = at.saturating_duration_since(first).as_secs_f64() / speed;
        let due = Duration::try_from_secs_f64(after).map(|after| begun + after);
        if let Ok(due) = due {
            thread::sleep(due.saturating_duration_since(Instant::now()));
        }
    }
}

/// A directory with a page for each command.
struct ReportDir {
    dir: PathBuf,
    /// How often each name has been given.
    names: HashMap<String, u32>,
}

impl ReportDir {
    fn new(dir: &Path) -> Result<Self, Error> {
        fs::create_dir_all(dir).map_err(Error::file("create", dir))?;
        Ok(Self { dir: dir.to_owned(), names: HashMap::new() })
    }

    fn write_report(&mut self, command: &str, recording: &SampleRecording) -> Result<(), Error> {
        let plain = |c: char| if c.is_alphanumeric() || "-_".contains(c) { c } else { '_' };
        let name: String = command.chars().take(80).map(plain).collect();
        let count = self.names.entry(name.clone()).or_default();
        *count += 1;
        let name = if *count == 1 { name } else { format!("{name}.{count}") };
        let path = self.dir.join(format!("{name}.html"));
        fs::write(&path, report::command_html(recording)).map_err(Error::file("write", &path))
    }
}
