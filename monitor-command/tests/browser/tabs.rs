//! Many tabs of one browser, which has six connections for a server; and a server without a stream.

use std::sync::Arc;

use monitor_core::{JobEvent, Monitor, MonitorLimits, Observer};
use monitor_http::{AccessPolicy, RouterSources, ServerHandle, ServerLimits, router};

use crate::driver::Browser;
use crate::world::World;
use crate::{LIVE, shows};

#[test]
fn eight_tabs_share_one_stream_and_pass_it_on() {
    let world = World::new("tabs");
    let browser = Browser::open("tabs", 1000);
    let mut tabs = vec![browser.tab()];
    tabs.extend((1..8).map(|_| browser.open_tab()));
    for tab in &tabs {
        browser.switch_to(tab);
        browser.go(&world.url());
        browser.wait_for(LIVE);
    }
    let streams = "fetch('api/v1/events/subscribers').then(all => all.json())\
                   .then(all => done(all.length))";
    assert_eq!(browser.run_async(streams), 1);
    world.do_jobs(7);
    for tab in &tabs {
        browser.switch_to(tab);
        browser.go_to("#/jobs");
        browser.wait_for(&shows("job-6"));
    }
    assert_eq!(browser.run_async(streams), 1);
    // The first one has the stream.
    browser.switch_to(&tabs[0]);
    browser.close_tab();
    world.emitter.emit(JobEvent::started("job-late"));
    for tab in &tabs[1..] {
        browser.switch_to(tab);
        browser.wait_for(&shows("job-late"));
        browser.wait_for(LIVE);
    }
}

#[test]
fn without_a_stream_the_page_asks_again_and_again() {
    let monitor = Arc::new(Monitor::new(MonitorLimits::default()));
    let guarded = AccessPolicy::loopback()
        .guard_router(router(RouterSources::new().monitor(&monitor)).unwrap());
    let serving = ServerHandle::start("127.0.0.1:0", guarded, ServerLimits::default()).unwrap();
    let browser = Browser::open("asking", 1000);
    browser.go(&format!("http://{}/#/jobs", serving.local_addr()));
    browser.wait_for("return document.getElementById('link')?.dataset.state === 'poll'");
    browser.wait_for(&shows("No job yet"));
    monitor.observe(&JobEvent::started("job-asked").into());
    browser.wait_for(&shows("job-asked"));
    assert_eq!(browser.console(), serde_json::json!([]));
}
