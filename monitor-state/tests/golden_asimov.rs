//! What asimov 0.8.0 was seen to do in 3,042 cases, and what its machine here does in the same: the
//! same, but for differences that are listed with their reasons.
//!
//! `MONITOR_GOLDEN` may name another table of the same form.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    reason = "a test reads a file that its user names, and says what it found"
)]

use monitor_core::Timestamp;
use monitor_state::{
    ActionOutcome, AnalysisFilter, AnalysisState, CycleCounts, CyclePlan, CyclePolicy, HostAction,
    HostAnswer, HtCondorWords, JobObservation, JobRef, Ledger, LedgerLimits, MachineBuilder,
    NewAnalysis, QuestionKind, StateMachine, Sweep, htcondor_state,
};
use serde::Deserialize;
use serde_json::Value;

/// One case: what there was, and what asimov made of it.
#[derive(Debug, Deserialize)]
struct Case {
    status: String,
    job: Value,
    completed: bool,
    processed: bool,
    resurrect: String,
    dry_run: bool,
    project: bool,
    after: String,
    job_id_after: Option<u64>,
    calls: Vec<String>,
    result: CycleCounts,
}

impl Case {
    fn is(&self, status: &str) -> bool {
        self.status == status
    }

    fn job_is(&self, job: u64) -> bool {
        self.job == job
    }

    fn has_no_job(&self) -> bool {
        self.job == "noid"
    }
}

/// What there is to compare.
#[derive(Debug, PartialEq)]
struct Came {
    after: String,
    counts: CycleCounts,
    job: Option<u64>,
    /// What of asimov's pipelines was called, in the order of `CALLS`.
    calls: Vec<&'static str>,
}

/// Calls of pipelines, and what there is instead.
const CALLS: [&str; 6] = [
    "detect_completion",
    "resurrect",
    "after_completion",
    "detect_completion_processing",
    "after_processing",
    "eject_job",
];

#[derive(Clone, Copy, Debug, PartialEq)]
enum Aspect {
    After,
    Counts,
    Job,
    Calls,
}

/// Where the machine differs on purpose.
struct Difference {
    why: &'static str,
    of: fn(&Case) -> bool,
    in_: &'static [Aspect],
}

const DIFFERENCES: &[Difference] = &[
    Difference {
        why: "a dry run changes nothing and calls nothing, and it looks at the queue",
        of: |case| case.dry_run && ["running", "finished", "processing"].contains(&&*case.status),
        in_: &[Aspect::After, Aspect::Counts, Aspect::Job, Aspect::Calls],
    },
    Difference {
        why: "a job that somebody removed will never run: it has failed, and shows as stuck",
        of: |case| !case.dry_run && case.is("running") && case.job_is(3),
        in_: &[Aspect::After, Aspect::Counts],
    },
    Difference {
        why: "the number of a job that has ended is kept",
        of: |case| !case.dry_run && (case.is("stop") || case.is("running") && case.completed),
        in_: &[Aspect::Job],
    },
    Difference {
        why: "what has no job, or one that has ended, needs none cancelled: it is stopped at once",
        of: |case| case.is("stop") && (case.has_no_job() || case.job_is(3) || case.job_is(4)),
        in_: &[Aspect::Calls, Aspect::Counts],
    },
    Difference {
        why: "what is being post-processed has its results: it is not asked for them again",
        of: |case| !case.dry_run && case.is("processing") && !case.processed,
        in_: &[Aspect::Calls],
    },
];

fn machine(status: &str) -> StateMachine {
    let state: AnalysisState = status.to_lowercase().parse().unwrap();
    if StateMachine::asimov().class(state).is_some() {
        return StateMachine::asimov();
    }
    MachineBuilder::asimov().inert_state(state).build().unwrap()
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_secs(1_700_000_000 + seconds)
}

fn ours(case: &Case) -> Came {
    let key = if case.project { "project_analyses/x" } else { "GW150914/x" };
    let mut new = NewAnalysis::new(key, "bilby", "htcondor")
        .state(case.status.to_lowercase().parse().unwrap());
    if !case.has_no_job() {
        new = new.job(JobRef::new(1_001));
    }
    let mut ledger = Ledger::new(machine(&case.status), LedgerLimits::default());
    ledger.apply(&ledger.add([new], at(0)).unwrap()).unwrap();
    let mut sweep = Sweep::full("htcondor", at(100));
    if let Some(status) = case.job.as_i64() {
        let state = htcondor_state(HtCondorWords { status, ..HtCondorWords::default() });
        sweep = sweep.job(JobObservation::new(JobRef::new(1_001), state).raw(status.to_string()));
    }
    let plan = ledger.plan_cycle(&[sweep], &CyclePolicy::asimov(), AnalysisFilter::all(), at(101));
    let (counts, calls) =
        if case.dry_run { (plan.counts, Vec::new()) } else { carry_out(&mut ledger, plan, case) };
    let state = ledger.state(key).unwrap();
    Came {
        after: ledger.machine().word(state).into(),
        counts,
        job: ledger.row_for(key).unwrap().analysis.job.map(JobRef::id),
        calls,
    }
}

/// Does with a plan what a host does.
fn carry_out(
    ledger: &mut Ledger,
    mut plan: CyclePlan,
    case: &Case,
) -> (CycleCounts, Vec<&'static str>) {
    let mut called = [false; CALLS.len()];
    while !plan.questions.is_empty() {
        plan = ledger
            .answer_questions(plan, |question| {
                let yes = |yes| if yes { HostAnswer::Yes } else { HostAnswer::No };
                let (call, answer) = match question.ask {
                    QuestionKind::Complete => (0, yes(case.completed)),
                    // A rescue that does nothing and says nothing leaves everybody in the dark.
                    QuestionKind::Rescuable if case.resurrect == "noop" => (1, HostAnswer::Unknown),
                    QuestionKind::Rescuable => (1, HostAnswer::No),
                    QuestionKind::Processed => (3, yes(case.processed)),
                    _ => unreachable!("{question:?}"),
                };
                called[call] = true;
                answer
            })
            .unwrap();
    }
    ledger.apply(&plan.batch()).unwrap();
    let mut outcomes = Vec::new();
    for intent in plan.actions() {
        let call = match intent.action {
            HostAction::Process => 2,
            HostAction::Upload => 4,
            HostAction::Cancel => 5,
            _ => unreachable!("{intent:?}"),
        };
        called[call] = true;
        outcomes.push((intent.key.clone(), ActionOutcome::Done));
    }
    let batch = ledger.outcome_batch(outcomes, &plan.policy, at(102)).unwrap();
    ledger.apply(&batch).unwrap();
    let calls = CALLS.into_iter().zip(called).filter(|(_, called)| *called);
    (ledger.counts_after(&plan, &batch), calls.map(|(call, _)| call).collect())
}

fn theirs(case: &Case) -> Came {
    let called = |call: &&str| case.calls.iter().any(|other| other == call);
    Came {
        after: case.after.clone(),
        counts: case.result,
        job: case.job_id_after,
        calls: CALLS.into_iter().filter(called).collect(),
    }
}

fn differs(ours: &Came, theirs: &Came) -> Vec<Aspect> {
    let differing = [
        (Aspect::After, ours.after != theirs.after),
        (Aspect::Counts, ours.counts != theirs.counts),
        (Aspect::Job, ours.job != theirs.job),
        (Aspect::Calls, ours.calls != theirs.calls),
    ];
    differing.into_iter().filter(|(_, differs)| *differs).map(|(aspect, _)| aspect).collect()
}

#[test]
fn golden_cases_come_out_as_in_asimov_but_for_the_differences_that_are_listed() {
    let elsewhere = std::env::var_os("MONITOR_GOLDEN");
    let table = match &elsewhere {
        Some(path) => std::fs::read_to_string(path).unwrap(),
        None => include_str!("golden/asimov_cycle.jsonl").to_owned(),
    };
    let mut differing = vec![0; DIFFERENCES.len()];
    let (mut cases, mut same) = (0, 0);
    for line in table.lines().filter(|line| !line.trim().is_empty()) {
        let case: Case = serde_json::from_str(line).unwrap();
        let (ours, theirs) = (ours(&case), theirs(&case));
        let aspects = differs(&ours, &theirs);
        cases += 1;
        same += usize::from(aspects.is_empty());
        if case.dry_run {
            assert_eq!(ours.after, case.status, "a dry run changed something: {case:?}");
        }
        for aspect in aspects {
            let listed = DIFFERENCES
                .iter()
                .position(|listed| listed.in_.contains(&aspect) && (listed.of)(&case));
            let Some(listed) = listed else {
                panic!("{aspect:?} differs:\n{case:?}\n{ours:?}\n{theirs:?}")
            };
            differing[listed] += 1;
        }
    }
    println!("{cases} cases, {same} the same in everything");
    for (difference, count) in DIFFERENCES.iter().zip(&differing) {
        println!("{count:>5} aspects: {}", difference.why);
    }
    assert!(cases > 0);
    if elsewhere.is_none() {
        assert_eq!((cases, same), (3_042, 2_640));
        assert_eq!(differing, [496, 14, 90, 39, 38]);
    }
}
