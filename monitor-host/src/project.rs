//! Projects: a folder with one file, `project.toml`, that says what is to be run, where, and how its
//! end is seen. The ledger lies beside it.
//!
//! What may stand in the file is in `docs/project.md`; the
//! shortest one that does something:
//!
//! ```
//! use std::path::Path;
//! use monitor_host::project::Project;
//!
//! let project = Project::parse(
//!     Path::new("/data/o4"),
//!     r#"
//!         [pipelines.fit]
//!         run = ["python3", "fit.py", "{subject}"]
//!         complete.file = "result.json"
//!
//!         [analyses."GW150914/fit"]
//!         pipeline = "fit"
//!     "#,
//! )?;
//! assert_eq!(project.analyses().count(), 1);
//! # Ok::<(), monitor_host::Error>(())
//! ```

mod fault;
mod import;
mod member;
mod pipeline;
mod pipelines;
mod read;
mod schedulers;
mod shape;
mod template;
mod variables;
mod write;
mod yaml;

pub use import::ImportReport;
pub use write::AnalysisAddition;

pub(crate) use member::{EvidencePatterns, MemberLine, ProjectMember};
pub(crate) use pipeline::Pipeline;

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::Duration;

use monitor_core::AnalysisKey;
use monitor_state::{
    AnalysisState, CyclePolicy, Error as StateError, MachineBuilder, NewAnalysis, RuleContext,
    StateMachine,
};

use crate::error::Error;
use crate::scheduler::{SchedulerMaker, SchedulerRegistry, SchedulerSet};

/// What the file of a project is called.
pub const PROJECT_FILE: &str = "project.toml";

/// What the ledger of a project is called.
pub const LEDGER_FILE: &str = "ledger.sqlite";

/// The largest file that is read, 256 MiB.
const LARGEST_FILE: u64 = 256 << 20;

/// What a project's file says.
#[derive(Clone, Debug)]
pub struct Project {
    folder: PathBuf,
    name: Option<String>,
    asimov: bool,
    policy: CyclePolicy,
    limits: ProjectTimeouts,
    /// The kinds of schedulers that its file may name.
    registry: SchedulerRegistry,
    schedulers: Vec<SchedulerEntry>,
    /// With the scheduler that each names.
    pipelines: BTreeMap<Box<str>, (Pipeline, Option<Box<str>>)>,
    /// The variables of each.
    subjects: BTreeMap<Box<str>, BTreeMap<String, String>>,
    analyses: Vec<ProjectAnalysis>,
    by_key: HashMap<AnalysisKey, usize>,
    /// Of the bytes of its file.
    digest: [u8; 32],
}

/// How long the project's own commands may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProjectTimeouts {
    /// One command that looks whether something is complete or can be rescued; a minute otherwise.
    /// An upload may take ten times as long.
    pub command: Duration,
    /// All of them in one cycle; ten minutes otherwise. What was not asked then is asked in the
    /// next one.
    pub questions: Duration,
}

impl Default for ProjectTimeouts {
    fn default() -> Self {
        Self { command: Duration::from_secs(60), questions: Duration::from_secs(600) }
    }
}

#[derive(Clone, Debug)]
struct ProjectAnalysis {
    new: NewAnalysis,
    variables: BTreeMap<String, String>,
    /// Where each need stands in the file.
    needs: Vec<Range<usize>>,
}

#[derive(Clone, Debug)]
struct SchedulerEntry {
    name: Box<str>,
    /// The word of its kind.
    kind: Box<str>,
    /// Its table, by which a change is seen.
    written: toml::Value,
    maker: SchedulerMaker,
}

impl PartialEq for SchedulerEntry {
    fn eq(&self, other: &Self) -> bool {
        let Self { name, kind, written, maker: _ } = self;
        (name, kind, written) == (&other.name, &other.kind, &other.written)
    }
}

impl Project {
    /// The folder of the project that `from` is in: `from` itself or the nearest one above it.
    ///
    /// # Errors
    /// [`Error::NoProject`] if there is none, [`Error::File`] if `from` cannot be looked at.
    pub fn find(from: &Path) -> Result<PathBuf, Error> {
        let from = fs::canonicalize(from).map_err(Error::file("open", from))?;
        let found = from.ancestors().find(|folder| folder.join(PROJECT_FILE).is_file());
        found.map(Path::to_owned).ok_or(Error::NoProject { from })
    }

    /// Reads the file of the project in this folder.
    ///
    /// # Errors
    /// [`Error::ProjectFile`] for the first thing that is wrong with it, with the line that it
    /// stands on; [`Error::File`] if it cannot be read.
    pub fn read(folder: &Path) -> Result<Self, Error> {
        Self::read_with(folder, &SchedulerRegistry::built_in())
    }

    /// Reads the file of the project in this folder, which may name these kinds of schedulers.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn read_with(folder: &Path, registry: &SchedulerRegistry) -> Result<Self, Error> {
        let (file, bytes) = bytes(folder)?;
        let folder = fs::canonicalize(folder).map_err(Error::file("open", folder))?;
        read::read(&folder, &file, &bytes, registry)
    }

    /// The project that has this text as its file, in this folder. Nothing is read.
    ///
    /// # Errors
    /// [`Error::ProjectFile`].
    pub fn parse(folder: &Path, text: &str) -> Result<Self, Error> {
        Self::parse_with(folder, text, &SchedulerRegistry::built_in())
    }

    /// The project that has this text as its file, which may name these kinds of schedulers.
    ///
    /// # Errors
    /// [`Error::ProjectFile`].
    pub fn parse_with(
        folder: &Path,
        text: &str,
        registry: &SchedulerRegistry,
    ) -> Result<Self, Error> {
        read::read(folder, &folder.join(PROJECT_FILE), text.as_bytes(), registry)
    }

    /// Its folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Its name; that of its folder, if it gives none.
    #[must_use]
    pub fn name(&self) -> &str {
        let folder = || self.folder.file_name().and_then(|name| name.to_str());
        self.name.as_deref().or_else(folder).unwrap_or_default()
    }

    /// Where its ledger is, or will be.
    #[must_use]
    pub fn ledger_path(&self) -> PathBuf {
        self.folder.join(LEDGER_FILE)
    }

    /// What its cycles go by.
    #[must_use]
    pub fn policy(&self) -> &CyclePolicy {
        &self.policy
    }

    /// How long its commands may take.
    #[must_use]
    pub fn limits(&self) -> ProjectTimeouts {
        self.limits
    }

    /// Its machine. What is no longer in the file, or has a pipeline that says nothing to be run, is
    /// looked after, but nothing is submitted for it.
    ///
    /// # Errors
    /// None, as long as the built-in machines have no fault.
    pub fn machine(&self) -> Result<StateMachine, StateError> {
        let known: HashMap<AnalysisKey, bool> = self
            .analyses
            .iter()
            .map(|analysis| {
                let pipeline = self.pipelines.get(&analysis.new.pipeline);
                let runs = pipeline.is_some_and(|(pipeline, _)| pipeline.runs_something());
                (analysis.new.key.clone(), runs)
            })
            .collect();
        let builder =
            if self.asimov { MachineBuilder::asimov() } else { MachineBuilder::standard() };
        let guard = move |look: &RuleContext<'_>, to: AnalysisState| match known.get(look.key) {
            _ if to != AnalysisState::Submitting => Ok(()),
            None => Err("it is not there any more".to_owned()),
            Some(false) => Err(format!("pipeline {} says nothing to be run", look.pipeline)),
            Some(true) => Ok(()),
        };
        builder.guard(PROJECT_FILE, guard).build()
    }

    /// Its analyses as they begin, in the order of the file.
    pub fn analyses(&self) -> impl Iterator<Item = &NewAnalysis> {
        self.analyses.iter().map(|analysis| &analysis.new)
    }

    /// Its schedulers. `monitor` is the program that local jobs are run by.
    ///
    /// # Errors
    /// [`Error::SchedulerTwice`] if two have the same name, and what the factory of a kind returns.
    pub fn schedulers(&self, monitor: &Path) -> Result<SchedulerSet, Error> {
        let mut all = SchedulerSet::new();
        for entry in &self.schedulers {
            all.add_boxed(entry.maker.make(&entry.name, &self.folder, monitor)?)?;
        }
        Ok(all)
    }

    /// The analysis with this key and the job with this tag; `None` if the file does not have it.
    pub(crate) fn member<'a>(
        &'a self,
        key: &AnalysisKey,
        tag: &'a str,
    ) -> Option<ProjectMember<'a>> {
        let analysis = self.analyses.get(*self.by_key.get(key)?)?;
        let (pipeline, _) = self.pipelines.get(&analysis.new.pipeline)?;
        Some(ProjectMember::new(self, analysis, pipeline, tag))
    }

    /// The project as its file is now; `None` if that has not changed.
    pub(crate) fn reload_changed(&self, folder: &Path) -> Result<Option<Self>, Error> {
        let (file, bytes) = bytes(folder)?;
        if read::digest(&bytes) == self.digest {
            return Ok(None);
        }
        read::read(&self.folder, &file, &bytes, &self.registry).map(Some)
    }

    /// Whether its schedulers are those of another one.
    pub(crate) fn has_schedulers_of(&self, other: &Self) -> bool {
        self.schedulers == other.schedulers
    }

    /// Whether the file has it.
    pub(crate) fn has_analysis(&self, key: &str) -> bool {
        self.by_key.contains_key(key)
    }
}

/// The file of the project in a folder, and what is in it.
fn bytes(folder: &Path) -> Result<(PathBuf, Vec<u8>), Error> {
    let file = folder.join(PROJECT_FILE);
    let length = fs::metadata(&file).map_err(Error::file("read", &file))?.len();
    if length > LARGEST_FILE {
        let reason = format!("it is larger than {LARGEST_FILE} bytes");
        return Err(Error::ProjectFile { path: file, line: 1, reason });
    }
    let bytes = fs::read(&file).map_err(Error::file("read", &file))?;
    Ok((file, bytes))
}
