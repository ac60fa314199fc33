//! HTCondor: what its answers become.

use monitor_core::Timestamp;
use monitor_host::Error;
use monitor_host::scheduler::{HtCondor, JobRequest, KnownSubmissions, Scheduler};
use monitor_state::{JobRef, JobState, SchedulerHealth};

use crate::{answers, limits, now, short, states, word};

fn condor(answer: &str) -> HtCondor {
    HtCondor::new("condor").commands_in(answers()).env("ANSWER", answer).time_limits(limits())
}

#[test]
fn a_cluster_is_one_job_and_what_has_left_the_queue_is_in_the_history() {
    let jobs = [JobRef::new(1), JobRef::new(2)];
    let known = KnownSubmissions::new(&jobs, Timestamp::from_secs(1_795_420_000));
    let swept = condor("well").sweep(known, now());
    assert!(swept.troubles.is_empty(), "{:?}", swept.troubles);
    let expected = [(jobs[1], JobState::Running), (jobs[0], JobState::Failed)];
    assert_eq!(states(&swept.sweep), expected);
    assert_eq!(swept.sweep.jobs[0].raw_word(), "2");
}

#[test]
fn an_outage_is_a_sweep_that_is_down() {
    let swept = condor("down").sweep(KnownSubmissions::none(), now());
    assert_eq!(swept.sweep.health, SchedulerHealth::Down);
    assert!(matches!(swept.troubles[..], [Error::SchedulerDown { .. }]));
    let swept = condor("silent").time_limits(short()).sweep(KnownSubmissions::none(), now());
    assert_eq!(swept.sweep.health, SchedulerHealth::Down);
    assert!(matches!(swept.troubles[..], [Error::SchedulerSilent { .. }]));
}

#[test]
fn a_submission_is_refused_busy_or_unknown_by_what_can_have_happened() {
    let work = JobRequest::command(["true"], "/").output("/dev/null").env("A", "b c");
    for (answer, expected) in
        [("well", "2"), ("down", "busy"), ("refused", "refused"), ("lost", "unknown")]
    {
        assert_eq!(word(&condor(answer).submit(&work, "a/b:1")), expected, "{answer}");
    }
    let lines = JobRequest::command(["true", "a\nqueue 1000"], "/");
    assert_eq!(word(&condor("well").submit(&lines, "a/b:1")), "refused");
}
