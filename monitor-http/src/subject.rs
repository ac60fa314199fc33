//! What is served, one module a subject: its routes, and its document of the stream.
//!
//! `metrics`, `jobs` and `events` are there with a [`Monitor`](monitor_core::Monitor) and a feed.
//! Each other subject is added by a method of [`Sources`](crate::Sources) in its own file, as a
//! [`Subject`].

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

#[cfg(feature = "project")]
pub use analyses::ProjectAnalyses;
#[cfg(feature = "analyses")]
pub use analyses::{AnalysisHost, analysis_routes};
pub use commands::{CommandBoard, CommandEntry, CommandLimits, exec_routes};
pub use events::event_routes;
#[cfg(feature = "flows")]
pub use flows::{
    ConnectionDocument, Ends, FlowChange, FlowDocument, FlowHost, FlowRefusal, JobDocument,
    NewFlow, NewJob, RoutineDocument, flow_routes,
};
pub use metrics::metrics_routes;
#[cfg(feature = "runs")]
pub use runs::run_routes;

use std::sync::Arc;

use monitor_core::Clock;

use crate::api::Routes;
use crate::stream::Feed;

/// Where a subject stands among the others: of two routes for the same path the first counts, and
/// pages show subjects in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SubjectPlace {
    #[cfg(feature = "runs")]
    Runs,
    Commands,
    #[cfg(feature = "flows")]
    Flows,
    #[cfg(feature = "analyses")]
    Analyses,
}

/// Adds the document of a subject to the stream; the clock is that of the host.
pub(crate) type AddDocument = dyn Fn(&Feed, Arc<dyn Clock>) + Send + Sync;

/// What a host has given to be shown of one subject.
#[derive(Clone)]
pub(crate) struct Subject {
    pub(crate) place: SubjectPlace,
    /// The name of its document, or of itself if it has none.
    pub(crate) name: &'static str,
    pub(crate) routes: Arc<dyn Fn(Arc<dyn Clock>) -> Routes + Send + Sync>,
    pub(crate) document: Option<Arc<AddDocument>>,
}
