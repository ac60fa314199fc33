//! Ledgers: what is asked of them, what is said to them, what they refuse, and how they are kept.

use std::sync::Mutex;

use crate::world::{KEY, World, at, bilby, says};
use monitor_core::{Event, EventKind, KindSet, Monitor, Observer, Timestamp};
use monitor_state::{
    ActionOutcome, AnalysisFilter, AnalysisState, Error, HostAnswer, JobRef, JobState, Ledger,
    LedgerBatch, LedgerLimits, LedgerRow, NewAnalysis, StateMachine,
};
use serde_json::json;

#[test]
fn the_three_calls_have_asimovs_keys_and_counts() {
    let mut world = World::new(StateMachine::asimov());
    world.add([
        NewAnalysis::new("GW150914/bilby_analysis", "bilby", "htcondor")
            .state(AnalysisState::Running),
        NewAnalysis::new("GW150914/done", "bilby", "htcondor").state(AnalysisState::Uploaded),
        NewAnalysis::new("GW190521/stuck", "rift", "htcondor").state(AnalysisState::Stuck),
        NewAnalysis::new("project_analyses/x", "population", "htcondor")
            .state(AnalysisState::Finished),
    ]);
    let counts = world.ledger.cycle_counts(AnalysisFilter::all());
    assert_eq!(
        serde_json::to_string(&counts).unwrap(),
        r#"{"project_analyses":1,"event_analyses":2,"total":3,"active":3,"complete":1,"stuck":1}"#
    );
    let one = world.ledger.cycle_counts(AnalysisFilter::all().subject("GW150914"));
    assert_eq!((one.project_analyses, one.event_analyses), (1, 1));
    let status = world.ledger.analysis_status(AnalysisFilter::all()).unwrap();
    assert_eq!(
        serde_json::to_value(status).unwrap(),
        json!({
            "GW150914/bilby_analysis": "running", "GW150914/done": "uploaded",
            "GW190521/stuck": "stuck", "project_analyses/x": "finished",
        })
    );
    let named =
        world.ledger.analysis_status(AnalysisFilter::all().analysis("bilby_analysis")).unwrap();
    assert_eq!(
        named.keys().map(|key| key.as_str()).collect::<Vec<_>>(),
        ["GW150914/bilby_analysis"]
    );
    assert!(
        world.ledger.analysis_status(AnalysisFilter::all().analysis("nobody")).unwrap().is_empty()
    );
    let subject = world.ledger.analysis_status(AnalysisFilter::all().subject("GW190521")).unwrap();
    assert_eq!(subject.len(), 2, "the project's are never left out");
    assert_eq!(
        world.ledger.analysis_status(AnalysisFilter::all().subject("GW1")),
        Err(Error::UnknownSubject { subject: "GW1".into() })
    );
    let active: Vec<_> = world.ledger.active_analyses().collect();
    assert_eq!(
        serde_json::to_string(&active).unwrap(),
        concat!(
            r#"[{"name":"x","type":"project","status":"finished","pipeline":"population"},"#,
            r#"{"name":"bilby_analysis","type":"event","status":"running","event":"GW150914","pipeline":"bilby"},"#,
            r#"{"name":"stuck","type":"event","status":"stuck","event":"GW190521","pipeline":"rift"}]"#
        )
    );
    assert_eq!(world.ledger.count_by_state()["running"], 1);
}

#[test]
fn commands_are_checked_and_go_on_as_far_as_they_can() {
    let mut world = World::running([KEY]);
    let refused = |world: &World, key: &str, to| {
        world.ledger.command_batch(key, to, "ada", at(world.now)).unwrap_err()
    };
    assert_eq!(
        refused(&world, "a/b", AnalysisState::Ready),
        Error::UnknownKey { key: "a/b".into() }
    );
    assert_eq!(
        refused(&world, KEY, AnalysisState::Cancelled),
        Error::Illegal { from: AnalysisState::Running, to: AnalysisState::Cancelled }
    );
    assert_eq!(
        refused(&world, KEY, AnalysisState::Finished),
        Error::Illegal { from: AnalysisState::Running, to: AnalysisState::Finished },
        "a command cannot say what only a job can"
    );
    assert!(matches!(
        refused(&world, KEY, "calibrating".parse().unwrap()),
        Error::UnknownState { .. }
    ));
    world.command(KEY, AnalysisState::Stop);
    world.cycle(says(HostAnswer::Unknown));
    assert_eq!(world.state(KEY), AnalysisState::Stopped);
    assert!(world.jobs.is_empty());
    world.command(KEY, AnalysisState::Restart);
    assert_eq!(world.state(KEY), AnalysisState::Ready);
    world.command(KEY, AnalysisState::Wait);
    assert!(world.cycle(says(HostAnswer::Yes)).is_empty(), "a person has told it to wait");
    world.command(KEY, AnalysisState::Cancelled);
    assert_eq!(
        refused(&world, KEY, AnalysisState::Ready),
        Error::Terminal { state: AnalysisState::Cancelled }
    );
    let force = world.ledger.force_batch(KEY, AnalysisState::Ready, "ada", at(world.now)).unwrap();
    world.apply(force);
    assert_eq!(world.last_cause(KEY).to_string(), "ada forced it");
    let nothing =
        world.ledger.command_batch(KEY, AnalysisState::Ready, "ada", at(world.now)).unwrap();
    assert!(nothing.is_empty());
}

#[test]
fn what_is_stuck_with_a_job_is_stopped_before_it_begins_again() {
    let mut world = World::running([KEY]);
    world.everything(JobState::Held, "PD");
    world.now += 300;
    world.cycle(says(HostAnswer::Unknown));
    world.now += 3_600;
    world.cycle(says(HostAnswer::Unknown));
    let refused =
        world.ledger.command_batch(KEY, AnalysisState::Restart, "ada", at(world.now)).unwrap_err();
    assert_eq!(
        refused.to_string(),
        r#"guard "built-in" rejected the transition: its job may still be there: stop it first"#
    );
    world.command(KEY, AnalysisState::Stop);
    world.cycle(says(HostAnswer::Unknown));
    world.command(KEY, AnalysisState::Restart);
}

#[test]
fn stopped_means_that_the_job_is_gone() {
    let mut world = World::running([KEY]);
    world.command(KEY, AnalysisState::Stop);
    let sweep = [world.sweep()];
    world.apply(world.plan(&sweep).batch());
    world.give(vec![(KEY.into(), ActionOutcome::Started)]);
    assert_eq!(world.state(KEY), AnalysisState::Stopping);
    world.now += 60;
    assert!(world.cycle(says(HostAnswer::No)).is_empty(), "it is not cancelled again");
    world.everything(JobState::Cancelled, "CA");
    world.now += 60;
    world.cycle(says(HostAnswer::No));
    assert_eq!(world.state(KEY), AnalysisState::Stopped);
}

#[test]
fn what_cannot_be_added_is_refused_and_nothing_is_added() {
    let world = World::running([KEY]);
    let refused = |analyses: Vec<NewAnalysis>| world.ledger.add(analyses, at(0)).unwrap_err();
    for key in ["", "bilby", "/bilby", "GW150914/", "a/b/c", "a/b\n"] {
        assert_eq!(refused(vec![bilby(key)]), Error::BadKey { key: key.into() }, "{key:?}");
    }
    let twice = Error::Twice { what: "key", name: KEY.into() };
    assert_eq!(refused(vec![bilby(KEY)]), twice);
    let other = || bilby("GW190521/bilby");
    assert!(matches!(refused(vec![other(), other()]), Error::Twice { .. }));
    let needs = other().needs(["a/b"]);
    assert_eq!(refused(vec![needs]), Error::UnknownKey { key: "a/b".into() });
    let circle = Error::Cycle { keys: vec!["a/a".into(), "a/b".into(), "a/c".into()] };
    let (a, b) = (bilby("a/a").needs(["a/b"]), bilby("a/b").needs(["a/c"]));
    assert_eq!(refused(vec![a.clone(), b.clone(), bilby("a/c").needs(["a/a"])]), circle);
    assert_eq!(circle.to_string(), "dependency cycle: a/a -> a/b -> a/c");
    assert!(world.ledger.add([a, b, bilby("a/c").needs([KEY])], at(0)).is_ok());
    let state = bilby("a/a").state("calibrating".parse().unwrap());
    assert!(matches!(refused(vec![state]), Error::UnknownState { .. }));
    let limits = LedgerLimits::default().analyses(1);
    let small = Ledger::new(StateMachine::standard(), limits);
    let many = small.add([bilby("a/a"), bilby("a/b")], at(0)).unwrap_err();
    assert_eq!(many, Error::TooMany { what: "analyses", most: 1 });
}

#[test]
fn a_chain_of_a_hundred_thousand_needs_is_no_circle_and_takes_no_deep_stack() {
    let chain = (0..100_000).map(|n| {
        let analysis = bilby(&format!("a/{n}"));
        if n == 0 { analysis } else { analysis.needs([format!("a/{}", n - 1)]) }
    });
    let ledger = Ledger::new(StateMachine::standard(), LedgerLimits::default());
    let mut closed: Vec<_> = chain.collect();
    assert_eq!(ledger.add(closed.clone(), at(0)).unwrap().entries.len(), 100_000);
    closed[0].needs.push("a/99999".into());
    assert!(matches!(ledger.add(closed, at(0)), Err(Error::Cycle { .. })));
}

#[test]
fn a_batch_from_elsewhere_is_applied_as_a_whole_or_not_at_all() {
    let mut world = World::running([KEY]);
    let good = world.ledger.command_batch(KEY, AnalysisState::Stop, "ada", at(world.now)).unwrap();
    let mut bad = good.clone();
    bad.entries.extend(good.entries.iter().cloned());
    let rows: Vec<_> = world.ledger.rows().collect();
    assert_eq!(world.ledger.apply(&bad), Err(Error::Stale { key: KEY.into() }));
    let text = serde_json::to_string(&good).unwrap();
    for (from, to) in [(KEY, "a/b"), ("\"stop\"", "\"wait\""), ("\"running\"", "\"queued\"")] {
        let other: LedgerBatch = serde_json::from_str(&text.replace(from, to)).unwrap();
        assert!(world.ledger.apply(&other).is_err(), "{from} -> {to}");
    }
    assert_eq!(world.ledger.rows().collect::<Vec<_>>(), rows);
    world.ledger.apply(&good).unwrap();
}

#[test]
fn outcomes_that_do_not_go_with_the_action_are_refused() {
    let mut world = World::new(StateMachine::standard());
    world.add([bilby(KEY)]);
    let outcome = |world: &World, outcome| {
        world.ledger.outcome_batch([(KEY.into(), outcome)], &world.policy, at(0)).unwrap_err()
    };
    assert_eq!(outcome(&world, ActionOutcome::Done), Error::Stale { key: KEY.into() });
    world.apply(world.plan(&[]).batch());
    let error = outcome(&world, ActionOutcome::Started);
    assert_eq!(error.to_string(), "outcome does not fit the action submit");
}

#[test]
fn the_last_moves_are_remembered_and_the_rest_is_counted() {
    let mut ledger = Ledger::new(StateMachine::standard(), LedgerLimits::default().history(3));
    ledger.apply(&ledger.add([bilby(KEY)], at(0)).unwrap()).unwrap();
    for n in 0..10 {
        let to = if n % 2 == 0 { AnalysisState::Wait } else { AnalysisState::Ready };
        ledger.apply(&ledger.command_batch(KEY, to, "ada", at(n)).unwrap()).unwrap();
    }
    let times: Vec<_> = ledger.history(KEY).map(|moved| moved.at).collect();
    assert_eq!((times, ledger.history_forgotten()), (vec![at(7), at(8), at(9)], 7));
}

#[test]
fn rows_make_the_same_ledger_again() {
    let mut world = World::running([KEY, "GW150914/other", "project_analyses/x"]);
    world.add([bilby("GW150914/plots").needs([KEY])]);
    world.jobs.remove(&1);
    world.jobs.insert(2, (JobState::Held, "PD"));
    world.now += 3_600;
    world.cycle(says(HostAnswer::Unknown));
    world.command("project_analyses/x", AnalysisState::Stop);
    world.apply(world.plan(&[world.sweep()]).batch());
    let rows: Vec<LedgerRow> = world.ledger.rows().collect();
    let text = serde_json::to_string(&rows).unwrap();
    let read: Vec<LedgerRow> = serde_json::from_str(&text).unwrap();
    let (limits, revision) = (LedgerLimits::default(), world.ledger.revision());
    let again = Ledger::restore(StateMachine::standard(), limits, revision, read).unwrap();
    assert_eq!(again.rows().collect::<Vec<_>>(), rows);
    world.now += 3_600;
    let sweep = [world.sweep()];
    let plan = again.plan_cycle(&sweep, &world.policy, AnalysisFilter::all(), at(world.now));
    assert_eq!(plan, world.plan(&sweep));
    let twice =
        Ledger::restore(StateMachine::standard(), limits, 1, rows.iter().chain(&rows).cloned());
    assert!(matches!(twice, Err(Error::Twice { .. })));
}

/// Keeps what it is told.
struct Told(KindSet<EventKind>, Mutex<Vec<Event>>);

impl Observer for Told {
    fn interest(&self) -> KindSet<EventKind> {
        self.0
    }

    fn observe(&self, event: &Event) {
        self.1.lock().unwrap().push(event.clone());
    }
}

#[test]
fn every_move_goes_to_an_observer_and_metrics_count_it() {
    let mut world = World::running([KEY]);
    world.everything(JobState::Failed, "F");
    world.now += 300;
    world.cycle(says(HostAnswer::No));
    let monitor = Monitor::new(monitor_core::MonitorLimits::default());
    let failures = Told(EventKind::AnalysisFailed.into(), Mutex::default());
    for batch in &world.batches {
        world.ledger.notify_batch(batch, &monitor);
        world.ledger.notify_batch(batch, &failures);
    }
    let counts = monitor.system().event_counts();
    let of = |kind| counts.count_of(kind);
    assert_eq!(of(EventKind::AnalysisAdded), 1);
    assert_eq!(of(EventKind::AnalysisSubmitted), 1);
    assert_eq!(of(EventKind::AnalysisRunning), 1);
    assert_eq!(of(EventKind::AnalysisMoved), 1, "queued");
    let told = failures.1.into_inner().unwrap();
    assert_eq!(
        serde_json::to_value(&told).unwrap(),
        json!([{
            "event_type": "analysis.failed", "timestamp": at(world.now), "job_id": null,
            "worker_id": null, "data": {
                "analysis": KEY, "from": "running", "to": "failed",
                "cause": "it is not rescuable", "pipeline": "bilby", "attempt": 1, "job": "1", "raw": "F",
            },
        }])
    );
}

#[test]
fn why_says_what_is_waited_for_and_until_when() {
    let mut world = World::running([KEY]);
    world.add([bilby("GW150914/plots").needs([KEY])]);
    let why = world.ledger.explain_state("GW150914/plots", &world.policy).unwrap();
    let text = why.to_string();
    assert!(text.contains("waits for GW150914/bilby, which is running"), "{text}");
    world.everything(JobState::Held, "PD");
    world.now += 300;
    world.cycle(says(HostAnswer::Unknown));
    let text = world.ledger.explain_state(KEY, &world.policy).unwrap().to_string();
    let begun = Timestamp::from_secs(1_700_000_600);
    assert!(
        text.starts_with(&format!("GW150914/bilby is held since {begun}\n  job 1 at slurm")),
        "{text}"
    );
    assert!(text.contains("running -> held: its job is held (PD)"), "{text}");
    assert!(text.contains("waits for a person to release its job"), "{text}");
    assert!(text.ends_with("(held for too long) unless that comes"), "{text}");
    assert_eq!(world.ledger.next_deadline(&world.policy), Some(at(600 + 3_600)));
    assert!(matches!(
        world.ledger.explain_state("a/b", &world.policy),
        Err(Error::UnknownKey { .. })
    ));
    let json =
        serde_json::to_value(world.ledger.explain_state(KEY, &world.policy).unwrap()).unwrap();
    assert_eq!((&json["state"], &json["awaits"][0]["awaits"]), (&json!("held"), &json!("release")));
}

#[test]
fn a_job_taken_over_from_elsewhere_is_looked_after_and_one_without_a_number_is_lost() {
    let mut world = World::new(StateMachine::standard());
    world.add([
        bilby(KEY).state(AnalysisState::Running).job(JobRef::new(7)),
        bilby("GW150914/nojob").state(AnalysisState::Running),
    ]);
    world.jobs.insert(7, (JobState::Held, "PD"));
    world.now += 300;
    world.cycle(says(HostAnswer::Unknown));
    assert_eq!(world.state(KEY), AnalysisState::Held);
    assert_eq!(world.state("GW150914/nojob"), AnalysisState::Lost);
}
