//! `monitor serve`: everything that Monitor knows, over HTTP.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::error::Error;
use clap::Args;
use monitor_core::{Monitor, MonitorLimits, SystemEvent, Timestamp};
use monitor_events::Emitter;
use monitor_host::cycle::CycleEngine;
use monitor_host::project::Project;
use monitor_host::{Journal, JournalHandle, JournalLimits, MetricsChange, RunSource};
use monitor_http::{
    AnalysisHost, CommandBoard, CommandLimits, Feed, FeedLimits, ProjectAnalyses, RouterSources,
    router,
};
use tokio::runtime::Builder;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::spawn_blocking;
use tokio::time::{MissedTickBehavior, interval};

use crate::demo::Demo;
use crate::exit_codes;
use crate::options::listen::{BoundServer, ListenOptions, parse_address};
use crate::output::print;

/// How often workers are looked for that say nothing any more.
const HOUSEKEEPING: Duration = Duration::from_secs(1);
/// Threads that answer, at most: each has memory of its own.
const THREADS: usize = 4;
/// Threads that read files, at most.
const FILE_THREADS: usize = 8;
/// The port that nobody has to say.
pub(crate) const PORT: u16 = 8_765;

/// Serve the dashboard, the API and the metrics over HTTP
#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// The address to listen on
    #[arg(long, value_name = "ADDR[:PORT]", default_value = "127.0.0.1:8765", value_parser = parse_bind_address)]
    bind: SocketAddr,
    /// Directories with runs
    #[arg(long, value_name = "DIR", num_args = 1..)]
    runs: Vec<PathBuf>,
    /// Serve a demonstration: generated jobs, processes, a run, analyses, and flows to debug
    #[arg(long)]
    demo: bool,
    /// A project whose analyses are served, and cycled on request
    #[arg(long, value_name = "DIR")]
    project: Option<PathBuf>,
    /// Record every event and sample to a file, for `monitor replay`
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
    #[command(flatten)]
    listen: ListenOptions,
}

fn parse_bind_address(text: &str) -> Result<SocketAddr, String> {
    parse_address(text, PORT)
}

impl ServeArgs {
    /// Serves until a signal asks it to stop.
    pub(crate) fn run(self) -> Result<ExitCode, Error> {
        if let Some(dir) = self.runs.iter().find(|dir| !dir.is_dir()) {
            print::write_error(format_args!("{} is not a directory", dir.display()));
            return Ok(ExitCode::from(exit_codes::USAGE));
        }
        let listening = match self.listen.bind_server(self.bind)? {
            Ok(listening) => listening,
            Err(code) => return Ok(code),
        };
        let emitter = Emitter::new();
        let monitor = Arc::new(Monitor::new(MonitorLimits::default()));
        let _figures = emitter.attach(&monitor);
        let feed = Feed::start(FeedLimits::default())?;
        feed.follow_emitter(&emitter);
        let record = |path: &PathBuf| Journal::create(path, &emitter, JournalLimits::default());
        let journal = self.record.as_ref().map(record).transpose()?;
        let handle = journal.as_ref().map(Journal::handle);
        emitter.emit(SystemEvent::startup());
        let board = CommandBoard::new(CommandLimits::default());
        handle.iter().cloned().for_each(|handle| board.record(handle));
        let demo = self.demo.then(|| Demo::start(&emitter, &board)).transpose()?;
        let mut sources = RouterSources::new().monitor(&monitor).feed(&feed).commands(&board);
        if let Some(demo) = &demo {
            sources = sources.flows(&demo.flows()).analyses(&demo.analyses());
        }
        let shown = demo.as_ref().map(Demo::dir);
        let mut dirs = shown.into_iter().chain(self.runs.iter().map(PathBuf::as_path));
        if let Some(first) = dirs.next() {
            let source = dirs.fold(RunSource::new(first), RunSource::and);
            sources = sources.runs(&Arc::new(source));
        }
        sources = handle.iter().fold(sources, RouterSources::journal);
        let ended = StopOnDrop(Arc::default());
        let project = |folder: &PathBuf| open_project_analyses(folder, &emitter, &ended);
        let project = self.project.as_ref().map(project).transpose()?;
        if let Some(project) = &project {
            let host: Arc<dyn AnalysisHost> = project.clone();
            sources = sources.analyses(&host);
        }
        let house = run_housekeeping(monitor, emitter, handle.clone());
        let beside = async move {
            // Dropped with this when the server ends.
            let _ended = ended;
            tokio::join!(house, follow_project(project));
        };
        serve_until_stopped(listening, sources, beside)?;
        drop((demo, journal));
        handle.inspect(report_lost_records);
        Ok(ExitCode::SUCCESS)
    }
}

/// The analyses of the project in a folder, or above it, whose moves the emitter is told.
fn open_project_analyses(
    folder: &Path,
    emitter: &Emitter,
    ended: &StopOnDrop,
) -> Result<Arc<ProjectAnalyses>, Error> {
    let engine = CycleEngine::new(Project::find(folder)?)?.stop(Arc::clone(&ended.0));
    let analyses = ProjectAnalyses::new(engine).observer(Arc::new(emitter.clone()))?;
    Ok(Arc::new(analyses))
}

/// Says to cycles that they are to end early, when the server ends.
struct StopOnDrop(Arc<AtomicBool>);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Looks once a second for what others do in the project.
async fn follow_project(project: Option<Arc<ProjectAnalyses>>) {
    let Some(project) = project else { return };
    let mut ticks = interval(HOUSEKEEPING);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        ticks.tick().await;
        let project = Arc::clone(&project);
        // What cannot be read now is told when it can.
        let _ = spawn_blocking(move || project.notify_observer()).await;
    }
}

/// Serves what there is, with `beside` running beside it, until a signal asks to stop.
pub(crate) fn serve_until_stopped(
    listening: BoundServer,
    sources: RouterSources,
    beside: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Error> {
    let BoundServer { server, access, controls, link } = listening;
    let system = |what| move |source| Error::System { what, source };
    let threads = std::thread::available_parallelism().map_or(1, |cores| cores.get().min(THREADS));
    let runtime = Builder::new_multi_thread()
        .worker_threads(threads)
        .max_blocking_threads(FILE_THREADS)
        .enable_all()
        .build();
    let runtime = runtime.map_err(system("a runtime"))?;
    runtime.block_on(async {
        let stop = stop_signals().map_err(system("the handling of signals"))?;
        let guarded = access.guard_router(router(sources.controls(controls))?);
        print::write_result(|out| writeln!(out, "Monitor is at {link}"))?;
        tokio::spawn(beside);
        Ok(server.run(guarded, stop).await?)
    })
}

/// Is ready when a signal asks the process to stop.
fn stop_signals() -> std::io::Result<impl Future<Output = ()>> {
    let kinds = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()];
    let mut signals = Vec::new();
    for kind in kinds {
        signals.push(signal(kind)?);
    }
    Ok(std::future::poll_fn(move |context| {
        let came = signals.iter_mut().any(|signal| signal.poll_recv(context).is_ready());
        if came { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    }))
}

/// Says what is missing in a recording.
fn report_lost_records(journal: &JournalHandle) {
    let counts = journal.counts();
    if let Some(error) = journal.error() {
        let failed = counts.failed;
        print::write_error(format_args!("{failed} records could not be written: {error}"));
    }
    if counts.lost > 0 {
        print::write_error(format_args!("{} records were lost: too many waited", counts.lost));
    }
}

async fn run_housekeeping(monitor: Arc<Monitor>, emitter: Emitter, journal: Option<JournalHandle>) {
    let mut ticks = interval(HOUSEKEEPING);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        ticks.tick().await;
        let now = Timestamp::now();
        let lost = match journal.clone() {
            None => monitor.expire(now),
            Some(journal) => {
                let monitor = Arc::clone(&monitor);
                let look = move || journal.change(MetricsChange::Expire, &monitor, now);
                // Should it have panicked, its message is out already.
                spawn_blocking(look).await.unwrap_or_default()
            }
        };
        for lost in lost {
            emitter.emit(lost);
        }
    }
}
