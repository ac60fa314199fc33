//! What is shown: everything that a host has, in one router.

use std::fmt;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use bytes::Bytes;
use monitor_core::{Clock, Monitor, SystemClock};
use serde_json::json;

use crate::http::answer::{json, text};
use crate::http::controls::Controls;
use crate::http::front::front_routes;
use crate::http::metrics::metrics_routes;
use crate::http::openapi::openapi;
use crate::http::operation::Operation;
use crate::http::problem::no_such_path;
use crate::http::routes::Routes;

/// What a host wants to be seen over HTTP. What it does not give has no routes.
#[derive(Clone)]
pub struct Sources {
    pub(crate) monitor: Option<Arc<Monitor>>,
    pub(crate) clock: Arc<dyn Clock>,
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
/// It lets everybody in: put it behind [`Access::guard`](crate::http::Access::guard).
pub fn router(sources: Sources) -> Router {
    let mut routes = Routes::new();
    if let Some(monitor) = &sources.monitor {
        routes = routes.merge(metrics_routes(monitor, Arc::clone(&sources.clock)));
    }
    routes = routes.merge(front_routes(&sources)).merge(sources.more);
    let health = Operation::get("/healthz", "Whether anybody answers.").object();
    routes = routes.add(health, healthy, &());
    let described = Operation::get("/api/v1/openapi.json", "This document.").object();
    let described = Routes::new().add(described, described_by, &Bytes::new()).merge(routes);
    let document = Bytes::from(openapi(&described).to_string());
    let itself = Operation::get("/api/v1/openapi.json", "This document.").object();
    let all = Routes::new().add(itself, described_by, &document).merge(described);
    all.into_router(sources.controls).fallback(no_such_path)
}

async fn healthy() -> Response {
    json(&json!({"status": "ok"}))
}

async fn described_by(State(document): State<Bytes>) -> Response {
    text("application/json", document)
}
