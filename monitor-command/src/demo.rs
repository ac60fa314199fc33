//! The demonstration that `monitor serve --demo` serves: real jobs, real processes, a real run, flows
//! to debug, and analyses.
//!
//! Its host of flows is public: [`DemoFlowHost`] runs jobs of [`DemoFlow`]s, whose routines are
//! functions of the program, for an example or a test that wants something to debug.

mod analyses;
mod debugging;
mod flows;
mod import;
mod job;
mod orders;
mod run;
mod survey;

pub use flows::{
    DemoFlow, DemoFlowHost, DemoFlowOptions, EntryParam, EntryParamKind, HandlerError, MessageFeed,
    RoutineActivation, RoutineClass, RoutineHandler,
};

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::error::Error;
use monitor_events::Emitter;
use monitor_http::{AnalysisHost, CommandBoard, FlowHost};

use analyses::DemoAnalyses;

/// How many workers there are.
const WORKERS: u64 = 3;

/// Work that goes on until this is dropped.
pub(crate) struct Demo {
    dir: PathBuf,
    flows: Arc<DemoFlowHost>,
    analyses: Arc<DemoAnalyses>,
    stops: Vec<Sender<()>>,
    threads: Vec<JoinHandle<()>>,
}

/// Says when it is time to stop.
#[derive(Debug)]
pub(super) struct StopReceiver(Receiver<()>);

impl StopReceiver {
    /// Waits for so long; true if it is time to stop.
    pub(super) fn wait_timeout(&self, wait: Duration) -> bool {
        !matches!(self.0.recv_timeout(wait), Err(RecvTimeoutError::Timeout))
    }
}

impl Demo {
    /// Begins to work; what happens is emitted, and what runs is on the board.
    pub(crate) fn start(emitter: &Emitter, board: &CommandBoard) -> Result<Self, Error> {
        let dir = std::env::temp_dir().join(format!("monitor-demo-{}", process::id()));
        fs::create_dir_all(&dir).map_err(Error::file("create", &dir))?;
        let flows = Arc::new(debugging::flow_host(emitter));
        let analyses = Arc::new(DemoAnalyses::new(emitter)?);
        let (kept, surveyed) = (Arc::clone(&flows), Arc::clone(&analyses));
        let (stops, threads) = Default::default();
        let mut demo = Self { dir: dir.clone(), flows, analyses, stops, threads };
        let numbers = Arc::new(AtomicU64::new(1));
        for worker in 1..=WORKERS {
            let (emitter, board, numbers) = (emitter.clone(), board.clone(), Arc::clone(&numbers));
            demo.spawn_worker(move |stop| {
                job::run_worker(worker, &emitter, &board, &numbers, stop)
            })?;
        }
        demo.spawn_worker(move |stop| run::run_calibrations(&dir, stop))?;
        demo.spawn_worker(move |_| debugging::keep_busy(&kept))?;
        demo.spawn_worker(move |stop| surveyed.run_cycles(stop))?;
        Ok(demo)
    }

    /// The analyses.
    pub(crate) fn analyses(&self) -> Arc<dyn AnalysisHost> {
        Arc::clone(&self.analyses) as Arc<dyn AnalysisHost>
    }

    /// The flows that can be debugged.
    pub(crate) fn flows(&self) -> Arc<dyn FlowHost> {
        Arc::clone(&self.flows) as Arc<dyn FlowHost>
    }

    /// Where the runs are.
    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    fn spawn_worker(
        &mut self,
        work: impl FnOnce(&StopReceiver) + Send + 'static,
    ) -> Result<(), Error> {
        let (stop, stopped) = channel();
        let thread = thread::Builder::new().name("demo".to_owned());
        let thread = thread.spawn(move || work(&StopReceiver(stopped)));
        let refused = |source: io::Error| Error::System { what: "a thread", source };
        self.threads.push(thread.map_err(refused)?);
        self.stops.push(stop);
        Ok(())
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        self.stops.clear();
        self.flows.close();
        for thread in self.threads.drain(..) {
            // A part of the demonstration that has panicked has ended as well.
            let _ = thread.join();
        }
        // What cannot be removed is for the system to tidy up.
        let _ = fs::remove_dir_all(&self.dir);
    }
}

/// Numbers that look random enough: xorshift64, Marsaglia 2003.
#[derive(Debug)]
pub(super) struct XorShift64(u64);

impl XorShift64 {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `sides`.
    pub(super) fn next_below(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides.max(1)
    }
}
