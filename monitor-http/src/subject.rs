//! What is served, one module a subject: its routes, and its document of the stream.
//!
//! A subject is added by a method of [`RouterSources`](crate::RouterSources) in its own file, as a [`SubjectFactory`].
//! The method says in one call which routes it has, what its document of the stream is, and by which
//! name the page knows it.

#[cfg(feature = "analyses")]
pub(crate) mod analyses;
pub(crate) mod commands;
pub(crate) mod events;
#[cfg(feature = "flows")]
pub(crate) mod flows;
pub(crate) mod jobs;
pub(crate) mod metrics;
#[cfg(feature = "runs")]
pub(crate) mod runs;
pub(crate) mod state_kind;
pub(crate) mod workers;

#[cfg(feature = "project")]
pub use analyses::ProjectAnalyses;
#[cfg(feature = "analyses")]
pub use analyses::{AnalysisHost, analysis_routes};
pub use commands::{CommandBoard, CommandEntry, CommandLimits, exec_routes};
pub use events::event_routes;
#[cfg(feature = "flows")]
pub use flows::{
    ConnectionDocument, FlowChange, FlowConnection, FlowDocument, FlowHost, FlowRefusal,
    JobDocument, NewFlow, NewJob, RoutineDocument, flow_routes,
};
pub use metrics::metrics_routes;
#[cfg(feature = "runs")]
pub use runs::{run_dashboard_routes, run_routes};
pub use workers::worker_routes;

use std::sync::Arc;

use monitor_core::Clock;
use monitor_host::JournalHandle;
use serde_json::Value;

use crate::api::Routes;
use crate::stream::LiveDocument;

/// The order of subjects: in the router, and in what a page is told that there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SubjectPlace {
    Metrics,
    Jobs,
    Workers,
    #[cfg(feature = "runs")]
    Runs,
    #[cfg(feature = "runs")]
    RunDashboard,
    Commands,
    #[cfg(feature = "flows")]
    Flows,
    #[cfg(feature = "analyses")]
    Analyses,
    Events,
}

/// A subject of a host, from which a router makes its service.
#[derive(Clone)]
pub(crate) struct SubjectFactory {
    pub(crate) place: SubjectPlace,
    pub(crate) serve: Arc<ServeSubject>,
}

type ServeSubject = dyn Fn(&SubjectHost) -> SubjectService + Send + Sync;

/// What all subjects of a host share.
pub(crate) struct SubjectHost {
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) journal: Option<JournalHandle>,
}

/// A subject as one router serves it.
pub(crate) struct SubjectService {
    pub(crate) routes: Routes,
    /// What the page knows it by; the name of its document if it has one.
    pub(crate) name: Option<&'static str>,
    /// What the words of its documents mean, for the page: states with their signs, and texts.
    pub(crate) vocabulary: Option<Value>,
    pub(crate) document: Option<LiveDocument>,
}

impl SubjectService {
    /// Routes that the page does not look for.
    pub(crate) fn routes(routes: Routes) -> Self {
        Self { routes, name: None, vocabulary: None, document: None }
    }

    /// Routes that the page looks for by this name.
    pub(crate) fn named(name: &'static str, routes: Routes) -> Self {
        Self { name: Some(name), ..Self::routes(routes) }
    }

    /// Routes, and a document of the stream that has this name: `make` is called when `version`
    /// gives another number than before.
    pub(crate) fn with_document(
        name: &'static str,
        routes: Routes,
        version: impl Fn() -> u64 + Send + Sync + 'static,
        make: impl Fn() -> Value + Send + Sync + 'static,
    ) -> Self {
        let document = Some(LiveDocument::new(name, version, make));
        Self { document, ..Self::named(name, routes) }
    }

    /// With what its words mean, for the page.
    pub(crate) fn with_vocabulary(mut self, vocabulary: Value) -> Self {
        self.vocabulary = Some(vocabulary);
        self
    }
}
