//! What a host shows over HTTP.

use std::fmt;
use std::sync::Arc;

use monitor_core::{Clock, Monitor, SystemClock};

use crate::access::AllowedControls;
use crate::api::routes::Routes;
use crate::stream::feed::Feed;
use crate::subject::{SubjectFactory, SubjectHost, SubjectPlace, SubjectService};
use monitor_host::JournalHandle;

/// What a host wants to be seen over HTTP. What it does not give has no routes.
#[derive(Clone)]
pub struct RouterSources {
    pub(crate) monitor: Option<Arc<Monitor>>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) feed: Option<Feed>,
    pub(crate) journal: Option<JournalHandle>,
    subjects: Vec<SubjectFactory>,
    pub(crate) controls: AllowedControls,
    pub(crate) more: Routes,
}

impl RouterSources {
    /// Nothing yet, the clock of the system, and every kind of control allowed.
    #[must_use]
    pub fn new() -> Self {
        Self {
            monitor: None,
            clock: Arc::new(SystemClock),
            feed: None,
            journal: None,
            subjects: Vec::new(),
            controls: AllowedControls::all(),
            more: Routes::new(),
        }
    }

    /// The journal in which the host records: what requests do to the figures is recorded there
    /// too. Commands are if the board is given it, by [`CommandBoard::record`](crate::CommandBoard::record).
    #[must_use]
    pub fn journal(mut self, journal: &JournalHandle) -> Self {
        self.journal = Some(journal.clone());
        self
    }

    /// Another clock, by which documents are made that depend on the time of asking.
    #[must_use]
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// What may be changed.
    #[must_use]
    pub fn controls(mut self, controls: AllowedControls) -> Self {
        self.controls = controls;
        self
    }

    /// Routes of the host's own, which are in the OpenAPI document with ours.
    #[must_use]
    pub fn routes(mut self, routes: Routes) -> Self {
        self.more = self.more.merge(routes);
        self
    }
}

impl RouterSources {
    /// With another subject; one that was given before makes room for it.
    #[must_use]
    pub(crate) fn add_subject(
        mut self,
        place: SubjectPlace,
        serve: impl Fn(&SubjectHost) -> SubjectService + Send + Sync + 'static,
    ) -> Self {
        self.subjects.retain(|before| before.place != place);
        self.subjects.push(SubjectFactory { place, serve: Arc::new(serve) });
        self.subjects.sort_by_key(|subject| subject.place);
        self
    }

    /// The subjects as a router serves them.
    pub(crate) fn services(&self) -> impl Iterator<Item = SubjectService> {
        let host = SubjectHost { clock: Arc::clone(&self.clock), journal: self.journal.clone() };
        self.subjects.iter().map(move |subject| (subject.serve)(&host))
    }
}

impl Default for RouterSources {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for RouterSources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RouterSources").field("controls", &self.controls).finish_non_exhaustive()
    }
}
