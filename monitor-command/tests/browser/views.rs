//! Every view: with nothing in it, with much, for a screen reader, light and dark, wide and narrow.

use std::sync::Arc;
use std::time::Duration;

use monitor_core::{Monitor, MonitorLimits, WorkerEvent};
use monitor_events::Emitter;
use monitor_exec::{ExecCommand, ExecLimits};
use monitor_host::RunSource;
use monitor_http::{
    AccessPolicy, CommandBoard, CommandLimits, Feed, FeedLimits, RouterSources, ServerHandle,
    ServerLimits, router,
};
use serde_json::json;

use crate::driver::Browser;
use crate::world::World;
use crate::{LIVE, shows};

/// The views, and what a view without anything in it says.
const VIEWS: [(&str, &str); 6] = [
    ("overview", "No notification yet"),
    ("jobs", "No job yet"),
    ("workers", "No worker has registered"),
    ("runs", "No run yet"),
    ("commands", "No command is being sampled"),
    ("events", "Nothing has happened yet"),
];

/// Whether the view of this name has been drawn.
fn drawn(view: &str) -> String {
    format!(
        "return document.querySelector('.view.{view}') !== null \
         && document.querySelector('.waiting') === null"
    )
}

#[test]
fn a_view_without_anything_in_it_says_what_to_do() {
    let (emitter, monitor) = (Emitter::new(), Arc::new(Monitor::new(MonitorLimits::default())));
    emitter.attach(&monitor).detach();
    let feed = Feed::start(FeedLimits::default()).unwrap();
    feed.follow_emitter(&emitter);
    let dir = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("browser-runs-none");
    std::fs::create_dir_all(&dir).unwrap();
    let board = CommandBoard::new(CommandLimits::default());
    let sources = RouterSources::new().monitor(&monitor).feed(&feed).commands(&board);
    let sources = sources.runs(&Arc::new(RunSource::new(&dir)));
    let guarded = AccessPolicy::loopback().guard_router(router(sources).unwrap());
    let serving = ServerHandle::start("127.0.0.1:0", guarded, ServerLimits::default()).unwrap();
    let browser = Browser::open("nothing", 768);
    browser.go(&format!("http://{}/", serving.local_addr()));
    browser.wait_for(LIVE);
    for (view, words) in VIEWS {
        browser.go_to(&format!("#/{view}"));
        browser.wait_for(&shows(words));
        browser.picture(&format!("nothing-{view}"));
    }
    browser.go_to("#/nowhere");
    browser.wait_for(&shows("Page not found"));
    assert_eq!(browser.console(), json!([]));
}

#[test]
fn a_command_that_hit_a_limit_has_the_sign_of_a_bad_end() {
    let board = CommandBoard::new(CommandLimits::default());
    let entry = board.begin_command("busy", &[]);
    let mut limits = ExecLimits::new();
    limits.cpu = Some(Duration::from_millis(50));
    let outcome =
        ExecCommand::new("sh").args(["-c", "while :; do :; done"]).limits(limits).run().unwrap();
    entry.finish(&outcome);
    let guarded = AccessPolicy::loopback()
        .guard_router(router(RouterSources::new().commands(&board)).unwrap());
    let serving = ServerHandle::start("127.0.0.1:0", guarded, ServerLimits::default()).unwrap();
    let browser = Browser::open("limit", 768);
    browser.go(&format!("http://{}/#/commands", serving.local_addr()));
    browser.wait_text("tbody .state.bad:has(svg)", "limit hit");
    browser.go_to("#/commands/busy");
    browser.wait_text(".bar .state.bad:has(svg)", "limit hit");
    assert_eq!(browser.console(), json!([]));
}

#[test]
fn a_screen_reader_finds_its_way_in_every_view() {
    let world = World::new("axe");
    world.do_jobs(120);
    let worker = WorkerEvent::registered("w1").host("here").tags(["cpu"]);
    world.emitter.emit(worker);
    world.run.update_progress("Qubit Calibration", 2, 4, "half");
    world.run.metric("signal", 1.0, 2.0).unwrap();
    world.run.flush().unwrap();
    for (name, width, is_dark) in
        [("wide", 1280, false), ("dark", 1280, true), ("phone", 320, true)]
    {
        let browser = Browser::open(&format!("axe-{name}"), width);
        if is_dark {
            browser.prefer_dark();
        }
        browser.go(&world.url());
        browser.wait_for(LIVE);
        browser.go_to("#/runs");
        browser.wait_for("return document.querySelector('main tbody a') !== null");
        let run = "return document.querySelector('main tbody a').hash.slice(2)";
        let run = browser.run(run).as_str().unwrap().to_owned();
        let more = ["jobs/job-5", "jobs?by=name", &run];
        for view in VIEWS.iter().map(|(view, _)| *view).chain(more) {
            browser.go_to(&format!("#/{view}"));
            browser.wait_for(&drawn(view.split(['/', '?']).next().unwrap()));
            assert_eq!(browser.complaints(), json!([]), "{name}, {view}");
            let picture = view.split("%20").next().unwrap().replace(['/', '?', '='], "-");
            browser.picture(&format!("{name}-{picture}"));
        }
        assert_eq!(browser.console(), json!([]));
    }
}

#[test]
fn a_thousand_jobs_are_listed_filtered_and_linked_to() {
    let world = World::new("many");
    let browser = Browser::open("many", 1280);
    browser.go(&world.url());
    browser.wait_for(LIVE);
    world.do_jobs(1_500);
    browser.go_to("#/jobs");
    browser.wait_for(&shows("Show 500 more of 1,000"));
    assert_eq!(browser.run("return document.querySelectorAll('main tbody tr').length"), 100);
    let state = "const it = document.querySelector('main select'); it.value = 'failed'; \
                 it.dispatchEvent(new Event('change'))";
    browser.run(state);
    browser.wait_for(&shows("200 of 1,000"));
    browser.wait_for("return location.hash === '#/jobs?state=failed'");
    // The address has it all: another reader sees the same.
    let address = browser.run("return location.href").as_str().unwrap().to_owned();
    let other = Browser::open("many-other", 1280);
    other.go(&address);
    other.wait_for(&shows("200 of 1,000"));
    browser.picture("many-jobs");
    assert_eq!(browser.console(), json!([]));
}

#[test]
fn a_run_says_what_its_program_has_used() {
    let world = World::new("used");
    let browser = Browser::open("used", 1280);
    let resources = json!({"cpu_s": 2.5, "peak_rss_bytes": 3 << 20});
    world.run.set_extra("resources", resources).unwrap();
    world.run.flush().unwrap();
    browser.go(&format!("{}#/runs", world.url()));
    browser.click("main th a");
    browser.wait_text(".facts", "CPU time\n2.50 s");
    browser.wait_text(".facts", "Peak memory\n3.0 MiB");
    assert_eq!(browser.console(), json!([]));
}
