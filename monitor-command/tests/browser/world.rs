//! A server with something in every view, and one with nothing in it.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use monitor_core::{Job, JobError, JobEvent, Monitor, MonitorLimits, SystemEvent, WorkerEvent};
use monitor_events::Emitter;
use monitor_host::{RunDir, RunSource};
use monitor_http::{
    AccessPolicy, CommandBoard, CommandEntry, CommandLimits, Feed, FeedLimits, RouterSources,
    ServerHandle, ServerLimits, router,
};

/// A text that is a script wherever it is taken for HTML.
pub(crate) const EVIL: &str = "<img src=x onerror=window.evil=1><script>window.evil=1</script>";

/// A server with something in every section.
pub(crate) struct World {
    pub(crate) emitter: Emitter,
    pub(crate) run: RunDir,
    serving: Option<ServerHandle>,
    sources: RouterSources,
    _entry: CommandEntry,
}

fn serve(address: &str, sources: &RouterSources) -> ServerHandle {
    let guarded = AccessPolicy::loopback().guard_router(router(sources.clone()).unwrap());
    ServerHandle::start(address, guarded, ServerLimits::default()).unwrap()
}

impl World {
    pub(crate) fn new(name: &str) -> Self {
        let base = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("browser-runs-{name}"));
        let _ = fs::remove_dir_all(&base);
        fs::create_dir_all(&base).unwrap();
        let (emitter, monitor) = (Emitter::new(), Arc::new(Monitor::new(MonitorLimits::default())));
        emitter.attach(&monitor).detach();
        let board = CommandBoard::new(CommandLimits::default());
        let entry = board.begin_command(EVIL, &[EVIL.to_owned()]);
        let run = RunDir::create(&base, "autocalibration <b>1</b>").unwrap();
        let feed = Feed::start(FeedLimits::default()).unwrap();
        feed.follow_emitter(&emitter);
        let sources = RouterSources::new().monitor(&monitor).feed(&feed).commands(&board);
        let sources = sources.runs(&Arc::new(RunSource::new(&base)));
        let serving = serve("127.0.0.1:0", &sources);
        Self { emitter, run, serving: Some(serving), sources, _entry: entry }
    }

    /// The same whose server has gone.
    pub(crate) fn stop(&mut self) {
        self.serving.take().unwrap().stop().unwrap();
    }

    /// The same with a server at this address again.
    pub(crate) fn serve_again(&mut self, address: &str) {
        self.serving = Some(serve(address, &self.sources));
    }

    pub(crate) fn address(&self) -> String {
        self.serving.as_ref().unwrap().local_addr().to_string()
    }

    /// So many jobs, of which each fifth has failed.
    pub(crate) fn do_jobs(&self, jobs: u32) {
        for number in 0..jobs {
            let job = Job::new(format!("job-{number}")).name("sort").tags(["cpu"]);
            self.emitter.emit(JobEvent::created(&job));
            self.emitter.emit(JobEvent::started(&job).worker("w1"));
            if number % 5 == 0 {
                self.emitter.emit(JobEvent::failed(&job, JobError::new("no luck")).worker("w1"));
            } else {
                self.emitter.emit(JobEvent::completed(&job).worker("w1"));
            }
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/", self.address())
    }

    pub(crate) fn say_evil(&self) {
        let worker = WorkerEvent::registered(EVIL).host(EVIL).tags([EVIL]);
        self.emitter.emit(worker);
        let job = Job::new(EVIL).name(EVIL).tags([EVIL]);
        self.emitter.emit(JobEvent::started(&job).worker(EVIL));
        self.emitter.emit(JobEvent::failed(&job, JobError::new(EVIL).kind(EVIL)).worker(EVIL));
        self.emitter.emit(SystemEvent::error(EVIL).operation(EVIL));
        self.run.update_progress(EVIL, 1, 3, EVIL);
        self.run.log(EVIL);
        self.run.error(EVIL);
        let svg = "<svg xmlns='http://www.w3.org/2000/svg'><script>window.evil=1</script></svg>";
        self.run.save_plot("plot.svg", svg.as_bytes()).unwrap();
        self.run.flush().unwrap();
    }
}
