//! Who may come in, and what every answer says to a browser.

mod controls;
mod token;

pub use controls::{AllowedControls, ControlKind};
pub use token::AccessToken;

use std::net::IpAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};

use crate::api::problem::ApiError;

/// The path that needs no token: it says only that somebody answers.
const OPEN_PATH: &str = "/healthz";

/// What a page may load and do that says nothing else: nothing.
const NOTHING: HeaderValue =
    HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; base-uri 'none'");

/// Who may come in: a layer around any router.
///
/// - **Without a token** everybody on this machine may, if the `Host` of the request is `localhost`,
///   an address, or a name that was allowed. A name of somebody else's that was made to point here
///   (DNS rebinding) is refused.
/// - **With a token** a request needs it: `Authorization: Bearer …` for scripts. A browser follows
///   the link `…/?token=…` once and is given a cookie for it, which is `HttpOnly` and
///   `SameSite=Strict`, and `Secure` if the host says that it is [behind TLS](AccessPolicy::behind_tls);
///   the token is not in the address any more. `/healthz` stays open.
/// - **The origin** of a request from a browser has to be this server, or one that was allowed.
///   An allowed origin may also read the answers (CORS), with a bearer, never with a cookie.
/// - **Every answer** says `nosniff`, `no-referrer`, `no-store` and a content security policy in
///   which nothing is allowed, unless the answer has its own.
#[derive(Clone, Debug, Default)]
pub struct AccessPolicy {
    token: Option<AccessToken>,
    hosts: Vec<String>,
    origins: Vec<String>,
    behind_tls: bool,
}

impl AccessPolicy {
    /// Everybody on this machine. Bind to a loopback address only.
    #[must_use]
    pub fn loopback() -> Self {
        Self::default()
    }

    /// Whoever has the token.
    #[must_use]
    pub fn with_token(token: AccessToken) -> Self {
        Self { token: Some(token), ..Self::default() }
    }

    /// A further name in `Host` that means this server, without a port. With a token any name is
    /// taken, because a cookie or bearer is never sent to a stranger's.
    #[must_use]
    pub fn allow_host(mut self, name: impl Into<String>) -> Self {
        self.hosts.push(name.into());
        self
    }

    /// An origin, such as `https://example.org`, whose pages may send requests and read answers.
    #[must_use]
    pub fn allow_origin(mut self, origin: impl Into<String>) -> Self {
        self.origins.push(origin.into());
        self
    }

    /// Browsers reach this server by `https` only, such as through a proxy: the cookie is `Secure`.
    #[must_use]
    pub fn behind_tls(mut self) -> Self {
        self.behind_tls = true;
        self
    }

    /// The router behind this guard.
    pub fn guard_router(self, router: Router) -> Router {
        router.layer(from_fn_with_state(Arc::new(self), guard_request))
    }

    fn check_request(&self, parts: &Parts) -> Result<(), Box<Response>> {
        let host = request_host(parts).ok_or_else(|| {
            ApiError::new(StatusCode::BAD_REQUEST, "bad_host", "the request has no Host")
        });
        let host = host.map_err(|problem| Box::new(problem.into_response()))?;
        if !self.is_own_name(host.host()) {
            let refused = ApiError::new(
                StatusCode::MISDIRECTED_REQUEST,
                "wrong_host",
                format!("`{}` is not a name of this server; its owner can allow it", host.host()),
            );
            return Err(Box::new(refused.into_response()));
        }
        if let Some(origin) = parts.headers.get(header::ORIGIN)
            && !is_own_origin(origin, &host)
            && !self.allows_origin(origin)
        {
            let refused = ApiError::forbidden("origin not allowed; allow it with --allow-origin");
            return Err(Box::new(refused.into_response()));
        }
        self.check_token(parts, &host)
    }

    fn is_own_name(&self, name: &str) -> bool {
        let bare = name.trim_start_matches('[').trim_end_matches(']');
        let name = name.to_ascii_lowercase();
        self.token.is_some()
            || bare.parse::<IpAddr>().is_ok()
            || name == "localhost"
            || name.ends_with(".localhost")
            || self.hosts.iter().any(|own| own.eq_ignore_ascii_case(&name))
    }

    fn allows_origin(&self, origin: &HeaderValue) -> bool {
        self.origins.iter().any(|allowed| allowed.as_bytes() == origin.as_bytes())
    }

    fn check_token(&self, parts: &Parts, host: &Authority) -> Result<(), Box<Response>> {
        let Some(token) = &self.token else { return Ok(()) };
        if parts.uri.path() == OPEN_PATH {
            return Ok(());
        }
        let cookie_name = cookie_name(host);
        if bearer_token(&parts.headers).is_some_and(|given| token.is_match(given))
            || cookie_values(&parts.headers, &cookie_name).any(|given| token.is_match(given))
        {
            return Ok(());
        }
        let query = parts.uri.query().unwrap_or_default();
        let mut given = form_urlencoded::parse(query.as_bytes());
        if matches!(parts.method, Method::GET | Method::HEAD)
            && given.any(|(name, value)| name == "token" && token.is_match(&value))
        {
            return Err(Box::new(self.exchange_token(parts, &cookie_name, token)));
        }
        let unknown = ApiError::new(
            StatusCode::UNAUTHORIZED,
            "unauthorized",
            "a token is needed: Authorization: Bearer TOKEN, or the link that the server has shown",
        );
        let unknown = unknown.header(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        Err(Box::new(unknown.into_response()))
    }

    /// The same address without the token, and the cookie that stands for it.
    fn exchange_token(&self, parts: &Parts, cookie_name: &str, token: &AccessToken) -> Response {
        let query = parts.uri.query().unwrap_or_default();
        let kept = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name != "token");
        let rest = form_urlencoded::Serializer::new(String::new()).extend_pairs(kept).finish();
        // Relative, so that it is right behind a proxy with a prefix as well.
        let path = parts.uri.path().rsplit('/').next().unwrap_or_default();
        let mut location = format!("./{path}");
        if !rest.is_empty() {
            location.push('?');
            location.push_str(&rest);
        }
        let secure = if self.behind_tls { "; Secure" } else { "" };
        let cookie =
            format!("{cookie_name}={}; Path=/; HttpOnly; SameSite=Strict{secure}", token.as_str());
        let headers = [(header::LOCATION, location), (header::SET_COOKIE, cookie)];
        (StatusCode::SEE_OTHER, headers).into_response()
    }
}

async fn guard_request(
    State(access): State<Arc<AccessPolicy>>,
    request: Request,
    next: Next,
) -> Response {
    let (parts, body) = request.into_parts();
    let origin = parts.headers.get(header::ORIGIN).filter(|origin| access.allows_origin(origin));
    let origin = origin.cloned();
    let is_preflight = parts.method == Method::OPTIONS && origin.is_some();
    let mut response = if is_preflight {
        preflight_response()
    } else {
        match access.check_request(&parts) {
            Ok(()) => next.run(Request::from_parts(parts, body)).await,
            Err(refused) => *refused,
        }
    };
    let headers = response.headers_mut();
    if let Some(origin) = origin {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.append(header::VARY, HeaderValue::from_static("Origin"));
    }
    set_safety(headers);
    response
}

fn set_safety(headers: &mut HeaderMap) {
    let constant = HeaderValue::from_static;
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, constant("nosniff"));
    headers.insert(header::REFERRER_POLICY, constant("no-referrer"));
    let resources = HeaderName::from_static("cross-origin-resource-policy");
    headers.insert(resources, constant("same-origin"));
    headers.entry(header::CACHE_CONTROL).or_insert_with(|| constant("no-store"));
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(NOTHING);
}

fn preflight_response() -> Response {
    let allowed = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, POST, PUT, DELETE"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "Authorization, Content-Type, Last-Event-ID"),
        (header::ACCESS_CONTROL_MAX_AGE, "600"),
    ];
    (StatusCode::NO_CONTENT, allowed).into_response()
}

/// Whom the request is for.
fn request_host(parts: &Parts) -> Option<Authority> {
    if let Some(authority) = parts.uri.authority() {
        return Some(authority.clone());
    }
    let mut hosts = parts.headers.get_all(header::HOST).iter();
    let (host, None) = (hosts.next()?, hosts.next()) else { return None };
    host.to_str().ok()?.parse().ok()
}

fn is_own_origin(origin: &HeaderValue, host: &Authority) -> bool {
    let origin = origin.to_str().unwrap_or_default();
    let said = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
    said.is_some_and(|said| said.eq_ignore_ascii_case(host.as_str()))
}

fn bearer_token(headers: &HeaderMap) -> Option<&str> {
    let (scheme, given) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| given.trim())
}

/// Cookies are not told apart by port, so that two servers on one machine need two names.
fn cookie_name(host: &Authority) -> String {
    format!("monitor_{}", host.port_u16().unwrap_or(80))
}

fn cookie_values<'a>(headers: &'a HeaderMap, name: &'a str) -> impl Iterator<Item = &'a str> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|cookie| cookie.to_str().ok());
    let pairs = all.flat_map(|cookies| cookies.split(';'));
    let named = pairs.filter_map(|pair| pair.trim().split_once('='));
    named.filter(move |(given, _)| *given == name).map(|(_, value)| value)
}
