//! `monitor replay`: feeds a recording into the metrics, and shows what came out.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use clap::Args;
use monitor_core::{Clock, Event, Limits, Monitor, Timestamp};
use monitor_events::Emitter;
use monitor_host::http::{CommandBoard, CommandEntry, CommandLimits, Feed, FeedLimits, Sources};
use monitor_host::{Error, JournalEntry, JournalReader};

use super::listen::{Listen, address};
use super::print;
use super::serve::{PORT, until_stopped};

/// Feed a recording into the metrics and show what came out
#[derive(Debug, Args)]
pub(crate) struct Replay {
    /// The recording, as `monitor serve --record` or a host's journal has written it
    file: PathBuf,
    /// How many times faster than it happened; as fast as possible if it is not given
    #[arg(long, value_name = "X", value_parser = speed)]
    speed: Option<f64>,
    /// The time for which the status is shown [default: that of the last event]
    #[arg(long, value_name = "TIME")]
    at: Option<Timestamp>,
    /// Show it over HTTP instead, while it is replayed and afterwards
    #[arg(long)]
    serve: bool,
    /// Where to listen
    #[arg(long, value_name = "ADDR[:PORT]", default_value = "127.0.0.1:8765", value_parser = bind)]
    bind: SocketAddr,
    #[command(flatten)]
    listen: Listen,
}

fn bind(text: &str) -> Result<SocketAddr, String> {
    address(text, PORT)
}

fn speed(text: &str) -> Result<f64, String> {
    let speed = text.parse().ok().filter(|speed: &f64| speed.is_finite() && *speed > 0.0);
    speed.ok_or_else(|| format!("`{text}` is no speed such as 1, 0.5 or 100"))
}

/// The time of the recording: that of the event that came last.
#[derive(Debug, Default)]
struct Recorded(AtomicI64);

impl Clock for Recorded {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::Relaxed))
    }
}

/// Where a recording goes.
struct Stage {
    emitter: Emitter,
    monitor: Arc<Monitor>,
    board: CommandBoard,
    clock: Arc<Recorded>,
    /// Commands that have begun.
    commands: Mutex<Vec<(String, CommandEntry)>>,
}

impl Stage {
    fn new() -> Self {
        let (emitter, monitor) = (Emitter::new(), Arc::new(Monitor::new(Limits::default())));
        emitter.attach(&monitor).detach();
        let board = CommandBoard::new(CommandLimits::default());
        Self { emitter, monitor, board, clock: Arc::default(), commands: Mutex::default() }
    }

    /// Plays everything; gives how many lines were not whole, and how many events are missing.
    fn play(&self, mut reader: JournalReader, speed: Option<f64>) -> Result<(u64, u64), Error> {
        let mut missing = 0;
        let mut pace = Pace { speed, begun: None };
        for record in &mut reader {
            match record?.entry {
                JournalEntry::Event(event) => self.event(event, &mut pace),
                JournalEntry::Begun { command, words } => {
                    let entry = self.board.begin(command.as_str(), &words);
                    self.commands().push((command, entry));
                }
                JournalEntry::Sample { command, sample } => {
                    pace.wait_for(sample.at);
                    let commands = self.commands();
                    let known = commands.iter().rev().find(|(id, _)| *id == command);
                    if let Some((_, entry)) = known {
                        entry.observe_sample(&sample);
                    }
                }
                JournalEntry::Lost(count) => missing += count,
                _ => {}
            }
        }
        Ok((reader.bad_lines(), missing))
    }

    fn commands(&self) -> std::sync::MutexGuard<'_, Vec<(String, CommandEntry)>> {
        self.commands.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn event(&self, event: Event, pace: &mut Pace) {
        if let Some(at) = event.at {
            pace.wait_for(at);
            self.clock.0.fetch_max(at.as_micros(), Ordering::Relaxed);
        }
        self.emitter.emit(event);
    }
}

/// How far apart things come.
struct Pace {
    speed: Option<f64>,
    begun: Option<(Instant, Timestamp)>,
}

impl Pace {
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

impl Replay {
    /// Prints the status, or serves.
    pub(crate) fn run(self) -> Result<ExitCode, Error> {
        let reader = JournalReader::open(&self.file)?;
        let stage = Stage::new();
        if self.serve {
            return self.show(reader, stage);
        }
        let incomplete = stage.play(reader, self.speed)?;
        tell(incomplete);
        let at = self.at.unwrap_or_else(|| stage.clock.now());
        // A monitor of its own is never disabled.
        let status = stage.monitor.status(at).ok().and_then(|it| serde_json::to_string(&it).ok());
        print::result(|out| writeln!(out, "{}", status.unwrap_or_default()))?;
        Ok(ExitCode::SUCCESS)
    }

    fn show(&self, reader: JournalReader, stage: Stage) -> Result<ExitCode, Error> {
        let listening = match self.listen.at(self.bind)? {
            Ok(listening) => listening,
            Err(code) => return Ok(code),
        };
        let feed = Feed::start(FeedLimits::default())?;
        feed.follow(&stage.emitter);
        let clock: Arc<dyn Clock> = Arc::clone(&stage.clock) as _;
        let sources = Sources::new().monitor(&stage.monitor).clock(clock);
        let sources = sources.feed(&feed).commands(&stage.board);
        let speed = self.speed;
        let player = thread::Builder::new().name("replay".to_owned());
        let played = player.spawn(move || match stage.play(reader, speed) {
            Ok(incomplete) => tell(incomplete),
            Err(error) => print::complain(error),
        });
        played.map_err(|source| Error::System { what: "a thread", source })?;
        until_stopped(listening, sources, std::future::pending())?;
        Ok(ExitCode::SUCCESS)
    }
}

fn tell((bad_lines, missing): (u64, u64)) {
    if bad_lines > 0 {
        print::complain(format_args!("{bad_lines} lines are not whole and were passed over"));
    }
    if missing > 0 {
        print::complain(format_args!("{missing} events were lost when it was recorded"));
    }
}
