//! What refusals of the flow host and of the debugger are over HTTP.

use axum::http::StatusCode;
use serde_json::Value;

use crate::api::problem::ApiError;
use crate::subject::flows::host::FlowRefusal;

/// What a refusal of the debugger is over HTTP.
pub(crate) fn debug_problem(error: monitor_debug::Error) -> ApiError {
    use monitor_debug::Error as E;
    let message = error.to_string();
    match error {
        E::UnknownJob { .. }
        | E::UnknownBreakpoint { .. }
        | E::UnknownRoutine { .. }
        | E::UnknownPoint { .. } => ApiError::not_found(message),
        E::Viewer => ApiError::forbidden(message),
        E::TooManyBreakpoints { .. } => ApiError::too_many(message, 60),
        E::Condition { field, source } => invalid_field(field, &source.to_string()),
        E::HitCondition { .. } => invalid_field("hit_condition", &message),
        E::UnknownLocation { expected, .. } => invalid_field("type", &format!("is {expected}")),
        E::MissingRoutine => invalid_field("routine_id", &message),
        E::MissingPoint { .. } => invalid_field("slot_name", &message),
        E::TooLong { .. } | E::EmptyTrace => invalid_field("body", &message),
        _ => ApiError::conflict(message),
    }
}

pub(crate) fn invalid_field(field: &str, message: &str) -> ApiError {
    ApiError::invalid(["body", field], "value_error", message, Value::Null, None)
}

/// What a text must be that has to be one of several words: `is this, that or those`.
pub(crate) fn one_of(words: impl Iterator<Item = &'static str>) -> String {
    let words: Vec<_> = words.collect();
    match words.as_slice() {
        [first @ .., last] if !first.is_empty() => format!("is {} or {last}", first.join(", ")),
        words => format!("is {}", words.concat()),
    }
}

pub(crate) fn host_problem(refusal: FlowRefusal) -> ApiError {
    let message = refusal.to_string();
    match refusal {
        FlowRefusal::UnknownFlow { .. } | FlowRefusal::UnknownPart { .. } => {
            ApiError::not_found(message)
        }
        FlowRefusal::Parameter { .. } => invalid_field("entry_params", &message),
        FlowRefusal::Unsupported { .. } => {
            ApiError::new(StatusCode::NOT_IMPLEMENTED, "unsupported", message)
        }
        FlowRefusal::FlowExists { .. } => ApiError::conflict(message),
        FlowRefusal::TooMany { .. } => ApiError::too_many(message, 60),
        FlowRefusal::Debug(error) => debug_problem(error),
        FlowRefusal::Invalid { .. } => ApiError::new(StatusCode::BAD_REQUEST, "invalid", message),
    }
}
