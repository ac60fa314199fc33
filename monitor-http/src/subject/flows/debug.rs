//! Debugging by requests: step, look, set, evaluate. Who comes without a session is the operator.

use std::time::Duration;

use axum::extract::State;
use axum::response::Response;
use monitor_debug::{Controls as JobControls, Reply, Scope, Step};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::access::Control;
use crate::api::answer::json;
use crate::api::body::{JsonBody, PathPair, PathText};
use crate::api::operation::Operation;
use crate::api::params::Params;
use crate::api::problem::Problem;
use crate::api::query_param::IntegerParam;
use crate::api::routes::Routes;
use crate::subject::flows::{Host, controls, invalid, refused};

/// How long a held activation may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

const LANE: IntegerParam = IntegerParam::new(
    "lane",
    "Which held activation; the one that has been held longest if it is not given.",
    1..=u64::MAX,
);

/// `/api/jobs/{job_id}/debug/…`, in the spellings of routilux' document and of its code.
pub(crate) fn debug_routes(host: &Host) -> Routes {
    let lane = |operation: Operation| operation.param(&LANE).object().problem(404).problem(409);
    let post = |path, what| lane(Operation::post(path, what).controls(Control::Debug));
    let over = "Goes on to the next checkpoint that the held activation did not cause.";
    let into = "Goes on to the next checkpoint of the job.";
    let out = "Goes on to the next checkpoint that is not below the cause of the held activation.";
    let on = "Goes on.";
    let stack = "What caused the held activation, oldest first, and itself.";
    let mut routes = Routes::new()
        .add(
            lane(Operation::get("/api/jobs/{job_id}/debug/session", "What is held.")),
            session,
            host,
        )
        .add(
            lane(Operation::get("/api/jobs/{job_id}/debug/variables", "The variables.")),
            variables,
            host,
        )
        .add(
            lane(
                Operation::put("/api/jobs/{job_id}/debug/variables/{name}", "Sets a variable.")
                    .controls(Control::Debug)
                    .problem(422),
            ),
            set_variable,
            host,
        )
        .add(
            post("/api/jobs/{job_id}/debug/evaluate", "The value of an expression.").problem(422),
            evaluate,
            host,
        );
    for path in ["/api/jobs/{job_id}/debug/call_stack", "/api/jobs/{job_id}/debug/call-stack"] {
        routes = routes.add(lane(Operation::get(path, stack)), call_stack, host);
    }
    for path in ["/api/jobs/{job_id}/debug/step_over", "/api/jobs/{job_id}/debug/step-over"] {
        routes = routes.add(post(path, over), step_over, host);
    }
    for path in ["/api/jobs/{job_id}/debug/step_into", "/api/jobs/{job_id}/debug/step-into"] {
        routes = routes.add(post(path, into), step_into, host);
    }
    for path in ["/api/jobs/{job_id}/debug/step_out", "/api/jobs/{job_id}/debug/step-out"] {
        routes = routes.add(post(path, out), step_out, host);
    }
    for path in ["/api/jobs/{job_id}/debug/resume", "/api/jobs/{job_id}/debug/continue"] {
        routes = routes.add(post(path, on), resume, host);
    }
    routes
}

/// The answer of a held activation, which may have gone on.
pub(crate) async fn answer<T>(reply: Result<Reply<T>, monitor_debug::Error>) -> Result<T, Problem> {
    let reply = reply.map_err(refused)?;
    match tokio::time::timeout(PATIENCE, reply).await {
        Ok(answered) => answered.map_err(refused),
        Err(_) => Err(Problem::conflict("the held activation does not answer")),
    }
}

/// How a job stands for a debugger.
pub(crate) fn session_document(controls: &JobControls) -> Value {
    let lanes = controls.lanes();
    let held = lanes.first();
    let depth = controls.call_stack(None).map_or(0, |stack| stack.len());
    json!({
        "job_id": controls.job_id(),
        "status": controls.status(),
        "controller": controls.controller(),
        "lease_s": controls.hold_policy().lease.as_secs_f64(),
        "paused_at": held.map(|lane| json!({"routine_id": lane.routine_id, "lane": lane.lane})),
        "call_stack_depth": depth,
        "lanes": lanes,
    })
}

async fn session(State(host): State<Host>, PathText(id): PathText) -> Result<Response, Problem> {
    Ok(json(&session_document(&controls(&host, &id)?)))
}

fn step(
    host: &Host,
    id: &str,
    params: &Params,
    step: Step,
    word: &str,
) -> Result<Response, Problem> {
    controls(host, id)?.step(params.get(&LANE)?, step).map_err(refused)?;
    Ok(json(&json!({"status": "stepping", "job_id": id, "step_mode": word})))
}

async fn step_over(
    State(host): State<Host>,
    PathText(id): PathText,
    params: Params,
) -> Result<Response, Problem> {
    step(&host, &id, &params, Step::Over, "over")
}

async fn step_into(
    State(host): State<Host>,
    PathText(id): PathText,
    params: Params,
) -> Result<Response, Problem> {
    step(&host, &id, &params, Step::Into, "into")
}

async fn step_out(
    State(host): State<Host>,
    PathText(id): PathText,
    params: Params,
) -> Result<Response, Problem> {
    step(&host, &id, &params, Step::Out, "out")
}

async fn resume(
    State(host): State<Host>,
    PathText(id): PathText,
    params: Params,
) -> Result<Response, Problem> {
    controls(&host, &id)?.resume(params.get(&LANE)?).map_err(refused)?;
    Ok(json(&json!({"status": "resumed", "job_id": id})))
}

async fn call_stack(
    State(host): State<Host>,
    PathText(id): PathText,
    params: Params,
) -> Result<Response, Problem> {
    let frames = controls(&host, &id)?.call_stack(params.get(&LANE)?).map_err(refused)?;
    Ok(json(&json!({"job_id": id, "frames": frames, "call_stack": frames})))
}

async fn variables(
    State(host): State<Host>,
    PathText(id): PathText,
    params: Params,
) -> Result<Response, Problem> {
    let controls = controls(&host, &id)?;
    let variables = answer(controls.variables(params.get(&LANE)?)).await?;
    Ok(json(&json!({"job_id": id, "variables": variables})))
}

#[derive(Deserialize)]
struct SetBody {
    value: Value,
    #[serde(default)]
    scope: Option<String>,
}

/// The scope of that name.
pub(crate) fn scope(word: Option<&str>) -> Result<Option<Scope>, Problem> {
    match word {
        None => Ok(None),
        Some("local") => Ok(Some(Scope::Local)),
        Some("shared") => Ok(Some(Scope::Shared)),
        Some(_) => Err(invalid("scope", "is local or shared")),
    }
}

async fn set_variable(
    State(host): State<Host>,
    PathPair(id, name): PathPair,
    params: Params,
    JsonBody(body): JsonBody<SetBody>,
) -> Result<Response, Problem> {
    let scope = scope(body.scope.as_deref())?;
    let controls = controls(&host, &id)?;
    let reply = controls.set_variable(params.get(&LANE)?, scope, &name, body.value.clone());
    answer(reply).await?.map_err(|error| invalid("value", &error.to_string()))?;
    Ok(json(&json!({"job_id": id, "variable": name, "value": body.value})))
}

#[derive(Deserialize)]
struct EvaluateBody {
    expression: String,
}

async fn evaluate(
    State(host): State<Host>,
    PathText(id): PathText,
    params: Params,
    JsonBody(body): JsonBody<EvaluateBody>,
) -> Result<Response, Problem> {
    let controls = controls(&host, &id)?;
    let value = answer(controls.evaluate(params.get(&LANE)?, &body.expression)).await?;
    Ok(json(&evaluated(value)))
}

/// The value of an expression, or why it has none.
pub(crate) fn evaluated(value: Result<Value, monitor_debug::EvalError>) -> Value {
    match value {
        Ok(value) => json!({"result": value, "type": type_of(&value), "error": null}),
        Err(error) => json!({"result": null, "type": null, "error": error.to_string()}),
    }
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(number) if number.is_f64() => "float",
        Value::Number(_) => "int",
        Value::String(_) => "str",
        Value::Array(_) => "list",
        Value::Object(_) => "dict",
    }
}
