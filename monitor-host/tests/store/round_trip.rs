//! What is loaded is what was committed.

use crate::world::{Folder, add, at, bilby, cycle, load, rows};
use monitor_core::Timestamp;
use monitor_host::store::{IfHeld, LedgerStore, MovesOf, SqliteLedgerStore, StoreLimits};
use monitor_state::{
    ActionOutcome, AnalysisFilter, AnalysisState, CyclePolicy, HostAnswer, JobDetails,
    JobObservation, JobRef, JobState, Ledger, LedgerLimits, NewAnalysis, StateMachine, Sweep,
};
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any};
use proptest::sample::select;
use proptest::{prop_assert_eq, prop_oneof, proptest};

/// Something that changes a ledger.
#[derive(Clone, Debug)]
enum Step {
    Add {
        needs: bool,
        job: Option<u64>,
    },
    Cycle {
        after: i64,
        jobs: Vec<(u64, JobState, bool, bool)>,
        answer: HostAnswer,
        outcomes: Vec<u8>,
    },
    Say {
        which: usize,
        to: AnalysisState,
        force: bool,
    },
    Reopen,
}

fn step() -> impl Strategy<Value = Step> {
    let job = (1..9_u64, select(&JobState::ALL[..]), any::<bool>(), any::<bool>());
    let times = select(&[0_i64, 1, 60, 300, 4_000, 100_000, -5_000][..]);
    let answer = select(&[HostAnswer::Yes, HostAnswer::No, HostAnswer::Unknown][..]);
    prop_oneof![
        2 => (any::<bool>(), proptest::option::of(100..104_u64))
            .prop_map(|(needs, job)| Step::Add { needs, job }),
        6 => (times, vec(job, 0..6), answer, vec(0..6_u8, 1..4)).prop_map(
            |(after, jobs, answer, outcomes)| Step::Cycle { after, jobs, answer, outcomes }
        ),
        2 => (any::<usize>(), select(AnalysisState::BUILT_IN), any::<bool>())
            .prop_map(|(which, to, force)| Step::Say { which, to, force }),
        1 => Just(Step::Reopen),
    ]
}

fn cycle_of(
    ledger: &Ledger,
    step: &Step,
    now: Timestamp,
    policy: &CyclePolicy,
) -> monitor_state::CyclePlan {
    let Step::Cycle { jobs, answer, .. } = step else { unreachable!("only cycles are planned") };
    let sweep = Sweep::full("slurm", now).jobs(jobs.iter().map(|&(id, state, born, sign)| {
        let job = JobObservation::new(JobRef::new(id), state).raw("π\n\"'");
        let job = if born { job.submitted_at(at(0)) } else { job };
        let mut details = JobDetails::default();
        details.heartbeat = sign.then_some(now);
        if sign { job.details(details) } else { job }
    }));
    let mut plan = ledger.plan_cycle(&[sweep], policy, AnalysisFilter::all(), now);
    while !plan.questions.is_empty() {
        plan = ledger.answer_questions(plan, |_| *answer).unwrap();
    }
    plan
}

fn outcome(way: u8, job: u64) -> Option<ActionOutcome> {
    Some(match way {
        0 => return None,
        1 => ActionOutcome::Busy { error: "später".into() },
        2 => ActionOutcome::Refused { error: "no".into() },
        3 => ActionOutcome::NotDone,
        4 => ActionOutcome::Started,
        _ => ActionOutcome::Submitted { job: JobRef::part(job, 3), born: None },
    })
}

proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(48))]

    #[test]
    fn whatever_happens_the_ledger_is_read_as_it_is(steps in vec(step(), 1..20)) {
        let folder = Folder::new();
        let mut store = folder.store();
        let mut ledger = load(&mut store);
        let mut policy = CyclePolicy::default();
        let (mut now, mut next) = (0, 1);
        policy.outage_jobs = u32::MAX;
        for step in &steps {
            match step {
                Step::Add { needs, job } => {
                    let mut new = bilby(ledger.len());
                    if let Some(job) = job {
                        new = new.job(JobRef::new(*job)).state(AnalysisState::Running);
                    } else if *needs && let Some(first) = ledger.keys().next() {
                        new = new.needs([first]);
                    }
                    if let Ok(batch) = ledger.add([new], at(now)) {
                        store.commit(&mut ledger, &batch).unwrap();
                    }
                }
                Step::Cycle { after, outcomes, .. } => {
                    now += after;
                    let plan = cycle_of(&ledger, step, at(now), &policy);
                    store.commit(&mut ledger, &plan.batch()).unwrap();
                    let open: Vec<_> = ledger.open_intents().map(|open| open.key.clone()).collect();
                    for (key, way) in open.into_iter().zip(outcomes.iter().cycle()) {
                        next += 1;
                        let Some(outcome) = outcome(*way, next % 9) else { continue };
                        if let Ok(batch) = ledger.outcome_batch([(key, outcome)], &policy, at(now)) {
                            // The number of the job may be another's.
                            let _ = store.commit(&mut ledger, &batch);
                        }
                    }
                }
                Step::Say { which, to, force } => {
                    let keys: Vec<String> = ledger.keys().map(str::to_owned).collect();
                    let Some(key) = keys.get(which % keys.len().max(1)) else { continue };
                    let said = if *force {
                        ledger.force_batch(key, *to, "ada", at(now))
                    } else {
                        ledger.command_batch(key, *to, "ada", at(now))
                    };
                    if let Ok(batch) = said {
                        store.commit(&mut ledger, &batch).unwrap();
                    }
                }
                Step::Reopen => {
                    drop(store);
                    store = folder.store();
                }
            }
            let read = load(&mut folder.reader());
            prop_assert_eq!(rows(&read), rows(&ledger));
            prop_assert_eq!(read.revision(), ledger.revision());
        }
        drop(store);
        let read = load(&mut folder.reader());
        prop_assert_eq!(rows(&read), rows(&ledger));
    }
}

#[test]
fn the_moves_of_one_analysis_and_of_all_are_read_page_by_page() {
    let folder = Folder::new();
    let mut store = folder.store();
    let mut ledger = load(&mut store);
    add(&mut store, &mut ledger, 3, 0);
    cycle(&mut store, &mut ledger, JobState::Running, 1);
    cycle(&mut store, &mut ledger, JobState::Running, 300);
    cycle(&mut store, &mut ledger, JobState::Succeeded, 600);
    let key = "GW0001/bilby";
    let history: Vec<_> = ledger.history(key).cloned().collect();
    assert!(history.len() >= 4, "{history:?}");

    let all = store.moves(MovesOf { key: Some(key), before: None, most: 100 }).unwrap();
    assert_eq!(all.iter().map(|stored| stored.moved.clone()).collect::<Vec<_>>(), history);
    let mut paged = Vec::new();
    let mut before = None;
    loop {
        let page = store.moves(MovesOf { key: Some(key), before, most: 2 }).unwrap();
        let Some(first) = page.first() else { break };
        before = Some(first.number);
        paged.splice(0..0, page);
    }
    assert_eq!(paged, all);

    let everybodys = store.moves(MovesOf { key: None, before: None, most: 100 }).unwrap();
    let numbers: Vec<u64> = everybodys.iter().map(|stored| stored.number).collect();
    assert_eq!(numbers, (1..=numbers.len() as u64).collect::<Vec<_>>());
    let of_it: Vec<_> =
        everybodys.into_iter().filter(|stored| stored.key.as_str() == key).collect();
    assert_eq!(of_it, all);
    assert_eq!(store.moves(MovesOf { key: Some("a/b"), before: None, most: 9 }).unwrap(), []);
}

#[test]
fn what_is_too_old_is_forgotten_and_counted() {
    let folder = Folder::new();
    let limits = StoreLimits::default().transitions(4);
    let mut store = SqliteLedgerStore::open(folder.ledger(), IfHeld::Refuse, limits).unwrap();
    let mut ledger = load(&mut store);
    add(&mut store, &mut ledger, 3, 0);
    cycle(&mut store, &mut ledger, JobState::Running, 1);
    cycle(&mut store, &mut ledger, JobState::Running, 300);
    let kept = store.moves(MovesOf { key: None, before: None, most: 100 }).unwrap();
    assert_eq!(kept.len(), 4);
    let newest = kept.last().unwrap().number;
    assert!(newest > 4);
    let mut read = load(&mut folder.reader());
    assert_eq!(read.state("GW0001/bilby"), ledger.state("GW0001/bilby"));
    assert_eq!(read.rows().map(|row| row.history.len()).sum::<usize>(), 4);
    drop(store);
    let database = rusqlite::Connection::open(folder.ledger()).unwrap();
    let (ever, forgotten): (u64, u64) = database
        .query_row("SELECT transitions, forgotten FROM ledger", [], |row| {
            Ok((
                row.get::<_, i64>(0)?.try_into().unwrap(),
                row.get::<_, i64>(1)?.try_into().unwrap(),
            ))
        })
        .unwrap();
    assert_eq!((ever, forgotten), (newest, newest - 4));

    // And it goes on from there.
    let mut store = folder.store();
    cycle(&mut store, &mut read, JobState::Succeeded, 600);
    assert_eq!(rows(&load(&mut store)), rows(&read));
}

#[test]
fn a_machine_with_other_states_gets_its_ledger_back() {
    let folder = Folder::new();
    let mut store = folder.store();
    let machine = StateMachine::asimov();
    let mut ledger = store.load(machine.clone(), LedgerLimits::default()).unwrap();
    let new = NewAnalysis::new("project_analyses/population", "gwpopulation", "condor");
    let batch = ledger.add([new], at(0)).unwrap();
    store.commit(&mut ledger, &batch).unwrap();
    let read = folder.reader().load(machine, LedgerLimits::default()).unwrap();
    assert_eq!(rows(&read), rows(&ledger));
}
