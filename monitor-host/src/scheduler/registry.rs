//! The kinds of schedulers that a project's file may name, and how each is made from its table.

mod built_in;
mod setting_keys;

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeValue, ValueDeserializer};

use self::setting_keys::setting_keys;
use crate::error::Error;
use crate::scheduler::Scheduler;

/// The kinds of schedulers that `project.toml` may name: `slurm`, `htcondor`, `local`, and those of
/// the host.
///
/// The kind of an entry `[schedulers.NAME]` is the value of its key `kind`, or its name if that is a
/// kind. The other keys of the table are the settings of the kind: the fields of a type that serde
/// reads. Wrong and unknown keys are errors that name the line.
///
/// ```
/// use std::path::Path;
///
/// use monitor_host::project::Project;
/// use monitor_host::scheduler::{SchedulerRegistry, SlurmScheduler};
///
/// #[derive(serde::Deserialize)]
/// struct PbsSettings {
///     queue: String,
/// }
///
/// let registry = SchedulerRegistry::built_in().kind("pbs", |context, settings: &PbsSettings| {
///     // A host returns a scheduler of its own. The name has to be that of the entry.
///     let name = context.name();
///     Ok(Box::new(SlurmScheduler::new(name).env("PBS_DEFAULT", &settings.queue)))
/// });
/// let text = "[schedulers.cluster]\nkind = \"pbs\"\nqueue = \"long\"\n";
/// let project = Project::parse_with(Path::new("/data/o4"), text, &registry)?;
/// let schedulers = project.schedulers(Path::new("monitor"))?;
/// assert_eq!(schedulers.named("cluster")?.name(), "cluster");
///
/// let text = "[schedulers.cluster]\nkind = \"pbs\"\nlanes = \"long\"\n";
/// let error = Project::parse_with(Path::new("/data/o4"), text, &registry).unwrap_err();
/// assert!(error.to_string().contains("project.toml:3: unknown field `lanes`"));
/// # Ok::<(), monitor_host::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct SchedulerRegistry {
    kinds: Vec<SchedulerKind>,
}

/// What a factory of a scheduler is given beside the settings of the entry.
#[derive(Clone, Copy, Debug)]
pub struct SchedulerContext<'a> {
    name: &'a str,
    folder: &'a Path,
    monitor: &'a Path,
}

/// One kind of schedulers.
#[derive(Clone)]
pub(crate) struct SchedulerKind {
    /// The word for `kind`, and other names of entries that need no `kind`.
    names: Vec<Box<str>>,
    /// The keys of its settings; `None` if their type takes any.
    keys: Option<&'static [&'static str]>,
    read: Arc<ReadSettings>,
}

/// Reads the settings of an entry, and returns what makes the scheduler of it.
type ReadSettings =
    dyn Fn(Spanned<DeValue<'_>>) -> Result<SchedulerMaker, toml::de::Error> + Send + Sync;

/// Makes the scheduler of one entry.
#[derive(Clone)]
pub(crate) struct SchedulerMaker(Arc<MakeScheduler>);

type MakeScheduler =
    dyn Fn(SchedulerContext<'_>) -> Result<Box<dyn Scheduler>, Error> + Send + Sync;

/// The kind that a project without schedulers uses.
pub(crate) const DEFAULT_KIND: &str = "local";

impl SchedulerRegistry {
    /// Adds a kind, or replaces the one with this word. `factory` makes the scheduler of each entry;
    /// it is called again when the entry has changed.
    #[must_use]
    pub fn kind<S, F>(mut self, word: &str, factory: F) -> Self
    where
        S: DeserializeOwned + Send + Sync + 'static,
        F: Fn(SchedulerContext<'_>, &S) -> Result<Box<dyn Scheduler>, Error>
            + Send
            + Sync
            + 'static,
    {
        self.kinds.retain(|kind| kind.word() != word);
        self.register(&[word], factory);
        self
    }

    /// The words of all kinds, that of local processes first.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        let is_default = |word: &&str| *word == DEFAULT_KIND;
        let words = || self.kinds.iter().map(SchedulerKind::word);
        words().filter(is_default).chain(words().filter(move |word| !is_default(word)))
    }

    fn register<S, F>(&mut self, names: &[&str], factory: F)
    where
        S: DeserializeOwned + Send + Sync + 'static,
        F: Fn(SchedulerContext<'_>, &S) -> Result<Box<dyn Scheduler>, Error>
            + Send
            + Sync
            + 'static,
    {
        let factory = Arc::new(factory);
        let read = move |table: Spanned<DeValue<'_>>| {
            let settings = S::deserialize(ValueDeserializer::from(table))?;
            let factory = Arc::clone(&factory);
            let make = move |context: SchedulerContext<'_>| factory(context, &settings);
            Ok(SchedulerMaker(Arc::new(make)))
        };
        self.kinds.push(SchedulerKind {
            names: names.iter().map(|name| Box::from(*name)).collect(),
            keys: setting_keys::<S>(),
            read: Arc::new(read),
        });
    }

    /// The kind with this word.
    pub(crate) fn with_word(&self, word: &str) -> Option<&SchedulerKind> {
        self.kinds.iter().find(|kind| kind.word() == word)
    }

    /// The kind of an entry with this name that has no `kind`.
    pub(crate) fn with_name(&self, name: &str) -> Option<&SchedulerKind> {
        self.kinds.iter().find(|kind| kind.names.iter().any(|other| **other == *name))
    }

    /// The keys of the settings of all kinds, each once.
    pub(crate) fn keys(&self) -> Vec<&'static str> {
        let mut all = Vec::new();
        for key in self.kinds.iter().filter_map(|kind| kind.keys).flatten() {
            if !all.contains(key) {
                all.push(*key);
            }
        }
        all
    }
}

impl<'a> SchedulerContext<'a> {
    /// The name of the entry, which is that of the scheduler.
    #[must_use]
    pub const fn name(&self) -> &'a str {
        self.name
    }

    /// The folder of the project.
    #[must_use]
    pub const fn folder(&self) -> &'a Path {
        self.folder
    }

    /// The program `monitor`.
    #[must_use]
    pub const fn monitor(&self) -> &'a Path {
        self.monitor
    }
}

impl SchedulerKind {
    /// The word for `kind`.
    pub(crate) fn word(&self) -> &str {
        self.names.first().map_or("", |word| word)
    }

    /// The keys of its settings; `None` if their type takes any.
    pub(crate) fn keys(&self) -> Option<&'static [&'static str]> {
        self.keys
    }

    /// Reads the settings of an entry.
    ///
    /// # Errors
    /// The table is not what the type of the settings is read from.
    pub(crate) fn read(
        &self,
        table: Spanned<DeValue<'_>>,
    ) -> Result<SchedulerMaker, toml::de::Error> {
        (self.read)(table)
    }
}

impl SchedulerMaker {
    /// Makes the scheduler.
    ///
    /// # Errors
    /// What the factory of the kind returns.
    pub(crate) fn make(
        &self,
        name: &str,
        folder: &Path,
        monitor: &Path,
    ) -> Result<Box<dyn Scheduler>, Error> {
        (self.0)(SchedulerContext { name, folder, monitor })
    }
}

impl fmt::Debug for SchedulerKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SchedulerKind")
            .field("names", &self.names)
            .field("keys", &self.keys)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for SchedulerMaker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SchedulerMaker").finish_non_exhaustive()
    }
}
