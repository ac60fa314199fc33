//! What is shown: everything that a host has, in one router.

use std::fmt;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use monitor_core::{Clock, Monitor, SystemClock};
use serde_json::json;

use crate::access::{Control, Controls};
use crate::api::answer::{json, text};
use crate::api::openapi::Described;
use crate::api::operation::Operation;
use crate::api::problem::no_such_path;
use crate::api::routes::Routes;
use crate::front::front_routes;
use crate::stream::feed::Feed;
use crate::subject::Subject;
use crate::subject::events::event_routes;
use crate::subject::jobs::{job_routes, live_jobs};
use crate::subject::metrics::{metrics_routes, prometheus_routes};
use monitor_host::JournalHandle;

/// What a host wants to be seen over HTTP. What it does not give has no routes.
#[derive(Clone)]
pub struct Sources {
    pub(crate) monitor: Option<Arc<Monitor>>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) feed: Option<Feed>,
    pub(crate) journal: Option<JournalHandle>,
    subjects: Vec<Subject>,
    controls: Controls,
    more: Routes,
}

impl Sources {
    /// Nothing yet, the clock of the system, and every kind of control allowed.
    #[must_use]
    pub fn new() -> Self {
        Self {
            monitor: None,
            clock: Arc::new(SystemClock),
            feed: None,
            journal: None,
            subjects: Vec::new(),
            controls: Controls::all(),
            more: Routes::new(),
        }
    }

    /// The figures of jobs, workers and the system.
    #[must_use]
    pub fn monitor(mut self, monitor: &Arc<Monitor>) -> Self {
        self.monitor = Some(Arc::clone(monitor));
        self
    }

    /// What is live: the stream of events, in which everything else that is given is a document.
    #[must_use]
    pub fn feed(mut self, feed: &Feed) -> Self {
        self.feed = Some(feed.clone());
        self
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
    pub fn controls(mut self, controls: Controls) -> Self {
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

impl Sources {
    /// With another subject; one that was given before makes room for it.
    #[must_use]
    pub(crate) fn subject(mut self, subject: Subject) -> Self {
        self.subjects.retain(|before| before.place != subject.place);
        self.subjects.push(subject);
        self.subjects.sort_by_key(|subject| subject.place);
        self
    }

    /// What a page can show: the names of documents, and what has no document.
    pub(crate) fn shown(&self) -> Vec<&'static str> {
        let named = |has_document: bool| {
            let subjects = self.subjects.iter();
            let named = subjects.filter(move |subject| subject.document.is_some() == has_document);
            named.map(|subject| subject.name)
        };
        let mut shown = self.feed.as_ref().map(|feed| feed.shared().names()).unwrap_or_default();
        if self.feed.is_some() {
            shown.push("feed");
        } else {
            shown.extend(self.monitor.iter().flat_map(|_| ["status", "jobs"]));
            shown.extend(named(true));
        }
        shown.extend(named(false));
        shown
    }

    /// Whether the host lets this be changed.
    pub(crate) fn allow(&self, control: Control) -> bool {
        self.controls.allow(control)
    }

    /// What there is, as documents of the stream.
    fn add_documents(&self, feed: &Feed) {
        if let Some(monitor) = &self.monitor {
            let (counted, shown) = (Arc::clone(monitor), Arc::clone(monitor));
            let clock = Arc::clone(&self.clock);
            let version = move || {
                counted.system().event_counts().total() << 1 | u64::from(counted.is_enabled())
            };
            let (jobs, versioned) = (Arc::clone(monitor), Arc::clone(monitor));
            let changes = move || versioned.system().event_counts().total();
            feed.document("jobs", changes, move || live_jobs(&jobs));
            feed.document("status", version, move || match shown.status(clock.now()) {
                Ok(status) => serde_json::to_value(&status).unwrap_or_default(),
                Err(error) => json!({"error": error.to_string()}),
            });
        }
        for add in self.subjects.iter().filter_map(|subject| subject.document.as_ref()) {
            add(feed, Arc::clone(&self.clock));
        }
    }
}

impl Default for Sources {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Sources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sources").field("controls", &self.controls).finish_non_exhaustive()
    }
}

/// One router of everything that a host has, with the page, `/healthz` and the OpenAPI document.
///
/// It lets everybody in: put it behind [`Access::guard`](crate::Access::guard).
pub fn router(sources: Sources) -> Router {
    let mut routes = Routes::new();
    if let Some(monitor) = &sources.monitor {
        let (clock, journal) = (Arc::clone(&sources.clock), sources.journal.as_ref());
        routes = routes.merge(metrics_routes(monitor, clock, journal));
        routes = routes.merge(job_routes(monitor));
    }
    for subject in &sources.subjects {
        routes = routes.merge((subject.routes)(Arc::clone(&sources.clock)));
    }
    if let Some(feed) = &sources.feed {
        sources.add_documents(feed);
        routes = routes.merge(event_routes(feed));
    }
    routes = routes.merge(front_routes(&sources)).merge(prometheus_routes(&sources));
    routes = routes.merge(sources.more);
    let health = Operation::get("/healthz", "Whether anybody answers.").object();
    routes = routes.add(health, healthy, &());
    let itself = Operation::get("/api/v1/openapi.json", "This document.").object();
    let operations = std::iter::once(&itself).chain(routes.operations()).cloned();
    let document = Described::new(operations.collect());
    let all = Routes::new().add(itself, described_by, &document).merge(routes);
    let paths: Arc<[&'static str]> = all.operations().map(Operation::path).collect();
    // Where programs look for it that know the original.
    let known = Operation::get("/openapi.json", "The same document.").object();
    let all = all.add(known, described_by, &document);
    let lost = move |uri: Uri| no_such_path(paths, uri);
    all.into_router(sources.controls).fallback(lost)
}

async fn healthy() -> Response {
    json(&json!({"status": "ok"}))
}

async fn described_by(State(document): State<Described>) -> Response {
    text("application/json", document.text())
}
