//! The controller dies while it is asked: nothing that a ledger knows may change by that.

use std::thread;

use monitor_core::Timestamp;
use monitor_host::scheduler::{KnownSubmissions, Scheduler, SubmissionOutcome};
use monitor_state::{
    AnalysisFilter, AnalysisState, CyclePolicy, JobRef, Ledger, LedgerLimits, NewAnalysis,
    SchedulerHealth, StateMachine, Sweep,
};

use crate::lab::Lab;

/// A ledger with analyses whose jobs run at the cluster.
fn running(lab: &Lab, policy: &CyclePolicy) -> (Ledger, Vec<JobRef>) {
    let mut ledger = Ledger::new(StateMachine::standard(), LedgerLimits::default());
    let names = ["a", "b", "c", "d", "e", "f"];
    let analyses =
        names.map(|name| NewAnalysis::new(format!("outage/{name}").as_str(), "sleep", "slurm"));
    ledger.apply(&ledger.add(analyses, Timestamp::now()).unwrap()).unwrap();
    let plan = ledger.plan_cycle(&[], policy, AnalysisFilter::all(), Timestamp::now());
    ledger.apply(&plan.batch()).unwrap();
    let mut jobs = Vec::new();
    for intent in plan.actions() {
        let submission = lab.slurm.submit(&lab.work("exec sleep 600"), &intent.tag);
        let outcome = submission.outcome().unwrap();
        let done = [(intent.key.clone(), outcome)];
        ledger.apply(&ledger.outcome_batch(done, policy, Timestamp::now()).unwrap()).unwrap();
        let SubmissionOutcome::Submitted { job, .. } = submission else { panic!("not submitted") };
        jobs.push(job);
    }
    for name in names {
        while ledger.state(&format!("outage/{name}")) != Some(AnalysisState::Running) {
            let sweep = look(lab, &jobs);
            let plan = ledger.plan_cycle(&[sweep], policy, AnalysisFilter::all(), Timestamp::now());
            ledger.apply(&plan.batch()).unwrap();
        }
    }
    (ledger, jobs)
}

fn look(lab: &Lab, jobs: &[JobRef]) -> Sweep {
    let now = Timestamp::now();
    lab.slurm.sweep(KnownSubmissions::new(jobs, now), now).sweep
}

#[test]
fn a_controller_that_is_killed_during_sweeps_moves_no_analysis() {
    let lab = Lab::new();
    // One absence would be enough.
    let policy = CyclePolicy { settle: std::time::Duration::ZERO, ..CyclePolicy::asimov() };
    let (mut ledger, jobs) = running(&lab, &CyclePolicy::default());
    let mut judge = |sweep: Sweep| {
        let plan = ledger.plan_cycle(&[sweep], &policy, AnalysisFilter::all(), Timestamp::now());
        let batch = plan.batch();
        assert_eq!(batch.transitions().count(), 0, "{plan}");
        ledger.apply(&batch).unwrap();
    };
    lab.until_it_is_on_disk();
    let sweeps = thread::scope(|scope| {
        let looking = scope.spawn(|| {
            let mut sweeps = Vec::new();
            while sweeps.last().is_none_or(|last: &Sweep| last.health != SchedulerHealth::Down) {
                sweeps.push(look(&lab, &jobs));
            }
            sweeps
        });
        lab.daemon("ctld", "stop");
        looking.join().unwrap()
    });
    sweeps.into_iter().for_each(&mut judge);
    let busy = lab.slurm.submit(&lab.work("true"), "outage/late:1");
    assert!(matches!(busy, SubmissionOutcome::Busy(_)), "{busy:?}");
    assert!(lab.slurm.find("outage/late:1", Timestamp::now()).is_err());
    assert!(lab.slurm.cancel(jobs[0], "outage/a:1").is_err());

    lab.daemon("ctld", "start");
    lab.until_it_answers();
    let sweep = look(&lab, &jobs);
    assert!(jobs.iter().all(|job| sweep.jobs.iter().any(|seen| seen.job() == *job)));
    judge(sweep);
    for (job, name) in jobs.iter().zip(["a", "b", "c", "d", "e", "f"]) {
        lab.slurm.cancel(*job, &format!("outage/{name}:1")).unwrap();
    }
}
