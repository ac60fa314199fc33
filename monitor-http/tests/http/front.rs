//! The root and the OpenAPI document.

use crate::client::{get, request};
use crate::world::World;

#[test]
fn the_root_answers_as_accept_asks() {
    let world = World::new();
    let root = |accept: &str| request(world.address(), "GET /", &[&format!("accept: {accept}")]);
    let info = root("application/json").json();
    assert_eq!(info["name"], "Monitor");
    assert!(info["version"].is_string() && info["description"].is_string());
    let text = root("text/plain");
    assert_eq!(text.header("content-type"), "text/plain; charset=utf-8");
    assert!(text.body.contains("jobs      1 running"), "{}", text.body);
    for accept in ["text/html,*/*;q=0.8", "*/*"] {
        let page = root(accept);
        assert!(page.body.starts_with("<!doctype html>"), "{accept}");
        assert_eq!(page.header("vary"), "Accept, Accept-Encoding");
        let policy = page.header("content-security-policy");
        assert!(policy.contains("script-src 'sha256-") && !policy.contains("unsafe"), "{policy}");
    }
}

#[test]
fn every_route_is_in_the_openapi_document_and_answers() {
    let world = World::new();
    let document = get(world.address(), "/api/v1/openapi.json").json();
    assert_eq!(document["openapi"], "3.1.0");
    let paths = document["paths"].as_object().unwrap();
    for path in ["/status", "/jobs/recent", "/workers/{worker_id}", "/system/reset", "/healthz"] {
        assert!(paths.contains_key(path), "{path} is not in {paths:?}");
    }
    for (path, methods) in paths {
        for (method, operation) in methods.as_object().unwrap() {
            let line = format!("{} {}", method.to_uppercase(), path.replace("{worker_id}", "w1"));
            let answer = request(World::new().address(), &line, &["content-length: 0"]);
            assert_eq!(answer.status, 200, "{line}: {answer:?}");
            let kind = answer.header("content-type").split(';').next().unwrap();
            let content = &operation["responses"]["200"]["content"][kind];
            assert!(content["schema"]["type"].is_string(), "{line} answers {kind}: {content}");
        }
    }
}

#[test]
fn every_number_in_a_query_is_refused_beyond_its_range_and_has_its_default_in_the_document() {
    let world = World::new();
    let document = get(world.address(), "/api/v1/openapi.json").json();
    let mut checked = 0;
    for (path, methods) in document["paths"].as_object().unwrap() {
        for parameter in methods["get"]["parameters"].as_array().into_iter().flatten() {
            let schema = &parameter["schema"];
            let Some(maximum) = schema["maximum"].as_u64() else { continue };
            let name = parameter["name"].as_str().unwrap();
            let ask = |value| get(world.address(), &format!("{path}?{name}={value}"));
            let kind = if ["backlog", "batch"].contains(&name) {
                "accept: text/event-stream"
            } else {
                "accept: */*"
            };
            let beyond = format!("GET {path}?{name}={}", maximum + 1);
            let refused = request(world.address(), &beyond, &[kind]);
            assert_eq!(refused.status, 422, "{beyond}: {refused:?}");
            let detail = &refused.json()["detail"][0];
            assert_eq!(detail["loc"], serde_json::json!(["query", name]), "{beyond}");
            assert_eq!(detail["ctx"]["le"], maximum, "{beyond}");
            let default = schema["default"].as_u64().unwrap();
            assert!((schema["minimum"].as_u64().unwrap()..=maximum).contains(&default));
            if !["backlog", "batch"].contains(&name) {
                assert_eq!(ask(default).status, 200, "{path}?{name}={default}");
            }
            checked += 1;
        }
    }
    assert!(checked >= 6, "{checked} parameters");
}

#[test]
fn the_openapi_document_is_also_where_the_original_has_it() {
    let world = World::new();
    let ours = get(world.address(), "/api/v1/openapi.json");
    assert_eq!(get(world.address(), "/openapi.json").body, ours.body);
}

#[test]
fn a_slash_at_the_end_leads_to_the_path_without_it_as_in_the_original() {
    let world = World::new();
    for (asked, place) in [
        ("/status/", "../status"),
        ("/jobs/recent/?limit=5", "../recent?limit=5"),
        ("/workers/w1//", "../../w1"),
        ("//evil.example/status/", ""),
        ("/nothing/", ""),
    ] {
        let answer = get(world.address(), asked);
        let expected = if place.is_empty() { 404 } else { 307 };
        assert_eq!((answer.status, answer.header("location")), (expected, place), "{asked}");
    }
}
