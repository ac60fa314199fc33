//! The document of the stream: the six counts, how many there are in each state, and the analyses
//! that moved last.

use std::cmp::Reverse;
use std::sync::Arc;

use monitor_core::NonPoisonMutex;
use monitor_state::{AnalysisFilter, Ledger};
use serde_json::{Map, Value, json};

use crate::subject::analyses::AnalysisHost;

/// How many analyses the document has.
const MOST: usize = 500;

/// Makes the document, anew if the ledger is another one.
pub(crate) struct LiveAnalyses {
    host: Arc<dyn AnalysisHost>,
    made: NonPoisonMutex<Option<(Arc<Ledger>, Value)>>,
}

impl LiveAnalyses {
    pub(crate) fn new(host: &Arc<dyn AnalysisHost>) -> Self {
        Self { host: Arc::clone(host), made: NonPoisonMutex::default() }
    }

    /// What is sent.
    pub(crate) fn cached_document(&self) -> Value {
        let Ok(ledger) = self.host.ledger() else {
            return json!({"error": "the project or its ledger cannot be read"});
        };
        let mut made = self.made.lock();
        match &*made {
            Some((of, document)) if Arc::ptr_eq(of, &ledger) => document.clone(),
            _ => {
                let document = build_document(&ledger);
                *made = Some((ledger, document.clone()));
                document
            }
        }
    }
}

fn build_document(ledger: &Ledger) -> Value {
    let mut glances: Vec<_> = ledger.list_statuses(AnalysisFilter::all()).collect();
    if glances.len() > MOST {
        glances.select_nth_unstable_by_key(MOST - 1, |glance| Reverse(glance.since));
        glances.truncate(MOST);
    }
    let analyses: Map<String, Value> = glances
        .iter()
        .filter_map(|glance| Some((glance.key.to_owned(), serde_json::to_value(glance).ok()?)))
        .collect();
    json!({
        "revision": ledger.revision(),
        "total": ledger.len(),
        "left_out": ledger.len() - analyses.len(),
        "counts": ledger.cycle_counts(AnalysisFilter::all()),
        "states": ledger.count_by_state(),
        "analyses": analyses,
    })
}
