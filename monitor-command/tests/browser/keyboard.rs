//! Everything by the keyboard alone.

use serde_json::json;

use crate::driver::Browser;
use crate::world::World;
use crate::{LIVE, shows};

const TAB: &str = "\u{E004}";
const ENTER: &str = "\u{E007}";

/// The text of what has the focus.
const FOCUSED: &str = "return document.activeElement.innerText.trim().split('\\n')[0]";

#[test]
fn the_keyboard_reaches_everything() {
    let world = World::new("keyboard");
    let browser = Browser::open("keyboard", 1280);
    browser.go(&world.url());
    browser.wait_for(LIVE);
    world.do_jobs(40);

    browser.press(TAB);
    assert_eq!(browser.run(FOCUSED), "Skip to content");
    browser.press(ENTER);
    assert_eq!(browser.run("return document.activeElement.id"), "main");

    browser.go(&world.url());
    browser.wait_for(LIVE);
    for _ in 0..12 {
        browser.press(TAB);
        if browser.run(FOCUSED) == "Jobs" {
            break;
        }
    }
    let outline = "return getComputedStyle(document.activeElement).outlineStyle";
    assert_eq!(browser.run(outline), "solid", "what has the focus is seen to have it");
    browser.press(ENTER);
    browser.wait_for("return document.activeElement.tagName === 'H1'");
    assert_eq!(browser.run(FOCUSED), "Jobs");

    browser.wait_for(&shows("job-39"));
    browser.press("/job-3");
    browser.wait_for("return location.hash.includes('q=job-3')");
    browser.wait_for("return document.querySelectorAll('main tbody tr').length === 11");
    browser.wait_for("return document.activeElement.type === 'search'");

    browser.run("document.querySelector('main thead button').focus()");
    browser.press(ENTER);
    browser.wait_for("return location.hash.includes('sort=job')");
    browser.wait_for("return document.querySelector('[aria-sort=ascending]') !== null");
    assert_eq!(browser.run(FOCUSED), "Job", "the focus stays where it was");
    browser.run("document.querySelector('main tbody a').focus()");
    browser.press(ENTER);
    browser.wait_for("return location.hash === '#/jobs/job-3'");
    browser.wait_for(&shows("History"));
    assert_eq!(browser.console(), json!([]));
}
