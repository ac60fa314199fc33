//! Cycles in a made-up world: what a scheduler says, what it does not say, and what follows.

use std::time::Duration;

use crate::world::{KEY, World, at, bilby, says};
use monitor_state::{
    ActionOutcome, AnalysisFilter, AnalysisState, CyclePlan, CyclePolicy, DeadlineKind, Error,
    HostAnswer, JobDetails, JobObservation, JobRef, JobState, PlanWarning, PolicyLimit,
    QuestionKind, SchedulerHealth, StateMachine, Sweep, TransitionCause, TransitionRecord,
};

const HOUR: i64 = 3_600;

#[test]
fn an_analysis_goes_through_its_whole_life() {
    let mut world = World::new(StateMachine::standard());
    world.add([bilby(KEY)]);
    world.cycle(says(HostAnswer::Unknown));
    world.everything(JobState::Running, "R");
    world.now += 300;
    world.cycle(says(HostAnswer::Unknown));
    world.everything(JobState::Succeeded, "CD");
    world.now += 300;
    world.cycle(says(HostAnswer::Yes));
    world.now += 300;
    world.cycle(says(HostAnswer::Yes));
    assert_eq!(
        world.path(KEY),
        [
            AnalysisState::Submitting,
            AnalysisState::Queued,
            AnalysisState::Running,
            AnalysisState::Finished,
            AnalysisState::Processing,
            AnalysisState::Uploading,
            AnalysisState::Uploaded
        ]
    );
    let raw: Vec<_> = world.ledger.history(KEY).filter_map(|moved| moved.raw.as_deref()).collect();
    assert_eq!(raw, ["R", "CD"]);
    assert!(world.cycle(says(HostAnswer::Yes)).is_empty());
}

#[test]
fn a_job_that_ended_before_it_was_seen_to_run_has_run() {
    let mut world = World::new(StateMachine::standard());
    world.add([bilby(KEY)]);
    world.cycle(says(HostAnswer::Unknown));
    world.everything(JobState::Succeeded, "CD");
    world.now += 300;
    world.cycle(says(HostAnswer::Yes));
    let moves: Vec<_> = world.ledger.history(KEY).map(|moved| (moved.to, &moved.cause)).collect();
    assert_eq!(moves[2], (AnalysisState::Running, &TransitionCause::Implied));
    assert_eq!(
        moves[3],
        (
            AnalysisState::Finished,
            &TransitionCause::Answer { ask: QuestionKind::Complete, yes: true }
        )
    );
}

#[test]
fn a_job_is_lost_after_two_full_healthy_sweeps_over_five_minutes_and_no_sooner() {
    let mut world = World::running([KEY]);
    world.jobs.clear();
    for (after, lost) in [(60, false), (120, false), (240, true)] {
        world.now += after;
        world.cycle(says(HostAnswer::Unknown));
        assert_eq!(world.state(KEY) == AnalysisState::Lost, lost, "after {after} s");
    }
    assert_eq!(world.last_cause(KEY), TransitionCause::Vanished { sweeps: 3 });
}

#[test]
fn what_is_not_full_or_not_healthy_makes_no_job_missing() {
    let mut world = World::running([KEY]);
    for hour in 1..=6 {
        world.now += HOUR;
        let began = at(world.now);
        let sweep = match hour % 3 {
            0 => Sweep::part("slurm", began),
            1 => Sweep::down("slurm", began),
            _ => Sweep::full("slurm", began).degraded(),
        };
        let silent = sweep.health != SchedulerHealth::Ok;
        let plan = world.cycle_over(&[sweep], says(HostAnswer::No));
        assert!(plan.is_empty(), "{plan}");
        assert_eq!(!plan.warnings.is_empty(), silent);
    }
    assert_eq!(world.state(KEY), AnalysisState::Running);
}

#[test]
fn a_sweep_that_began_before_the_submission_says_nothing_about_it() {
    let mut world = World::new(StateMachine::standard());
    world.policy = CyclePolicy::asimov();
    world.policy.submit = true;
    world.add([bilby(KEY)]);
    let before = world.sweep();
    world.now += 10;
    world.cycle_over(&[], says(HostAnswer::Unknown));
    let plan = world.plan(&[before]);
    assert!(plan.is_empty(), "{plan}");
    world.jobs.clear();
    world.now += 10;
    assert_eq!(world.cycle(says(HostAnswer::Unknown)).transitions().count(), 1);
}

#[test]
fn many_jobs_that_vanish_at_once_are_an_outage_until_they_come_back() {
    let keys: Vec<String> = (0..20).map(|n| format!("GW150914/a{n}")).collect();
    let mut world = World::running(keys.iter().map(String::as_str));
    let there = std::mem::take(&mut world.jobs);
    for _ in 0..5 {
        world.now += HOUR;
        let plan = world.cycle(says(HostAnswer::No));
        assert!(plan.is_empty(), "{plan}");
        let outage = PlanWarning::Outage { scheduler: "slurm".into(), vanished: 20, of: 20 };
        assert_eq!(plan.warnings, [outage]);
    }
    world.jobs = there;
    world.now += HOUR;
    let plan = world.cycle(says(HostAnswer::No));
    assert!(plan.is_empty() && plan.warnings.is_empty());
    // A few may vanish, and the rest is not held back with them.
    world.jobs.retain(|&id, _| id > 3);
    world.now += HOUR;
    world.cycle(says(HostAnswer::No));
    world.now += HOUR;
    world.cycle(says(HostAnswer::No));
    assert_eq!(keys.iter().filter(|key| world.state(key) == AnalysisState::Failed).count(), 3);
}

#[test]
fn the_same_sweep_twice_gives_an_empty_plan() {
    let mut world = World::running([KEY, "GW150914/other", "GW190521/third"]);
    world.jobs.insert(1, (JobState::Held, "PD"));
    world.jobs.remove(&2);
    world.now += 300;
    let sweep = world.sweep();
    assert!(!world.cycle_over(std::slice::from_ref(&sweep), says(HostAnswer::Unknown)).is_empty());
    assert!(world.plan(&[sweep]).is_empty());
}

#[test]
fn a_dry_run_is_a_plan_and_changes_nothing() {
    let mut world = World::running([KEY, "GW150914/other"]);
    world.everything(JobState::Failed, "F");
    world.now += 300;
    let before: Vec<_> = world.ledger.rows().collect();
    let plan = world.plan(&[world.sweep()]);
    assert_eq!(plan.questions.len(), 2);
    let text = serde_json::to_string(&plan).unwrap();
    assert_eq!(serde_json::from_str::<CyclePlan>(&text).unwrap(), plan);
    assert!(plan.to_string().contains("? GW150914/bilby: is it rescuable?"), "{plan}");
    assert_eq!(world.ledger.rows().collect::<Vec<_>>(), before);
}

#[test]
fn a_saved_plan_is_applied_exactly_or_refused() {
    let mut world = World::new(StateMachine::standard());
    world.add([bilby(KEY), bilby("GW190521/bilby")]);
    let saved = serde_json::to_string(&world.plan(&[])).unwrap();
    let plan: CyclePlan = serde_json::from_str(&saved).unwrap();
    let mut other = world.ledger.clone();
    other.apply(&plan.batch()).unwrap();
    assert_eq!(other.state(KEY), Some(AnalysisState::Submitting));
    world.command(KEY, AnalysisState::Wait);
    let refused = world.ledger.apply(&plan.batch());
    assert_eq!(refused, Err(Error::Conflict { made_for: 1, at: 2 }));
    assert!(matches!(
        world.ledger.answer_questions(plan, says(HostAnswer::Yes)),
        Err(Error::Conflict { .. })
    ));
    assert_eq!(world.state("GW190521/bilby"), AnalysisState::Ready);
}

#[test]
fn a_held_job_is_stuck_after_an_hour_and_goes_on_when_it_is_released() {
    let mut world = World::running([KEY]);
    world.everything(JobState::Held, "PD");
    world.now += 300;
    world.cycle(says(HostAnswer::Unknown));
    let why = world.ledger.explain_state(KEY, &world.policy).unwrap();
    assert_eq!(why.deadline.unwrap().at, at(600 + HOUR));
    world.now += HOUR;
    world.cycle(says(HostAnswer::Unknown));
    assert_eq!(world.last_cause(KEY), TransitionCause::Late { clock: DeadlineKind::Held });
    world.now += HOUR;
    assert!(world.cycle(says(HostAnswer::Unknown)).is_empty());
    world.everything(JobState::Running, "R");
    world.now += 300;
    world.cycle(says(HostAnswer::Unknown));
    let path = world.path(KEY);
    assert_eq!(path[3..], [AnalysisState::Held, AnalysisState::Stuck, AnalysisState::Running]);
}

#[test]
fn a_job_that_says_nothing_or_gets_no_further_is_stuck_until_it_does() {
    let mut world = World::running([KEY]);
    world.policy.progress = Some(Duration::from_secs(1_800));
    let said = |world: &World, heartbeat: i64, progress: u64| {
        let mut details = JobDetails::default();
        (details.heartbeat, details.progress) = (Some(at(heartbeat)), Some(progress));
        let job = JobObservation::new(JobRef::new(1), JobState::Running).details(details);
        Sweep::full("slurm", at(world.now)).job(job)
    };
    let begun = world.now;
    let cycle = |world: &mut World, after: i64, heartbeat: i64, progress: u64| {
        world.now = begun + after;
        let sweep = said(world, begun + heartbeat, progress);
        world.cycle_over(&[sweep], says(HostAnswer::Unknown));
        world.state(KEY)
    };
    assert_eq!(cycle(&mut world, 0, 0, 1), AnalysisState::Running);
    assert_eq!(cycle(&mut world, 890, 0, 1), AnalysisState::Running);
    assert_eq!(cycle(&mut world, 900, 0, 1), AnalysisState::Stuck);
    assert_eq!(world.last_cause(KEY), TransitionCause::Late { clock: DeadlineKind::Heartbeat });
    assert_eq!(cycle(&mut world, 1_000, 990, 1), AnalysisState::Running);
    assert_eq!(cycle(&mut world, 1_700, 1_690, 2), AnalysisState::Running);
    assert_eq!(cycle(&mut world, 3_490, 3_480, 2), AnalysisState::Running);
    assert_eq!(cycle(&mut world, 3_500, 3_490, 2), AnalysisState::Stuck);
    assert_eq!(world.last_cause(KEY), TransitionCause::Late { clock: DeadlineKind::Progress });
    assert_eq!(cycle(&mut world, 3_600, 3_590, 3), AnalysisState::Running);
}

#[test]
fn no_clock_of_a_job_runs_out_while_its_scheduler_is_silent() {
    let mut world = World::running([KEY]);
    world.policy.running = Some(Duration::from_secs(600));
    world.now += HOUR;
    let down = Sweep::down("slurm", at(world.now));
    assert!(world.cycle_over(&[down], says(HostAnswer::No)).is_empty());
    assert!(world.cycle_over(&[], says(HostAnswer::No)).is_empty());
    world.cycle(says(HostAnswer::No));
    assert_eq!(world.last_cause(KEY), TransitionCause::Late { clock: DeadlineKind::Running });
}

#[test]
fn the_sixth_rescue_is_refused_and_why_says_so() {
    let mut world = World::running([KEY]);
    for n in 1..=6 {
        world.everything(JobState::Failed, "F");
        world.now += 300;
        world.cycle(says(HostAnswer::Yes));
        if n < 6 {
            let submitted = |moved: &&TransitionRecord| moved.to == AnalysisState::Submitting;
            let rescued = world.ledger.history(KEY).filter(submitted).last();
            assert_eq!(rescued.unwrap().cause, TransitionCause::Rescue { n, of: 5 });
        }
    }
    assert_eq!(
        world.last_cause(KEY),
        TransitionCause::Limit { limit: PolicyLimit::Resurrections, of: 5 }
    );
    let why = world.ledger.explain_state(KEY, &world.policy).unwrap();
    assert_eq!((why.state, why.resurrections, why.attempts.0), (AnalysisState::Stuck, (5, 5), 6));
    assert!(why.to_string().contains("all 5 rescues are used up"), "{why}");
    world.command(KEY, AnalysisState::Restart);
    let why = world.ledger.explain_state(KEY, &world.policy).unwrap();
    assert_eq!((why.state, why.resurrections.0), (AnalysisState::Ready, 0));
    assert_eq!(world.tags.len(), 6);
}

#[test]
fn a_busy_scheduler_is_asked_again_after_waits_that_double() {
    let mut world = World::new(StateMachine::standard());
    world.add([bilby(KEY)]);
    let busy = || ActionOutcome::Busy { error: "too many connections".into() };
    for wait in [60, 120, 240] {
        let plan = world.plan(&[]);
        world.apply(plan.batch());
        assert_eq!(plan.actions().count(), 1);
        world.give(vec![(KEY.into(), busy())]);
        assert_eq!(world.state(KEY), AnalysisState::Ready);
        world.now += wait - 1;
        assert!(world.plan(&[]).is_empty());
        world.now += 1;
    }
    world.cycle(says(HostAnswer::Unknown));
    assert_eq!(world.ledger.explain_state(KEY, &world.policy).unwrap().attempts.0, 1);
}

#[test]
fn a_refused_submission_is_stuck_for_a_person() {
    let mut world = World::new(StateMachine::standard());
    world.add([bilby(KEY)]);
    world.apply(world.plan(&[]).batch());
    world.give(vec![(KEY.into(), ActionOutcome::Refused { error: "no such partition".into() })]);
    assert_eq!(world.state(KEY), AnalysisState::Stuck);
    world.now += 100 * HOUR;
    assert!(world.cycle(says(HostAnswer::Yes)).is_empty());
    assert!(world.last_cause(KEY).to_string().contains("no such partition"));
}

#[test]
fn an_open_intent_is_found_again_by_its_tag_and_never_made_twice() {
    let mut world = World::new(StateMachine::standard());
    world.add([bilby(KEY)]);
    world.apply(world.plan(&[]).batch());
    // The host dies here, and another one takes up the ledger.
    world.now += 60;
    assert!(world.plan(&[]).is_empty(), "nothing is submitted while the outcome is open");
    let open: Vec<_> = world.ledger.open_intents().cloned().collect();
    assert_eq!(&*open[0].tag, "GW150914/bilby:1");
    world.give(vec![(KEY.into(), ActionOutcome::NotDone)]);
    assert_eq!(world.state(KEY), AnalysisState::Ready);
    world.apply(world.plan(&[]).batch());
    let open: Vec<_> = world.ledger.open_intents().cloned().collect();
    assert_eq!(&*open[0].tag, "GW150914/bilby:2");
    world.give(vec![(KEY.into(), ActionOutcome::Submitted { job: JobRef::new(7), born: None })]);
    assert_eq!(world.state(KEY), AnalysisState::Queued);
    let twice = world.ledger.outcome_batch(
        [(KEY.into(), ActionOutcome::Submitted { job: JobRef::new(8), born: None })],
        &world.policy,
        at(world.now),
    );
    assert_eq!(twice, Err(Error::Stale { key: KEY.into() }));
}

#[test]
fn a_submission_without_an_outcome_is_stuck_and_still_takes_one() {
    let mut world = World::new(StateMachine::standard());
    world.add([bilby(KEY)]);
    world.apply(world.plan(&[]).batch());
    world.now += HOUR;
    world.apply(world.plan(&[]).batch());
    assert_eq!(world.last_cause(KEY), TransitionCause::Late { clock: DeadlineKind::Submitting });
    let restart = world.ledger.command_batch(KEY, AnalysisState::Restart, "ada", at(world.now));
    assert!(matches!(restart, Err(Error::Vetoed { .. })), "a job may have been made");
    world.give(vec![(KEY.into(), ActionOutcome::Submitted { job: JobRef::new(7), born: None })]);
    assert_eq!(world.state(KEY), AnalysisState::Queued);
}

#[test]
fn a_number_that_the_scheduler_gives_again_is_another_job() {
    let mut world = World::running([KEY]);
    let born = |born: i64, state| {
        JobObservation::new(JobRef::new(1), state).raw("x").submitted_at(at(born))
    };
    world.now += 60;
    let sweep = Sweep::full("slurm", at(world.now)).job(born(0, JobState::Running));
    world.cycle_over(&[sweep], says(HostAnswer::Unknown));
    world.now += 60;
    let sweep = Sweep::full("slurm", at(world.now)).job(born(50, JobState::Failed));
    let plan = world.cycle_over(&[sweep], says(HostAnswer::No));
    assert_eq!(plan.warnings, [PlanWarning::Reused { key: KEY.into(), job: JobRef::new(1) }]);
    assert_eq!(world.state(KEY), AnalysisState::Running);
    assert!(world.plan(&[]).is_empty());
}

#[test]
fn two_analyses_never_have_the_same_job() {
    let mut world = World::running([KEY]);
    let taken = bilby("GW190521/bilby").state(AnalysisState::Running).job(JobRef::new(1));
    let error = world.ledger.add([taken], at(world.now));
    assert_eq!(error, Err(Error::JobTaken { job: JobRef::new(1), by: KEY.into() }));
    // Once the first has ended its number is free.
    world.everything(JobState::Succeeded, "CD");
    world.now += 300;
    world.cycle(says(HostAnswer::Yes));
    let taken = bilby("GW190521/bilby").state(AnalysisState::Running).job(JobRef::new(1));
    world.add([taken]);
    world.everything(JobState::Held, "PD");
    world.now += 300;
    world.cycle(says(HostAnswer::Unknown));
    assert_eq!(world.state("GW190521/bilby"), AnalysisState::Held);
}

#[test]
fn what_is_older_than_the_last_move_does_not_count_unless_the_clock_was_set_back() {
    let mut world = World::running([KEY]);
    let mut old = world.sweep();
    old.jobs = vec![JobObservation::new(JobRef::new(1), JobState::Held)];
    old.began = at(world.now - 10);
    let plan = world.plan(std::slice::from_ref(&old));
    assert!(plan.is_empty());
    assert_eq!(plan.warnings, [PlanWarning::Stale { scheduler: "slurm".into(), analyses: 1 }]);
    world.now -= 200;
    old.began = at(world.now);
    world.cycle_over(&[old], says(HostAnswer::Unknown));
    assert_eq!(world.state(KEY), AnalysisState::Held);
}

#[test]
fn of_two_sweeps_the_later_one_counts_and_history_explains_what_the_queue_lacks() {
    let mut world = World::running([KEY]);
    world.jobs.clear();
    world.now += 300;
    let queue = world.sweep();
    let past = Sweep::part("slurm", at(world.now + 1))
        .job(JobObservation::new(JobRef::new(1), JobState::Failed).raw("FAILED"));
    world.now += 2;
    let plan = world.cycle_over(&[past, queue], says(HostAnswer::No));
    assert_eq!(plan.questions, []);
    assert_eq!(world.state(KEY), AnalysisState::Failed);
}

#[test]
fn an_unknown_word_moves_nothing_and_is_named() {
    let mut world = World::running([KEY]);
    world.everything(JobState::Unknown, "QUX");
    world.now += 300;
    let plan = world.cycle(says(HostAnswer::No));
    assert!(plan.is_empty());
    assert_eq!(plan.warnings, [PlanWarning::UnknownWord { key: KEY.into(), raw: "QUX".into() }]);
}

#[test]
fn needs_are_waited_for_and_one_that_will_never_be_done_needs_a_person() {
    let mut world = World::new(StateMachine::standard());
    let plots = || bilby("GW150914/plots").needs([KEY]);
    let lost = || bilby("GW150914/lost").needs(["GW150914/gone"]);
    world.add([plots(), bilby(KEY), lost(), bilby("GW150914/gone")]);
    world.command("GW150914/gone", AnalysisState::Cancelled);
    let plan = world.cycle(says(HostAnswer::Unknown));
    assert_eq!(plan.actions().count(), 1, "{plan}");
    assert_eq!(
        world.last_cause("GW150914/lost"),
        TransitionCause::NeedGone { need: "GW150914/gone".into() }
    );
    assert_eq!(world.state("GW150914/plots"), AnalysisState::Wait);
    world.everything(JobState::Succeeded, "CD");
    world.now += 300;
    // What its need comes to in a plan counts in the same plan.
    let plan = world.cycle(says(HostAnswer::Yes));
    assert_eq!(plan.actions().count(), 2, "{plan}");
    assert_eq!(world.state("GW150914/plots"), AnalysisState::Queued);
}

#[test]
fn no_more_have_a_job_and_no_more_is_asked_for_than_the_policy_allows() {
    let mut world = World::new(StateMachine::standard());
    world.add((0..10).map(|n| bilby(&format!("GW150914/a{n}"))));
    world.policy.max_in_flight = Some(4);
    world.policy.max_actions = 3;
    let plan = world.cycle(says(HostAnswer::Unknown));
    assert_eq!(plan.actions().count(), 3);
    assert_eq!(plan.warnings, [PlanWarning::Full { waiting: 7 }]);
    assert_eq!(world.cycle(says(HostAnswer::Unknown)).actions().count(), 1);
    assert_eq!(world.cycle(says(HostAnswer::Unknown)).actions().count(), 0);
}

#[test]
fn a_plan_of_one_subject_leaves_the_others_alone_but_not_the_project() {
    let mut world = World::new(StateMachine::standard());
    world.add([bilby(KEY), bilby("GW190521/bilby"), bilby("project_analyses/population")]);
    let filter = AnalysisFilter::all().subject("GW150914");
    let plan = world.ledger.plan_cycle(&[], &world.policy, filter, at(1));
    let keys: Vec<_> = plan.actions().map(|intent| intent.key.as_str()).collect();
    assert_eq!(keys, [KEY, "project_analyses/population"]);
    assert_eq!((plan.counts.total, plan.counts.project_analyses), (2, 1));
    let unknown = world.ledger.plan_cycle(&[], &world.policy, filter.subject("GW000000"), at(1));
    let warning = PlanWarning::UnknownSubject { subject: "GW000000".into() };
    assert_eq!((unknown.warnings, unknown.counts.event_analyses), (vec![warning], 0));
}

#[test]
fn the_same_sweeps_under_another_policy_say_what_would_have_been() {
    let world = World::running([KEY]);
    let patient =
        CyclePolicy { running: Some(Duration::from_secs(7_200)), ..CyclePolicy::default() };
    let strict = CyclePolicy { running: Some(Duration::from_secs(600)), ..CyclePolicy::default() };
    let mut sweep = [world.sweep()];
    sweep[0].began = at(HOUR);
    let stuck = |policy| {
        world.ledger.plan_cycle(&sweep, policy, AnalysisFilter::all(), at(HOUR)).counts.stuck
    };
    assert_eq!((stuck(&patient), stuck(&strict)), (0, 1));
}

#[test]
fn what_has_failed_for_good_stays_failed_and_a_removed_job_too() {
    let mut world = World::running([KEY, "GW190521/bilby"]);
    world.jobs.insert(1, (JobState::Cancelled, "CA"));
    world.jobs.insert(2, (JobState::TimedOut, "TO"));
    world.now += 300;
    world.cycle(says(HostAnswer::No));
    assert_eq!(world.last_cause(KEY), TransitionCause::Job { state: JobState::Cancelled });
    let not_rescuable = TransitionCause::Answer { ask: QuestionKind::Rescuable, yes: false };
    assert_eq!(world.last_cause("GW190521/bilby"), not_rescuable);
}
