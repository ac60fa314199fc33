//! Answers that are documents.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::api::problem::ApiError;

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// The document as JSON, with status 200.
///
/// What cannot be JSON, such as a map whose keys are no texts, is a 500; none of the documents of
/// Monitor is like that.
pub fn json_response(document: &impl Serialize) -> Response {
    match serde_json::to_vec(document) {
        Ok(body) => json_text(body),
        Err(error) => ApiError::internal(format!("not a document: {error}")).into_response(),
    }
}

/// A document that is JSON already, with status 200.
pub(crate) fn json_text(body: impl Into<axum::body::Body>) -> Response {
    ([(header::CONTENT_TYPE, JSON)], body.into()).into_response()
}

/// The text under this content type, with status 200.
pub(crate) fn text_response(kind: &'static str, body: impl Into<axum::body::Body>) -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static(kind))], body.into()).into_response()
}
