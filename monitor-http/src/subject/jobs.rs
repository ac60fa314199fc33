//! The jobs that are known one by one: those that have not ended, and the last that have.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use monitor_core::{ActiveJob, ActiveState, EventSource, JobOutcome, Monitor, Priority, RecentJob};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::api::answer;
use crate::api::operation::Operation;
use crate::api::params::Params;
use crate::api::problem::ApiError;
use crate::api::query_param::IntegerParam;
use crate::api::routes::Routes;
use crate::stream::source_filter::SourceFilter;
use crate::subject::SubjectService;
use crate::subject::state_kind::{StateKind, state_kinds};

/// How many jobs the live document has, and an answer at most.
const MOST: u64 = 1_000;

const LIMIT: IntegerParam<u64> =
    IntegerParam::new("limit", "Maximum number of entries.", 1..=MOST).default(MOST);

/// A job, ended or not.
#[derive(Serialize)]
#[serde(untagged)]
enum KnownJob {
    Active(ActiveJob),
    Ended(RecentJob),
}

impl KnownJob {
    fn id(&self) -> &str {
        match self {
            Self::Active(job) => job.job_id.as_str(),
            Self::Ended(job) => job.job_id.as_str(),
        }
    }

    fn source(&self) -> Option<&EventSource> {
        match self {
            Self::Active(job) => job.source.as_ref(),
            Self::Ended(job) => job.source.as_ref(),
        }
    }
}

/// The subject: its routes, and its document of the stream.
pub(crate) fn jobs_service(monitor: &Arc<Monitor>) -> SubjectService {
    let (counted, shown) = (Arc::clone(monitor), Arc::clone(monitor));
    let changes = move || counted.system().event_counts().total();
    SubjectService::with_document("jobs", job_routes(monitor), changes, move || live_jobs(&shown))
        .with_vocabulary(job_vocabulary())
}

/// The signs of the states of jobs, and the priorities, lowest first.
fn job_vocabulary() -> Value {
    let mut states = state_kinds([
        (ActiveState::Created, StateKind::Idle),
        (ActiveState::Queued, StateKind::Idle),
        (ActiveState::Running, StateKind::Busy),
        (ActiveState::Paused, StateKind::Held),
        (ActiveState::Retrying, StateKind::Warn),
    ]);
    states.extend(state_kinds([
        (JobOutcome::Completed, StateKind::Good),
        (JobOutcome::Failed, StateKind::Bad),
        (JobOutcome::Cancelled, StateKind::Warn),
    ]));
    json!({"states": states, "priorities": Priority::ALL})
}

/// `/api/v1/jobs`: the jobs of a monitor, one by one.
fn job_routes(monitor: &Arc<Monitor>) -> Routes {
    let what = "Lists the jobs that have not ended, then the last ended ones, newest first.";
    let operation = SourceFilter::declare_param(Operation::get("/api/v1/jobs", what).param(&LIMIT));
    let operation = operation.objects().problem(422);
    Routes::new().add(operation, list_jobs, monitor)
}

async fn list_jobs(
    State(monitor): State<Arc<Monitor>>,
    params: Params,
) -> Result<Response, ApiError> {
    let limit = params.get(&LIMIT)?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let filter = SourceFilter::read(&params)?;
    if filter.is_empty() {
        return Ok(answer::json_response(&known_jobs(&monitor, limit)));
    }
    let jobs = known_jobs(&monitor, usize::MAX).into_iter();
    let jobs = jobs.filter(|job| filter.is_match(job.source()));
    Ok(answer::json_response(&jobs.take(limit).collect::<Vec<_>>()))
}

fn known_jobs(monitor: &Monitor, limit: usize) -> Vec<KnownJob> {
    let active = monitor.jobs().active(limit);
    let ended = monitor.jobs().recent(limit - active.len().min(limit));
    let active = active.into_iter().rev().map(KnownJob::Active);
    active.chain(ended.into_iter().rev().map(KnownJob::Ended)).collect()
}

/// The same by id: the document of the stream. An id that was used again is that of the newest.
fn live_jobs(monitor: &Monitor) -> Value {
    let mut jobs = Map::new();
    for job in known_jobs(monitor, usize::try_from(MOST).unwrap_or(usize::MAX)) {
        if !jobs.contains_key(job.id()) {
            let id = job.id().to_owned();
            jobs.insert(id, serde_json::to_value(&job).unwrap_or_default());
        }
    }
    json!({"jobs": jobs})
}
