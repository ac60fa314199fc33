#![doc = include_str!("../README.md")]

mod access;
mod api;
mod error;
mod front;
mod page;
mod router;
mod server;
mod sources;
mod stream;
mod subject;

pub use access::{AccessPolicy, AccessToken, AllowedControls, ControlKind};
pub use api::{
    ApiError, FlagParam, IntegerParam, JsonBody, ListParam, Operation, ParamDefault, Params,
    PathText, QueryParam, Routes, TextParam, WordParam, json_response, openapi_document,
};
pub use error::Error;
pub use router::router;
pub use server::{Server, ServerCounts, ServerHandle, ServerLimits};
pub use sources::RouterSources;
pub use stream::{Feed, FeedCounts, FeedLimits};
#[cfg(feature = "project")]
pub use subject::ProjectAnalyses;
#[cfg(feature = "analyses")]
pub use subject::{AnalysisHost, analysis_routes};
pub use subject::{
    CommandBoard, CommandEntry, CommandLimits, event_routes, exec_routes, metrics_routes,
    worker_routes,
};
#[cfg(feature = "flows")]
pub use subject::{
    ConnectionDocument, FlowChange, FlowConnection, FlowDocument, FlowHost, FlowRefusal,
    JobDocument, NewFlow, NewJob, RoutineDocument, flow_routes,
};
#[cfg(feature = "runs")]
pub use subject::{run_dashboard_routes, run_routes};
