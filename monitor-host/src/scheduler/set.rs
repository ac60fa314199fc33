//! Several schedulers, by their names.

use std::panic::resume_unwind;
use std::thread;

use monitor_core::Timestamp;

use crate::error::Error;
use crate::scheduler::{KnownSubmissions, Scheduler, SchedulerSweep};

/// The schedulers of a project.
#[derive(Debug, Default)]
pub struct SchedulerSet {
    all: Vec<Box<dyn Scheduler>>,
}

impl SchedulerSet {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    ///
    /// # Errors
    /// [`Error::SchedulerTwice`] if there is one of its name.
    pub fn add(&mut self, scheduler: impl Scheduler + 'static) -> Result<(), Error> {
        self.add_boxed(Box::new(scheduler))
    }

    /// Adds one whose type is known only when the program runs.
    ///
    /// # Errors
    /// [`Error::SchedulerTwice`] if there is one of its name.
    pub fn add_boxed(&mut self, scheduler: Box<dyn Scheduler>) -> Result<(), Error> {
        if self.all.iter().any(|other| other.name() == scheduler.name()) {
            return Err(Error::SchedulerTwice { name: scheduler.name().to_owned() });
        }
        self.all.push(scheduler);
        Ok(())
    }

    /// The one of this name.
    ///
    /// # Errors
    /// [`Error::NoScheduler`] if there is none.
    pub fn named(&self, name: &str) -> Result<&dyn Scheduler, Error> {
        let found = self.all.iter().find(|scheduler| scheduler.name() == name);
        found.map(AsRef::as_ref).ok_or_else(|| Error::NoScheduler { name: name.to_owned() })
    }

    /// All of them, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = &dyn Scheduler> {
        self.all.iter().map(AsRef::as_ref)
    }

    /// Sweeps all of them at once, each on a thread of its own, so that one that is silent does not
    /// delay what the others say. `known` gives the jobs that are believed to be at the one of that
    /// name. The sweeps are in the order in which the schedulers were added.
    pub fn sweep<'a>(
        &self,
        known: impl Fn(&str) -> KnownSubmissions<'a>,
        now: Timestamp,
    ) -> Vec<SchedulerSweep> {
        self.sweep_those(|name| Some(known(name)), now)
    }

    /// The same, for those of which `known` gives something.
    pub fn sweep_those<'a>(
        &self,
        known: impl Fn(&str) -> Option<KnownSubmissions<'a>>,
        now: Timestamp,
    ) -> Vec<SchedulerSweep> {
        let wanted: Vec<(&dyn Scheduler, KnownSubmissions<'a>)> = self
            .iter()
            .filter_map(|scheduler| Some((scheduler, known(scheduler.name())?)))
            .collect();
        if let [(only, known)] = wanted.as_slice() {
            return vec![only.sweep(*known, now)];
        }
        thread::scope(|scope| {
            let begun: Vec<_> = wanted
                .into_iter()
                .map(|(scheduler, known)| {
                    let thread = thread::Builder::new();
                    (scheduler, thread.spawn_scoped(scope, move || scheduler.sweep(known, now)))
                })
                .collect();
            let swept = begun.into_iter().map(|(scheduler, thread)| match thread {
                Ok(thread) => thread.join().unwrap_or_else(|panic| resume_unwind(panic)),
                Err(source) => {
                    let error = Error::System { what: "a thread for a sweep", source };
                    SchedulerSweep::unreachable(scheduler.name(), now, error)
                }
            });
            swept.collect()
        })
    }
}
