//! Debugging by requests: step, look, set, evaluate. Who comes without a session is the operator.

use std::time::Duration;

use axum::extract::State;
use axum::response::Response;
use monitor_debug::{JobControls, PendingReply, StepKind, VariableScope};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::access::ControlKind;
use crate::api::answer::json_response;
use crate::api::body::{JsonBody, PathPair, PathText};
use crate::api::operation::Operation;
use crate::api::params::Params;
use crate::api::problem::ApiError;
use crate::api::query_param::IntegerParam;
use crate::api::routes::Routes;
use crate::subject::flows::refusals::{debug_problem, invalid_field, one_of};
use crate::subject::flows::{Host, job_controls};

/// How long a held activation may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

const LANE: IntegerParam = IntegerParam::new(
    "lane",
    "The suspended activation [default: the one suspended longest].",
    1..=u64::MAX,
);

/// `/api/jobs/{job_id}/debug/…`, in the spellings of routilux' document and of its code.
pub(crate) fn debug_routes(host: &Host) -> Routes {
    let lane = |operation: Operation| operation.param(&LANE).object().problem(404).problem(409);
    let post = |path, what| lane(Operation::post(path, what).controls(ControlKind::Debug));
    let on = "Goes on.";
    let stack = "Returns the call stack of the suspended activation, oldest frame first.";
    let mut routes = Routes::new()
        .add(
            lane(Operation::get(
                "/api/jobs/{job_id}/debug/session",
                "Lists the suspended activations.",
            )),
            get_session,
            host,
        )
        .add(
            lane(Operation::get("/api/jobs/{job_id}/debug/variables", "Returns the variables.")),
            get_variables,
            host,
        )
        .add(
            lane(
                Operation::put("/api/jobs/{job_id}/debug/variables/{name}", "Sets a variable.")
                    .controls(ControlKind::Debug)
                    .problem(422),
            ),
            set_variable,
            host,
        )
        .add(
            post("/api/jobs/{job_id}/debug/evaluate", "The value of an expression.").problem(422),
            evaluate_expression,
            host,
        );
    for path in ["/api/jobs/{job_id}/debug/call_stack", "/api/jobs/{job_id}/debug/call-stack"] {
        routes = routes.add(lane(Operation::get(path, stack)), call_stack, host);
    }
    for StepRoute { kind, paths, what } in STEP_ROUTES {
        let handler = move |host, id, params| step_job(kind, host, id, params);
        for path in paths {
            routes = routes.add(post(path, what), handler, host);
        }
    }
    for path in ["/api/jobs/{job_id}/debug/resume", "/api/jobs/{job_id}/debug/continue"] {
        routes = routes.add(post(path, on), resume_thread, host);
    }
    routes
}

/// The route of one kind of step.
struct StepRoute {
    kind: StepKind,
    paths: [&'static str; 2],
    what: &'static str,
}

const STEP_ROUTES: [StepRoute; 3] = [
    StepRoute {
        kind: StepKind::Over,
        paths: ["/api/jobs/{job_id}/debug/step_over", "/api/jobs/{job_id}/debug/step-over"],
        what: "Goes on to the next checkpoint that the held activation did not cause.",
    },
    StepRoute {
        kind: StepKind::Into,
        paths: ["/api/jobs/{job_id}/debug/step_into", "/api/jobs/{job_id}/debug/step-into"],
        what: "Goes on to the next checkpoint of the job.",
    },
    StepRoute {
        kind: StepKind::Out,
        paths: ["/api/jobs/{job_id}/debug/step_out", "/api/jobs/{job_id}/debug/step-out"],
        what: "Goes on to the next checkpoint that is not below the cause of the held activation.",
    },
];

/// The answer of a held activation, which may have gone on.
pub(crate) async fn await_reply<T>(
    reply: Result<PendingReply<T>, monitor_debug::Error>,
) -> Result<T, ApiError> {
    let reply = reply.map_err(debug_problem)?;
    match tokio::time::timeout(PATIENCE, reply).await {
        Ok(answered) => answered.map_err(debug_problem),
        Err(_) => Err(ApiError::conflict("the suspended activation does not answer")),
    }
}

/// How a job stands for a debugger.
pub(crate) fn session_document(controls: &JobControls) -> Value {
    let lanes = controls.suspended_threads();
    let held = lanes.first();
    let depth = controls.call_stack(None).map_or(0, |stack| stack.len());
    json!({
        "job_id": controls.job_id(),
        "status": controls.status(),
        "controller": controls.controller(),
        "lease_s": controls.suspend_policy().lease.as_secs_f64(),
        "paused_at": held.map(|lane| json!({"routine_id": lane.routine_id, "lane": lane.lane})),
        "call_stack_depth": depth,
        "lanes": lanes,
    })
}

async fn get_session(
    State(host): State<Host>,
    PathText(id): PathText,
) -> Result<Response, ApiError> {
    Ok(json_response(&session_document(&job_controls(&host, &id)?)))
}

async fn step_job(
    kind: StepKind,
    State(host): State<Host>,
    PathText(id): PathText,
    params: Params,
) -> Result<Response, ApiError> {
    job_controls(&host, &id)?.step(params.get(&LANE)?, kind).map_err(debug_problem)?;
    Ok(json_response(&json!({"status": "stepping", "job_id": id, "step_mode": kind})))
}

async fn resume_thread(
    State(host): State<Host>,
    PathText(id): PathText,
    params: Params,
) -> Result<Response, ApiError> {
    job_controls(&host, &id)?.resume(params.get(&LANE)?).map_err(debug_problem)?;
    Ok(json_response(&json!({"status": "resumed", "job_id": id})))
}

async fn call_stack(
    State(host): State<Host>,
    PathText(id): PathText,
    params: Params,
) -> Result<Response, ApiError> {
    let frames = job_controls(&host, &id)?.call_stack(params.get(&LANE)?).map_err(debug_problem)?;
    Ok(json_response(&json!({"job_id": id, "frames": frames, "call_stack": frames})))
}

async fn get_variables(
    State(host): State<Host>,
    PathText(id): PathText,
    params: Params,
) -> Result<Response, ApiError> {
    let controls = job_controls(&host, &id)?;
    let variables = await_reply(controls.variables(params.get(&LANE)?)).await?;
    Ok(json_response(&json!({"job_id": id, "variables": variables})))
}

#[derive(Deserialize)]
struct SetBody {
    value: Value,
    #[serde(default)]
    scope: Option<String>,
}

/// The scope of that name.
pub(crate) fn parse_scope(word: Option<&str>) -> Result<Option<VariableScope>, ApiError> {
    let Some(word) = word else { return Ok(None) };
    let expected = || one_of(VariableScope::ALL.iter().map(|scope| scope.as_str()));
    VariableScope::from_word(word).map(Some).ok_or_else(|| invalid_field("scope", &expected()))
}

async fn set_variable(
    State(host): State<Host>,
    PathPair(id, name): PathPair,
    params: Params,
    JsonBody(body): JsonBody<SetBody>,
) -> Result<Response, ApiError> {
    let scope = parse_scope(body.scope.as_deref())?;
    let controls = job_controls(&host, &id)?;
    let reply = controls.set_variable(params.get(&LANE)?, scope, &name, body.value.clone());
    await_reply(reply).await?.map_err(|error| invalid_field("value", &error.to_string()))?;
    Ok(json_response(&json!({"job_id": id, "variable": name, "value": body.value})))
}

#[derive(Deserialize)]
struct EvaluateBody {
    expression: String,
}

async fn evaluate_expression(
    State(host): State<Host>,
    PathText(id): PathText,
    params: Params,
    JsonBody(body): JsonBody<EvaluateBody>,
) -> Result<Response, ApiError> {
    let controls = job_controls(&host, &id)?;
    let value = await_reply(controls.evaluate(params.get(&LANE)?, &body.expression)).await?;
    Ok(json_response(&evaluation_json(value)))
}

/// The value of an expression, or why it has none.
pub(crate) fn evaluation_json(value: Result<Value, monitor_debug::EvalError>) -> Value {
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

#[cfg(test)]
mod tests {
    use super::*;

    const DOCS: &str = include_str!("../../../../docs/debugging.md");

    #[test]
    fn every_step_has_its_route_and_is_documented() {
        let routes: Vec<_> = STEP_ROUTES.iter().map(|route| route.kind).collect();
        assert_eq!(routes, StepKind::ALL);
        let words: Vec<_> =
            StepKind::ALL.iter().map(|step| format!("step_{}", step.as_str())).collect();
        for (route, word) in STEP_ROUTES.iter().zip(&words) {
            let path = format!("/api/jobs/{{job_id}}/debug/{word}");
            assert_eq!(route.paths, [path.clone(), path.replace("step_", "step-")]);
        }
        let listed = words.join("`, `");
        assert!(DOCS.contains(&format!("`POST /jobs/{{id}}/debug/{listed}`")));
        assert!(DOCS.contains(&format!("\"body\" or \"error\"}}`: `{listed}`, ")));
    }

    #[test]
    fn the_documentation_lists_every_status_after_pending() {
        let words = monitor_debug::DebugJobStatus::ALL.iter().map(|status| status.as_str());
        let listed = words.collect::<Vec<_>>().join("`, `");
        assert!(DOCS.contains(&format!("200; `pending`, `{listed}` |")));
    }
}
