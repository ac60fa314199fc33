//! What is kept of jobs: their state as a whole, what they logged, and how they are forgotten.

use std::time::Duration;

use axum::extract::State;
use axum::response::Response;
use monitor_debug::{DebugJobStatus, TraceEvent, TraceKind};
use serde_json::{Value, json};

use crate::access::ControlKind;
use crate::api::answer::json_response;
use crate::api::body::PathText;
use crate::api::operation::Operation;
use crate::api::params::Params;
use crate::api::problem::ApiError;
use crate::api::query_param::{IntegerParam, WordParam};
use crate::api::routes::Routes;
use crate::subject::flows::{Host, find_job, job_controls};

const MAX_AGE_HOURS: IntegerParam<u64> =
    IntegerParam::new("max_age_hours", "Minimum age, hours.", 0..=720).default(24);
const STATUS: WordParam =
    WordParam::new("status", "Only jobs with this outcome.", &["completed", "failed", "cancelled"])
        .refusal("is");

pub(crate) fn job_record_routes(host: &Host) -> Routes {
    let look = |path, what| Operation::get(path, what).object().problem(404);
    let forget = "Deletes jobs that ended before the given age.";
    Routes::new()
        .add(
            look("/api/jobs/{job_id}/state", "Returns a job, its routines and its shared data."),
            get_state,
            host,
        )
        .add(
            look(
                "/api/jobs/{job_id}/logs",
                "Lists the messages of log points and errors, oldest first.",
            ),
            get_logs,
            host,
        )
        .add(
            Operation::post("/api/jobs/cleanup", forget)
                .controls(ControlKind::Debug)
                .param(&MAX_AGE_HOURS)
                .param(&STATUS)
                .object()
                .problem(422),
            cleanup_jobs,
            host,
        )
}

async fn get_state(State(host): State<Host>, PathText(id): PathText) -> Result<Response, ApiError> {
    let job = find_job(&host, &id)?;
    let controls = job_controls(&host, &id)?;
    let metrics = controls.metrics();
    let lanes = controls.suspended_threads();
    let routine = |(name, figures): (&_, &monitor_debug::RoutineMetrics)| {
        let status = match figures {
            it if it.running > 0 => DebugJobStatus::Running,
            it if it.error_count > 0 => DebugJobStatus::Failed,
            _ => DebugJobStatus::Completed,
        };
        let name: &std::sync::Arc<str> = name;
        (name.to_string(), json!({"status": status, "metrics": figures}))
    };
    let routines = metrics.routine_metrics.iter().map(routine);
    let mut document = serde_json::to_value(&job).unwrap_or_default();
    document["routine_states"] = routines.collect::<serde_json::Map<_, _>>().into();
    document["held"] = json!(lanes);
    document["shared_data"] = Value::from(host.shared_variables(&id).unwrap_or_default());
    Ok(json_response(&document))
}

async fn get_logs(State(host): State<Host>, PathText(id): PathText) -> Result<Response, ApiError> {
    let trace = job_controls(&host, &id)?.trace(None, None);
    let line = |event: &TraceEvent| {
        let level = match event.event_type {
            TraceKind::LogMessage => "info",
            TraceKind::RoutineError => "error",
            _ => return None,
        };
        Some(json!({
            "seq": event.seq,
            "timestamp": event.timestamp,
            "level": level,
            "routine_id": event.routine_id,
            "message": event.data.message,
        }))
    };
    let logs: Vec<_> = trace.events.iter().filter_map(line).collect();
    Ok(json_response(&json!({"job_id": id, "total": logs.len(), "logs": logs})))
}

async fn cleanup_jobs(State(host): State<Host>, params: Params) -> Result<Response, ApiError> {
    let hours = params.get(&MAX_AGE_HOURS)?;
    let status = params.get(&STATUS)?;
    let removed = host.forget_jobs(Duration::from_secs(hours * 3_600), status);
    Ok(json_response(&json!({"removed_count": removed, "max_age_hours": hours, "status": status})))
}
