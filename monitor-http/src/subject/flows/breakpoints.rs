//! Breakpoints of jobs, and of flows for all their later jobs.

use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use monitor_debug::{Breakpoint, BreakpointLocation, BreakpointTarget, LocationNames};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::access::ControlKind;
use crate::api::answer::json_response;
use crate::api::body::{JsonBody, PathPair, PathText};
use crate::api::operation::Operation;
use crate::api::params::Params;
use crate::api::problem::ApiError;
use crate::api::query_param::TextParam;
use crate::api::routes::Routes;
use crate::subject::flows::refusals::{debug_problem, invalid_field};
use crate::subject::flows::{Host, created_response};

const ENABLED: TextParam = TextParam::new("enabled", "`true` or `false`; or in the body.");

/// `…/breakpoints` of jobs and flows.
pub(crate) fn breakpoint_routes(host: &Host) -> Routes {
    let of_job = "/api/jobs/{job_id}/breakpoints";
    let one_of_job = "/api/jobs/{job_id}/breakpoints/{breakpoint_id}";
    let of_flow = "/api/flows/{flow_id}/breakpoints";
    let one_of_flow = "/api/flows/{flow_id}/breakpoints/{breakpoint_id}";
    let list = |path| {
        Operation::get(path, "Lists the breakpoints in the order of creation.")
            .object()
            .problem(404)
    };
    let set = |path| {
        let set = Operation::post(path, "Sets a breakpoint.").controls(ControlKind::Debug).object();
        set.status(201).problem(404).problem(409).problem(422).problem(429)
    };
    let remove = |path| {
        let remove = Operation::delete(path, "Removes a breakpoint.").controls(ControlKind::Debug);
        remove.status(204).problem(404)
    };
    let enable = |path| {
        let enable = Operation::put(path, "Enables or disables a breakpoint.");
        let enable = enable.param(&ENABLED);
        enable.controls(ControlKind::Debug).object().problem(404).problem(422)
    };
    Routes::new()
        .add(list(of_job), list_of_job, host)
        .add(set(of_job), set_on_job, host)
        .add(remove(one_of_job), remove_from_job, host)
        .add(enable(one_of_job), enable_on_job, host)
        .add(list(of_flow), list_of_flow, host)
        .add(set(of_flow), set_on_flow, host)
        .add(remove(one_of_flow), remove_from_flow, host)
        .add(enable(one_of_flow), enable_on_flow, host)
}

/// A breakpoint as a request has it. Without a type it is on a slot if one is named, else on an
/// event if one is, else on the routine.
#[derive(Debug, Deserialize)]
pub(crate) struct BreakpointBody {
    #[serde(default, rename = "type")]
    kind: Option<String>,
    #[serde(default)]
    on: Option<String>,
    #[serde(default)]
    routine_id: Option<String>,
    #[serde(default)]
    slot_name: Option<String>,
    #[serde(default)]
    event_name: Option<String>,
    #[serde(default)]
    label: Option<String>,
    #[serde(default)]
    condition: Option<String>,
    #[serde(default)]
    hit_condition: Option<Value>,
    #[serde(default)]
    log_message: Option<String>,
    #[serde(default)]
    once: bool,
    #[serde(default)]
    ttl_s: Option<f64>,
    #[serde(default)]
    enabled: Option<bool>,
}

impl BreakpointBody {
    pub(crate) fn into_breakpoint(self) -> Result<Breakpoint, ApiError> {
        // `"on": "enter"` leaves open whether the breakpoint is on the routine or on one slot.
        let word = self.kind.or(self.on.filter(|on| on != "enter"));
        let Self { slot_name, event_name, label, .. } = self;
        let names = LocationNames { slot_name, event_name, label };
        let location = BreakpointLocation::parse(word.as_deref(), names).map_err(debug_problem)?;
        let routine = self.routine_id.unwrap_or_default();
        let mut breakpoint = Breakpoint::new(location, routine);
        breakpoint.condition = self.condition;
        breakpoint.hit_condition = match self.hit_condition {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => Some(text),
            Some(other) => Some(other.to_string()),
        };
        breakpoint.log_message = self.log_message;
        breakpoint.once = self.once;
        breakpoint.ttl = match self.ttl_s.map(Duration::try_from_secs_f64) {
            None => None,
            Some(Ok(ttl)) => Some(ttl),
            Some(Err(_)) => return Err(invalid_field("ttl_s", "is a number of seconds")),
        };
        breakpoint.enabled = self.enabled.unwrap_or(true);
        Ok(breakpoint)
    }
}

fn list_breakpoints(host: &Host, target: BreakpointTarget<'_>) -> Result<Response, ApiError> {
    let breakpoints = host.debugger().breakpoints(target).map_err(debug_problem)?;
    Ok(json_response(&json!({"total": breakpoints.len(), "breakpoints": breakpoints})))
}

fn set_breakpoint(
    host: &Host,
    target: BreakpointTarget<'_>,
    id: &str,
    body: BreakpointBody,
) -> Result<Response, ApiError> {
    let set = host.debugger().set_breakpoint(target, body.into_breakpoint()?);
    let mut document = serde_json::to_value(set.map_err(debug_problem)?).unwrap_or_default();
    let key = if matches!(target, BreakpointTarget::Job(_)) { "job_id" } else { "flow_id" };
    document[key] = Value::from(id);
    Ok(created_response(&document))
}

fn remove(host: &Host, target: BreakpointTarget<'_>, id: &str) -> Result<StatusCode, ApiError> {
    host.debugger().remove_breakpoint(target, id).map_err(debug_problem)?;
    Ok(StatusCode::NO_CONTENT)
}

fn flow_there(host: &Host, id: &str) -> Result<(), ApiError> {
    let found = host.flow(id).map(|_| ());
    found.ok_or_else(|| ApiError::not_found(format!("flow {id:?} not found")))
}

async fn list_of_job(
    State(host): State<Host>,
    PathText(id): PathText,
) -> Result<Response, ApiError> {
    list_breakpoints(&host, BreakpointTarget::Job(&id))
}

async fn set_on_job(
    State(host): State<Host>,
    PathText(id): PathText,
    JsonBody(body): JsonBody<BreakpointBody>,
) -> Result<Response, ApiError> {
    set_breakpoint(&host, BreakpointTarget::Job(&id), &id, body)
}

async fn remove_from_job(
    State(host): State<Host>,
    PathPair(job, id): PathPair,
) -> Result<StatusCode, ApiError> {
    remove(&host, BreakpointTarget::Job(&job), &id)
}

/// Whether a breakpoint is to be enabled, by the query or else the body.
fn enabled_param(params: &Params, body: &Value) -> Result<bool, ApiError> {
    let said = params.get(&ENABLED)?.map(str::to_ascii_lowercase);
    let enabled = match said.as_deref() {
        Some("true" | "1") => Some(true),
        Some("false" | "0") => Some(false),
        Some(_) => None,
        None => body["enabled"].as_bool(),
    };
    enabled.ok_or_else(|| invalid_field("enabled", "is true or false"))
}

fn enable(
    host: &Host,
    target: BreakpointTarget<'_>,
    id: &str,
    enabled: bool,
) -> Result<Response, ApiError> {
    let changed = host.debugger().enable_breakpoint(target, id, enabled);
    Ok(json_response(&changed.map_err(debug_problem)?))
}

async fn enable_on_job(
    State(host): State<Host>,
    PathPair(job, id): PathPair,
    params: Params,
    JsonBody(body): JsonBody<Value>,
) -> Result<Response, ApiError> {
    enable(&host, BreakpointTarget::Job(&job), &id, enabled_param(&params, &body)?)
}

async fn list_of_flow(
    State(host): State<Host>,
    PathText(id): PathText,
) -> Result<Response, ApiError> {
    flow_there(&host, &id)?;
    list_breakpoints(&host, BreakpointTarget::Flow(&id))
}

async fn set_on_flow(
    State(host): State<Host>,
    PathText(id): PathText,
    JsonBody(body): JsonBody<BreakpointBody>,
) -> Result<Response, ApiError> {
    flow_there(&host, &id)?;
    set_breakpoint(&host, BreakpointTarget::Flow(&id), &id, body)
}

async fn remove_from_flow(
    State(host): State<Host>,
    PathPair(flow, id): PathPair,
) -> Result<StatusCode, ApiError> {
    flow_there(&host, &flow)?;
    remove(&host, BreakpointTarget::Flow(&flow), &id)
}

async fn enable_on_flow(
    State(host): State<Host>,
    PathPair(flow, id): PathPair,
    params: Params,
    JsonBody(body): JsonBody<Value>,
) -> Result<Response, ApiError> {
    flow_there(&host, &flow)?;
    enable(&host, BreakpointTarget::Flow(&flow), &id, enabled_param(&params, &body)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documentation_lists_every_type_of_breakpoint() {
        let refused = BreakpointLocation::parse(Some("socket"), LocationNames::default());
        let Err(monitor_debug::Error::UnknownLocation { expected, .. }) = refused else {
            panic!("{refused:?}")
        };
        let listed = expected.replace(", ", "`, `").replace(" or ", "` or `");
        let docs = include_str!("../../../../docs/debugging.md");
        assert!(docs.contains(&format!("`type` (`{listed}`; ")), "{listed}");
    }
}
