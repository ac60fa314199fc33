//! Cycles over analyses, and what a person says of one: what is changed over HTTP.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use monitor_state::{AnalysisState, Transition};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::task::spawn_blocking;

use crate::access::ControlKind;
use crate::api::answer::json_response as answer;
use crate::api::body::{JsonBody, PathPair};
use crate::api::operation::Operation;
use crate::api::params::Params;
use crate::api::problem::ApiError;
use crate::api::query_param::{FlagParam, IntegerParam, QueryParam as _};
use crate::api::routes::Routes;
use crate::subject::analyses::AnalysisHost;
use crate::subject::analyses::texts::with_plan_texts;
use crate::subject::analyses::{
    AnalysisApi, analysis_filter, analysis_key, subject_param, to_problem, with_filter_params,
};

/// Who says what comes over HTTP, if the request does not.
const HTTP_CLIENT: &str = "an HTTP client";
/// The longest name of who says something, bytes.
const LONGEST_NAME: usize = 200;

const PLAN_DRY_RUN: FlagParam<bool> =
    FlagParam::new("dry_run", "Must be `true`: start a cycle with POST.").default(true);
const DRY_RUN: FlagParam<bool> =
    FlagParam::new("dry_run", "`true` for what GET gives.").default(false);
const REVISION: IntegerParam = IntegerParam::new(
    "revision",
    "Refuse the cycle unless the ledger still has this revision.",
    0..=u64::MAX,
);

pub(crate) fn cycle_routes(analyses: &AnalysisApi) -> Routes {
    let plan = "What a cycle would do: its counts and its plan. Nothing is changed.";
    let plan = with_filter_params(Operation::get("/api/v1/cycle", plan)).param(&PLAN_DRY_RUN);
    let cycle = "Runs a cycle over all active analyses and returns its report.";
    let cycle = with_filter_params(Operation::post("/api/v1/cycle", cycle))
        .param(&DRY_RUN)
        .param(&REVISION);
    let state = "Sets the state of an analysis and returns its transitions.";
    let state = Operation::post("/api/v1/analyses/{subject}/{name}/state", state);
    let of_cycles = |operation: Operation| operation.object().problem(404).problem(422);
    Routes::new()
        .add(of_cycles(plan), get_plan, analyses)
        .add(of_cycles(cycle).controls(ControlKind::Analyses).problem(409), start_cycle, analyses)
        .add(
            state
                .controls(ControlKind::Analyses)
                .json_body::<SetStateBody>()
                .json::<Vec<Transition>>()
                .problem(404)
                .problem(409)
                .problem(422),
            set_state,
            analyses,
        )
}

async fn get_plan(
    State(analyses): State<AnalysisApi>,
    params: Params,
) -> Result<Response, ApiError> {
    if !params.get(&PLAN_DRY_RUN)? {
        let message = "a cycle that is not a dry run is started with POST";
        return Err(ApiError::invalid(
            ["query", PLAN_DRY_RUN.name()],
            "value_error",
            message,
            json!("false"),
            None,
        ));
    }
    plan_cycle(analyses, params).await
}

async fn start_cycle(
    State(analyses): State<AnalysisApi>,
    params: Params,
) -> Result<Response, ApiError> {
    if params.get(&DRY_RUN)? {
        return plan_cycle(analyses, params).await;
    }
    let revision = params.get(&REVISION)?;
    let Ok(only) = Arc::clone(&analyses.cycling).try_lock_owned() else {
        return Err(ApiError::conflict("a cycle is already running; try again later"));
    };
    if let Some(planned) = revision {
        analyses.run_blocking(move |host| check_plan_revision(host, planned)).await?;
    }
    run_cycle(analyses, params, false, only).await
}

/// Whoever has read a plan applies it to the ledger that it was made for.
fn check_plan_revision(host: &dyn AnalysisHost, planned: u64) -> Result<(), ApiError> {
    let revision = host.ledger().map_err(to_problem)?.revision();
    if revision == planned {
        return Ok(());
    }
    let changed = format!("the plan is of revision {planned}, and the ledger is at {revision}");
    Err(ApiError::conflict(changed))
}

/// Dry runs ask the schedulers too: one after the other, however many look.
async fn plan_cycle(analyses: AnalysisApi, params: Params) -> Result<Response, ApiError> {
    let only = Arc::clone(&analyses.planning).lock_owned().await;
    run_cycle(analyses, params, true, only).await
}

/// Goes on to its end, and so holds `only`, when the client has left.
async fn run_cycle(
    analyses: AnalysisApi,
    params: Params,
    dry_run: bool,
    only: tokio::sync::OwnedMutexGuard<()>,
) -> Result<Response, ApiError> {
    let cycle = spawn_blocking(move || -> Result<Value, ApiError> {
        let _only = only;
        if let Some(about) = subject_param(&params)? {
            // A subject that is not there is an error, and not a cycle over nothing.
            let ledger = analyses.host.ledger().map_err(to_problem)?;
            let one = monitor_state::AnalysisFilter::all().subject(about).analysis("");
            ledger.analysis_status(one).map_err(|error| to_problem(error.into()))?;
        }
        analyses.host.run_cycle(analysis_filter(&params)?, dry_run).map_err(to_problem)
    });
    let done = cycle.await.map_err(|_| ApiError::internal("the cycle panicked"))?;
    done.map(|document| answer(&with_plan_texts(document)))
}

/// What somebody says of an analysis.
#[derive(Debug, Deserialize)]
struct SetStateBody {
    /// The state that it is to be in.
    state: String,
    /// Whether the machine's rules are set aside.
    #[serde(default)]
    force: bool,
    /// Who says so.
    #[serde(default)]
    by: Option<String>,
}

async fn set_state(
    State(analyses): State<AnalysisApi>,
    named: PathPair,
    JsonBody(said): JsonBody<SetStateBody>,
) -> Result<Response, ApiError> {
    let to: AnalysisState = said.state.parse().map_err(|error: monitor_state::Error| {
        let place = ["body", "state"];
        ApiError::invalid(place, "value_error", &error.to_string(), json!(said.state), None)
    })?;
    let by = said.by.unwrap_or_else(|| HTTP_CLIENT.to_owned());
    if by.is_empty() || by.len() > LONGEST_NAME || by.chars().any(char::is_control) {
        let message = format!("1 to {LONGEST_NAME} bytes without control characters");
        return Err(ApiError::invalid(["body", "by"], "value_error", &message, json!(by), None));
    }
    // Each may wait for a cycle of another process.
    let only = Arc::clone(&analyses.setting).lock_owned().await;
    let set = move |host: &dyn AnalysisHost| {
        let _only = only;
        host.set_state(&analysis_key(&named), to, &by, said.force).map_err(to_problem)
    };
    Ok(answer(&analyses.run_blocking(set).await?))
}
