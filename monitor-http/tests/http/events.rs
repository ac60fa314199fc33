//! The stream of events and its documents, polling, filters, loss, and too many streams.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use monitor_core::{EventSource, JobEvent, Timestamp};
use monitor_http::FeedLimits;
use serde_json::{Value, json};

use crate::client::{get, request};
use crate::stream::Stream;
use crate::world::World;

#[test]
fn a_stream_says_hello_and_then_each_event_with_its_number() {
    let world = World::new();
    let mut stream = Stream::open(world.address(), "topics=events");
    let hello = stream.next();
    assert_eq!((hello.name.as_str(), hello.data["seq"].as_u64()), ("hello", Some(10)));
    world.emitter.emit(JobEvent::started("d").worker("w1"));
    world.emitter.emit(JobEvent::completed("d").run_time(Duration::from_secs(1)));
    let (first, second) = (stream.next(), stream.next());
    assert_eq!(first.data["seq"], 11);
    assert_eq!(first.data["event_type"], "job.started");
    assert_eq!(first.data["worker_id"], "w1");
    assert_eq!(
        (second.data["seq"].as_u64(), second.data["job_id"].as_str()),
        (Some(12), Some("d"))
    );
    assert_eq!(second.id, format!("{}-12", hello.data["stream"].as_str().unwrap()));
}

#[test]
fn a_stream_can_have_many_events_in_one_message() {
    let world = World::new();
    let mut stream = Stream::open(world.address(), "topics=events&backlog=3&batch=1");
    assert!(stream.next().data["now"].as_str().unwrap().ends_with('Z'));
    let seen = stream.next();
    assert_eq!(seen.name, "events");
    let numbers: Vec<_> =
        seen.data["events"].as_array().unwrap().iter().map(|event| event["seq"].as_u64()).collect();
    assert_eq!(numbers, [Some(8), Some(9), Some(10)]);
    assert!(seen.id.ends_with("-10"), "{}", seen.id);
}

#[test]
fn a_stream_that_comes_again_goes_on_behind_what_it_has_seen() {
    let world = World::new();
    let mut stream = Stream::open(world.address(), "topics=events&backlog=3");
    stream.next();
    let seen: Vec<_> = (0..3).map(|_| stream.next()).collect();
    assert_eq!(seen.iter().map(|seen| &seen.data["seq"]).collect::<Vec<_>>(), [8, 9, 10]);
    drop(stream);
    world.emitter.emit(JobEvent::started("d"));
    let mut again = Stream::resumed(world.address(), "topics=events", Some(&seen[1].id));
    again.next();
    assert_eq!(again.next(), seen[2]);
    assert_eq!(again.next().data["seq"], 11);
    let mut restarted = Stream::resumed(world.address(), "topics=events", Some("1-4000"));
    restarted.next();
    assert_eq!(restarted.next().data["seq"], 1, "an id of another feed is behind nothing");
    let mut future = Stream::open(world.address(), "topics=events&since=4000");
    future.next();
    assert_eq!(future.next().data["seq"], 1);
}

#[test]
fn a_document_comes_whole_and_then_as_what_has_changed() {
    let world = World::new();
    let mut stream = Stream::open(world.address(), "topics=status");
    let mut status = stream.next_of("status").data["full"].clone();
    assert_eq!(status, get(world.address(), "/status").json());
    world.emitter.emit(JobEvent::started("d").at(Timestamp::from_secs(1_700_000_050)));
    let patch = stream.next_of("status").data["patch"].clone();
    assert!(patch["jobs"]["total_jobs"] == 4 && patch["jobs"]["failed_jobs"].is_null(), "{patch}");
    apply(&mut status, &patch);
    assert_eq!(status, get(world.address(), "/status").json());
}

#[test]
fn a_monitor_that_is_switched_off_is_the_same_in_the_stream_and_at_its_path() {
    let world = World::new();
    request(world.address(), "POST /system/disable", &["content-length: 0"]);
    let status = get(world.address(), "/status").json();
    assert!(status["error"].is_string(), "{status}");
    let mut stream = Stream::open(world.address(), "topics=status");
    assert_eq!(stream.next_of("status").data["full"], status);
}

/// RFC 7386.
fn apply(target: &mut Value, patch: &Value) {
    let (Some(target), Some(patch)) = (target.as_object_mut(), patch.as_object()) else {
        return patch.clone_into(target);
    };
    for (key, change) in patch {
        match target.get_mut(key) {
            _ if change.is_null() => drop(target.remove(key)),
            Some(value) => apply(value, change),
            None => drop(target.insert(key.clone(), change.clone())),
        }
    }
}

#[test]
fn a_poll_gives_what_there_is_and_where_to_go_on() {
    let world = World::new();
    let poll = |query: &str| get(world.address(), &format!("/api/v1/events?{query}")).json();
    let last = poll("limit=2");
    let numbers = |poll: &Value| {
        let events = poll["events"].as_array().unwrap();
        events.iter().map(|event| event["seq"].as_u64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!((numbers(&last), &last["missed"]), (vec![9, 10], &json!(0)));
    let next = last["next"].as_str().unwrap();
    assert_eq!(numbers(&poll(&format!("since={next}"))), [0; 0]);
    let (sender, polled) = mpsc::channel();
    let (server, query) = (world.address(), format!("since={next}&wait_ms=20000"));
    let waiting = thread::spawn(move || {
        sender.send(()).unwrap();
        get(server, &format!("/api/v1/events?{query}")).json()
    });
    polled.recv().unwrap();
    world.emitter.emit(JobEvent::started("d"));
    assert_eq!(numbers(&waiting.join().unwrap()), [11]);
    assert_eq!(numbers(&poll("since=0&limit=1")), [1]);
}

#[test]
fn only_what_is_asked_for_is_given() {
    let world = World::new();
    let kinds = |query: &str| {
        let poll = get(world.address(), &format!("/api/v1/events?since=0&{query}")).json();
        let kinds = poll["events"]
            .as_array()
            .unwrap()
            .iter()
            .map(|event| event["event_type"].as_str().unwrap().to_owned());
        kinds.collect::<Vec<_>>()
    };
    assert_eq!(kinds("kinds=job.failed,system.error"), ["job.failed", "system.error"]);
    assert_eq!(kinds("job=a"), ["job.started", "job.completed"]);
    assert_eq!(kinds("worker=w2&kinds=worker.offline"), ["worker.offline"]);
}

#[test]
fn events_and_jobs_of_one_source_are_selected_by_its_parts() {
    let world = World::new();
    let source = |host: &str| EventSource::new().with_host(host).with_program("aligner");
    world.emitter.emit(JobEvent::started("d").source(source("node-7")));
    world.emitter.emit(JobEvent::started("d").source(source("node-8")));
    world.emitter.emit(JobEvent::started("e"));
    let selected = |path: &str, list: fn(Value) -> Value| {
        let answer = list(get(world.address(), path).json());
        let hosts = answer.as_array().unwrap().iter();
        hosts.map(|one| one["source"]["host"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let events = |mut polled: Value| polled["events"].take();
    let poll = "/api/v1/events?since=0&limit=100&";
    assert_eq!(selected(&format!("{poll}source_host=node-7"), events), ["node-7"]);
    let both = selected(&format!("{poll}source_program=aligner"), events);
    assert_eq!(both, ["node-7", "node-8"]);
    let jobs = "/api/v1/jobs?source_program=aligner";
    assert_eq!(selected(jobs, |jobs| jobs), ["node-8", "node-7"]);
    assert_eq!(selected(&format!("{jobs}&limit=1"), |jobs| jobs), ["node-8"]);
    assert!(selected(&format!("{jobs}&source_host=node-9"), |jobs| jobs).is_empty());
}

#[test]
fn what_makes_no_sense_is_422_and_names_the_parameter() {
    let world = World::new();
    for (query, name) in [
        ("kinds=job.exploded", "kinds"),
        ("since=yesterday", "since"),
        ("since=-3", "since"),
        ("limit=0", "limit"),
        ("limit=5000", "limit"),
        ("wait_ms=20001", "wait_ms"),
    ] {
        let answer = get(world.address(), &format!("/api/v1/events?{query}"));
        assert_eq!(answer.status, 422, "{query}");
        assert_eq!(answer.json()["detail"][0]["loc"], json!(["query", name]));
    }
    let accept = ["accept: text/event-stream"];
    let answer = request(world.address(), "GET /api/v1/events?backlog=x", &accept);
    assert_eq!(answer.status, 422);
}

#[test]
fn one_stream_too_many_is_429_until_another_one_goes() {
    let mut limits = FeedLimits::default();
    limits.streams = 2;
    let world = World::with_feed(limits);
    let first = Stream::open(world.address(), "");
    let _second = Stream::open(world.address(), "");
    let third = || request(world.address(), "GET /api/v1/events", &["accept: text/event-stream"]);
    let refused = third();
    assert_eq!(refused.status, 429);
    assert_eq!(refused.header("retry-after"), "5");
    assert_eq!(refused.json()["error"]["code"], "too_many");
    assert_eq!(world.feed.counts().refused, 1);
    drop(first);
    while world.feed.counts().streams > 1 {
        thread::yield_now();
    }
    Stream::open(world.address(), "").next();
}

#[test]
fn who_does_not_read_loses_alone_and_is_told() {
    let mut limits = FeedLimits::default();
    limits.backlog = 512;
    let world = World::with_feed(limits);
    let mut deaf = Stream::open(world.address(), "topics=events&job=x");
    let mut keen = Stream::open(world.address(), "topics=events");
    deaf.next();
    keen.next();
    let text = "x".repeat(16 << 10);
    let mut batches = 0;
    // Until more has been sent than sockets keep. Each batch waits for the reader before it.
    while batches < 64 || world.feed.counts().dropped == 0 {
        for _ in 0..64 {
            world.emitter.emit(JobEvent::started("x").extra("text", text.as_str()));
        }
        for _ in 0..64 {
            assert_eq!(keen.next().name, "", "who reads loses nothing");
        }
        batches += 1;
        assert!(batches < 4_096, "nothing was ever dropped");
    }
    let who = get(world.address(), "/api/v1/events/subscribers").json();
    assert!(who[0]["dropped"].as_u64() > Some(0), "{who}");
    assert!(who[0]["waiting"].as_u64() <= Some(512), "{who}");
    assert_eq!(who[1]["dropped"], 0);
    let dropped = deaf.next_of("dropped").data["count"].as_u64();
    assert!(dropped > Some(0));
}
