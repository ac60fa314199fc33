//! A request that becomes a WebSocket, or a problem.

use axum::extract::FromRequestParts;
use axum::extract::ws::WebSocketUpgrade;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};

use crate::api::problem::ApiError;

/// What a request becomes that asks for a WebSocket; any other one is 426, or 400 where what it
/// asks for is not whole.
pub(crate) struct SocketUpgrade(pub(crate) WebSocketUpgrade);

impl<S: Send + Sync> FromRequestParts<S> for SocketUpgrade {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        if !parts.headers.contains_key(header::UPGRADE) {
            let message = "this path is a WebSocket: ask for it by Upgrade: websocket";
            let problem = ApiError::new(StatusCode::UPGRADE_REQUIRED, "upgrade_required", message);
            return Err(problem.header(header::UPGRADE, HeaderValue::from_static("websocket")));
        }
        let upgrade = WebSocketUpgrade::from_request_parts(parts, state).await;
        upgrade.map(Self).map_err(|rejection| {
            ApiError::new(rejection.status(), "bad_upgrade", rejection.body_text())
        })
    }
}
