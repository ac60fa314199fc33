//! Commands over HTTP: samples while they run, figures when they have ended.

use std::time::Duration;

use monitor_exec::{ExecCommand, ExecLimits};
use monitor_http::{
    AccessPolicy, CommandBoard, CommandLimits, RouterSources, ServerHandle, ServerLimits, router,
};

use crate::client::get;

#[test]
fn a_command_is_seen_while_it_runs_and_after_its_end() {
    let board = CommandBoard::new(CommandLimits::default());
    let guarded = AccessPolicy::loopback()
        .guard_router(router(RouterSources::new().commands(&board)).unwrap());
    let serving = ServerHandle::start("127.0.0.1:0", guarded, ServerLimits::default()).unwrap();
    let get = |path: &str| get(serving.local_addr(), path);
    let words = ["sh", "-c", "read line"].map(str::to_owned);
    let entry = board.begin_command("wait <1>", &words);
    let list = get("/api/v1/exec").json();
    assert_eq!(
        (list[0]["id"].as_str(), list[0]["running"].as_bool()),
        (Some("wait <1>"), Some(true))
    );
    assert_eq!(get("/api/v1/exec/wait%20%3C1%3E/summary").status, 409);
    let observed = entry.clone();
    let exec = ExecCommand::new("true").on_sample(move |seen| observed.observe(seen));
    let outcome = exec.run().unwrap();
    let samples = get("/api/v1/exec/wait%20%3C1%3E/samples").json();
    assert!(samples.as_array().unwrap().len() >= 2, "{samples}");
    let later = get("/api/v1/exec/wait%20%3C1%3E/samples?since=0&limit=1").json();
    assert_eq!(later[0]["seq"], 1);
    entry.finish(&outcome);
    let summary = get("/api/v1/exec/wait%20%3C1%3E/summary").json();
    assert_eq!(summary["exit"]["outcome"], "exited");
    assert_eq!(get("/api/v1/exec").json()[0]["exit"]["code"], 0);
    let state = |one: &serde_json::Value| (one["state_text"].clone(), one["state_kind"].clone());
    assert_eq!(state(&list[0]), ("running".into(), "busy".into()));
    assert_eq!(state(&get("/api/v1/exec").json()[0]), ("exited".into(), "good".into()));
    let report = get("/api/v1/exec/wait%20%3C1%3E/report");
    assert!(report.body.contains("<svg") && report.body.contains("</html>"));
    assert!(report.header("content-security-policy").contains("sha256-"));
    for path in ["samples", "summary", "report"] {
        assert_eq!(get(&format!("/api/v1/exec/nobody/{path}")).status, 404);
    }
    assert_eq!(get("/api/v1/exec/wait%20%3C1%3E/samples?limit=0").status, 422);
}

#[test]
fn a_command_that_hit_a_limit_has_ended_badly() {
    let board = CommandBoard::new(CommandLimits::default());
    let entry = board.begin_command("a", &[]);
    let mut limits = ExecLimits::new();
    limits.cpu = Some(Duration::from_millis(50));
    let outcome =
        ExecCommand::new("sh").args(["-c", "while :; do :; done"]).limits(limits).run().unwrap();
    entry.finish(&outcome);
    let guarded = AccessPolicy::loopback()
        .guard_router(router(RouterSources::new().commands(&board)).unwrap());
    let serving = ServerHandle::start("127.0.0.1:0", guarded, ServerLimits::default()).unwrap();
    let list = get(serving.local_addr(), "/api/v1/exec").json();
    assert_eq!(list[0]["exit"]["outcome"], "limit_hit");
    let document = get(serving.local_addr(), "/api/v1/openapi.json").json();
    let schema = "/paths/~1api~1v1~1exec/get/responses/200/content/application~1json/schema";
    let properties = &document.pointer(schema).unwrap()["items"]["properties"];
    assert_eq!(properties["state_kind"]["enum"][0], "good");
    assert_eq!(properties["running"]["type"], "boolean");
    assert_eq!(
        (&list[0]["state_text"], &list[0]["state_kind"]),
        (&"limit hit".into(), &"bad".into())
    );
}

#[test]
fn a_full_board_forgets_what_has_ended_first() {
    let mut limits = CommandLimits::default();
    limits.commands = 2;
    let board = CommandBoard::new(limits);
    let _running = board.begin_command("a", &[]);
    let ended = board.begin_command("b", &[]);
    ended.finish(&ExecCommand::new("true").run().unwrap());
    board.begin_command("c", &[]);
    let guarded = AccessPolicy::loopback()
        .guard_router(router(RouterSources::new().commands(&board)).unwrap());
    let serving = ServerHandle::start("127.0.0.1:0", guarded, ServerLimits::default()).unwrap();
    let list = get(serving.local_addr(), "/api/v1/exec").json();
    assert_eq!((list[0]["id"].as_str(), list[1]["id"].as_str()), (Some("c"), Some("a")));
    assert_eq!((board.len(), board.forgotten()), (2, 1));
}
