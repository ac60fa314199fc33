//! Workers: what is known of each, by its events and heartbeats.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use monitor_core::{Clock, Monitor, WorkerState, WorkerStatus, WorkerSummary};
use serde_json::{Value, json};

use crate::api::answer;
use crate::api::body::PathText;
use crate::api::operation::Operation;
use crate::api::problem::ApiError;
use crate::api::routes::Routes;
use crate::subject::state_kind::{StateKind, state_kinds};
use crate::subject::{SubjectHost, SubjectService};

/// What the handlers read: the monitor, at the times of the clock.
#[derive(Clone)]
struct WorkersAt {
    monitor: Arc<Monitor>,
    clock: Arc<dyn Clock>,
}

/// The subject: its routes, and its words. The document `status` of the stream has the workers.
pub(crate) fn workers_service(monitor: &Arc<Monitor>, host: &SubjectHost) -> SubjectService {
    SubjectService::named("workers", worker_routes(monitor, Arc::clone(&host.clock)))
        .with_vocabulary(worker_vocabulary())
}

/// `/workers…` of a monitor, at the times of `clock`.
pub fn worker_routes(monitor: &Arc<Monitor>, clock: Arc<dyn Clock>) -> Routes {
    let workers = &WorkersAt { monitor: Arc::clone(monitor), clock };
    Routes::new()
        .add(
            Operation::get("/workers", "Returns the status of all workers.")
                .json::<WorkerSummary>(),
            all_workers,
            workers,
        )
        .add(
            Operation::get("/workers/{worker_id}", "Returns the status of one worker.")
                .json::<WorkerStatus>()
                .problem(404),
            one_worker,
            workers,
        )
}

async fn all_workers(State(workers): State<WorkersAt>) -> Response {
    answer::json_response(&workers.monitor.workers().all(workers.clock.now()))
}

async fn one_worker(
    State(workers): State<WorkersAt>,
    PathText(id): PathText,
) -> Result<Response, ApiError> {
    match workers.monitor.workers().status(&id, workers.clock.now()) {
        Some(status) => Ok(answer::json_response(&status)),
        None => Err(ApiError::not_found(format!("Worker {id} not found"))),
    }
}

/// The signs of the states of workers.
fn worker_vocabulary() -> Value {
    let states = [(WorkerState::Online, StateKind::Good), (WorkerState::Offline, StateKind::Bad)];
    json!({"states": state_kinds(states)})
}
