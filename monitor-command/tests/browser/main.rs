//! The page in a real browser: every view, live, on a phone, in the dark, by the keyboard, for a
//! screen reader, in many tabs, without its server, and deaf to scripts in texts. `.ci/run` runs it by
//! name, because it needs Chromium and its driver, and axe-core.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test stops at the first surprise")]

mod analyses;
mod debug;
mod demo;
mod driver;
mod hand;
mod keyboard;
mod tabs;
mod views;
mod world;

use monitor_core::JobEvent;
use serde_json::json;

use driver::Browser;
use world::World;

/// Whether the page is connected.
const LIVE: &str = "return document.getElementById('link')?.dataset.state === 'live'";

/// Whether the view can be read to have this in it.
fn shows(text: &str) -> String {
    let text = serde_json::Value::from(text);
    format!("return document.querySelector('main')?.innerText.includes({text}) === true")
}

#[test]
fn the_page_is_live_and_says_so() {
    let world = World::new("live");
    let browser = Browser::open("live", 1280);
    browser.go(&world.url());
    browser.wait_for(LIVE);
    world.emitter.emit(JobEvent::started("job-live").worker("w9"));
    browser.go_to("#/events");
    browser.wait_for(&shows("job-live"));
    browser.go_to("#/jobs");
    browser.wait_for(&shows("running"));
    world.emitter.emit(JobEvent::completed("job-live").worker("w9"));
    browser.wait_for(&shows("completed"));
    browser.go_to("#/runs");
    world.run.update_progress("Qubit Calibration", 2, 4, "half");
    world.run.flush().unwrap();
    browser.wait_for(
        "const bar = document.querySelector('main [role=progressbar]'); \
         return bar && bar.getAttribute('aria-valuenow') === '50'",
    );
    browser.picture("desktop");
    assert_eq!(browser.console(), json!([]));
}

#[test]
fn a_script_in_any_text_stays_text() {
    let world = World::new("evil");
    let browser = Browser::open("evil", 1280);
    browser.go(&world.url());
    browser.wait_for(LIVE);
    world.say_evil();
    let run = "#/runs/autocalibration%20%3Cb%3E1%3C%2Fb%3E";
    let evil =
        "%3Cimg%20src%3Dx%20onerror%3Dwindow.evil%3D1%3E%3Cscript%3Ewindow.evil%3D1%3C%2Fscript%3E";
    let (job, command) = (format!("#/jobs/{evil}"), format!("#/commands/{evil}"));
    let views = ["#/overview", "#/jobs", "#/workers", "#/commands", "#/events", &job, &command];
    for view in views {
        browser.go_to(view);
        browser.wait_for(&shows("<img src=x onerror"));
    }
    browser.go_to("#/runs");
    browser.wait_for(&shows("autocalibration <b>1</b>"));
    browser.run("document.querySelector('main td a, main th a').click()");
    browser.wait_for(&shows("<script>window.evil=1</script>"));
    browser.wait_for(
        "const it = document.querySelector('.plots img'); return Boolean(it) && it.complete",
    );
    browser.go_to(run);
    assert_eq!(browser.run("return window.evil === undefined"), true);
    assert_eq!(
        browser.run("return document.querySelectorAll('main script, main iframe').length"),
        0
    );
    assert_eq!(browser.console(), json!([]));
    let resources = "return performance.getEntriesByType('resource').every(it => it.name.startsWith(location.origin))";
    assert_eq!(browser.run(resources), true, "another host was asked");
}

#[test]
fn on_a_phone_nothing_is_wider_than_the_screen_and_the_dark_is_dark() {
    let world = World::new("phone");
    let browser = Browser::open("phone", 320);
    browser.prefer_dark();
    browser.go(&world.url());
    browser.wait_for(LIVE);
    world.say_evil();
    for view in ["overview", "jobs", "workers", "runs", "commands", "events"] {
        browser.go_to(&format!("#/{view}"));
        browser.wait_for(&format!(
            "return document.querySelector('main h1')?.innerText.toLowerCase() === '{view}' \
             && !document.querySelector('.waiting')"
        ));
        assert_eq!(browser.run("return document.documentElement.scrollWidth"), 320, "{view}");
        browser.picture(&format!("phone-dark-{view}"));
    }
    let ground = "return getComputedStyle(document.body).backgroundColor";
    assert_eq!(browser.run(ground), "rgb(15, 18, 22)");
    assert_eq!(browser.console(), json!([]));
}

#[test]
fn a_server_that_goes_is_told_and_its_return_is_noticed() {
    let mut world = World::new("gone");
    let browser = Browser::open("gone", 1280);
    browser.go(&world.url());
    browser.wait_for(LIVE);
    let address = world.address();
    world.stop();
    browser.wait_for("return document.getElementById('link').dataset.state === 'gone'");
    browser.wait_for(&shows("The server does not respond"));
    browser.picture("server-gone");
    world.serve_again(&address);
    browser.wait_for(LIVE);
    browser
        .wait_for("return !document.querySelector('main').innerText.includes('does not respond')");
}
