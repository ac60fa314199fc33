//! Events: what a batch has changed, for whoever observes analyses.

use monitor_core::{AnalysisEvent, AnalysisKey, AnalysisPhase, Event, Observer};

use crate::ledger::Ledger;
use crate::ledger::batch::{Batch, Entry, Transition};
use crate::ledger::history::Move;
use crate::state::State;

impl Ledger {
    /// The events of a batch that was applied to this ledger: one for every analysis that was
    /// added, and one for every move, in order.
    pub fn events<'a>(&'a self, batch: &'a Batch) -> impl Iterator<Item = Event> + 'a {
        batch.entries.iter().filter_map(|entry| {
            let event = match entry {
                Entry::Added(analysis) => {
                    AnalysisEvent::new(AnalysisPhase::Added, analysis.key.clone())
                        .pipeline(&*analysis.pipeline)
                }
                Entry::Moved(moved) => self.event(moved),
                Entry::Opened(_) | Entry::Closed { .. } | Entry::Noted { .. } => return None,
            };
            Some(event.at(batch.at))
        })
    }

    /// Tells an observer of a batch that was applied to this ledger. An emitter is one, and so is
    /// every collector.
    pub fn report(&self, batch: &Batch, observer: &(impl Observer + ?Sized)) {
        let interest = observer.interest();
        self.events(batch)
            .filter(|event| interest.contains(event.kind()))
            .for_each(|event| observer.observe(&event));
    }

    /// The event of one move that an analysis of this ledger has made, as a store has kept it.
    #[must_use]
    pub fn event_of(&self, key: &AnalysisKey, moved: &Move) -> Event {
        let Move { at, from, to, cause, raw } = moved.clone();
        self.event(&Transition { key: key.clone(), from, to, cause, raw }).at(at)
    }

    fn event(&self, moved: &Transition) -> AnalysisEvent {
        let mut event = AnalysisEvent::new(phase(moved.to), moved.key.clone())
            .moved(moved.from.as_str(), moved.to.as_str())
            .cause(moved.cause.to_string());
        if let Some(at) = self.find(moved.key.as_str()) {
            let record = self.record(at);
            event = event
                .pipeline(self.pipelines.word(record.pipeline))
                .attempt(u32::from(record.attempts));
            if let Some(job) = record.job() {
                event = event.job(job.to_string());
            }
        }
        match &moved.raw {
            Some(raw) => event.raw(raw.clone()),
            None => event,
        }
    }
}

fn phase(to: State) -> AnalysisPhase {
    match to {
        State::Submitting => AnalysisPhase::Submitted,
        State::Running => AnalysisPhase::Running,
        State::Finished => AnalysisPhase::Finished,
        State::Uploaded | State::Complete => AnalysisPhase::Completed,
        State::Stuck => AnalysisPhase::Stuck,
        State::Failed => AnalysisPhase::Failed,
        State::Stopped | State::Cancelled => AnalysisPhase::Stopped,
        _ => AnalysisPhase::Moved,
    }
}
