//! Flows and their jobs: what there is, and what starts, pauses, resumes and cancels them.

mod breakpoints;
mod change;
mod debug;
mod edit;
mod host;
mod job_records;
mod refusals;
mod sockets;
mod vocabulary;

pub use change::{FlowChange, FlowConnection};
pub use host::{
    ConnectionDocument, FlowDocument, FlowHost, FlowRefusal, JobDocument, NewFlow, NewJob,
    RoutineDocument,
};

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use monitor_debug::{DebugJobStatus, Debugger, JobControls};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::access::ControlKind;
use crate::api::answer::json_response;
use crate::api::body::{JsonBody, PathText};
use crate::api::operation::Operation;
use crate::api::params::Params;
use crate::api::problem::ApiError;
use crate::api::query_param::{IntegerParam, TextParam};
use crate::api::routes::Routes;
use crate::sources::RouterSources;
use crate::subject::flows::breakpoints::{BreakpointBody, breakpoint_routes};
use crate::subject::flows::change::FlowDsl;
use crate::subject::flows::debug::debug_routes;
use crate::subject::flows::edit::flow_edit_routes;
use crate::subject::flows::job_records::job_record_routes;
use crate::subject::flows::refusals::{debug_problem, host_problem, invalid_field};
use crate::subject::flows::sockets::socket_routes;
use crate::subject::flows::vocabulary::flow_vocabulary;
use crate::subject::{SubjectPlace, SubjectService};

/// The host, as the handlers share it.
pub(crate) type Host = Arc<dyn FlowHost>;

const FLOW_ID: TextParam = TextParam::new("flow_id", "Only jobs of this flow.");
const STATUS: TextParam = TextParam::new("status", "Only jobs with this status.");
const LIMIT: IntegerParam<u64> =
    IntegerParam::new("limit", "Maximum number of entries.", 1..=1_000).default(100);
const OFFSET: IntegerParam<u64> =
    IntegerParam::new("offset", "Number of entries to skip.", 0..=u32::MAX as u64).default(0);
const TRACE_LIMIT: IntegerParam =
    IntegerParam::new("limit", "Maximum number of entries [default: all].", 1..=10_000);
const AFTER: IntegerParam =
    IntegerParam::new("after", "Only events after the one with this number.", 0..=u64::MAX);

impl RouterSources {
    /// The flows of an orchestrator and their jobs, to look at and to debug.
    #[must_use]
    pub fn flows(self, host: &Arc<dyn FlowHost>) -> Self {
        let host = Arc::clone(host);
        self.add_subject(SubjectPlace::Flows, move |_| {
            SubjectService::named("flows", flow_routes(&host)).with_vocabulary(flow_vocabulary())
        })
    }
}

/// The routes of flows, jobs, breakpoints and debugging below `/api`, with their WebSockets: those
/// of routilux, and more.
pub fn flow_routes(host: &Arc<dyn FlowHost>) -> Routes {
    let routes = Routes::new()
        .add(
            Operation::get("/api/health", "Returns `ok` while the server runs.").object(),
            get_health,
            host,
        )
        .add(Operation::get("/api/flows", "Lists all flows.").object(), list_flows, host)
        .add(
            Operation::post("/api/flows", "Creates a flow, empty or from a DSL document.")
                .controls(ControlKind::Debug)
                .object()
                .status(201)
                .problem(400)
                .problem(409)
                .problem(422)
                .problem(429),
            create_flow,
            host,
        )
        .add(
            Operation::get("/api/flows/{flow_id}", "Returns a flow.").object().problem(404),
            get_flow,
            host,
        )
        .add(
            Operation::delete("/api/flows/{flow_id}", "Removes a flow.")
                .controls(ControlKind::Debug)
                .status(204)
                .problem(404),
            delete_flow,
            host,
        )
        .add(
            Operation::get(
                "/api/flows/{flow_id}/metrics",
                "Returns the status of the jobs of a flow.",
            )
            .object()
            .problem(404),
            flow_metrics,
            host,
        );
    routes
        .merge(flow_edit_routes(host))
        .merge(job_routes(host))
        .merge(job_record_routes(host))
        .merge(breakpoint_routes(host))
        .merge(debug_routes(host))
        .merge(socket_routes(host))
}

fn job_routes(host: &Host) -> Routes {
    let command = |path, what| {
        Operation::post(path, what).controls(ControlKind::Debug).object().problem(404).problem(409)
    };
    Routes::new()
        .add(
            Operation::get("/api/jobs", "Lists jobs in the order of creation.")
                .param(&FLOW_ID)
                .param(&STATUS)
                .param(&LIMIT)
                .param(&OFFSET)
                .object()
                .problem(422),
            list_jobs,
            host,
        )
        .add(
            Operation::post("/api/jobs", "Starts a job and returns immediately.")
                .controls(ControlKind::Debug)
                .object()
                .status(201)
                .problem(400)
                .problem(404)
                .problem(422)
                .problem(429),
            start_job,
            host,
        )
        .add(
            Operation::get("/api/jobs/{job_id}", "Returns a job.").object().problem(404),
            get_job,
            host,
        )
        .add(
            Operation::get("/api/jobs/{job_id}/status", "Returns the status of a job.")
                .object()
                .problem(404),
            job_status,
            host,
        )
        .add(
            command("/api/jobs/{job_id}/pause", "Pauses a job at its next checkpoints."),
            pause_job,
            host,
        )
        .add(
            command("/api/jobs/{job_id}/resume", "Resumes all suspended activations of a job."),
            resume_job,
            host,
        )
        .add(command("/api/jobs/{job_id}/cancel", "Cancels a job."), cancel_job, host)
        .merge(job_figure_routes(host))
}

/// What is recorded of a job: metrics, trace and queues.
fn job_figure_routes(host: &Host) -> Routes {
    Routes::new()
        .add(
            Operation::get("/api/jobs/{job_id}/metrics", "Returns the metrics of a job.")
                .object()
                .problem(404),
            get_metrics,
            host,
        )
        .add(
            Operation::get(
                "/api/jobs/{job_id}/trace",
                "Lists the last events of a job, oldest first.",
            )
            .param(&TRACE_LIMIT)
            .param(&AFTER)
            .object()
            .problem(404)
            .problem(422),
            get_trace,
            host,
        )
        .add(
            Operation::get(
                "/api/jobs/{job_id}/queues/status",
                "Lists the event queues of the subscribers of a job.",
            )
            .object()
            .problem(404),
            get_queues,
            host,
        )
}

/// The controls of a job that the debugger knows.
pub(crate) fn job_controls(host: &Host, job_id: &str) -> Result<JobControls, ApiError> {
    host.debugger().controls(job_id).map_err(debug_problem)
}

/// The document with status 201.
pub(crate) fn created_response(document: &impl serde::Serialize) -> Response {
    (StatusCode::CREATED, json_response(document)).into_response()
}

async fn get_health(State(host): State<Host>) -> Response {
    json_response(&json!({"status": "healthy", "debugging": host.debugger().is_enabled()}))
}

async fn list_flows(State(host): State<Host>) -> Response {
    let flows = host.flows();
    json_response(&json!({"total": flows.len(), "flows": flows}))
}

async fn create_flow(
    State(host): State<Host>,
    JsonBody(body): JsonBody<FlowBody>,
) -> Result<Response, ApiError> {
    let (flow, words) = body.into_parts()?;
    if flow.flow_id.is_empty() || flow.flow_id.len() > 256 {
        return Err(invalid_field("flow_id", "an id has 1 to 256 bytes"));
    }
    if !matches!(flow.execution_strategy.as_str(), "sequential" | "concurrent") {
        return Err(invalid_field("execution_strategy", "is sequential or concurrent"));
    }
    if !(1..=64).contains(&flow.max_workers) {
        return Err(invalid_field("max_workers", "is a number from 1 to 64"));
    }
    let changes = words.map_or(Ok(Vec::new()), FlowDsl::into_changes);
    let changes = changes
        .map_err(|end| invalid_field("dsl", &format!("{end:?} is not routine.event or .slot")))?;
    let mut made = host.create_flow(flow).map_err(host_problem)?;
    for change in changes {
        match host.change_flow(&made.flow_id, change) {
            Ok(changed) => made = changed,
            Err(refusal) => {
                // Half a flow is none.
                let _ = host.delete_flow(&made.flow_id);
                return Err(host_problem(refusal));
            }
        }
    }
    Ok(created_response(&made))
}

/// A flow as a request has it: empty, or in words.
#[derive(Deserialize)]
struct FlowBody {
    #[serde(default)]
    flow_id: Option<String>,
    #[serde(default)]
    execution_strategy: Option<String>,
    #[serde(default)]
    max_workers: Option<usize>,
    /// YAML, of which JSON is a part.
    #[serde(default)]
    dsl: Option<String>,
    #[serde(default)]
    dsl_dict: Option<FlowDsl>,
}

impl FlowBody {
    fn into_parts(self) -> Result<(NewFlow, Option<FlowDsl>), ApiError> {
        let words = match (self.dsl_dict, self.dsl) {
            (Some(words), _) => Some(words),
            (None, Some(text)) => {
                let read = serde_norway::from_str(&text);
                Some(read.map_err(|error| invalid_field("dsl", &error.to_string()))?)
            }
            (None, None) => None,
        };
        let said = words.as_ref();
        let named = said.map(|words| words.flow_id.clone()).filter(|id| !id.is_empty());
        let strategy = said.and_then(|words| words.execution.strategy.clone());
        let workers = said.and_then(|words| words.execution.max_workers);
        let flow_id =
            self.flow_id.or(named).ok_or_else(|| invalid_field("flow_id", "is missing"))?;
        let flow = NewFlow {
            flow_id,
            execution_strategy: self
                .execution_strategy
                .or(strategy)
                .unwrap_or_else(|| "sequential".to_owned()),
            max_workers: self.max_workers.or(workers).unwrap_or(5),
        };
        Ok((flow, words))
    }
}

pub(crate) fn unknown_flow(flow_id: &str) -> ApiError {
    ApiError::not_found(format!("flow {flow_id:?} not found"))
}

async fn get_flow(State(host): State<Host>, PathText(id): PathText) -> Result<Response, ApiError> {
    host.flow(&id).map(|flow| json_response(&flow)).ok_or_else(|| unknown_flow(&id))
}

async fn delete_flow(
    State(host): State<Host>,
    PathText(id): PathText,
) -> Result<StatusCode, ApiError> {
    host.delete_flow(&id).map(|()| StatusCode::NO_CONTENT).map_err(host_problem)
}

async fn flow_metrics(
    State(host): State<Host>,
    PathText(id): PathText,
) -> Result<Response, ApiError> {
    host.flow(&id).ok_or_else(|| unknown_flow(&id))?;
    let jobs: Vec<_> = host.jobs().into_iter().filter(|job| job.flow_id == id).collect();
    let count = |status: &str| jobs.iter().filter(|job| job.status == status).count();
    let shown = jobs.iter().map(|job| {
        let duration =
            metrics_of(host.debugger(), &job.job_id).map(|metrics| metrics["duration"].clone());
        json!({"job_id": job.job_id, "status": job.status, "duration": duration})
    });
    Ok(json_response(&json!({
        "flow_id": id,
        "total_jobs": jobs.len(),
        "completed_jobs": count(DebugJobStatus::Completed.as_str()),
        "failed_jobs": count(DebugJobStatus::Failed.as_str()),
        "job_metrics": shown.collect::<Vec<_>>(),
    })))
}

pub(crate) fn metrics_of(debugger: &Debugger, job_id: &str) -> Option<Value> {
    serde_json::to_value(debugger.metrics(job_id).ok()?).ok()
}

async fn list_jobs(State(host): State<Host>, params: Params) -> Result<Response, ApiError> {
    let limit = params.get(&LIMIT)?;
    let offset = params.get(&OFFSET)?;
    let (flow, status) = (params.get(&FLOW_ID)?, params.get(&STATUS)?);
    let jobs = host.jobs().into_iter().filter(|job| {
        flow.is_none_or(|flow| job.flow_id == flow)
            && status.is_none_or(|status| job.status == status)
    });
    let jobs: Vec<_> = jobs.collect();
    let whole = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let page: Vec<_> = jobs.iter().skip(whole(offset)).take(whole(limit)).collect();
    Ok(json_response(&json!({"jobs": page, "total": jobs.len(), "limit": limit, "offset": offset})))
}

#[derive(Deserialize)]
struct JobBody {
    flow_id: String,
    entry_routine_id: String,
    #[serde(default)]
    entry_slot: Option<String>,
    #[serde(default)]
    entry_params: Option<Map<String, Value>>,
    #[serde(default)]
    breakpoints: Vec<BreakpointBody>,
    #[serde(default)]
    start_held: bool,
}

async fn start_job(
    State(host): State<Host>,
    JsonBody(body): JsonBody<JobBody>,
) -> Result<Response, ApiError> {
    let breakpoints = body.breakpoints.into_iter().map(BreakpointBody::into_breakpoint);
    let job = NewJob {
        flow_id: body.flow_id,
        entry_routine_id: body.entry_routine_id,
        entry_slot: body.entry_slot.unwrap_or_else(|| "trigger".to_owned()),
        entry_params: body.entry_params.unwrap_or_default(),
        breakpoints: breakpoints.collect::<Result<_, _>>()?,
        start_held: body.start_held,
    };
    let started = tokio::task::spawn_blocking(move || host.start_job(job)).await;
    let started = started.map_err(|_| ApiError::internal("the flow host panicked"))?;
    started.map(|job| created_response(&job)).map_err(host_problem)
}

pub(crate) fn find_job(host: &Host, id: &str) -> Result<JobDocument, ApiError> {
    host.job(id).ok_or_else(|| ApiError::not_found(format!("job {id:?} not found")))
}

async fn get_job(State(host): State<Host>, PathText(id): PathText) -> Result<Response, ApiError> {
    find_job(&host, &id).map(|job| json_response(&job))
}

async fn job_status(
    State(host): State<Host>,
    PathText(id): PathText,
) -> Result<Response, ApiError> {
    let job = find_job(&host, &id)?;
    Ok(json_response(&json!({"job_id": job.job_id, "status": job.status, "flow_id": job.flow_id})))
}

fn run_command(
    host: &Host,
    id: &str,
    status: &str,
    command: impl FnOnce(&JobControls) -> Result<(), monitor_debug::Error>,
) -> Result<Response, ApiError> {
    command(&job_controls(host, id)?).map_err(debug_problem)?;
    Ok(json_response(&json!({"status": status, "job_id": id})))
}

async fn pause_job(State(host): State<Host>, PathText(id): PathText) -> Result<Response, ApiError> {
    run_command(&host, &id, "paused", JobControls::pause)
}

async fn resume_job(
    State(host): State<Host>,
    PathText(id): PathText,
) -> Result<Response, ApiError> {
    run_command(&host, &id, "resumed", |controls| controls.resume(None))
}

async fn cancel_job(
    State(host): State<Host>,
    PathText(id): PathText,
) -> Result<Response, ApiError> {
    run_command(&host, &id, "cancelled", JobControls::cancel)
}

async fn get_metrics(
    State(host): State<Host>,
    PathText(id): PathText,
) -> Result<Response, ApiError> {
    Ok(json_response(&job_controls(&host, &id)?.metrics()))
}

async fn get_trace(
    State(host): State<Host>,
    PathText(id): PathText,
    params: Params,
) -> Result<Response, ApiError> {
    let controls = job_controls(&host, &id)?;
    let limit = params.get(&TRACE_LIMIT)?;
    let limit = limit.and_then(|limit| usize::try_from(limit).ok());
    Ok(json_response(&controls.trace(limit, params.get(&AFTER)?)))
}

async fn get_queues(
    State(host): State<Host>,
    PathText(id): PathText,
) -> Result<Response, ApiError> {
    Ok(json_response(&job_controls(&host, &id)?.queue_status()))
}
