//! What the page costs, in figures: `cargo test -p monitor-command --test browser_pace -- --nocapture`.
//! It asserts that everything arrives, and prints how soon and at what cost; a test keeps no time.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test stops at the first surprise")]
#![expect(dead_code, reason = "the driver and the world are those of the other tests")]

#[path = "driver.rs"]
mod driver;
#[path = "world.rs"]
mod world;

use std::fs;
use std::time::{Duration, Instant};

use monitor_core::{JobEvent, SystemEvent};
use serde_json::Value;

use driver::Browser;
use world::World;

const LIVE: &str = "return document.getElementById('link')?.dataset.state === 'live'";

/// Notes in the page when a number first stands on it, by the clock of the machine.
const NOTE: &str = "window.seen = {}; new MutationObserver(() => { \
    const all = [...document.querySelectorAll('.tiles dt')]; \
    const errors = all.find(dt => dt.textContent.endsWith('Errors'))?.nextSibling.textContent; \
    if (errors && !(errors in seen)) seen[errors] = Date.now(); \
}).observe(document.body, { subtree: true, childList: true, characterData: true })";

fn now_ms() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    u64::try_from(since.as_millis()).unwrap()
}

fn spread(mut all: Vec<u64>) -> (u64, u64, u64) {
    all.sort_unstable();
    (all[all.len() / 2], all[all.len() * 95 / 100], all[all.len() - 1])
}

#[test]
fn what_is_told_stands_on_twenty_pages_soon() {
    let world = World::new("pace-pages");
    let browser = Browser::open("pace-pages", 1000);
    let mut tabs = vec![browser.tab()];
    tabs.extend((1..20).map(|_| browser.open_tab()));
    for tab in &tabs {
        browser.switch_to(tab);
        browser.go(&world.url());
        browser.wait_for(LIVE);
        browser.run(NOTE);
    }
    world.emitter.emit(JobEvent::started("job-1"));
    let mut told = Vec::new();
    for _ in 0..40 {
        told.push(now_ms());
        world.emitter.emit(SystemEvent::error("one more"));
        let next = Instant::now() + Duration::from_millis(250);
        while let Some(left) = next.checked_duration_since(Instant::now()) {
            std::thread::park_timeout(left);
        }
    }
    let mut late = Vec::new();
    for tab in &tabs {
        browser.switch_to(tab);
        browser.wait_for("return '40' in window.seen");
        let seen = browser.run("return window.seen");
        for (number, told) in (1_u32..).zip(&told) {
            let at = seen[number.to_string()].as_u64();
            late.extend(at.map(|at| at.saturating_sub(*told)));
        }
    }
    let (p50, p95, max) = spread(late.clone());
    println!(
        "push to page, 20 tabs: p50 {p50} ms, p95 {p95} ms, max {max} ms, {} seen",
        late.len()
    );
}

#[test]
fn a_thousand_events_a_second_cost_the_browser_little() {
    let world = World::new("pace-events");
    for view in ["#/overview", "#/jobs", "#/events"] {
        let browser = Browser::open("pace-events", 1280);
        browser.go(&format!("{}{view}", world.url()));
        browser.wait_for(LIVE);
        let paint = browser.run(
            "return performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null",
        );
        let (cpu, began) = (cpu_seconds("browser-pace-events"), Instant::now());
        let mut emitted = 0_u32;
        while began.elapsed() < Duration::from_secs(20) {
            if u128::from(emitted) < began.elapsed().as_millis() {
                let id = format!("job-{}", emitted / 4);
                world.emitter.emit(match emitted % 4 {
                    0 => monitor_core::Event::from(JobEvent::created(id)),
                    1 => JobEvent::queued(id).into(),
                    2 => JobEvent::started(id).worker("w1").into(),
                    _ => JobEvent::completed(id).worker("w1").into(),
                });
                emitted += 1;
            } else {
                std::thread::park_timeout(Duration::from_millis(1));
            }
        }
        let share = (cpu_seconds("browser-pace-events") - cpu) / began.elapsed().as_secs_f64();
        let heap = browser.run("return performance.memory.usedJSHeapSize / 1048576");
        println!(
            "{view}: {:.1} % of a core, heap {heap} MiB, first paint {paint} ms",
            share * 100.0
        );
        assert!(browser.console() == Value::Array(Vec::new()));
    }
}

/// The CPU time of all processes whose command line has this in it.
fn cpu_seconds(word: &str) -> f64 {
    let mut ticks = 0.0;
    for entry in fs::read_dir("/proc").unwrap().flatten() {
        let line = fs::read_to_string(entry.path().join("cmdline")).unwrap_or_default();
        if line.contains(word) && line.contains("--type=renderer") {
            let stat = fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
            let fields: Vec<&str> = stat.rsplit(") ").next().unwrap().split(' ').collect();
            ticks += fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap();
        }
    }
    ticks / 100.0
}
