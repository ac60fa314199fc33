//! Analyses in the browser: by state, why, a plan that is read and then applied, what a person says,
//! and texts that are scripts.

use std::sync::{Arc, Mutex};

use monitor_core::Timestamp;
use monitor_host::Error;
use monitor_host::store::{MovesOf, StoredMove};
use monitor_http::{AccessPolicy, AnalysisHost, RouterSources, ServerHandle, ServerLimits, router};
use monitor_state::{
    AnalysisFilter, AnalysisState, CyclePolicy, Ledger, LedgerLimits, NewAnalysis, StateMachine,
    Sweep, Transition,
};
use serde_json::{Value, json};

use crate::demo::Demo;
use crate::driver::Browser;
use crate::world::EVIL;

#[test]
fn analyses_are_found_by_their_state_and_say_why_they_are_there() {
    let demo = Demo::start();
    let browser = Browser::open("analyses", 1440);
    browser.go(&format!("{}#/analyses", demo.url));
    browser.click(".groups .statebutton:has(.held)");
    let one = "return [...document.querySelectorAll('tbody tr')].every(row => /held|suspended/.test(row.innerText))";
    browser.wait_for(one);
    // What is chosen is in the address.
    assert_eq!(browser.run("return /state=(held|suspended)/.test(location.hash)"), true);
    browser.picture("analyses");
    browser.go_to("#/analyses/GW150914/bilby-held");
    browser.wait_text(".awaits", "a person to release its job");
    browser.wait_text(".note.warn", "it is stuck in");
    // A word and a sign, not a colour alone.
    assert_eq!(browser.run("return Boolean(document.querySelector('.bar .state.held svg'))"), true);
    browser.picture("analysis");
    assert_eq!(browser.console(), json!([]));
}

#[test]
fn a_plan_is_read_and_then_applied() {
    let demo = Demo::start();
    let browser = Browser::open("plan", 1000);
    browser.go(&format!("{}#/analyses?tab=plan", demo.url));
    browser.wait_text(".view", "its job is running");
    browser.wait_text(".view", "would be ready, but it is full");
    browser.picture("plan");
    browser.click("button.main");
    browser.wait_text("section:nth-of-type(2)", "Applied");
    browser.wait_text("section:nth-of-type(2)", "its job is running");
    browser.go_to("#/analyses?state=running");
    browser.wait_text("tbody", "running");
    assert_eq!(browser.console(), json!([]));
}

#[test]
fn what_a_person_says_of_an_analysis_is_done_or_refused_with_a_reason() {
    let demo = Demo::start();
    let browser = Browser::open("set-state", 1000);
    browser.go(&format!("{}#/analyses/GW190521/bilby-manual", demo.url));
    let said = |word: &str| {
        browser.wait_text(".plainlist", "restart");
        browser.run(&format!(
            "[...document.querySelectorAll('.plainlist button')].find(it => it.innerText === '{word}').click()"
        ));
    };
    said("ready");
    browser.wait_text(".scroll tbody", "said so");
    browser.go_to("#/analyses/GW190521/rift-cancelled");
    browser.wait_text(".bar", "cancelled");
    said("restart");
    browser.wait_text(".notices .bad", "cancelled");
    browser.click(".check input");
    said("restart");
    browser.wait_text(".scroll tbody", "forced it");
}

#[test]
fn on_a_phone_analyses_are_no_wider_than_the_screen() {
    let demo = Demo::start();
    let browser = Browser::open("analyses-phone", 320);
    browser.prefer_dark();
    for place in ["", "?tab=plan", "/GW150914/bilby-held"] {
        browser.go(&format!("{}#/analyses{place}", demo.url));
        browser.wait_for("return Boolean(document.querySelector('.view .card'))");
        assert_eq!(
            browser.run("return document.documentElement.scrollWidth <= 320"),
            true,
            "{place}"
        );
    }
    browser.picture("analyses-phone-dark");
    assert_eq!(browser.console(), json!([]));
}

/// A host whose every text is a script.
struct EvilHost(Mutex<Arc<Ledger>>);

/// A script that can be in a key.
const EVIL_WORD: &str = "<img src=x onerror=window.evil=1>";

impl AnalysisHost for EvilHost {
    fn ledger(&self) -> Result<Arc<Ledger>, Error> {
        Ok(Arc::clone(&self.0.lock().unwrap()))
    }

    fn policy(&self) -> Result<CyclePolicy, Error> {
        Ok(CyclePolicy::default())
    }

    fn version(&self) -> u64 {
        self.0.lock().unwrap().revision()
    }

    fn list_transitions(&self, _: MovesOf<'_>) -> Result<Vec<StoredMove>, Error> {
        let ledger = self.ledger()?;
        let key = format!("{EVIL_WORD}/{EVIL_WORD}");
        let moved = ledger.row_for(&key).unwrap().history;
        Ok(moved.into_iter().map(|it| StoredMove::new(1, 1, key.as_str().into(), it)).collect())
    }

    fn run_cycle(&self, filter: AnalysisFilter<'_>, _: bool) -> Result<Value, Error> {
        let now = Timestamp::now();
        let plan = self.ledger()?.plan_cycle(
            &[Sweep::full(EVIL, now)],
            &CyclePolicy::default(),
            filter,
            now,
        );
        Ok(json!({"plan": plan}))
    }

    fn set_state(
        &self,
        key: &str,
        to: AnalysisState,
        _: &str,
        _: bool,
    ) -> Result<Vec<Transition>, Error> {
        let mut ledger = Ledger::clone(&*self.ledger()?);
        let batch = ledger.force_batch(key, to, EVIL, Timestamp::now())?;
        ledger.apply(&batch)?;
        *self.0.lock().unwrap() = Arc::new(ledger);
        Ok(batch.transitions().cloned().collect())
    }
}

#[test]
fn analyses_whose_names_are_scripts_stay_texts() {
    let mut ledger = Ledger::new(StateMachine::standard(), LedgerLimits::default());
    let key = format!("{EVIL_WORD}/{EVIL_WORD}");
    let batch = ledger.add([NewAnalysis::new(key.as_str(), EVIL, EVIL)], Timestamp::now()).unwrap();
    ledger.apply(&batch).unwrap();
    let host: Arc<dyn AnalysisHost> = Arc::new(EvilHost(Mutex::new(Arc::new(ledger))));
    let guarded = AccessPolicy::loopback()
        .guard_router(router(RouterSources::new().analyses(&host)).unwrap());
    let serving = ServerHandle::start("127.0.0.1:0", guarded, ServerLimits::default()).unwrap();
    let browser = Browser::open("analyses-evil", 1440);
    browser.go(&format!("http://{}/#/analyses?tab=plan", serving.local_addr()));
    browser.wait_text(".view", EVIL_WORD);
    browser.go_to("#/analyses");
    browser.wait_text("tbody", EVIL);
    browser.click("tbody a");
    browser.wait_text(".facts", EVIL);
    browser.run("[...document.querySelectorAll('.plainlist button')].find(it => it.innerText === 'manual').click()");
    browser.wait_text(".scroll tbody", EVIL);
    assert_eq!(browser.run("return window.evil === undefined"), true);
    assert_eq!(browser.run("return document.querySelectorAll('main img, main script').length"), 0);
}
