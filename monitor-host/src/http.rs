//! What Monitor knows, over HTTP: routers for a host's own server, and a server for hosts without.
//!
//! ```
//! use std::sync::Arc;
//! use monitor_core::{Limits, Monitor};
//! use monitor_events::Emitter;
//! use monitor_host::http::{Access, ServerLimits, Serving, Sources, router};
//!
//! let emitter = Emitter::new();
//! let monitor = Arc::new(Monitor::new(Limits::default()));
//! let _all = emitter.attach(&monitor);
//!
//! let routes = router(Sources::new().monitor(&monitor));
//! let guarded = Access::loopback().guard(routes);
//! let serving = Serving::start("127.0.0.1:0", guarded, ServerLimits::default())?;
//! println!("http://{}/", serving.local_addr());
//! # Ok::<(), monitor_host::Error>(())
//! ```
//!
//! A host with an axum server of its own takes [`router`], or single ones such as
//! [`metrics_routes`], and nests them wherever it likes: every link and every answer is relative.
//! Who may come in is [`Access`], a layer around whatever router it is given.
//!
//! # Conventions
//!
//! Each subject has a file with one function `…_routes(what, …) -> Routes`. It adds a handler by
//! [`Routes::add`] together with the [`Operation`] that documents it: a route that is not in the
//! OpenAPI document cannot be made. From there on:
//!
//! - **Good answers** are the documents of the library crates, serialised by [`json`]. Nothing is
//!   wrapped around them.
//! - **Everything else** is a [`Problem`]: `{"error": {"code", "message"}, "detail"}` with the
//!   right status. `detail` is what the FastAPI of the original systems answers: a text, or for 422
//!   the list of what is wrong. 404 for what is not there, 405 for a wrong method (with `Allow`),
//!   409 for what does not fit the state, 413 and 415 for bodies, 422 for a value that is out of
//!   its range, 429 where there are too many of something. Bad input is never a 500.
//! - **Queries** are read by [`Params`], path parameters by [`PathText`], bodies by [`JsonBody`]:
//!   their rejections are problems already.
//! - **What changes something** is an [`Operation`] with [`Operation::controls`]. Where the host
//!   has switched that kind of control off it answers 403, and a wrong method is 405 all the same.
//! - **What is live** is in one stream, [`Feed`]: events by number, and documents
//!   ([`Feed::document`]) that are sent whole once and then as JSON merge patches. A new subject
//!   adds a document to it; there is no second stream.
//! - **No handler waits** for a file, a lock that is held for long, or a process: such work goes to
//!   `tokio::task::spawn_blocking`.
//! - **Time** comes from the clock of [`Sources`].

mod access;
mod analyses;
mod analysis_host;
mod answer;
mod body;
mod breakpoints;
mod commands;
mod controls;
mod cycles;
mod debug;
mod event_stream;
mod events;
mod exec;
mod feed;
mod flow_change;
mod flow_edit;
mod flow_host;
mod flows;
mod front;
mod job_records;
mod jobs;
mod merge_patch;
mod metrics;
mod openapi;
mod operation;
mod page;
mod params;
mod problem;
#[cfg(feature = "project")]
mod project_analyses;
mod prometheus;
mod routes;
mod runs;
mod schema;
mod server;
mod serving;
mod sockets;
mod sources;
mod stall;
mod status_json;
mod token;

pub use access::Access;
pub use analyses::analysis_routes;
pub use analysis_host::AnalysisHost;
pub use answer::json;
pub use body::{JsonBody, PathText};
pub use commands::{CommandBoard, CommandEntry, CommandLimits};
pub use controls::{Control, Controls};
pub use events::event_routes;
pub use exec::exec_routes;
pub use feed::{Feed, FeedCounts, FeedLimits};
pub use flow_change::{Ends, FlowChange};
pub use flow_host::{
    ConnectionDocument, FlowDocument, FlowHost, FlowRefusal, JobDocument, NewFlow, NewJob,
    RoutineDocument,
};
pub use flows::flow_routes;
pub use metrics::metrics_routes;
pub use openapi::openapi;
pub use operation::Operation;
pub use params::Params;
pub use problem::Problem;
#[cfg(feature = "project")]
pub use project_analyses::ProjectAnalyses;
pub use routes::Routes;
pub use runs::run_routes;
pub use server::{Server, ServerCounts, ServerLimits};
pub use serving::Serving;
pub use sources::{Sources, router};
pub use token::Token;
