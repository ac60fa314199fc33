//! The parts of flows: what they are, as words too, and how they are changed.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Map, Value, json};

use crate::access::ControlKind;
use crate::api::answer::json_response;
use crate::api::body::{JsonBody, PathPair, PathText};
use crate::api::operation::Operation;
use crate::api::params::Params;
use crate::api::problem::ApiError;
use crate::api::query_param::{QueryParam as _, TextParam, WordParam};
use crate::api::routes::Routes;
use crate::subject::flows::FlowDocument;
use crate::subject::flows::change::{FlowChange, FlowConnection, FlowDsl, flow_issues};
use crate::subject::flows::refusals::host_problem;
use crate::subject::flows::{Host, unknown_flow};

const FORMAT: WordParam<&str> =
    WordParam::new("format", "How it is written.", &["yaml", "json"]).refusal("is").default("yaml");
const ROUTINE_ID: TextParam = TextParam::new("routine_id", "Its id.");
const CLASS_PATH: TextParam =
    TextParam::new("class_path", "Only pipelines of this kind; the last part of a path counts.");
const SOURCE_ROUTINE: TextParam =
    TextParam::new("source_routine", "The routine that hands out the event.");
const SOURCE_EVENT: TextParam = TextParam::new("source_event", "The event.");
const TARGET_ROUTINE: TextParam = TextParam::new("target_routine", "The routine that is called.");
const TARGET_SLOT: TextParam = TextParam::new("target_slot", "Its slot.");

/// `/api/flows/{flow_id}/…`.
pub(crate) fn flow_edit_routes(host: &Host) -> Routes {
    let look = |path, what| Operation::get(path, what).problem(404);
    let change = |operation: Operation| {
        operation.controls(ControlKind::Debug).problem(400).problem(404).problem(501)
    };
    let dsl = look("/api/flows/{flow_id}/dsl", "A flow in words of which one can be made again.");
    let validate = Operation::post(
        "/api/flows/{flow_id}/validate",
        "Validates a flow and lists the findings.",
    );
    let add = "Adds a routine, for later jobs of the flow; the body is its configuration.";
    let connect = "Adds a connection, for later jobs of the flow.";
    let routine = Operation::post("/api/flows/{flow_id}/routines", add).object();
    let connection = Operation::post("/api/flows/{flow_id}/connections", connect).object();
    Routes::new()
        .add(dsl.param(&FORMAT).object().problem(422), get_dsl, host)
        .add(validate.object().problem(404), validate_flow, host)
        .add(look("/api/flows/{flow_id}/routines", "Its routines.").object(), list_routines, host)
        .add(
            look("/api/flows/{flow_id}/connections", "Its connections.").objects(),
            list_connections,
            host,
        )
        .add(
            change(routine).param(&ROUTINE_ID).param(&CLASS_PATH).problem(409).problem(422),
            add_routine,
            host,
        )
        .add(
            change(connection)
                .param(&SOURCE_ROUTINE)
                .param(&SOURCE_EVENT)
                .param(&TARGET_ROUTINE)
                .param(&TARGET_SLOT)
                .problem(422),
            add_connection,
            host,
        )
        .add(
            change(Operation::delete(
                "/api/flows/{flow_id}/routines/{routine_id}",
                "Removes a routine and its connections.",
            ))
            .status(204),
            remove_routine,
            host,
        )
        .add(
            change(Operation::delete(
                "/api/flows/{flow_id}/connections/{index}",
                "Removes the connection of this number, from 0.",
            ))
            .status(204),
            remove_connection,
            host,
        )
}

fn find_flow(host: &Host, id: &str) -> Result<FlowDocument, ApiError> {
    host.flow(id).ok_or_else(|| unknown_flow(id))
}

async fn get_dsl(
    State(host): State<Host>,
    PathText(id): PathText,
    params: Params,
) -> Result<Response, ApiError> {
    let words = FlowDsl::from_flow(find_flow(&host, &id)?);
    let format = params.get(&FORMAT)?;
    let dsl = match format {
        "json" => serde_json::to_string_pretty(&words).map_err(|error| error.to_string()),
        _ => serde_norway::to_string(&words).map_err(|error| error.to_string()),
    };
    let dsl = dsl.map_err(ApiError::internal)?;
    Ok(json_response(&json!({"format": format, "dsl": dsl})))
}

async fn validate_flow(
    State(host): State<Host>,
    PathText(id): PathText,
) -> Result<Response, ApiError> {
    let issues = flow_issues(&find_flow(&host, &id)?);
    Ok(json_response(&json!({"valid": issues.is_empty(), "issues": issues})))
}

async fn list_routines(
    State(host): State<Host>,
    PathText(id): PathText,
) -> Result<Response, ApiError> {
    Ok(json_response(&find_flow(&host, &id)?.routines))
}

async fn list_connections(
    State(host): State<Host>,
    PathText(id): PathText,
) -> Result<Response, ApiError> {
    Ok(json_response(&find_flow(&host, &id)?.connections))
}

fn change_flow(host: &Host, id: &str, change: FlowChange) -> Result<FlowDocument, ApiError> {
    host.change_flow(id, change).map_err(host_problem)
}

/// A parameter that has to be there.
fn required_param<'a>(params: &'a Params, param: &TextParam) -> Result<&'a str, ApiError> {
    let given = params.get(param)?.filter(|text| !text.is_empty() && text.len() <= 256);
    given.ok_or_else(|| {
        let message = "is a text of 1 to 256 bytes";
        ApiError::invalid(["query", param.name()], "missing", message, Value::Null, None)
    })
}

async fn add_routine(
    State(host): State<Host>,
    PathText(id): PathText,
    params: Params,
    JsonBody(config): JsonBody<Map<String, Value>>,
) -> Result<Response, ApiError> {
    let routine_id = required_param(&params, &ROUTINE_ID)?.to_owned();
    let class_path = required_param(&params, &CLASS_PATH)?.to_owned();
    let added = json!({"routine_id": routine_id, "status": "added"});
    change_flow(&host, &id, FlowChange::AddRoutine { routine_id, class_path, config })?;
    Ok(json_response(&added))
}

async fn add_connection(
    State(host): State<Host>,
    PathText(id): PathText,
    params: Params,
) -> Result<Response, ApiError> {
    let part = |param| required_param(&params, param);
    let source = (part(&SOURCE_ROUTINE)?, part(&SOURCE_EVENT)?);
    let ends = FlowConnection::new(source, (part(&TARGET_ROUTINE)?, part(&TARGET_SLOT)?));
    change_flow(&host, &id, FlowChange::Connect(ends))?;
    Ok(json_response(&json!({"status": "connected"})))
}

async fn remove_routine(
    State(host): State<Host>,
    PathPair(id, routine_id): PathPair,
) -> Result<StatusCode, ApiError> {
    change_flow(&host, &id, FlowChange::RemoveRoutine { routine_id })?;
    Ok(StatusCode::NO_CONTENT)
}

async fn remove_connection(
    State(host): State<Host>,
    PathPair(id, index): PathPair,
) -> Result<StatusCode, ApiError> {
    let unknown = || ApiError::not_found(format!("flow {id:?} has no connection {index:?}"));
    let index = index.strip_prefix("conn_").unwrap_or(&index).parse().map_err(|_| unknown())?;
    change_flow(&host, &id, FlowChange::Disconnect { index })?;
    Ok(StatusCode::NO_CONTENT)
}
