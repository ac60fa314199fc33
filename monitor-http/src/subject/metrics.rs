//! The metrics: the routes that users of the monitoring API of openagents-json know.

mod prometheus;
mod status_json;

pub(crate) use prometheus::prometheus_routes;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use monitor_core::{
    Clock, GroupSummary, JobSummary, Monitor, MonitorStatus, RecentJob, SystemSummary,
};
use serde_json::json;
use tokio::task::spawn_blocking;

use crate::access::ControlKind;
use crate::api::answer::{json_response, json_text};
use crate::api::operation::Operation;
use crate::api::params::Params;
use crate::api::problem::ApiError;
use crate::api::query_param::IntegerParam;
use crate::api::routes::Routes;
use crate::sources::RouterSources;
use crate::subject::metrics::status_json::StatusJson;
use crate::subject::{SubjectHost, SubjectPlace, SubjectService, jobs, workers};
use monitor_host::{JournalHandle, MetricsChange};

const LIMIT: IntegerParam<u64> =
    IntegerParam::new("limit", "Maximum number of entries.", 1..=100).default(10);

/// What the handlers look at.
#[derive(Clone)]
struct MetricsApi {
    monitor: Arc<Monitor>,
    clock: Arc<dyn Clock>,
    journal: Option<JournalHandle>,
    status: Arc<StatusJson>,
}

impl fmt::Debug for MetricsApi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MetricsApi").field("monitor", &self.monitor).finish_non_exhaustive()
    }
}

impl RouterSources {
    /// The figures of jobs, workers and the system.
    #[must_use]
    pub fn monitor(mut self, monitor: &Arc<Monitor>) -> Self {
        self.monitor = Some(Arc::clone(monitor));
        let [metrics, jobs, workers] = [monitor, monitor, monitor].map(Arc::clone);
        self.add_subject(SubjectPlace::Metrics, move |host| metrics_service(&metrics, host))
            .add_subject(SubjectPlace::Jobs, move |_| jobs::jobs_service(&jobs))
            .add_subject(SubjectPlace::Workers, move |host| {
                workers::workers_service(&workers, host)
            })
    }
}

/// The subject: its routes, and the status as the document of the stream, by one producer.
fn metrics_service(monitor: &Arc<Monitor>, host: &SubjectHost) -> SubjectService {
    let metrics = MetricsApi::new(monitor, Arc::clone(&host.clock), host.journal.as_ref());
    let (counted, status) = (Arc::clone(monitor), Arc::clone(&metrics.status));
    let version =
        move || counted.system().event_counts().total() << 1 | u64::from(counted.is_enabled());
    SubjectService::with_document("status", build_routes(&metrics), version, move || status.value())
}

/// `/status`, `/jobs/…` and `/system…` of a monitor, at the times of `clock`. What is
/// done to the figures is recorded in `journal`, if the host keeps one.
pub fn metrics_routes(
    monitor: &Arc<Monitor>,
    clock: Arc<dyn Clock>,
    journal: Option<&JournalHandle>,
) -> Routes {
    build_routes(&MetricsApi::new(monitor, clock, journal))
}

impl MetricsApi {
    fn new(monitor: &Arc<Monitor>, clock: Arc<dyn Clock>, journal: Option<&JournalHandle>) -> Self {
        let status = Arc::new(StatusJson::new(monitor, &clock));
        Self { monitor: Arc::clone(monitor), clock, journal: journal.cloned(), status }
    }
}

fn build_routes(metrics: &MetricsApi) -> Routes {
    Routes::new()
        .add(
            Operation::get("/status", "Returns the status of jobs, workers and the system.")
                .json::<MonitorStatus>(),
            get_status,
            metrics,
        )
        .add(
            Operation::get("/jobs/summary", "Returns the summary of all jobs.")
                .json::<JobSummary>(),
            get_summary,
            metrics,
        )
        .add(
            Operation::get("/jobs/recent", "Lists the jobs that ended last, oldest first.")
                .param(&LIMIT)
                .json::<Vec<RecentJob>>()
                .problem(422),
            list_recent,
            metrics,
        )
        .add(
            Operation::get("/jobs/tags", "Returns job summaries by tag.")
                .json::<BTreeMap<String, GroupSummary>>(),
            list_tags,
            metrics,
        )
        .add(
            Operation::get("/jobs/priorities", "Returns job summaries by priority.")
                .json::<BTreeMap<String, GroupSummary>>(),
            list_priorities,
            metrics,
        )
        .add(
            Operation::get("/system", "Returns the summary of the system.").json::<SystemSummary>(),
            get_system,
            metrics,
        )
        .add(
            Operation::get("/system/events", "Returns the number of events of each kind.")
                .json::<BTreeMap<String, u64>>(),
            event_counts,
            metrics,
        )
        .merge(control_routes(metrics))
}

fn control_routes(metrics: &MetricsApi) -> Routes {
    let post =
        |path, summary| Operation::post(path, summary).controls(ControlKind::Metrics).object();
    Routes::new()
        .add(post("/system/reset", "Resets all metrics except the start time."), reset, metrics)
        .add(post("/system/enable", "Enables the metrics."), enable, metrics)
        .add(
            post("/system/disable", "Disables the metrics: later events are ignored."),
            disable,
            metrics,
        )
}

async fn get_status(State(metrics): State<MetricsApi>) -> Response {
    match metrics.status.to_bytes() {
        Ok(status) => json_text(status),
        Err(error) => ApiError::internal(format!("not a document: {error}")).into_response(),
    }
}

async fn get_summary(State(metrics): State<MetricsApi>) -> Response {
    json_response(&metrics.monitor.jobs().summary())
}

async fn list_recent(
    State(metrics): State<MetricsApi>,
    params: Params,
) -> Result<Response, ApiError> {
    let limit = params.get(&LIMIT)?;
    Ok(json_response(&metrics.monitor.jobs().recent(usize::try_from(limit).unwrap_or(usize::MAX))))
}

async fn list_tags(State(metrics): State<MetricsApi>) -> Response {
    json_response(&metrics.monitor.jobs().by_tag())
}

async fn list_priorities(State(metrics): State<MetricsApi>) -> Response {
    json_response(&metrics.monitor.jobs().by_priority())
}

async fn get_system(State(metrics): State<MetricsApi>) -> Response {
    json_response(&metrics.monitor.system_summary(metrics.clock.now()))
}

async fn event_counts(State(metrics): State<MetricsApi>) -> Response {
    json_response(&metrics.monitor.system().event_counts())
}

/// Changes the figures, where it may wait: for a journal that writes.
async fn apply_change(
    metrics: MetricsApi,
    change: MetricsChange,
    message: &'static str,
) -> Result<Response, ApiError> {
    let changed = spawn_blocking(move || {
        let (monitor, now) = (&metrics.monitor, metrics.clock.now());
        // None of these changes gives events to emit.
        let _ = match &metrics.journal {
            Some(journal) => journal.change(change, monitor, now),
            None => change.apply(monitor, now),
        };
    });
    changed.await.map_err(|_| ApiError::internal("changing the metrics panicked"))?;
    Ok(json_response(&json!({"status": "success", "message": message})))
}

async fn reset(State(metrics): State<MetricsApi>) -> Result<Response, ApiError> {
    apply_change(metrics, MetricsChange::Reset, "All metrics have been reset").await
}

async fn enable(State(metrics): State<MetricsApi>) -> Result<Response, ApiError> {
    apply_change(metrics, MetricsChange::Enable, "Monitoring enabled").await
}

async fn disable(State(metrics): State<MetricsApi>) -> Result<Response, ApiError> {
    apply_change(metrics, MetricsChange::Disable, "Monitoring disabled").await
}
