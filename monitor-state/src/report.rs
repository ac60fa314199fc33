//! Events: what a batch has changed, for whoever observes analyses.

use monitor_core::{AnalysisEvent, AnalysisKey, AnalysisPhase, Event, Observer};

use crate::ledger::Ledger;
use crate::ledger::batch::{LedgerBatch, LedgerEntry, Transition};
use crate::ledger::history::TransitionRecord;
use crate::state::AnalysisState;

impl Ledger {
    /// The events of a batch that was applied to this ledger: one for every analysis that was
    /// added, and one for every move, in order.
    pub fn batch_events<'a>(&'a self, batch: &'a LedgerBatch) -> impl Iterator<Item = Event> + 'a {
        batch.entries.iter().filter_map(|entry| {
            let event = match entry {
                LedgerEntry::Added(analysis) => {
                    AnalysisEvent::new(AnalysisPhase::Added, analysis.key.clone())
                        .pipeline(&*analysis.pipeline)
                }
                LedgerEntry::Moved(moved) => self.transition_event(moved),
                LedgerEntry::Opened(_) | LedgerEntry::Closed { .. } | LedgerEntry::Noted { .. } => {
                    return None;
                }
            };
            Some(event.at(batch.at))
        })
    }

    /// Tells an observer of a batch that was applied to this ledger. An emitter is one, and so is
    /// every collector.
    pub fn notify_batch(&self, batch: &LedgerBatch, observer: &(impl Observer + ?Sized)) {
        let interest = observer.interest();
        self.batch_events(batch)
            .filter(|event| interest.contains(event.kind()))
            .for_each(|event| observer.observe(&event));
    }

    /// The event of one move that an analysis of this ledger has made, as a store has kept it.
    #[must_use]
    pub fn event_of(&self, key: &AnalysisKey, moved: &TransitionRecord) -> Event {
        let TransitionRecord { at, from, to, cause, raw } = moved.clone();
        self.transition_event(&Transition { key: key.clone(), from, to, cause, raw }).at(at)
    }

    fn transition_event(&self, moved: &Transition) -> AnalysisEvent {
        let mut event = AnalysisEvent::new(event_phase(moved.to), moved.key.clone())
            .state_change(moved.from.as_str(), moved.to.as_str())
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

fn event_phase(to: AnalysisState) -> AnalysisPhase {
    match to {
        AnalysisState::Submitting => AnalysisPhase::Submitted,
        AnalysisState::Running => AnalysisPhase::Running,
        AnalysisState::Finished => AnalysisPhase::Finished,
        AnalysisState::Uploaded | AnalysisState::Complete => AnalysisPhase::Completed,
        AnalysisState::Stuck => AnalysisPhase::Stuck,
        AnalysisState::Failed => AnalysisPhase::Failed,
        AnalysisState::Stopped | AnalysisState::Cancelled => AnalysisPhase::Stopped,
        _ => AnalysisPhase::Moved,
    }
}
