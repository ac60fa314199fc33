//! Path parameters and JSON bodies whose rejections are problems.

use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::api::problem::ApiError;

/// The one parameter of a path, percent-decoded.
#[derive(Clone, Debug)]
pub struct PathText(pub String);

impl<S: Send + Sync> FromRequestParts<S> for PathText {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let path = Path::<String>::from_request_parts(parts, state).await;
        path.map(|Path(text)| Self(text)).map_err(|rejection| {
            ApiError::new(StatusCode::BAD_REQUEST, "bad_path", rejection.body_text())
        })
    }
}

/// The two parameters of a path, percent-decoded.
#[cfg(any(feature = "analyses", feature = "flows", feature = "runs"))]
#[derive(Clone, Debug)]
pub(crate) struct PathPair(pub(crate) String, pub(crate) String);

#[cfg(any(feature = "analyses", feature = "flows", feature = "runs"))]
impl<S: Send + Sync> FromRequestParts<S> for PathPair {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let path = Path::<(String, String)>::from_request_parts(parts, state).await;
        path.map(|Path((first, second))| Self(first, second)).map_err(|rejection| {
            ApiError::new(StatusCode::BAD_REQUEST, "bad_path", rejection.body_text())
        })
    }
}

/// A body that is JSON of this type. Where the body is empty, it is read as `{}`.
///
/// The size of bodies is bounded by the server ([`ServerLimits::body_bytes`]), beyond which the
/// answer is 413.
///
/// [`ServerLimits::body_bytes`]: crate::ServerLimits::body_bytes
#[derive(Clone, Debug)]
pub struct JsonBody<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for JsonBody<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let body = Bytes::from_request(request, state).await.map_err(|rejection| {
            let code = match rejection.status() {
                StatusCode::PAYLOAD_TOO_LARGE => "too_large",
                _ => "bad_body",
            };
            ApiError::new(rejection.status(), code, rejection.body_text())
        })?;
        let text: &[u8] = if body.is_empty() { b"{}" } else { &body };
        serde_json::from_slice(text).map(Self).map_err(|error| {
            let kind = if error.is_data() { "value_error" } else { "json_invalid" };
            ApiError::invalid(["body", "body"], kind, &error.to_string(), Value::Null, None)
        })
    }
}
