//! Adding analyses.

use std::collections::BTreeMap;

use monitor_core::{AnalysisKey, Timestamp};

use crate::error::Error;
use crate::job::JobRef;
use crate::ledger::Ledger;
use crate::ledger::batch::{LedgerBatch, LedgerEntry, NewAnalysis};

impl Ledger {
    /// The batch that adds these analyses. They may need each other and those that are there.
    ///
    /// # Errors
    /// [`Error::BadKey`] if a key is not of the form `subject/name`, [`Error::Twice`] for a key
    /// that is there already or comes twice, [`Error::UnknownKey`] for a need that is not there,
    /// [`Error::Cycle`] if some need each other in a circle, [`Error::UnknownState`] for a state
    /// that the machine does not know, [`Error::JobTaken`] if another analysis has the job, and
    /// [`Error::TooMany`].
    pub fn add(
        &self,
        analyses: impl IntoIterator<Item = NewAnalysis>,
        now: Timestamp,
    ) -> Result<LedgerBatch, Error> {
        let analyses: Vec<NewAnalysis> = analyses.into_iter().collect();
        self.check_new(analyses.iter())?;
        let entries = analyses.into_iter().map(LedgerEntry::Added).collect();
        Ok(LedgerBatch { revision: self.revision, at: now, entries })
    }

    pub(super) fn check_new<'a>(
        &self,
        analyses: impl Iterator<Item = &'a NewAnalysis> + Clone,
    ) -> Result<(), Error> {
        let mut new: BTreeMap<&str, &NewAnalysis> = BTreeMap::new();
        for analysis in analyses.clone() {
            let key = analysis.key.as_str();
            check_key(key)?;
            self.machine.require_code(analysis.state)?;
            if self.find(key).is_some() || new.insert(key, analysis).is_some() {
                return Err(Error::Twice { what: "key", name: crate::error::text_excerpt(key) });
            }
            if let Some(job) = analysis.job {
                self.check_free(&analysis.scheduler, job, key)?;
            }
        }
        if self.len() + new.len() > self.limits.analyses {
            return Err(Error::TooMany { what: "analyses", most: self.limits.analyses });
        }
        self.check_words(new.values().copied())?;
        let unknown = |need: &&AnalysisKey| {
            !new.contains_key(need.as_str()) && self.find(need.as_str()).is_none()
        };
        if let Some(need) = analyses.flat_map(|analysis| &analysis.needs).find(unknown) {
            return Err(Error::UnknownKey { key: crate::error::text_excerpt(need.as_str()) });
        }
        check_circles(&new)
    }

    fn check_words<'a>(
        &self,
        analyses: impl Iterator<Item = &'a NewAnalysis>,
    ) -> Result<(), Error> {
        let (mut pipelines, mut schedulers) =
            (std::collections::BTreeSet::new(), std::collections::BTreeSet::new());
        for analysis in analyses {
            if self.pipelines.find(&analysis.pipeline).is_none() {
                pipelines.insert(&analysis.pipeline);
            }
            if self.schedulers.find(&analysis.scheduler).is_none() {
                schedulers.insert(&analysis.scheduler);
            }
        }
        for (what, new, room) in [
            ("pipelines", pipelines.len(), self.pipelines.free_entries()),
            ("schedulers", schedulers.len(), self.schedulers.free_entries()),
        ] {
            if new > room {
                return Err(Error::TooMany { what, most: self.pipelines.len() + room });
            }
        }
        Ok(())
    }

    /// Whether the job is nobody's, or that of an analysis which has no job at its scheduler any
    /// more: schedulers give numbers again.
    pub(super) fn check_free(&self, scheduler: &str, job: JobRef, key: &str) -> Result<(), Error> {
        let Some(scheduler) = self.schedulers.find(scheduler) else { return Ok(()) };
        match self.by_job.look_up(&self.records, scheduler, job) {
            Some(at) if self.key(at) != key => {
                let live = self.machine.state_entry(self.record(at).code).class.live;
                let by = self.owned_key(at);
                if live { Err(Error::JobTaken { job, by }) } else { Ok(()) }
            }
            _ => Ok(()),
        }
    }
}

fn check_key(key: &str) -> Result<(), Error> {
    let parts = key.split_once('/');
    let good = |part: &str| !part.is_empty() && !part.chars().any(char::is_control);
    if parts.is_some_and(|(subject, name)| good(subject) && good(name) && !name.contains('/')) {
        return Ok(());
    }
    Err(Error::BadKey { key: crate::error::text_excerpt(key) })
}

/// Follows the needs of new analyses among each other, without recursion: a chain of needs may be
/// as long as a project.
fn check_circles(new: &BTreeMap<&str, &NewAnalysis>) -> Result<(), Error> {
    let mut settled: BTreeMap<&str, bool> = BTreeMap::new();
    for &begin in new.keys() {
        let mut path: Vec<(&str, usize)> = vec![(begin, 0)];
        while let Some((key, next)) = path.last_mut() {
            let Some(analysis) = new.get(*key).filter(|_| settled.get(*key) != Some(&true)) else {
                path.pop();
                continue;
            };
            settled.insert(key, false);
            let Some(need) = analysis.needs.get(*next) else {
                settled.insert(key, true);
                path.pop();
                continue;
            };
            *next += 1;
            if settled.get(need.as_str()) == Some(&false) {
                let from = path.iter().position(|(key, _)| *key == need.as_str()).unwrap_or(0);
                let keys = path[from..].iter().map(|(key, _)| AnalysisKey::from(*key)).collect();
                return Err(Error::Cycle { keys });
            }
            path.push((need.as_str(), 0));
        }
    }
    Ok(())
}
