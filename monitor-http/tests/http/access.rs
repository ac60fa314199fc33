//! Who may come in: hosts, origins, tokens, cookies, and what is switched off.

use monitor_http::{AccessPolicy, AccessToken, AllowedControls, ControlKind, ServerLimits};

use crate::client::{get, post, request};
use crate::world::World;

const SECRET: &str = "0123456789abcdef-secret";

fn with_token() -> World {
    let access = AccessPolicy::with_token(AccessToken::new(SECRET).unwrap());
    World::with(access, AllowedControls::all(), ServerLimits::default())
}

#[test]
fn a_name_that_only_points_here_is_refused() {
    let world = World::new();
    let status = |host: &str| request(world.address(), "GET /status", &[&format!("host: {host}")]);
    for own in ["localhost", "localhost:99", "127.0.0.1:8765", "[::1]:80", "a.localhost"] {
        assert_eq!(status(own).status, 200, "{own}");
    }
    for other in ["evil.example", "localhost.evil.example:80", "127.0.0.1.evil.example"] {
        let answer = status(other);
        assert_eq!(answer.status, 421, "{other}");
        assert_eq!(answer.json()["error"]["code"], "wrong_host");
    }
    let access = AccessPolicy::loopback().allow_host("box.example");
    let world = World::with(access, AllowedControls::all(), ServerLimits::default());
    assert_eq!(request(world.address(), "GET /status", &["host: BOX.example:1"]).status, 200);
}

#[test]
fn pages_of_other_origins_are_refused_and_get_no_permission() {
    let world = World::new();
    let own = format!("origin: http://{}", world.address());
    assert_eq!(request(world.address(), "GET /status", &[&own]).status, 200);
    for origin in ["https://evil.example", "null", "http://127.0.0.1:1"] {
        let header = format!("origin: {origin}");
        for line in ["GET /status", "POST /system/reset"] {
            let answer = request(world.address(), line, &[&header, "content-length: 0"]);
            assert_eq!(answer.status, 403, "{line} from {origin}");
            assert_eq!(answer.header("access-control-allow-origin"), "");
        }
    }
}

#[test]
fn an_allowed_origin_may_read_but_never_with_a_cookie() {
    let access = AccessPolicy::loopback().allow_origin("https://dash.example");
    let world = World::with(access, AllowedControls::all(), ServerLimits::default());
    let origin = "origin: https://dash.example";
    for line in ["GET /status", "OPTIONS /system/reset", "GET /nothing"] {
        let answer = request(world.address(), line, &[origin]);
        assert_eq!(answer.header("access-control-allow-origin"), "https://dash.example", "{line}");
        assert_eq!(answer.header("access-control-allow-credentials"), "");
    }
    let preflight = request(world.address(), "OPTIONS /system/reset", &[origin]);
    assert_eq!(preflight.status, 204);
    assert!(preflight.header("access-control-allow-methods").contains("POST"));
}

#[test]
fn without_the_token_nothing_but_the_health_is_open() {
    let world = with_token();
    for path in ["/", "/status", "/api/v1/openapi.json", "/nothing", "/healthz/x"] {
        let answer = get(world.address(), path);
        assert_eq!(answer.status, 401, "{path}");
        assert_eq!(answer.header("www-authenticate"), "Bearer");
        assert_eq!(answer.json()["error"]["code"], "unauthorized");
    }
    assert_eq!(get(world.address(), "/healthz").status, 200);
    let wrong = format!("authorization: Bearer {SECRET}x");
    assert_eq!(request(world.address(), "GET /status", &[&wrong]).status, 401);
    assert_eq!(post(world.address(), &format!("/system/reset?token={SECRET}")).status, 401);
    let right = format!("authorization: bearer {SECRET}");
    assert_eq!(request(world.address(), "GET /status", &[&right]).status, 200);
}

#[test]
fn a_link_is_exchanged_for_a_cookie_that_scripts_cannot_read() {
    let world = with_token();
    let link = format!("/jobs/recent?limit=1&token={SECRET}");
    let answer = get(world.address(), &link);
    assert_eq!(answer.status, 303);
    assert_eq!(answer.header("location"), "./recent?limit=1");
    let cookie = answer.header("set-cookie");
    assert!(cookie.ends_with("; Path=/; HttpOnly; SameSite=Strict"), "{cookie}");
    let pair = format!("cookie: other=1; {}", cookie.split(';').next().unwrap());
    assert_eq!(request(world.address(), "GET /jobs/recent?limit=1", &[&pair]).status, 200);
    assert_eq!(get(world.address(), "/?token=wrong").status, 401);
}

#[test]
fn behind_tls_the_cookie_is_for_https_only() {
    let access = AccessPolicy::with_token(AccessToken::new(SECRET).unwrap()).behind_tls();
    let world = World::with(access, AllowedControls::all(), ServerLimits::default());
    let answer = get(world.address(), &format!("/?token={SECRET}"));
    assert!(answer.header("set-cookie").ends_with("; SameSite=Strict; Secure"), "{answer:?}");
}

#[test]
fn what_is_switched_off_is_403_and_a_wrong_method_still_405() {
    let controls = AllowedControls::all().without(ControlKind::Metrics);
    let world = World::with(AccessPolicy::loopback(), controls, ServerLimits::default());
    for path in ["/system/reset", "/system/enable", "/system/disable"] {
        let answer = post(world.address(), path);
        assert_eq!(answer.status, 403, "{path}");
        assert_eq!(answer.json()["error"]["code"], "forbidden");
        assert_eq!(get(world.address(), path).status, 405, "{path}");
    }
    assert!(world.monitor.is_enabled());
}

#[test]
fn every_answer_tells_the_browser_to_be_careful() {
    let world = with_token();
    for path in ["/healthz", "/nothing"] {
        let answer = get(world.address(), path);
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("cache-control"), "no-store");
        assert!(answer.header("content-security-policy").starts_with("default-src 'none'"));
    }
}
