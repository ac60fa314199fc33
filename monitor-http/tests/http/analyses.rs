//! Analyses over HTTP, of a host with a ledger of its own and a scheduler that is made up.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread;

use monitor_core::Timestamp;
use monitor_events::Emitter;
use monitor_host::Error;
use monitor_host::store::{MovesOf, StoredMove};
use monitor_http::{
    AccessPolicy, AllowedControls, AnalysisHost, ControlKind, Feed, FeedLimits, RouterSources,
    ServerHandle, ServerLimits, router,
};
use monitor_state::{
    ActionOutcome, AnalysisFilter, AnalysisState, CyclePolicy, HostAnswer, JobObservation, JobRef,
    JobState, Ledger, LedgerBatch, LedgerLimits, NewAnalysis, StateMachine, Sweep, Transition,
};
use serde_json::{Value, json};

use crate::client::{get, post, request_with};
use crate::stream::Stream;

/// A program with analyses: whatever it submits runs.
struct Survey {
    kept: Mutex<(Arc<Ledger>, Vec<StoredMove>)>,
    emitter: Emitter,
    /// A cycle says that it has begun, and waits to be let go on.
    gate: Option<(SyncSender<()>, Mutex<Receiver<()>>)>,
}

fn at(seconds: u64) -> Timestamp {
    Timestamp::from_secs(1_700_000_000 + i64::try_from(seconds).unwrap())
}

impl Survey {
    fn new(emitter: &Emitter) -> Self {
        let ledger = Ledger::new(StateMachine::standard(), LedgerLimits::default());
        let kept = Mutex::new((Arc::new(ledger), Vec::new()));
        let survey = Self { kept, emitter: emitter.clone(), gate: None };
        let new = |key: &str| NewAnalysis::new(key, "bilby", "slurm");
        let added = [
            new("GW150914/bilby"),
            NewAnalysis::new("GW150914/plots", "pesummary", "slurm").needs(["GW150914/bilby"]),
            new("GW170817/bilby"),
            new("project_analyses/population").state(AnalysisState::Manual),
        ];
        survey.commit(survey.ledger().unwrap().add(added, at(0)).unwrap());
        survey
    }

    fn commit(&self, batch: LedgerBatch) {
        let mut kept = self.kept.lock().unwrap();
        let (ledger, moves) = &mut *kept;
        Arc::make_mut(ledger).apply(&batch).unwrap();
        for moved in batch.transitions() {
            let last = ledger.history(moved.key.as_str()).last().unwrap().clone();
            let number = moves.len() as u64 + 1;
            moves.push(StoredMove::new(number, batch.revision, moved.key.clone(), last));
        }
        ledger.notify_batch(&batch, &self.emitter);
    }

    fn now(&self) -> Timestamp {
        at(self.version() * 400)
    }
}

impl AnalysisHost for Survey {
    fn ledger(&self) -> Result<Arc<Ledger>, Error> {
        Ok(Arc::clone(&self.kept.lock().unwrap().0))
    }

    fn policy(&self) -> Result<CyclePolicy, Error> {
        Ok(CyclePolicy::default())
    }

    fn version(&self) -> u64 {
        self.kept.lock().unwrap().0.revision()
    }

    fn list_transitions(&self, of: MovesOf<'_>) -> Result<Vec<StoredMove>, Error> {
        let kept = self.kept.lock().unwrap();
        let asked = |stored: &&StoredMove| {
            of.key.is_none_or(|key| stored.key.as_str() == key)
                && of.before.is_none_or(|before| stored.number < before)
        };
        let mut moves: Vec<_> = kept.1.iter().filter(asked).rev().take(of.most).cloned().collect();
        moves.reverse();
        Ok(moves)
    }

    fn run_cycle(&self, filter: AnalysisFilter<'_>, dry_run: bool) -> Result<Value, Error> {
        if let Some((begun, go_on)) = &self.gate {
            begun.send(()).unwrap();
            go_on.lock().unwrap().recv().unwrap();
        }
        let (ledger, now, policy) = (self.ledger()?, self.now(), CyclePolicy::default());
        let jobs = ledger.rows().filter_map(|row| row.analysis.job);
        let jobs: Vec<_> =
            jobs.map(|job| JobObservation::new(job, JobState::Running).raw("R")).collect();
        let plan = ledger.plan_cycle(&[Sweep::full("slurm", now).jobs(jobs)], &policy, filter, now);
        let mut document = serde_json::to_value(plan.counts).unwrap();
        document["dry_run"] = dry_run.into();
        document["plan"] = serde_json::to_value(&plan).unwrap();
        if !dry_run {
            let plan = ledger.answer_questions(plan, |_| HostAnswer::Unknown)?;
            self.commit(plan.batch());
            let submitted = |(job, intent): (u64, &monitor_state::Intent)| {
                let job = JobRef::new(plan.revision * 100 + job);
                (intent.key.clone(), ActionOutcome::Submitted { job, born: None })
            };
            let outcomes: Vec<_> = (0..).zip(plan.actions()).map(submitted).collect();
            if !outcomes.is_empty() {
                self.commit(self.ledger()?.outcome_batch(outcomes, &policy, now)?);
            }
        }
        Ok(document)
    }

    fn set_state(
        &self,
        key: &str,
        to: AnalysisState,
        by: &str,
        force: bool,
    ) -> Result<Vec<Transition>, Error> {
        let (ledger, now) = (self.ledger()?, self.now());
        let batch = if force {
            ledger.force_batch(key, to, by, now)?
        } else {
            ledger.command_batch(key, to, by, now)?
        };
        let moves = batch.transitions().cloned().collect();
        self.commit(batch);
        Ok(moves)
    }
}

fn serving(survey: Survey, controls: AllowedControls) -> ServerHandle {
    let feed = Feed::start(FeedLimits::default()).unwrap();
    feed.follow_emitter(&survey.emitter);
    let host: Arc<dyn AnalysisHost> = Arc::new(survey);
    let sources = RouterSources::new().analyses(&host).feed(&feed).controls(controls);
    let guarded = AccessPolicy::loopback().guard_router(router(sources).unwrap());
    ServerHandle::start("127.0.0.1:0", guarded, ServerLimits::default()).unwrap()
}

fn begun() -> ServerHandle {
    serving(Survey::new(&Emitter::new()), AllowedControls::all())
}

fn keys(list: &Value) -> Vec<&str> {
    let all = list["analyses"].as_array().unwrap();
    all.iter().map(|one| one["key"].as_str().unwrap()).collect()
}

fn say(serving: &ServerHandle, key: &str, body: &Value) -> crate::client::Answer {
    let line = format!("POST /api/v1/analyses/{key}/state");
    request_with(serving.local_addr(), &line, &body.to_string())
}

#[test]
fn analyses_are_listed_by_what_is_asked_for_and_part_by_part() {
    let serving = begun();
    let list = |query: &str| get(serving.local_addr(), &format!("/api/v1/analyses{query}"));
    let all = list("").json();
    assert_eq!((all["total"].as_u64(), all["revision"].as_u64()), (Some(4), Some(1)));
    let first = json!({
        "key": "GW150914/bilby", "state": "ready", "status": "ready", "pipeline": "bilby",
        "scheduler": "slurm", "since": "2023-11-14T22:13:20.000000Z", "attempts": 0, "resurrections": 0,
    });
    assert_eq!(all["analyses"][0], first);
    let project = "project_analyses/population";
    for (query, expected) in [
        ("?subject=GW170817", vec!["GW170817/bilby", project]),
        ("?analysis=bilby", vec!["GW150914/bilby", "GW170817/bilby"]),
        ("?state=wait,manual", vec!["GW150914/plots", project]),
        ("?pipeline=pesummary", vec!["GW150914/plots"]),
        ("?analysis=nobody", vec![]),
    ] {
        assert_eq!(keys(&list(query).json()), expected, "{query}");
    }
    let (mut seen, mut offset) = (Vec::new(), Some(0));
    while let Some(from) = offset {
        let part = list(&format!("?limit=3&offset={from}")).json();
        seen.extend(keys(&part).into_iter().map(str::to_owned));
        offset = part["next"].as_u64();
    }
    assert_eq!(seen, keys(&all));
    assert_eq!(list("?subject=GW999999").status, 404);
    for wrong in ["?limit=0", "?limit=10001", "?offset=-1"] {
        assert_eq!(list(wrong).status, 422, "{wrong}");
    }
}

#[test]
fn status_and_active_have_the_keys_that_asimov_has_given_them() {
    let serving = begun();
    let get = |path: &str| get(serving.local_addr(), &format!("/api/v1/analyses/{path}"));
    let status = json!({
        "GW150914/bilby": "ready", "GW150914/plots": "wait", "GW170817/bilby": "ready",
        "project_analyses/population": "manual",
    });
    assert_eq!(get("status").json(), status);
    assert_eq!(get("status?analysis=nobody").json(), json!({}));
    assert_eq!(get("status?subject=nothing").status, 404);
    let active = json!([
        {"name": "bilby", "type": "event", "status": "ready", "event": "GW150914", "pipeline": "bilby"},
        {"name": "bilby", "type": "event", "status": "ready", "event": "GW170817", "pipeline": "bilby"},
    ]);
    assert_eq!(get("active").json(), active);
    assert!(get("machine").body.starts_with("stateDiagram"));
    assert!(get("machine?format=dot").body.starts_with("digraph"));
    assert_eq!(get("machine?format=png").status, 422);
}

#[test]
fn one_analysis_says_why_it_is_where_it_is_and_what_has_happened() {
    let serving = begun();
    let get = |path: &str| get(serving.local_addr(), &format!("/api/v1/analyses/{path}"));
    assert_eq!(post(serving.local_addr(), "/api/v1/cycle").status, 200);
    let plots = get("GW150914/plots").json();
    assert_eq!(plots["needs"], json!(["GW150914/bilby"]));
    let bilby = get("GW150914/bilby").json();
    assert_eq!((bilby["state"].as_str(), bilby["job"].as_str()), (Some("queued"), Some("100")));
    let why = get("GW150914/plots/why").json();
    assert_eq!(
        why["awaits"][0],
        json!({
            "awaits": "need",
            "key": "GW150914/bilby",
            "state": "queued",
            "text": "GW150914/bilby, which is queued",
        })
    );
    let history = get("GW150914/bilby/history").json();
    let states: Vec<_> = history.as_array().unwrap().iter().map(|one| &one["to"]).collect();
    assert_eq!(states, ["submitting", "queued"]);
    assert_eq!(history[0]["cause_text"], "it was its turn");
    let before = history[1]["number"].as_u64().unwrap();
    let older = get(&format!("GW150914/bilby/history?before={before}&limit=5")).json();
    assert_eq!(older, json!([history[0]]));
    let all = get("history?limit=1").json();
    assert_eq!(all[0]["key"], "GW170817/bilby");
    for path in ["GW150914/nobody", "nothing/bilby/why", "nothing/bilby/history"] {
        assert_eq!(get(path).status, 404, "{path}");
    }
    assert_eq!(get("%ff/bilby").status, 400);
    assert_eq!(get("GW150914/bilby/history?limit=0").status, 422);
}

#[test]
fn a_dry_run_changes_nothing_and_a_cycle_does_what_it_said() {
    let serving = begun();
    let at = serving.local_addr();
    let planned = get(at, "/api/v1/cycle?dry_run=true").json();
    let counts = json!({
        "project_analyses": 0, "event_analyses": 2, "total": 2, "active": 2, "complete": 0,
        "stuck": 0,
    });
    for (count, number) in counts.as_object().unwrap() {
        assert_eq!(&planned[count], number, "{count}");
    }
    assert_eq!(post(at, "/api/v1/cycle?dry_run=true").json(), planned);
    assert_eq!(get(at, "/api/v1/analyses").json()["revision"], 1);
    let one = get(at, "/api/v1/cycle?subject=GW170817").json();
    assert_eq!(one["plan"]["entries"].as_array().unwrap().len(), 2, "{one}");
    let done = post(at, "/api/v1/cycle?dry_run=false").json();
    assert_eq!(done["plan"], planned["plan"]);
    assert_eq!(get(at, "/api/v1/analyses/status").json()["GW170817/bilby"], "queued");
    assert_eq!(post(at, "/api/v1/cycle?revision=0").status, 409, "that plan is an old one");
    assert_eq!(get(at, "/api/v1/cycle?dry_run=false").status, 422);
    assert_eq!(post(at, "/api/v1/cycle?dry_run=perhaps").status, 422);
    assert_eq!(post(at, "/api/v1/cycle?subject=nothing").status, 404);
}

#[test]
fn the_stream_has_every_move_and_a_document_that_changes_with_them() {
    let serving = begun();
    let mut stream = Stream::open(serving.local_addr(), "topics=events,analyses");
    let whole = stream.next_of("analyses").data["full"].clone();
    assert_eq!(whole["states"], json!({"manual": 1, "ready": 2, "wait": 1}));
    assert_eq!(whole["analyses"]["GW150914/bilby"]["state"], "ready");
    assert_eq!(post(serving.local_addr(), "/api/v1/cycle").status, 200);
    let (mut events, mut patched) = (Vec::new(), Value::Null);
    while events.len() < 4 || patched["states"]["queued"] != 2 {
        let message = stream.next();
        match message.name.as_str() {
            "" => events.push(message.data["event_type"].as_str().unwrap().to_owned()),
            "analyses" => patched = message.data["patch"].clone(),
            _ => {}
        }
    }
    assert_eq!(events.iter().filter(|kind| *kind == "analysis.submitted").count(), 2, "{events:?}");
    assert!(
        patched["analyses"].get("GW150914/plots").is_none(),
        "only what has changed: {patched}"
    );
}

#[test]
fn a_person_says_what_is_to_become_of_an_analysis() {
    let serving = begun();
    let said = say(&serving, "GW150914/bilby", &json!({"state": "manual", "by": "ada"})).json();
    assert_eq!(
        (said[0]["to"].as_str(), said[0]["cause"]["by"].as_str()),
        (Some("manual"), Some("ada"))
    );
    assert_eq!(
        get(serving.local_addr(), "/api/v1/analyses/status").json()["GW150914/bilby"],
        "manual"
    );
    let long = "x".repeat(300);
    for (key, body, status) in [
        ("GW150914/bilby", json!({"state": "uploaded"}), 409),
        ("GW150914/bilby", json!({"state": "uploaded", "force": true}), 200),
        ("GW150914/bilby", json!({"state": "no state"}), 422),
        ("GW150914/bilby", json!({"state": "calibrating"}), 422),
        ("GW150914/bilby", json!({"state": "ready", "by": long}), 422),
        ("GW150914/bilby", json!({}), 422),
        ("GW150914/nobody", json!({"state": "ready"}), 404),
    ] {
        let answer = say(&serving, key, &body);
        assert_eq!(answer.status, status, "{body}: {answer:?}");
    }
}

#[test]
fn where_control_is_switched_off_one_may_look() {
    let survey = Survey::new(&Emitter::new());
    let serving = serving(survey, AllowedControls::all().without(ControlKind::Analyses));
    let at = serving.local_addr();
    assert_eq!(post(at, "/api/v1/cycle").status, 403);
    assert_eq!(say(&serving, "GW150914/bilby", &json!({"state": "stop"})).status, 403);
    assert_eq!(get(at, "/api/v1/cycle").json()["dry_run"], true);
    assert_eq!(get(at, "/api/v1/analyses").json()["revision"], 1);
}

#[test]
fn there_is_one_cycle_at_a_time_and_looking_does_not_wait_for_it() {
    let (begun, begins) = sync_channel(0);
    let (let_go, go_on) = sync_channel(0);
    let mut survey = Survey::new(&Emitter::new());
    survey.gate = Some((begun, Mutex::new(go_on)));
    let serving = serving(survey, AllowedControls::all());
    let at = serving.local_addr();
    thread::scope(|scope| {
        let first = scope.spawn(move || post(at, "/api/v1/cycle").status);
        begins.recv().unwrap();
        assert_eq!(post(at, "/api/v1/cycle").status, 409);
        assert_eq!(get(at, "/api/v1/analyses").status, 200);
        let_go.send(()).unwrap();
        assert_eq!(first.join().unwrap(), 200);
    });
}

#[test]
fn the_document_of_the_interface_has_the_routes_of_analyses() {
    let serving = begun();
    let paths = get(serving.local_addr(), "/api/v1/openapi.json").json()["paths"].clone();
    for path in ["/api/v1/analyses", "/api/v1/cycle", "/api/v1/analyses/{subject}/{name}/why"] {
        assert!(paths.get(path).is_some(), "{path}");
    }
    assert!(paths["/api/v1/cycle"]["post"]["responses"].get("403").is_some());
}
