//! What a client can make the server keep, and what is done about it.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use monitor_http::{AccessPolicy, AllowedControls, ServerLimits};

use crate::client::{connect, get, raw, request};
use crate::world::World;

fn with(limits: ServerLimits) -> World {
    World::with(AccessPolicy::loopback(), AllowedControls::all(), limits)
}

/// Everything that comes until the server closes the connection.
fn to_the_end(mut stream: TcpStream) -> String {
    let mut said = Vec::new();
    // A reset is an end as well.
    let _ = stream.read_to_end(&mut said);
    String::from_utf8_lossy(&said).into_owned()
}

#[test]
fn a_head_that_is_too_large_is_431() {
    let world = World::new();
    let long = format!("x: {}", "x".repeat(20_000));
    assert_eq!(request(world.address(), "GET /status", &[&long]).status, 431);
    let many: Vec<String> = (0..100).map(|number| format!("x-{number}: 1")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(request(world.address(), "GET /status", &many).status, 431);
}

#[test]
fn what_is_no_http_is_400_and_the_end() {
    let world = World::new();
    for text in ["nonsense\r\n\r\n", "GET /status\r\n\r\n", "GET / HTTP/9.9\r\n\r\n"] {
        let mut stream = connect(world.address());
        stream.write_all(text.as_bytes()).unwrap();
        let said = to_the_end(stream);
        assert!(said.is_empty() || said.starts_with("HTTP/1.1 400"), "{text:?}: {said}");
    }
    let no_host = raw(world.address(), "GET /status HTTP/1.1\r\nconnection: close\r\n\r\n");
    assert_eq!((no_host.status, no_host.header("content-type")), (400, "application/json"));
}

#[test]
fn a_head_that_does_not_end_is_cut_off() {
    let mut limits = ServerLimits::default();
    limits.head_timeout = Duration::from_millis(100);
    let world = with(limits);
    let mut slow = connect(world.address());
    slow.write_all(b"GET /status HTTP/1.1\r\nhost: localhost\r\nx: ").unwrap();
    let idle = connect(world.address());
    let begun = Instant::now();
    to_the_end(slow);
    to_the_end(idle);
    assert!(begun.elapsed() < Duration::from_secs(15), "nobody was cut off");
    while world.serving.counts().open() > 0 {
        std::thread::yield_now();
    }
}

#[test]
fn one_connection_too_many_is_503_and_costs_the_others_nothing() {
    let mut limits = ServerLimits::default();
    limits.connections = 2;
    let world = with(limits);
    let (first, second) = (connect(world.address()), connect(world.address()));
    while world.serving.counts().open() < 2 {
        std::thread::yield_now();
    }
    let third = to_the_end(connect(world.address()));
    assert!(third.starts_with("HTTP/1.1 503"), "{third}");
    assert!(third.contains("too_many_connections"));
    assert_eq!(world.serving.counts().refused(), 1);
    drop((first, second));
    while world.serving.counts().open() > 0 {
        std::thread::yield_now();
    }
    assert_eq!(get(world.address(), "/status").status, 200);
}

#[test]
fn idle_and_killed_clients_are_in_nobodys_way() {
    let world = World::new();
    let idle: Vec<_> = (0..200).map(|_| connect(world.address())).collect();
    for _ in 0..50 {
        let mut killed = connect(world.address());
        let head =
            "GET /api/v1/events HTTP/1.1\r\nhost: localhost\r\naccept: text/event-stream\r\n\r\n";
        killed.write_all(head.as_bytes()).unwrap();
        drop(killed);
    }
    assert_eq!(get(world.address(), "/status").status, 200);
    drop(idle);
    while world.feed.counts().streams > 0 || world.serving.counts().open() > 0 {
        std::thread::yield_now();
    }
}
