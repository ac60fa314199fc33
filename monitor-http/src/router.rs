//! One router of everything that a host shows.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use serde_json::{Map, json};

use crate::access::ControlKind;
use crate::api::answer::{json_response, text_response};
use crate::api::openapi::OpenApiDocument;
use crate::api::operation::Operation;
use crate::api::problem::no_such_path;
use crate::api::routes::Routes;
use crate::error::Error;
use crate::front::front_routes;
use crate::page::HtmlPage;
use crate::sources::RouterSources;
use crate::subject::metrics::prometheus_routes;

/// One router of everything that a host has, with the page, `/healthz` and the OpenAPI document.
///
/// It lets everybody in: put it behind [`AccessPolicy::guard_router`](crate::AccessPolicy::guard_router).
///
/// # Errors
/// [`Error::RouteTwice`] if two subjects, or a subject and a route of the host, have the same method
/// and path: a path has one meaning.
pub fn router(sources: RouterSources) -> Result<Router, Error> {
    let mut routes = Routes::new();
    let mut names = Vec::new();
    let mut vocabulary = Map::new();
    for service in sources.services() {
        names.extend(service.name);
        if let (Some(name), Some(words)) = (service.name, service.vocabulary) {
            vocabulary.insert(name.to_owned(), words);
        }
        routes = routes.merge(service.routes);
        if let (Some(feed), Some(document)) = (&sources.feed, service.document) {
            feed.shared().add(document);
        }
    }
    // The host's own documents.
    let others = sources.feed.iter().flat_map(|feed| feed.shared().document_names());
    names.extend(others.filter(|name| !names.contains(name)).collect::<Vec<_>>());
    let controls = [ControlKind::Metrics, ControlKind::Debug, ControlKind::Analyses];
    let may = controls.into_iter().filter(|control| sources.controls.is_allowed(*control));
    let may: Vec<_> = may.map(ControlKind::as_str).collect();
    let page = HtmlPage::new(&names.join(" "), &may.join(" "), &vocabulary.into());
    routes = routes.merge(front_routes(page, &sources)).merge(prometheus_routes(&sources));
    routes = routes.merge(sources.more);
    let health = Operation::get("/healthz", "Returns `ok` while the server runs.").object();
    routes = routes.add(health, get_health, &());
    let itself = Operation::get("/api/v1/openapi.json", "Returns this OpenAPI document.").object();
    let operations = std::iter::once(&itself).chain(routes.operations()).cloned();
    let document = OpenApiDocument::new(operations.collect());
    let all = Routes::new().add(itself, described_by, &document).merge(routes);
    let paths: Arc<[&'static str]> = all.operations().map(Operation::path).collect();
    // Where programs look for it that know the original.
    let known = Operation::get("/openapi.json", "Returns the OpenAPI document.").object();
    let all = all.add(known, described_by, &document);
    let lost = move |uri: Uri| no_such_path(paths, uri);
    Ok(all.into_router(sources.controls)?.fallback(lost))
}

async fn get_health() -> Response {
    json_response(&json!({"status": "ok"}))
}

async fn described_by(State(document): State<OpenApiDocument>) -> Response {
    text_response("application/json", document.to_bytes())
}
