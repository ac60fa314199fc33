//! Slurm: what its answers become.

use monitor_core::Timestamp;
use monitor_host::Error;
use monitor_host::scheduler::{JobRequest, KnownSubmissions, Scheduler, SlurmScheduler};
use monitor_state::{JobRef, JobState, SchedulerHealth, SweepCoverage};

use crate::{answers, limits, now, short, states, word};

fn slurm(answer: &str) -> SlurmScheduler {
    SlurmScheduler::new("slurm").commands_in(answers()).env("ANSWER", answer).time_limits(limits())
}

fn known(jobs: &[JobRef]) -> KnownSubmissions<'_> {
    KnownSubmissions::new(jobs, Timestamp::from_secs(1_795_383_900))
}

const BOTH: [JobRef; 2] = [JobRef::new(16), JobRef::new(17)];

#[test]
fn what_is_there_is_in_the_sweep_and_what_is_not_comes_from_the_accounts() {
    let swept = slurm("well").sweep(known(&BOTH), now());
    assert!(swept.troubles.is_empty(), "{:?}", swept.troubles);
    assert_eq!(
        (swept.sweep.health, swept.sweep.coverage),
        (SchedulerHealth::Ok, SweepCoverage::Full)
    );
    let expected = [(BOTH[1], JobState::Running), (BOTH[0], JobState::Failed)];
    assert_eq!(states(&swept.sweep), expected);
    assert_eq!(swept.sweep.jobs[1].known_details().unwrap().exit_code, Some(3));
}

#[test]
fn a_job_that_only_the_accounts_believe_to_live_is_missing() {
    let requeued = [JobRef::new(14)];
    let swept = slurm("well").sweep(known(&requeued), now());
    assert_eq!(swept.sweep.health, SchedulerHealth::Ok);
    assert!(swept.sweep.jobs.iter().all(|job| job.job() != requeued[0]));
}

#[test]
fn without_accounts_what_is_not_there_is_missing_from_a_healthy_sweep() {
    let swept = slurm("no-accounts").sweep(known(&BOTH), now());
    assert_eq!(swept.sweep.health, SchedulerHealth::Ok);
    assert_eq!(states(&swept.sweep), [(BOTH[1], JobState::Running)]);
}

#[test]
fn accounts_that_do_not_answer_make_a_sweep_from_which_nothing_is_missing() {
    let swept = slurm("accounts-down").sweep(known(&BOTH), now());
    assert_eq!(swept.sweep.health, SchedulerHealth::Degraded);
    assert!(swept.troubles[0].to_string().contains("Problem talking to the database"));
    // Nobody asks them if nothing is missing.
    let swept = slurm("accounts-down").sweep(known(&BOTH[1..]), now());
    assert_eq!(swept.sweep.health, SchedulerHealth::Ok);
}

#[test]
fn an_outage_is_a_sweep_that_is_down() {
    for answer in ["down", "killed"] {
        let swept = slurm(answer).sweep(known(&BOTH), now());
        assert_eq!(
            (swept.sweep.health, swept.sweep.jobs.len()),
            (SchedulerHealth::Down, 0),
            "{answer}"
        );
        assert!(matches!(swept.troubles[..], [Error::SchedulerDown { .. }]));
    }
    let nowhere = SlurmScheduler::new("slurm").commands_in("/nonexistent").time_limits(limits());
    let swept = nowhere.sweep(KnownSubmissions::none(), now());
    assert_eq!(swept.sweep.health, SchedulerHealth::Down);
    assert!(matches!(swept.troubles[..], [Error::SchedulerCommand { .. }]));
}

#[test]
fn a_command_that_hangs_is_ended_and_no_answer() {
    let slurm = slurm("silent").time_limits(short());
    let swept = slurm.sweep(known(&BOTH), now());
    assert_eq!(swept.sweep.health, SchedulerHealth::Down);
    assert!(matches!(swept.troubles[..], [Error::SchedulerSilent { limit_ms: 200, .. }]));
    let submission = slurm.submit(&JobRequest::command(["true"], "/"), "a/b:1");
    assert_eq!(word(&submission), "unknown");
    assert_eq!(submission.outcome(), None, "it may have been submitted");
    assert!(slurm.find("a/b:1", now()).is_err(), "nobody knows whether there is one");
    assert!(slurm.details(BOTH[0]).is_err());
}

#[test]
fn an_answer_that_is_cut_off_or_complains_is_degraded() {
    for (answer, jobs) in [("cut", 2), ("member-down", 1)] {
        let swept = slurm(answer).sweep(KnownSubmissions::none(), now());
        assert_eq!(
            (swept.sweep.health, swept.sweep.jobs.len()),
            (SchedulerHealth::Degraded, jobs),
            "{answer}"
        );
        assert!(matches!(swept.troubles[..], [Error::SchedulerAnswer { .. }]), "{answer}");
    }
}

#[test]
fn a_submission_is_refused_busy_or_unknown_by_what_can_have_happened() {
    let work = JobRequest::command(["true"], "/");
    let expected = [
        ("well", "21"),
        ("down", "busy"),
        ("refused", "refused"),
        ("lost", "unknown"),
        ("speechless", "unknown"),
        ("killed", "unknown"),
    ];
    for (answer, expected) in expected {
        assert_eq!(word(&slurm(answer).submit(&work, "a/b:1")), expected, "{answer}");
    }
    let nowhere = JobRequest::command(["true"], "/nonexistent");
    assert_eq!(word(&slurm("well").submit(&nowhere, "a/b:1")), "refused");
    let nothing = JobRequest::command([""; 0], "/");
    assert_eq!(word(&slurm("well").submit(&nothing, "a/b:1")), "refused");
    let no_commands = SlurmScheduler::new("slurm").commands_in("/nonexistent");
    assert_eq!(word(&no_commands.submit(&work, "a/b:1")), "busy", "it may be installed yet");
}

#[test]
fn a_job_is_found_by_the_tag_that_it_carries() {
    let found = slurm("no-accounts").find("a/b:1", now()).unwrap();
    assert_eq!(found.iter().map(|job| job.job()).collect::<Vec<_>>(), [BOTH[1]]);
    assert!(slurm("no-accounts").find("a/b:2", now()).unwrap().is_empty());
    assert!(slurm("accounts-down").find("a/b:2", now()).is_err(), "it may be in the accounts");
    assert!(slurm("member-down").find("a/b:2", now()).is_err(), "it may be at the other");
}
