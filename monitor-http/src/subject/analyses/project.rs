//! The analyses of a project, for the routes.

use std::collections::hash_map::DefaultHasher;
use std::fmt;
use std::fs;
use std::hash::{Hash as _, Hasher as _};
use std::os::unix::fs::MetadataExt as _;
use std::sync::Arc;

use monitor_core::{NonPoisonMutex, Observer, Timestamp};
use monitor_state::{AnalysisFilter, AnalysisState, CyclePolicy, Ledger, Transition};
use serde_json::Value;

use crate::subject::analyses::AnalysisHost;
use monitor_host::Error;
use monitor_host::cycle::CycleEngine;
use monitor_host::project::{LEDGER_FILE, PROJECT_FILE};
use monitor_host::store::{LedgerStore as _, MovesOf, SqliteLedgerStore, StoredMove};

/// How many moves are read at a time to be told.
const PAGE: usize = 1_000;
/// How many of the newest moves are told at most at one time.
const MOST_TOLD: usize = 20_000;

/// The analyses of the project in a folder. Other processes may look after them too: what they do
/// is seen here.
///
/// ```no_run
/// use std::sync::Arc;
/// use monitor_host::cycle::CycleEngine;
/// use monitor_http::{AnalysisHost, ProjectAnalyses, RouterSources};
///
/// let host: Arc<dyn AnalysisHost> = Arc::new(ProjectAnalyses::new(CycleEngine::new("/data/o4")?));
/// let sources = RouterSources::new().analyses(&host);
/// # Ok::<(), monitor_host::Error>(())
/// ```
pub struct ProjectAnalyses {
    engine: CycleEngine,
    observer: Option<Arc<dyn Observer>>,
    /// The ledger that was read last, and of which version it is.
    read: NonPoisonMutex<Option<(u64, Arc<Ledger>)>>,
    /// The number of the last move that the observer was told of.
    told: NonPoisonMutex<u64>,
}

impl ProjectAnalyses {
    /// Those of this engine's project.
    #[must_use]
    pub fn new(engine: CycleEngine) -> Self {
        Self {
            engine,
            observer: None,
            read: NonPoisonMutex::default(),
            told: NonPoisonMutex::default(),
        }
    }

    /// Who is told of every move from now on, whoever makes it: see [`tell`](Self::notify_observer). The engine
    /// is to have no observer of its own then.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn observer(mut self, observer: Arc<dyn Observer>) -> Result<Self, Error> {
        let newest = self.list_transitions(MovesOf { key: None, before: None, most: 1 })?;
        *self.told.lock() = newest.last().map_or(0, |newest| newest.number);
        self.observer = Some(observer);
        Ok(self)
    }

    /// Tells the observer of the moves that were made since it was last told, by this process or
    /// another: the newest 20,000 of them. What is done here is told at once; for what others do,
    /// a host calls this now and then.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn notify_observer(&self) -> Result<(), Error> {
        let Some(observer) = &self.observer else { return Ok(()) };
        let new = self.new_transitions()?;
        if new.is_empty() {
            return Ok(());
        }
        let ledger = self.ledger()?;
        let interest = observer.interest();
        for stored in &new {
            let event = ledger.event_of(&stored.key, &stored.moved);
            if interest.contains(event.kind()) {
                observer.observe(&event);
            }
        }
        Ok(())
    }

    /// The moves since the last call, the oldest first.
    fn new_transitions(&self) -> Result<Vec<StoredMove>, Error> {
        let mut told = self.told.lock();
        let mut new: Vec<StoredMove> = Vec::new();
        while new.len() < MOST_TOLD {
            let before = new.first().map(|stored| stored.number);
            let page = self.list_transitions(MovesOf { key: None, before, most: PAGE })?;
            let is_new = |stored: &StoredMove| stored.number > *told;
            let all = page.len() == PAGE && page.first().is_some_and(is_new);
            new.splice(0..0, page.into_iter().filter(is_new));
            if !all {
                break;
            }
        }
        *told = new.last().map_or(*told, |newest| newest.number);
        Ok(new)
    }

    /// What can be read of the ledger's file; nothing if there is none yet.
    fn read_store<T>(
        &self,
        nothing: T,
        look: impl FnOnce(&mut SqliteLedgerStore) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let path = self.engine.folder().join(LEDGER_FILE);
        if !path.try_exists().map_err(Error::file("open", &path))? {
            return Ok(nothing);
        }
        match SqliteLedgerStore::open_read_only(path) {
            Err(Error::LedgerEmpty { .. }) => Ok(nothing),
            opened => look(&mut opened?),
        }
    }
}

impl AnalysisHost for ProjectAnalyses {
    fn ledger(&self) -> Result<Arc<Ledger>, Error> {
        let version = self.version();
        let mut read = self.read.lock();
        match &*read {
            Some((of, ledger)) if *of == version => Ok(Arc::clone(ledger)),
            _ => {
                let ledger = Arc::new(self.engine.ledger(Timestamp::now())?);
                *read = Some((version, Arc::clone(&ledger)));
                Ok(ledger)
            }
        }
    }

    fn policy(&self) -> Result<CyclePolicy, Error> {
        Ok(*self.engine.project()?.policy())
    }

    /// Of the ledger's revision, and of when the project's file was changed.
    fn version(&self) -> u64 {
        let revision = self.read_store(0, |store| store.revision()).ok();
        let file = fs::metadata(self.engine.folder().join(PROJECT_FILE));
        let changed = file.ok().map(|file| (file.mtime(), file.mtime_nsec(), file.len()));
        let mut hasher = DefaultHasher::new();
        (revision, changed).hash(&mut hasher);
        hasher.finish()
    }

    fn list_transitions(&self, of: MovesOf<'_>) -> Result<Vec<StoredMove>, Error> {
        self.read_store(Vec::new(), |store| store.moves(of))
    }

    fn run_cycle(&self, filter: AnalysisFilter<'_>, dry_run: bool) -> Result<Value, Error> {
        let now = Timestamp::now();
        if dry_run {
            let report = self.engine.plan(filter, now)?;
            return Ok(serde_json::to_value(&report).unwrap_or_default());
        }
        let report = self.engine.cycle(filter, now);
        // What was stored before an error is to be seen as well.
        self.notify_observer()?;
        Ok(serde_json::to_value(&report?).unwrap_or_default())
    }

    fn set_state(
        &self,
        key: &str,
        to: AnalysisState,
        by: &str,
        force: bool,
    ) -> Result<Vec<Transition>, Error> {
        let moves = self.engine.set(key, to, by, force, Timestamp::now())?;
        self.notify_observer()?;
        Ok(moves)
    }
}

impl fmt::Debug for ProjectAnalyses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProjectAnalyses").field("engine", &self.engine).finish_non_exhaustive()
    }
}
