//! Debugging in the browser: a breakpoint from its click to its end, viewers, lost connections, the
//! keyboard alone, and texts that are scripts.

use std::sync::Arc;
use std::thread;

use monitor_debug::{CallCause, DebugJob, Debugger, JobSpec};
use monitor_http::{
    AccessPolicy, ConnectionDocument, FlowDocument, FlowHost, FlowRefusal, JobDocument, NewFlow,
    NewJob, RouterSources, RoutineDocument, ServerHandle, ServerLimits, router,
};
use serde_json::{Map, Value, json};

use crate::demo::Demo;
use crate::driver::Browser;
use crate::hand::key;
use crate::world::EVIL;

/// A page that looks at the first job of the orders.
fn orders(demo: &Demo, name: &str, width: u32) -> Browser {
    let browser = Browser::open(name, width);
    browser.go(&format!("{}#/debug/orders/orders-1", demo.url));
    browser.wait_text(".jobbar", "running");
    browser
}

/// The value that the table of variables shows.
fn shows(name: &str, value: &str) -> String {
    format!(
        "return [...document.querySelectorAll('.variables tr')].some(row => \
         row.cells[0].innerText.startsWith('{name}') && row.cells[1].innerText.trim() === '{value}')"
    )
}

#[test]
fn a_breakpoint_set_by_a_click_holds_and_what_is_changed_has_its_effect() {
    let demo = Demo::start();
    let browser = orders(&demo, "breakpoint", 1440);
    browser.click(".routine[data-routine='price']");
    browser.wait_text(".heldnow", "a breakpoint was hit");
    browser.wait_text(".stack", "receive");
    assert_eq!(
        browser.run(
            "return document.querySelector('.stack [aria-current]').innerText.startsWith('price')"
        ),
        true
    );
    browser.click("[aria-label='Change quantity']");
    browser.wait_for("return document.activeElement.id === 'variable'");
    browser.write(&format!("100{}", key::ENTER));
    browser.wait_for(&shows("quantity", "100"));
    browser.picture("debug-held");
    let price = "return Number([...document.querySelectorAll('.variables tr')]\
                 .find(row => row.cells[0].innerText === 'unit_price').cells[1].innerText)";
    let total = browser.run(price).as_f64().unwrap() * 100.0;
    // The routine multiplies what it finds: the debugger's number, not the one that was sent.
    browser.click("[aria-keyshortcuts=s]");
    browser.wait_text(".stack [aria-current]", "check");
    browser.wait_for(&shows("total", &total.to_string()));
    browser.wait_text(".variables .changed", "changed");
    // So much is looked at by somebody, whatever was ordered.
    browser.click("[aria-keyshortcuts=s]");
    browser.wait_text(".stack [aria-current]", "review");
    browser.click("[aria-label='Remove the breakpoint at price']");
    browser.wait_for("return !document.querySelector('.stoprow')");
    browser.click("[aria-keyshortcuts=c]");
    browser.wait_text(".jobbar", "running");
    browser.wait_for("return !document.querySelector('.heldnow')");
    assert_eq!(browser.console(), json!([]));
}

#[test]
fn a_condition_that_is_wrong_says_where_and_one_that_fails_says_why() {
    let demo = Demo::start();
    let browser = orders(&demo, "conditions", 1440);
    browser.click("#bp-new");
    browser.wait_for("return document.activeElement.id === 'bp-condition'");
    browser.write(&format!("quantity >{}", key::ENTER));
    browser.wait_text("#bp-error", "character 11");
    browser.run("document.querySelector('#bp-condition').focus()");
    browser.write(&format!("nothing > 2{}", key::ENTER));
    browser.wait_text(".stoprow", "if nothing > 2");
    browser.wait_text(".stoprow .note", "unknown variable \"nothing\"");
    // It never holds.
    assert_eq!(browser.run("return document.querySelector('.heldnow')"), Value::Null);
    browser.click("[aria-label^='Change the breakpoint']");
    browser.wait_for("return document.activeElement.id === 'bp-condition'");
    browser.write(&format!("quantity >= 1{}", key::ENTER));
    browser.wait_text(".heldnow", "a breakpoint was hit");
}

/// Chooses in a list of the form.
fn choose(label: &str, value: &str) -> String {
    format!(
        "const field = [...document.querySelectorAll('.stopform .field')]\
         .find(one => one.innerText.startsWith('{label}')).querySelector('select'); \
         field.value = '{value}'; field.dispatchEvent(new Event('change'))"
    )
}

#[test]
fn every_routine_can_be_held_when_a_slot_of_a_name_is_called() {
    let demo = Demo::start();
    let browser = orders(&demo, "any-slot", 1440);
    browser.click("#bp-new");
    browser.wait_for("return document.activeElement.id === 'bp-condition'");
    browser.run(&choose("Routine", "*"));
    browser.run(&choose("Holds", "slot"));
    browser.wait_text(".stopform", "Slot");
    browser.run(&choose("Slot", "order"));
    browser.click(".stopform .main");
    browser.wait_text(".stoprow", "slot order");
    browser.wait_text(".heldnow", "a breakpoint was hit");
    assert_eq!(browser.console(), json!([]));
}

#[test]
fn a_breakpoint_at_a_label_keeps_it_when_its_condition_is_changed() {
    let demo = Demo::start();
    let browser = orders(&demo, "label", 1440);
    let set = browser.run_async(
        "fetch('api/jobs/orders-1/breakpoints', { method: 'POST', \
         headers: { 'Content-Type': 'application/json' }, \
         body: JSON.stringify({ routine_id: 'price', type: 'label', label: 'added' }) }) \
         .then(answer => done(answer.ok))",
    );
    assert_eq!(set, true);
    browser.wait_text(".stoprow", "label added");
    browser.click("[aria-label='Change the breakpoint at price']");
    browser.wait_for("return document.activeElement.id === 'bp-condition'");
    browser.write(&format!("quantity > 1{}", key::ENTER));
    browser.wait_text(".stoprow .condition", "if quantity > 1");
    browser.wait_text(".stoprow", "label added");
    assert_eq!(browser.console(), json!([]));
}

#[test]
fn a_second_browser_looks_on_until_it_takes_control() {
    let demo = Demo::start();
    let first = orders(&demo, "first", 1440);
    first.click(".routine[data-routine='check']");
    first.wait_text(".heldnow", "check");
    let second = Browser::open("second", 1000);
    second.go(&format!("{}#/debug/orders/orders-1", demo.url));
    second.wait_text(".note.warn", "controls this job; you look on");
    // It sees the variables and may change none.
    second.wait_text(".variables", "quantity");
    let all = "return [...document.querySelectorAll('.steer > button, .routine, .variables button')]\
               .every(it => it.disabled)";
    assert_eq!(second.run(all), true);
    second.picture("debug-viewer");
    second.click(".note.warn button");
    first.wait_text(".note.warn", "controls this job; you look on");
    second.wait_text(".jobbar", "You control it");
    second.click("[aria-keyshortcuts=n]");
    first.wait_text(".trace", "step");
    assert_eq!(first.console(), json!([]));
}

#[test]
fn a_browser_that_is_gone_leaves_nothing_held() {
    let demo = Demo::start();
    let gone = orders(&demo, "gone-debugger", 1000);
    gone.click(".routine[data-routine='ship']");
    gone.wait_text(".heldnow", "ship");
    let other = Browser::open("stays", 1000);
    other.go(&format!("{}#/debug/orders/orders-1", demo.url));
    other.wait_text(".heldnow", "ship");
    drop(gone);
    // The lease is over after a while: the job goes on, and says why.
    other.wait_text(".trace", "lease");
    drop(demo);
    other.wait_text(".view .note.bad", "Connection to this job lost");
}

#[test]
fn the_keyboard_is_enough_to_debug() {
    let demo = Demo::start();
    let browser = orders(&demo, "debug-keyboard", 1000);
    let mut steps = 0;
    let at = "return document.activeElement.dataset.routine === 'price'";
    while browser.run(at) != true {
        browser.press(key::TAB);
        steps += 1;
        assert!(steps < 80, "the routine is not reached by the tab key");
    }
    browser.press(key::ENTER);
    browser.wait_text(".heldnow", "price");
    browser.press("n");
    browser.wait_text(".heldnow", "a step ended here");
    browser.press("e");
    browser.wait_for("return document.activeElement.id === 'expression'");
    browser.write(&format!("1 + 2{}", key::ENTER));
    browser.wait_text(".heldnow", "3");
    // In a field letters are letters; out of it they steer.
    browser.run("document.activeElement.blur()");
    browser.press("c");
    browser.wait_text(".trace", "resumed");
    browser.press(key::ESCAPE);
    assert_eq!(browser.console(), json!([]));
}

#[test]
fn on_a_phone_the_flow_goes_down_and_nothing_is_wider_than_the_screen() {
    let demo = Demo::start();
    let browser = Browser::open("debug-phone", 320);
    browser.prefer_dark();
    browser.go(&format!("{}#/debug/orders", demo.url));
    browser.wait_for("return Boolean(document.querySelector('.routine'))");
    browser.click(".routine[data-routine='receive']");
    browser.wait_text(".heldnow", "receive");
    assert_eq!(browser.run("return document.documentElement.scrollWidth <= 320"), true);
    browser.picture("debug-phone-dark");
    assert_eq!(browser.console(), json!([]));
}

/// A host whose every text is a script, with one job that is held.
struct EvilHost {
    debugger: Debugger,
    _job: DebugJob,
}

impl EvilHost {
    fn new() -> Self {
        let debugger = Debugger::builder().build();
        let job = debugger.start_job(JobSpec::new(EVIL).flow(EVIL).suspended_at_start()).unwrap();
        let (place, watched) = (debugger.slot(EVIL, EVIL), job.clone());
        thread::spawn(move || {
            let mut variables = Map::from_iter([(EVIL.to_owned(), json!(EVIL))]);
            drop(watched.enter(&place, &CallCause::NONE, &mut variables));
        });
        Self { debugger, _job: job }
    }
}

impl FlowHost for EvilHost {
    fn debugger(&self) -> &Debugger {
        &self.debugger
    }

    fn flows(&self) -> Vec<FlowDocument> {
        let text = || EVIL.to_owned();
        let at = monitor_core::Timestamp::now();
        let routine = RoutineDocument {
            routine_id: text(),
            class_name: text(),
            slots: vec![text()],
            events: vec![text()],
            config: Map::new(),
        };
        let connection = ConnectionDocument {
            connection_id: text(),
            source_routine: text(),
            source_event: text(),
            target_routine: text(),
            target_slot: text(),
            param_mapping: Map::new(),
        };
        vec![FlowDocument {
            flow_id: text(),
            routines: [(text(), routine)].into(),
            connections: vec![connection],
            execution_strategy: text(),
            max_workers: 1,
            created_at: at,
            updated_at: at,
        }]
    }

    fn flow(&self, _: &str) -> Option<FlowDocument> {
        self.flows().pop()
    }

    fn create_flow(&self, flow: NewFlow) -> Result<FlowDocument, FlowRefusal> {
        Err(FlowRefusal::FlowExists { flow_id: flow.flow_id })
    }

    fn delete_flow(&self, flow_id: &str) -> Result<(), FlowRefusal> {
        Err(FlowRefusal::UnknownFlow { flow_id: flow_id.to_owned() })
    }

    fn start_job(&self, _: NewJob) -> Result<JobDocument, FlowRefusal> {
        Err(FlowRefusal::Invalid { reason: EVIL.to_owned() })
    }

    fn jobs(&self) -> Vec<JobDocument> {
        let at = monitor_core::Timestamp::now();
        let (job_id, flow_id, status) = (EVIL.to_owned(), EVIL.to_owned(), "paused".to_owned());
        let (completed_at, error) = (None, Some(EVIL.to_owned()));
        vec![JobDocument {
            job_id,
            flow_id,
            status,
            created_at: at,
            started_at: Some(at),
            completed_at,
            error,
        }]
    }

    fn job(&self, _: &str) -> Option<JobDocument> {
        self.jobs().pop()
    }
}

#[test]
fn names_and_values_that_are_scripts_stay_texts() {
    let host: Arc<dyn FlowHost> = Arc::new(EvilHost::new());
    let guarded =
        AccessPolicy::loopback().guard_router(router(RouterSources::new().flows(&host)).unwrap());
    let serving = ServerHandle::start("127.0.0.1:0", guarded, ServerLimits::default()).unwrap();
    let browser = Browser::open("debug-evil", 1440);
    browser.go(&format!("http://{}/#/debug", serving.local_addr()));
    browser.wait_text("main", "<img src=x onerror");
    browser.click("main td a, main th a");
    browser.wait_text(".heldnow .variables", "<img src=x onerror");
    for part in [".routine", ".stack", ".trace", "h1"] {
        browser.wait_text(part, "<img src=x onerror");
    }
    // What the visitor writes is no better.
    browser.click("#bp-new");
    browser.wait_for("return document.activeElement.id === 'bp-condition'");
    browser.write(&format!("'{EVIL}' == data{}", key::ENTER));
    browser.wait_text(".stoprow .condition", "<script>");
    browser.click("#expression");
    browser.write(&format!("'{EVIL}'{}", key::ENTER));
    browser.wait_text(".heldnow .facts:last-child", "<script>");
    assert_eq!(browser.run("return window.evil === undefined"), true);
    assert_eq!(browser.run("return document.querySelectorAll('main img, main script').length"), 0);
    assert_eq!(browser.console(), json!([]));
}
