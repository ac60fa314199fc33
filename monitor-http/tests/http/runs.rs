//! Runs over HTTP: lists, statuses, logs by offset, plots by listed name only.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::sync::Arc;

use monitor_core::{Monitor, MonitorLimits};
use monitor_host::{RunDir, RunSource};
use monitor_http::{
    AccessPolicy, Feed, FeedLimits, RouterSources, ServerHandle, ServerLimits, router,
};
use serde_json::{Value, json};

use crate::client::{Answer, get, request};
use crate::stream::Stream;

/// A server of the runs below a directory of the test's own.
struct Dash {
    base: PathBuf,
    serving: ServerHandle,
}

impl Dash {
    fn new(name: &str) -> Self {
        let base = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("http-runs-{name}"));
        if base.exists() {
            fs::remove_dir_all(&base).unwrap();
        }
        fs::create_dir(&base).unwrap();
        let feed = Feed::start(FeedLimits::default()).unwrap();
        let runs = Arc::new(RunSource::new(&base));
        let sources = RouterSources::new().runs(&runs).run_dashboard(&runs).feed(&feed);
        let guarded = AccessPolicy::loopback().guard_router(router(sources).unwrap());
        let serving = ServerHandle::start("127.0.0.1:0", guarded, ServerLimits::default()).unwrap();
        Self { base, serving }
    }

    fn get(&self, path: &str) -> Answer {
        get(self.serving.local_addr(), path)
    }
}

#[test]
fn before_the_first_run_everything_says_so() {
    let dash = Dash::new("none");
    assert_eq!(dash.get("/api/v1/runs").json(), json!([]));
    assert_eq!(dash.get("/status").json(), json!({"error": "No status files found"}));
    assert_eq!(dash.get("/logs").json(), json!({"logs": []}));
    for path in ["/api/v1/runs/newest", "/api/v1/runs/nobody", "/plot/a.png"] {
        assert_eq!(dash.get(path).status, 404, "{path}");
    }
}

#[test]
fn a_run_is_seen_with_its_status_log_and_plots() {
    let dash = Dash::new("one");
    let run = RunDir::create(&dash.base, "calibration").unwrap();
    run.update_progress("Resonator Spectroscopy", 1, 10, "Finding readout frequency...");
    run.log("Starting <b>experiment</b>");
    run.save_plot("spectrum.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>").unwrap();
    run.flush().unwrap();
    let list = dash.get("/api/v1/runs").json();
    assert_eq!((&list[0]["id"], &list[0]["liveness"]), (&json!("calibration"), &json!("live")));
    assert_eq!(
        (&list[0]["state_text"], &list[0]["state_kind"]),
        (&json!("running"), &json!("busy"))
    );
    let status = dash.get("/api/v1/runs/calibration").json();
    assert_eq!(status["experiment_name"], "calibration");
    assert_eq!((&status["current_step"], &status["total_steps"]), (&json!(1), &json!(10)));
    assert_eq!(status["liveness"], "live");
    let mut newest = dash.get("/status").json();
    assert_eq!(newest["status_file"], "calibration_status.json");
    newest.as_object_mut().unwrap().remove("status_file");
    assert_eq!(newest["steps"], status["steps"]);
    let base = dash.base.to_str().unwrap();
    for path in ["/status", "/logs", "/api/v1/runs", "/api/v1/runs/newest"] {
        assert!(!dash.get(path).body.contains(base), "{path} tells where the files are");
    }
    let report = dash.get("/api/v1/runs/newest/report.html");
    assert!(report.header("content-type").starts_with("text/html"));
    assert!(report.body.contains("calibration") && !report.body.contains("<b>experiment"));
    let logs = dash.get("/logs").json();
    assert!(
        logs["logs"]
            .as_array()
            .unwrap()
            .iter()
            .any(|line| { line.as_str().unwrap().ends_with("Starting <b>experiment</b>\n") })
    );
    let plots = dash.get("/api/v1/runs/newest/plots").json();
    assert_eq!(plots[0]["file"], "spectrum.svg");
    for path in ["/plot/spectrum.svg", "/api/v1/runs/calibration/plots/spectrum.svg"] {
        let plot = dash.get(path);
        assert_eq!(plot.header("content-type"), "image/svg+xml");
        assert!(plot.header("content-security-policy").ends_with("sandbox"));
        assert!(plot.body.starts_with("<svg"));
    }
}

#[test]
fn a_log_is_read_from_where_one_was() {
    let dash = Dash::new("log");
    let run = RunDir::create(&dash.base, "long").unwrap();
    run.log("one");
    run.flush().unwrap();
    let first = dash.get("/api/v1/runs/long/log").json();
    assert!(first["text"].as_str().unwrap().ends_with("one\n"));
    run.log("two");
    run.flush().unwrap();
    let next = first["next"].as_u64().unwrap();
    let second = dash.get(&format!("/api/v1/runs/long/log?from={next}")).json();
    assert!(second["text"].as_str().unwrap().ends_with("two\n"));
    assert!(!second["text"].as_str().unwrap().contains("one"));
    assert_eq!(dash.get("/api/v1/runs/long/log?from=0&max=3").json()["next"], 3);
    let path = "GET /api/v1/runs/long/log";
    let plain = request(dash.serving.local_addr(), path, &["accept: text/plain"]);
    assert_eq!(plain.header("content-type"), "text/plain; charset=utf-8");
    for query in ["from=-1", "from=x", "max=0", "max=2000000"] {
        assert_eq!(dash.get(&format!("/api/v1/runs/long/log?{query}")).status, 422, "{query}");
    }
}

#[test]
fn no_file_is_read_that_is_not_listed() {
    let dash = Dash::new("listed");
    let run = RunDir::create(&dash.base, "safe").unwrap();
    run.save_plot("a.png", b"png").unwrap();
    run.flush().unwrap();
    symlink("/etc/passwd", run.plots_dir().join("link.png")).unwrap();
    fs::write(run.plots_dir().join("unlisted.png"), "x").unwrap();
    for file in [
        "//etc/passwd",
        "/%2fetc%2fpasswd",
        "/..%2fstatus%2fsafe_status.json",
        "/../status/safe_status.json",
        "/link.png",
        "/unlisted.png",
        "/a.png%00",
        "/.",
        "/..",
    ] {
        for path in [format!("/plot{file}"), format!("/api/v1/runs/safe/plots{file}")] {
            let answer = dash.get(&path);
            assert!(answer.status == 404, "{path}: {answer:?}");
            assert!(!answer.body.contains("root:"), "{path}");
        }
    }
    for id in ["..%2fsafe", "%2e%2e", "safe%00", "x@y", "2:safe", ".safe"] {
        assert_eq!(dash.get(&format!("/api/v1/runs/{id}")).status, 404, "{id}");
    }
    assert_eq!(dash.get("/plot/a.png").header("content-type"), "image/png");
}

#[test]
fn a_run_whose_process_is_gone_says_so_in_a_sentence() {
    let dash = Dash::new("crashed");
    let run = RunDir::create(&dash.base, "calibration").unwrap();
    run.update_progress("Resonator Spectroscopy", 1, 10, "Finding readout frequency...");
    run.flush().unwrap();
    let status = dash.base.join("status/calibration_status.json");
    let mut document: Value = serde_json::from_slice(&fs::read(&status).unwrap()).unwrap();
    // Greater than any process id: PID_MAX_LIMIT of Linux is 2^22.
    document["writer"]["pid"] = json!(1 << 30);
    fs::write(dash.base.join("status/gone_status.json"), document.to_string()).unwrap();
    let list = dash.get("/api/v1/runs").json();
    let by_id = |id: &str| list.as_array().unwrap().iter().find(|run| run["id"] == id).unwrap();
    let gone = by_id("gone");
    assert_eq!((&gone["is_open"], &gone["is_in_trouble"]), (&json!(false), &json!(true)), "{gone}");
    let note = "The process is gone and has not reported its end. \
                Its last step: “Resonator Spectroscopy”.";
    assert_eq!(gone["state_note"], note);
    let live = by_id("calibration");
    assert_eq!((&live["is_open"], &live["is_in_trouble"]), (&json!(true), &json!(false)));
    assert_eq!(live.get("state_note"), None);
}

#[test]
fn a_status_that_is_none_is_a_problem_of_its_run_alone() {
    let dash = Dash::new("broken");
    let run = RunDir::create(&dash.base, "good").unwrap();
    run.flush().unwrap();
    fs::write(dash.base.join("status/bad_status.json"), "{\"experiment_name\": ").unwrap();
    let list = dash.get("/api/v1/runs").json();
    assert_eq!(list.as_array().unwrap().len(), 2);
    assert_eq!(dash.get("/api/v1/runs/bad").status, 409);
    assert_eq!(dash.get("/status").json()["experiment_name"], "good");
    assert!(!dash.get("/api/v1/runs").body.contains(dash.base.to_str().unwrap()));
}

#[test]
fn the_stream_says_what_has_changed_in_which_run() {
    let dash = Dash::new("stream");
    let run = RunDir::create(&dash.base, "live").unwrap();
    run.flush().unwrap();
    let mut stream = Stream::open(dash.serving.local_addr(), "topics=runs");
    let whole = stream.next_of("runs").data;
    assert_eq!(whole["full"]["order"], json!(["live"]));
    run.update_progress("Qubit Calibration", 2, 10, "");
    run.flush().unwrap();
    let change = loop {
        let message = stream.next_of("runs").data;
        if message["patch"]["runs"]["live"]["current_step"] == 2 {
            break message;
        }
    };
    assert_eq!(change["patch"]["runs"]["live"]["step_name"], "Qubit Calibration");
}

#[test]
fn the_status_is_that_of_the_metrics_or_of_the_newest_run_and_never_of_both() {
    let runs = Arc::new(RunSource::new(env!("CARGO_TARGET_TMPDIR")));
    let monitor = Arc::new(Monitor::new(MonitorLimits::default()));
    let both = || RouterSources::new().monitor(&monitor).runs(&runs);
    assert!(router(both()).is_ok());
    let refused = router(both().run_dashboard(&runs)).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "two routes for GET /status: \"Returns the status of jobs, workers and the \
         system.\" and \"Returns the status of the newest run.\"; a path has one meaning, so leave out one of them"
    );
}
