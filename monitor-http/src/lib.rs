#![doc = include_str!("../README.md")]

mod access;
mod api;
mod error;
mod front;
mod page;
mod server;
mod sources;
mod stream;
mod subject;

pub use access::{Access, Control, Controls, Token};
pub use api::{JsonBody, Operation, Params, PathText, Problem, Routes, json, openapi};
pub use error::Error;
pub use server::{Server, ServerCounts, ServerLimits, Serving};
pub use sources::{Sources, router};
pub use stream::{Feed, FeedCounts, FeedLimits};
pub use subject::{
    AnalysisHost, CommandBoard, CommandEntry, CommandLimits, ConnectionDocument, Ends, FlowChange,
    FlowDocument, FlowHost, FlowRefusal, JobDocument, NewFlow, NewJob, ProjectAnalyses,
    RoutineDocument, analysis_routes, event_routes, exec_routes, flow_routes, metrics_routes,
    run_routes,
};
