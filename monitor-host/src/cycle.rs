//! The cycle: what looks after the analyses of a project, again and again.
//!
//! An [`CycleEngine`] belongs to one project. Each [`cycle`](CycleEngine::cycle) takes up what is new in the
//! project's file, finds out by their tags what became of actions that an earlier cycle had no time
//! to report, asks the schedulers, plans, asks the project's commands what the plan wants to know,
//! stores what changes, acts, and stores what became of that. It may be killed between any two of
//! these: what it was about to do is in the ledger before it is done, and the next cycle finds out
//! by the tag on the job whether it was.
//!
//! [`plan`](CycleEngine::plan) is a cycle that does nothing: it reads the ledger, asks the schedulers
//! what there is, and says what would be done. It writes not one byte, and runs no command of the
//! project.
//!
//! ```no_run
//! use monitor_core::Timestamp;
//! use monitor_host::cycle::CycleEngine;
//! use monitor_state::AnalysisFilter;
//!
//! let engine = CycleEngine::new("/data/o4")?;
//! let preview = engine.plan(AnalysisFilter::all(), Timestamp::now())?;
//! println!("{}", preview.plan);
//! let report = engine.cycle(AnalysisFilter::all(), Timestamp::now())?;
//! println!("{} active, {} stuck", report.counts.active, report.counts.stuck);
//! # Ok::<(), monitor_host::Error>(())
//! ```

mod act;
mod evidence;
mod known;
mod open;
mod parallel;
mod report;
mod round;
mod run;
mod view;

pub use report::{CycleReport, CycleTrouble};

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use monitor_core::{NonPoisonMutex, Observer, Timestamp};
use monitor_state::{AnalysisFilter, AnalysisState, Ledger, LedgerLimits, Transition};

use crate::error::Error;
use crate::project::Project;
use crate::scheduler::{SchedulerRegistry, SchedulerSet};
use crate::store::{IfHeld, LedgerStore, SqliteLedgerStore, StoreLimits};
use round::SchedulerRound;

/// What looks after the analyses of one project.
///
/// It holds no lock between calls: several may look after the same project, one at a time. All
/// calls may be made from several threads; a cycle that finds another one at work does what
/// [`if_held`](Self::if_held) says.
pub struct CycleEngine {
    folder: PathBuf,
    registry: SchedulerRegistry,
    monitor: PathBuf,
    if_held: IfHeld,
    store_limits: StoreLimits,
    observer: Option<Arc<dyn Observer>>,
    own_schedulers: Option<Arc<SchedulerSet>>,
    stop: Arc<AtomicBool>,
    loaded: NonPoisonMutex<Option<LoadedProject>>,
    /// The ledger as the last cycle has left it, for the next one of this engine.
    kept: NonPoisonMutex<Option<CycleCache>>,
}

/// A project as its file was when it was last read.
#[derive(Clone)]
struct LoadedProject {
    project: Arc<Project>,
    schedulers: Arc<SchedulerSet>,
}

struct CycleCache {
    project: Arc<Project>,
    ledger: Ledger,
}

impl CycleEngine {
    /// The engine of the project in this folder. Local jobs are watched by the program that calls
    /// this, unless [`monitor`](Self::monitor) names another.
    ///
    /// # Errors
    /// What [`Project::read`] says.
    pub fn new(folder: impl Into<PathBuf>) -> Result<Self, Error> {
        Self::with_registry(folder, SchedulerRegistry::built_in())
    }

    /// The engine of the project in this folder, whose file may name these kinds of schedulers.
    ///
    /// # Errors
    /// What [`Project::read_with`] says.
    pub fn with_registry(
        folder: impl Into<PathBuf>,
        registry: SchedulerRegistry,
    ) -> Result<Self, Error> {
        let monitor = std::env::current_exe()
            .map_err(|source| Error::System { what: "the path of this program", source })?;
        let engine = Self {
            folder: folder.into(),
            registry,
            monitor,
            if_held: IfHeld::Wait(Duration::from_secs(30)),
            store_limits: StoreLimits::default(),
            observer: None,
            own_schedulers: None,
            stop: Arc::default(),
            loaded: NonPoisonMutex::default(),
            kept: NonPoisonMutex::default(),
        };
        engine.load()?;
        Ok(engine)
    }

    /// The program `monitor`, which local jobs are run by.
    #[must_use]
    pub fn monitor(mut self, program: impl Into<PathBuf>) -> Self {
        self.monitor = program.into();
        *self.loaded.get_mut() = None;
        self
    }

    /// What becomes of a cycle that finds another one at work; it waits for half a minute, if not
    /// said.
    #[must_use]
    pub fn if_held(mut self, what: IfHeld) -> Self {
        self.if_held = what;
        self
    }

    /// How much of the past the ledger keeps, and how large it may become.
    #[must_use]
    pub fn store_limits(mut self, limits: StoreLimits) -> Self {
        self.store_limits = limits;
        self
    }

    /// Who is told of every analysis that is added and every move, once they are stored. It is
    /// called on the thread of the cycle.
    #[must_use]
    pub fn observer(mut self, observer: Arc<dyn Observer>) -> Self {
        self.observer = Some(observer);
        self
    }

    /// Schedulers of the host's own, in place of those that the project's file describes. Each
    /// must have a name that the file knows.
    #[must_use]
    pub fn schedulers(mut self, schedulers: SchedulerSet) -> Self {
        self.own_schedulers = Some(Arc::new(schedulers));
        *self.loaded.get_mut() = None;
        self
    }

    /// What ends a cycle early, without harm, once it is true: what is not begun by then is not
    /// done.
    #[must_use]
    pub fn stop(mut self, stop: Arc<AtomicBool>) -> Self {
        self.stop = stop;
        self
    }

    /// The folder of the project.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What the project's file says now.
    ///
    /// # Errors
    /// What [`Project::read`] says.
    pub fn project(&self) -> Result<Arc<Project>, Error> {
        Ok(self.load()?.project)
    }

    /// What a cycle would do, and nothing else. Questions that the project's commands would have to
    /// answer stay open in the plan.
    ///
    /// # Errors
    /// The project's file has a fault, or the ledger cannot be read.
    pub fn plan(&self, filter: AnalysisFilter<'_>, now: Timestamp) -> Result<CycleReport, Error> {
        let loaded = self.load()?;
        let (ledger, added) = self.load_changes(&loaded.project, now)?;
        round::preview(&loaded, &ledger, added, filter, now)
    }

    /// One cycle. It begins at `now`, and what happens in it later is dated by how much later.
    ///
    /// # Errors
    /// As [`plan`](Self::plan), and [`Error::LedgerBusy`], [`Error::LedgerReadOnly`] and
    /// [`Error::LedgerFull`]. What was done by then is in the ledger, or found by the next cycle.
    /// What goes wrong with one analysis or one scheduler is in the report.
    pub fn cycle(&self, filter: AnalysisFilter<'_>, now: Timestamp) -> Result<CycleReport, Error> {
        let loaded = self.load()?;
        let mut store = self.open(&loaded.project)?;
        let ledger = self.ledger_of(&loaded.project, &mut store)?;
        let mut round = SchedulerRound::new(self, &loaded, Box::new(store), ledger, now)?;
        let report = round.run(filter)?;
        let ledger = round.into_ledger();
        let kept = CycleCache { project: loaded.project, ledger };
        *self.kept.lock() = Some(kept);
        Ok(report)
    }

    /// The ledger as it is now, with what is new in the project's file, to be asked for status,
    /// active analyses, and why. It waits for nobody and changes nothing.
    ///
    /// # Errors
    /// As [`plan`](Self::plan).
    pub fn ledger(&self, now: Timestamp) -> Result<Ledger, Error> {
        let loaded = self.load()?;
        Ok(self.load_changes(&loaded.project, now)?.0)
    }

    /// Puts an analysis into a state because `by` says so, and gives its moves; none if it is in it.
    ///
    /// # Errors
    /// What [`Ledger::command_batch`] or, with `force`, [`Ledger::force_batch`] says, and as
    /// [`cycle`](Self::cycle).
    pub fn set(
        &self,
        key: &str,
        to: AnalysisState,
        by: &str,
        force: bool,
        now: Timestamp,
    ) -> Result<Vec<Transition>, Error> {
        let loaded = self.load()?;
        let mut store = self.open(&loaded.project)?;
        let ledger = self.ledger_of(&loaded.project, &mut store)?;
        let mut round = SchedulerRound::new(self, &loaded, Box::new(store), ledger, now)?;
        let moves = round.command(key, to, by, force)?;
        Ok(moves)
    }

    /// Whether somebody wants the cycle to end.
    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// The project as its file is now, read again if that has changed.
    fn load(&self) -> Result<LoadedProject, Error> {
        let before = self.loaded.lock().clone();
        let project = match &before {
            Some(loaded) => loaded.project.reload_changed(&self.folder)?.map(Arc::new),
            None => Some(Arc::new(Project::read_with(&self.folder, &self.registry)?)),
        };
        let loaded = match (before, project) {
            (Some(loaded), None) => return Ok(loaded),
            (Some(loaded), Some(project)) if project.has_schedulers_of(&loaded.project) => {
                LoadedProject { project, schedulers: loaded.schedulers }
            }
            (_, Some(project)) => {
                let schedulers = match &self.own_schedulers {
                    Some(own) => own.clone(),
                    None => Arc::new(project.schedulers(&self.monitor)?),
                };
                LoadedProject { project, schedulers }
            }
            (None, None) => return Err(Error::NoProject { from: self.folder.clone() }),
        };
        *self.loaded.lock() = Some(loaded.clone());
        Ok(loaded)
    }

    fn open(&self, project: &Project) -> Result<SqliteLedgerStore, Error> {
        SqliteLedgerStore::open(project.ledger_path(), self.if_held, self.store_limits)
    }

    /// The ledger of an open store: that of the last cycle, if nobody has changed it since.
    fn ledger_of(
        &self,
        project: &Arc<Project>,
        store: &mut impl LedgerStore,
    ) -> Result<Ledger, Error> {
        let kept = self.kept.lock().take();
        let kept = kept.filter(|kept| Arc::ptr_eq(&kept.project, project));
        if let Some(kept) = kept
            && store.revision()? == kept.ledger.revision()
        {
            return Ok(kept.ledger);
        }
        store.load(project.machine()?, LedgerLimits::default())
    }

    /// The ledger as it is stored, with what is new in the project's file, and what that is.
    fn load_changes(
        &self,
        project: &Project,
        now: Timestamp,
    ) -> Result<(Ledger, Vec<monitor_core::AnalysisKey>), Error> {
        let path = project.ledger_path();
        let machine = project.machine()?;
        let there = path.try_exists().map_err(Error::file("open", &path))?;
        let store = there.then(|| SqliteLedgerStore::open_read_only(&path)).transpose();
        let mut ledger = match store {
            Ok(Some(mut store)) => store.load(machine, LedgerLimits::default())?,
            // A first cycle that is at its beginning, or was killed there, has left nothing.
            Ok(None) | Err(Error::LedgerEmpty { .. }) => {
                Ledger::new(machine, LedgerLimits::default())
            }
            Err(error) => return Err(error),
        };
        let batch = round::new_ones(&ledger, project, now)?;
        let added = batch.entries.iter().map(|entry| entry.key().clone()).collect();
        if !batch.is_empty() {
            ledger.apply(&batch)?;
        }
        Ok((ledger, added))
    }
}

impl fmt::Debug for CycleEngine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CycleEngine").field("folder", &self.folder).finish_non_exhaustive()
    }
}
