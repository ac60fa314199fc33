//! The parts of flows: what they are, as words too, and how they are changed.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Map, Value, json};

use crate::access::Control;
use crate::api::answer::json;
use crate::api::body::{JsonBody, PathPair, PathText};
use crate::api::operation::Operation;
use crate::api::params::Params;
use crate::api::problem::Problem;
use crate::api::routes::Routes;
use crate::subject::flows::FlowDocument;
use crate::subject::flows::change::{Ends, FlowChange, FlowWords, oddities};
use crate::subject::flows::{Host, refused_by_host, unknown_flow};

/// `/api/flows/{flow_id}/…`.
pub(crate) fn flow_edit_routes(host: &Host) -> Routes {
    let look = |path, what| Operation::get(path, what).problem(404);
    let change = |operation: Operation| {
        operation.controls(Control::Debug).problem(400).problem(404).problem(501)
    };
    let dsl = look("/api/flows/{flow_id}/dsl", "A flow in words of which one can be made again.");
    let validate = Operation::post("/api/flows/{flow_id}/validate", "What is odd about a flow.");
    let add = "Another routine, for later jobs of the flow; its configuration is the body.";
    let connect = "Another connection, for later jobs of the flow.";
    let routine = Operation::post("/api/flows/{flow_id}/routines", add).object();
    let connection = Operation::post("/api/flows/{flow_id}/connections", connect).object();
    Routes::new()
        .add(
            dsl.query_text("format", "`yaml`, which it is without it, or `json`.")
                .object()
                .problem(422),
            words,
            host,
        )
        .add(validate.object().problem(404), validated, host)
        .add(look("/api/flows/{flow_id}/routines", "Its routines.").object(), routines, host)
        .add(
            look("/api/flows/{flow_id}/connections", "Its connections.").objects(),
            connections,
            host,
        )
        .add(
            change(routine)
                .query_text("routine_id", "Its id.")
                .query_text("class_path", "Of which kind it is; the last part of a path counts.")
                .problem(409)
                .problem(422),
            add_routine,
            host,
        )
        .add(
            change(connection)
                .query_text("source_routine", "The routine that hands out the event.")
                .query_text("source_event", "The event.")
                .query_text("target_routine", "The routine that is called.")
                .query_text("target_slot", "Its slot.")
                .problem(422),
            connect_two,
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
            disconnect,
            host,
        )
}

fn found(host: &Host, id: &str) -> Result<FlowDocument, Problem> {
    host.flow(id).ok_or_else(|| unknown_flow(id))
}

async fn words(
    State(host): State<Host>,
    PathText(id): PathText,
    params: Params,
) -> Result<Response, Problem> {
    let words = FlowWords::of(found(&host, &id)?);
    let format = params.text("format").unwrap_or("yaml");
    let dsl = match format {
        "yaml" => serde_norway::to_string(&words).map_err(|error| error.to_string()),
        "json" => serde_json::to_string_pretty(&words).map_err(|error| error.to_string()),
        other => {
            let wrong = Value::from(other);
            return Err(Problem::invalid(
                ["query", "format"],
                "enum",
                "is yaml or json",
                wrong,
                None,
            ));
        }
    };
    let dsl = dsl.map_err(Problem::internal)?;
    Ok(json(&json!({"format": format, "dsl": dsl})))
}

async fn validated(State(host): State<Host>, PathText(id): PathText) -> Result<Response, Problem> {
    let issues = oddities(&found(&host, &id)?);
    Ok(json(&json!({"valid": issues.is_empty(), "issues": issues})))
}

async fn routines(State(host): State<Host>, PathText(id): PathText) -> Result<Response, Problem> {
    Ok(json(&found(&host, &id)?.routines))
}

async fn connections(
    State(host): State<Host>,
    PathText(id): PathText,
) -> Result<Response, Problem> {
    Ok(json(&found(&host, &id)?.connections))
}

fn change(host: &Host, id: &str, change: FlowChange) -> Result<FlowDocument, Problem> {
    host.change_flow(id, change).map_err(refused_by_host)
}

/// A parameter that has to be there.
fn wanted<'a>(params: &'a Params, name: &str) -> Result<&'a str, Problem> {
    let given = params.text(name).filter(|text| !text.is_empty() && text.len() <= 256);
    given.ok_or_else(|| {
        let message = "is a text of 1 to 256 bytes";
        Problem::invalid(["query", name], "missing", message, Value::Null, None)
    })
}

async fn add_routine(
    State(host): State<Host>,
    PathText(id): PathText,
    params: Params,
    JsonBody(config): JsonBody<Map<String, Value>>,
) -> Result<Response, Problem> {
    let routine_id = wanted(&params, "routine_id")?.to_owned();
    let class_path = wanted(&params, "class_path")?.to_owned();
    let added = json!({"routine_id": routine_id, "status": "added"});
    change(&host, &id, FlowChange::AddRoutine { routine_id, class_path, config })?;
    Ok(json(&added))
}

async fn connect_two(
    State(host): State<Host>,
    PathText(id): PathText,
    params: Params,
) -> Result<Response, Problem> {
    let part = |name| wanted(&params, name);
    let source = (part("source_routine")?, part("source_event")?);
    let ends = Ends::new(source, (part("target_routine")?, part("target_slot")?));
    change(&host, &id, FlowChange::Connect(ends))?;
    Ok(json(&json!({"status": "connected"})))
}

async fn remove_routine(
    State(host): State<Host>,
    PathPair(id, routine_id): PathPair,
) -> Result<StatusCode, Problem> {
    change(&host, &id, FlowChange::RemoveRoutine { routine_id })?;
    Ok(StatusCode::NO_CONTENT)
}

async fn disconnect(
    State(host): State<Host>,
    PathPair(id, index): PathPair,
) -> Result<StatusCode, Problem> {
    let unknown = || Problem::not_found(format!("flow {id:?} has no connection {index:?}"));
    let index = index.strip_prefix("conn_").unwrap_or(&index).parse().map_err(|_| unknown())?;
    change(&host, &id, FlowChange::Disconnect { index })?;
    Ok(StatusCode::NO_CONTENT)
}
