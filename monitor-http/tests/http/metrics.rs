//! The routes of the metrics, as users of the original monitoring API know them.

use monitor_core::{Event, JobEvent, WorkerEvent};
use serde_json::{Value, json};

use crate::client::{get, post, request};
use crate::world::World;

#[test]
fn every_route_of_the_original_answers_its_document() {
    let world = World::new();
    let document = |path: &str| {
        let answer = get(world.address(), path);
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        answer.json()
    };
    let status = document("/status");
    for key in ["jobs", "workers", "system", "tags", "priorities", "recent_jobs"] {
        assert!(!status[key].is_null(), "{key} is not in {status}");
    }
    let summary = document("/jobs/summary");
    assert_eq!(summary, status["jobs"]);
    assert_eq!(summary["total_jobs"], 3);
    assert_eq!(summary["currently_running"], 1);
    assert_eq!(summary["avg_execution_time"], 3.0);
    let recent = document("/jobs/recent");
    assert_eq!(recent[0]["job_id"], "a");
    assert_eq!(recent[1]["error"], "disk full");
    assert_eq!(document("/jobs/recent?limit=1")[0]["job_id"], "b");
    assert_eq!(document("/jobs/tags")["gpu"]["completed_jobs"], 1);
    assert_eq!(document("/jobs/priorities")["high"]["failed_jobs"], 1);
    let workers = document("/workers");
    assert_eq!(workers["active_count"], 1);
    assert_eq!(workers["workers"]["w1"], document("/workers/w1"));
    assert_eq!(document("/workers/w2")["status"], "offline");
    assert_eq!(document("/system")["uptime_formatted"], "1m 0s");
    assert_eq!(document("/system/events")["job.started"], 3);
    assert_eq!(document("/healthz"), json!({"status": "ok"}));
}

#[test]
fn the_monitor_is_disabled_enabled_and_reset() {
    let world = World::new();
    let done = |path: &str, message: &str| {
        let answer = post(world.address(), path);
        assert_eq!(answer.json(), json!({"status": "success", "message": message}));
    };
    done("/system/disable", "Monitoring disabled");
    let status = get(world.address(), "/status");
    assert_eq!(status.status, 200);
    assert_eq!(status.json(), json!({"error": "Monitoring system is disabled"}));
    assert_eq!(get(world.address(), "/jobs/summary").json()["total_jobs"], 3);
    done("/system/enable", "Monitoring enabled");
    assert!(world.monitor.is_enabled());
    done("/system/reset", "All metrics have been reset");
    assert_eq!(get(world.address(), "/jobs/summary").json()["total_jobs"], 0);
}

#[test]
fn what_is_not_there_is_404_with_the_words_of_the_original() {
    let world = World::new();
    let detail = |path: &str| {
        let answer = get(world.address(), path);
        assert_eq!(answer.status, 404, "{path}: {answer:?}");
        assert_eq!(answer.json()["error"]["code"], "not_found");
        answer.json()["detail"].clone()
    };
    assert_eq!(detail("/workers/nobody"), "Worker nobody not found");
    assert_eq!(detail("/workers/%3Cb%3E%C3%A9"), "Worker <b>é not found");
    assert_eq!(detail("/nothing"), "Not Found");
    assert_eq!(detail("/jobs"), "Not Found");
}

#[test]
fn a_wrong_method_is_405_and_says_which_are_right() {
    let world = World::new();
    for (line, allowed) in [
        ("POST /status", "GET,HEAD"),
        ("DELETE /workers/w1", "GET,HEAD"),
        ("GET /system/reset", "POST"),
        ("PUT /healthz", "GET,HEAD"),
        ("OPTIONS /status", "GET,HEAD"),
    ] {
        let answer = request(world.address(), line, &["content-length: 0"]);
        assert_eq!(answer.status, 405, "{line}: {answer:?}");
        assert_eq!(answer.header("allow"), allowed, "{line}");
        assert_eq!(answer.json()["detail"], "Method Not Allowed");
    }
    assert_eq!(request(world.address(), "HEAD /status", &[]).body, "");
}

#[test]
fn a_wrong_limit_is_422_and_says_where() {
    let world = World::new();
    for (limit, kind) in [
        ("0", "greater_than_equal"),
        ("101", "less_than_equal"),
        ("-1", "greater_than_equal"),
        ("ten", "int_parsing"),
        ("", "int_parsing"),
        ("1e3", "int_parsing"),
        ("%00", "int_parsing"),
        ("%ff", "int_parsing"),
    ] {
        let answer = get(world.address(), &format!("/jobs/recent?limit={limit}"));
        assert_eq!(answer.status, 422, "{limit}");
        let wrong: Value = answer.json()["detail"][0].clone();
        assert_eq!(wrong["type"], kind, "{limit}");
        assert_eq!(wrong["loc"], json!(["query", "limit"]));
    }
    for limit in ["1", "100"] {
        assert_eq!(get(world.address(), &format!("/jobs/recent?limit={limit}")).status, 200);
    }
}

#[test]
fn the_status_is_that_of_the_monitor_to_the_byte_after_whatever_happens() {
    let world = World::new();
    let now = world.now();
    let same = |when: &str| {
        let live = serde_json::to_string(&world.monitor.status(now).unwrap()).unwrap();
        // Twice: what is kept is used the second time.
        for _ in 0..2 {
            assert_eq!(get(world.address(), "/status").body, live, "{when}");
        }
    };
    same("at first");
    let events: [Event; 6] = [
        JobEvent::created("x").name("sort").at(now),
        JobEvent::queued("x").at(now),
        JobEvent::started("x").worker("w1").tags(["é\""]).at(now),
        JobEvent::paused("x").at(now),
        JobEvent::completed("x").worker("w1").at(now),
        WorkerEvent::heartbeat("w1").running_jobs(2).at(now),
    ];
    for event in events {
        let kind = event.kind();
        world.emitter.emit(event);
        same(kind.as_str());
    }
    world.monitor.reset();
    same("after a reset");
    world.monitor.disable();
    assert!(get(world.address(), "/status").body.contains("disabled"));
    world.monitor.enable();
    same("enabled again");
}
