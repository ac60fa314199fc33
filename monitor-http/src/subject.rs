//! What is served, one module a subject: its routes, and its document of the stream.

pub(crate) mod analyses;
pub(crate) mod commands;
pub(crate) mod events;
pub(crate) mod flows;
pub(crate) mod jobs;
pub(crate) mod metrics;
pub(crate) mod runs;

pub use analyses::{AnalysisHost, ProjectAnalyses, analysis_routes};
pub use commands::{CommandBoard, CommandEntry, CommandLimits, exec_routes};
pub use events::event_routes;
pub use flows::{
    ConnectionDocument, Ends, FlowChange, FlowDocument, FlowHost, FlowRefusal, JobDocument,
    NewFlow, NewJob, RoutineDocument, flow_routes,
};
pub use metrics::metrics_routes;
pub use runs::run_routes;
