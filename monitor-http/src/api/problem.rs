//! Answers that say what was wrong: one form for all of them.

use std::borrow::Cow;
use std::sync::Arc;

use axum::http::{HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// An answer that says what was wrong: a status, a code for programs, a sentence for people.
///
/// Its body is `{"error": {"code", "message"}, "detail"}`, where `detail` is the message unless
/// something else was given.
#[derive(Clone, Debug)]
pub struct ApiError(Box<ProblemInner>);

#[derive(Clone, Debug)]
struct ProblemInner {
    status: StatusCode,
    code: &'static str,
    message: Cow<'static, str>,
    detail: Option<Value>,
    header: Option<(HeaderName, HeaderValue)>,
}

impl ApiError {
    /// A problem with this status, code and message.
    pub fn new(
        status: StatusCode,
        code: &'static str,
        message: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self(Box::new(ProblemInner {
            status,
            code,
            message: message.into(),
            detail: None,
            header: None,
        }))
    }

    /// 404: what was asked for is not there.
    pub fn not_found(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", message)
    }

    /// 403: it is there, but not for this request.
    pub fn forbidden(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", message)
    }

    /// 409: it does not fit the state of things.
    pub fn conflict(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::CONFLICT, "conflict", message)
    }

    /// 429: there are too many of something already; a client may try again after so many seconds.
    pub fn too_many(message: impl Into<Cow<'static, str>>, retry_after_s: u32) -> Self {
        let problem = Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many", message);
        problem.header(header::RETRY_AFTER, HeaderValue::from(retry_after_s))
    }

    /// 422: one value is wrong. `place` is where it is: `["query", "limit"]`.
    ///
    /// `kind` is a word of pydantic's, such as `int_parsing`, and `bounds` what it says of the
    /// bounds: `{"ge": 1}`.
    #[must_use]
    pub fn invalid(
        place: [&str; 2],
        kind: &str,
        message: &str,
        input: Value,
        bounds: Option<Value>,
    ) -> Self {
        let mut wrong = json!({"type": kind, "loc": place, "msg": message, "input": input});
        if let (Some(bounds), Some(object)) = (bounds, wrong.as_object_mut()) {
            object.insert("ctx".to_owned(), bounds);
        }
        let [_, name] = place;
        let whole = format!("{name}: {message}");
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", whole).detail(json!([wrong]))
    }

    /// 500: the host failed, not the request.
    pub fn internal(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", message)
    }

    /// The same with another `detail`.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<Value>) -> Self {
        self.0.detail = Some(detail.into());
        self
    }

    /// The same with a header; a second one takes the place of the first.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.header = Some((name, value));
        self
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// The body.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let ProblemInner { code, message, detail, .. } = &*self.0;
        let detail = detail.clone().unwrap_or_else(|| Value::from(&**message));
        json!({"error": {"code": code, "message": message}, "detail": detail})
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let body = self.to_json().to_string();
        let kind = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
        let mut response = (self.0.status, kind, body).into_response();
        if let Some((name, value)) = self.0.header {
            response.headers_mut().insert(name, value);
        }
        response
    }
}

/// What a path answers that nobody has: the way to the same without slashes at its end, if there is
/// one of `paths`.
pub(crate) async fn no_such_path(paths: Arc<[&'static str]>, uri: Uri) -> Response {
    let bare = uri.path().trim_end_matches('/');
    if bare.len() < uri.path().len() && paths.iter().any(|path| is_path(path, bare)) {
        // Relative, so that it is right below a prefix as well.
        let name = bare.rsplit('/').next().unwrap_or_default();
        let up = "../".repeat(uri.path().len() - bare.len());
        let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
        let place = [(header::LOCATION, format!("{up}{name}{query}"))];
        return (StatusCode::TEMPORARY_REDIRECT, place).into_response();
    }
    ApiError::not_found("no such path; api/v1/openapi.json lists all paths")
        .detail("Not Found")
        .into_response()
}

/// Whether a path is one of this form, whose parameters are in braces.
fn is_path(form: &str, path: &str) -> bool {
    let (mut forms, mut parts) = (form.split('/'), path.split('/'));
    loop {
        match (forms.next(), parts.next()) {
            (None, None) => return true,
            (Some(form), Some(part)) if form == part => {}
            (Some(form), Some(part)) if form.starts_with('{') && !part.is_empty() => {}
            _ => return false,
        }
    }
}

/// What a path answers to a method that it does not have; `Allow` says which it has.
pub(crate) async fn no_such_method() -> ApiError {
    let status = StatusCode::METHOD_NOT_ALLOWED;
    ApiError::new(status, "method_not_allowed", "this path has no such method")
        .detail("Method Not Allowed")
}
