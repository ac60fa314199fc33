//! Answers of real schedulers, and bytes that are none: every job is read or counted as skipped, and
//! nothing panics.
#![expect(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

use monitor_core::Timestamp;
use monitor_state::{
    Error, HtCondorWords, JobRef, JobState, SchedulerAnswer, htcondor_state, is_slurm_outage,
    parse_condor_q, parse_exit_record, parse_htcondor_json, parse_sacct, parse_slurm_json,
    parse_squeue, slurm_state,
};
use proptest::prelude::any;
use proptest::{collection::vec, prop_assert, prop_assert_eq, proptest};

fn states(answer: &SchedulerAnswer) -> Vec<(String, JobState)> {
    answer.jobs.iter().map(|job| (job.job().to_string(), job.state())).collect()
}

fn exit(answer: &SchedulerAnswer, job: usize) -> (Option<i32>, Option<i32>) {
    let known = answer.jobs[job].known_details().unwrap();
    (known.exit_code, known.signal)
}

#[test]
fn squeue_json_of_22_05_is_read_with_its_arrays_and_wait_statuses() {
    let answer =
        parse_slurm_json(include_bytes!("golden/schedulers/squeue-full-22.05.json")).unwrap();
    assert!(answer.is_whole());
    assert_eq!(answer.jobs.len(), 25);
    let states = states(&answer);
    let state = |job: &str| states.iter().find(|(other, _)| other == job).unwrap().1;
    assert_eq!(state("1"), JobState::Succeeded);
    assert_eq!(state("2"), JobState::Failed);
    assert_eq!(state("4"), JobState::TimedOut);
    assert_eq!(state("12"), JobState::Pending);
    assert_eq!(state("13"), JobState::Held, "PartitionConfig never goes away by itself");
    assert_eq!(state("14"), JobState::NodeLost);
    assert_eq!((state("16.0"), state("16.9")), (JobState::Succeeded, JobState::Failed));
    assert_eq!(exit(&answer, 1), (Some(3), None), "768 is a wait status");
    assert_eq!(exit(&answer, 3), (None, Some(15)));
    assert_eq!(answer.jobs[0].raw_word(), "COMPLETED");
    assert_eq!(answer.jobs[0].submit_time(), Some(Timestamp::from_secs(1_795_383_929)));
    let requeued = answer.jobs.iter().find(|job| job.job() == JobRef::new(12)).unwrap();
    assert_eq!(requeued.known_details().unwrap().restarts, Some(1));
}

#[test]
fn an_outage_of_slurm_22_05_is_no_empty_queue() {
    for answer in [
        &include_bytes!("golden/schedulers/squeue-ctld-down-22.05.json")[..],
        include_bytes!("golden/schedulers/squeue-munge-down-22.05.json"),
    ] {
        let answer = parse_slurm_json(answer).unwrap();
        assert!(answer.jobs.is_empty() && !answer.is_whole());
        assert_eq!(&*answer.errors[0], "Failed while looking for jobs");
    }
    let empty = parse_slurm_json(include_bytes!("golden/schedulers/squeue-24.11.json")).unwrap();
    assert!(empty.jobs.is_empty() && empty.is_whole());
}

#[test]
fn wrong_exit_codes_of_sacct_json_22_05_are_not_taken() {
    let answer = parse_slurm_json(include_bytes!("golden/schedulers/sacct-22.05.json")).unwrap();
    assert!(answer.is_whole());
    assert_eq!(answer.jobs[1].state(), JobState::Failed);
    assert_eq!(exit(&answer, 1), (None, None), "it says 0 of a job that failed with 3");
    assert_eq!(exit(&answer, 2), (None, Some(15)));
    assert!(states(&answer).contains(&("16.9".to_owned(), JobState::Failed)));
    assert!(states(&answer).contains(&("7".to_owned(), JobState::Requeued)));
}

#[test]
fn sacct_and_scontrol_of_24_11_are_read_in_their_new_shape() {
    let sacct = parse_slurm_json(include_bytes!("golden/schedulers/sacct-24.11.json")).unwrap();
    let scontrol =
        parse_slurm_json(include_bytes!("golden/schedulers/scontrol-24.11.json")).unwrap();
    let expected = [
        ("1".to_owned(), JobState::Succeeded),
        ("2".to_owned(), JobState::Failed),
        ("3".to_owned(), JobState::Cancelled),
        ("4".to_owned(), JobState::Cancelled),
    ];
    assert_eq!(states(&sacct), expected);
    assert_eq!(states(&scontrol), expected);
    assert_eq!((exit(&sacct, 1), exit(&scontrol, 1)), ((Some(3), None), (Some(3), None)));
    assert_eq!(exit(&scontrol, 2), (None, Some(15)));
    let born = Some(Timestamp::from_secs(1_795_385_974));
    assert_eq!((sacct.jobs[0].submit_time(), scontrol.jobs[0].submit_time()), (born, born));
}

#[test]
fn condor_q_and_condor_history_are_read_with_their_reasons() {
    let queue = parse_htcondor_json(include_bytes!("golden/schedulers/condor_q-23.9.json"));
    let queue = queue.unwrap();
    assert_eq!(queue.jobs[0].state(), JobState::Held);
    let reason = queue.jobs[0].known_details().unwrap().reason.clone();
    assert_eq!(reason.as_deref(), Some("Cannot expand $$ expression (x)."));
    assert_eq!(queue.jobs[1].job(), JobRef::part(3, 0));
    assert_eq!(queue.jobs[1].state(), JobState::Running);
    let past = parse_htcondor_json(include_bytes!("golden/schedulers/condor_history-23.9.json"));
    let past = past.unwrap();
    assert_eq!(
        (past.jobs[0].state(), past.jobs[3].state()),
        (JobState::Cancelled, JobState::Succeeded)
    );
    assert_eq!((exit(&past, 0), exit(&past, 3)), ((None, Some(15)), (Some(0), None)));
    assert!(parse_htcondor_json(b"").unwrap().is_whole(), "no jobs are no bytes");
    assert!(parse_htcondor_json(b"[\n]\n").unwrap().jobs.is_empty());
}

#[test]
fn every_state_of_slurm_has_its_meaning_in_both_spellings() {
    let held = ["RD RESV_DEL_HOLD", "RH REQUEUE_HOLD", "SE SPECIAL_EXIT"];
    let table = [
        ("PD PENDING", JobState::Pending),
        ("CF CONFIGURING", JobState::Configuring),
        ("R RUNNING", JobState::Running),
        ("RS RESIZING", JobState::Running),
        ("SI SIGNALING", JobState::Running),
        ("S SUSPENDED", JobState::Suspended),
        ("ST STOPPED", JobState::Suspended),
        ("CG COMPLETING", JobState::Completing),
        ("SO STAGE_OUT", JobState::Completing),
        ("CD COMPLETED", JobState::Succeeded),
        ("F FAILED", JobState::Failed),
        ("BF BOOT_FAIL", JobState::Failed),
        ("OOM OUT_OF_MEMORY", JobState::OutOfMemory),
        ("TO TIMEOUT", JobState::TimedOut),
        ("DL DEADLINE", JobState::TimedOut),
        ("NF NODE_FAIL", JobState::NodeLost),
        ("PR PREEMPTED", JobState::Preempted),
        ("RQ REQUEUED", JobState::Requeued),
        ("RF REQUEUE_FED", JobState::Requeued),
        ("CA CANCELLED", JobState::Cancelled),
        ("RV REVOKED", JobState::Cancelled),
    ];
    let held = held.into_iter().map(|words| (words, JobState::Held));
    let all: Vec<_> = table.into_iter().chain(held).collect();
    assert_eq!(all.len(), 24);
    for (words, state) in all {
        let (compact, long) = words.split_once(' ').unwrap();
        assert_eq!((slurm_state(compact, ""), slurm_state(long, "")), (state, state), "{words}");
    }
    for reason in ["JobHeldUser", "JobHeldAdmin", "DependencyNeverSatisfied", "(BadConstraints)"] {
        assert_eq!(slurm_state("PD", reason), JobState::Held, "{reason}");
    }
    for reason in ["Resources", "Priority", "BeginTime", "Dependency", ""] {
        assert_eq!(slurm_state("PD", reason), JobState::Pending, "{reason}");
    }
    assert_eq!(slurm_state("CANCELLED+", ""), JobState::Cancelled);
    assert_eq!(slurm_state("", ""), JobState::Unknown);
}

#[test]
fn every_number_of_htcondor_has_its_meaning() {
    let of = |status| htcondor_state(HtCondorWords { status, ..HtCondorWords::default() });
    let expected = [
        JobState::Unknown,
        JobState::Pending,
        JobState::Running,
        JobState::Cancelled,
        JobState::Succeeded,
        JobState::Held,
        JobState::Completing,
        JobState::Suspended,
        JobState::Unknown,
    ];
    assert_eq!((0..9).map(of).collect::<Vec<_>>(), expected);
    let evicted = HtCondorWords { status: 1, starts: Some(2), ..HtCondorWords::default() };
    assert_eq!(htcondor_state(evicted), JobState::Requeued);
    let memory = HtCondorWords { status: 5, hold_code: Some(34), ..HtCondorWords::default() };
    assert_eq!(htcondor_state(memory), JobState::OutOfMemory);
    let killed = HtCondorWords { status: 4, by_signal: true, ..HtCondorWords::default() };
    assert_eq!(htcondor_state(killed), JobState::Failed);
    let dag = HtCondorWords { status: 4, dag_status: Some(2), ..HtCondorWords::default() };
    assert_eq!(htcondor_state(dag), JobState::Failed);
}

#[test]
fn an_array_that_has_not_begun_is_all_its_tasks() {
    let answer = parse_squeue(b"16|[0-9%2]|PD|Resources|1795384106|N/A|N/A|x\n");
    assert_eq!((answer.jobs.len(), answer.skipped), (10, 0));
    assert_eq!(answer.jobs[9].job(), JobRef::part(16, 9));
    let answer = parse_squeue(b"16|1,3-7:2|PD|None|0|N/A|N/A|\n17|[0-4000000]|PD|None|0|||\n");
    assert_eq!(answer.jobs[3].job(), JobRef::part(16, 7));
    assert_eq!((answer.jobs.len(), answer.skipped), (4 + 65_536, 1));
}

#[test]
fn text_that_is_cut_off_or_of_another_form_is_counted() {
    let text =
        b"17|N/A|R|None|2026-01-02T03:04:05|N/A|N/A|a|b|c\n17|N/A\n|||\nnonsense\n\xff\xfe|||\n";
    let answer = parse_squeue(text);
    assert_eq!((answer.jobs.len(), answer.skipped), (1, 4));
    assert!(!answer.is_whole());
    assert_eq!(answer.jobs[0].known_details().unwrap().tag.as_deref(), Some("a|b|c"));
    assert_eq!(answer.jobs[0].submit_time(), Some("2026-01-02T03:04:05Z".parse().unwrap()));
    let answer = parse_sacct(b"3|CANCELLED by 1000|0:15|1|2|3|\n3.batch|X|0:0|1|2|3|\n4|F\n");
    assert_eq!((answer.jobs.len(), answer.skipped), (1, 2));
    assert_eq!(exit(&answer, 0), (None, Some(15)));
    let answer = parse_condor_q(b"3 0 2 undefined\n3 x 2 undefined 1 0 false 0 0 1 k\n");
    assert_eq!((answer.jobs.len(), answer.skipped), (0, 2));
}

#[test]
fn json_of_another_form_is_refused() {
    for bytes in [&b"{"[..], b"[]", b"{\"jobs\": 7}", b"\xff", b""] {
        assert!(matches!(parse_slurm_json(bytes), Err(Error::SchedulerJson { .. })), "{bytes:?}");
    }
    assert!(matches!(parse_htcondor_json(b"{}"), Err(Error::SchedulerJson { .. })));
    assert!(matches!(parse_exit_record(b"{}"), Err(Error::SchedulerJson { .. })));
    let odd = br#"{"jobs": [{"job_id": "x"}, 7, {"job_id": 1, "job_state": []}]}"#;
    assert_eq!(parse_slurm_json(odd).unwrap().skipped, 3);
}

#[test]
fn tasks_that_run_backwards_are_skipped_and_counted() {
    let answer = parse_squeue(b"7|8-0%2|PD|||N/A|N/A|\n8|N/A|PD|||N/A|N/A|\n");
    assert_eq!((answer.jobs.len(), answer.skipped), (1, 1));
}

#[test]
fn an_exit_record_tells_a_signal_from_a_code() {
    let state = |bytes| parse_exit_record(bytes).unwrap().0;
    assert_eq!(state(br#"{"exit_code": 0}"#), JobState::Succeeded);
    assert_eq!(state(br#"{"exit_code": null, "signal": 9}"#), JobState::Failed);
    assert_eq!(
        state(br#"{"exit_code": null, "signal": 9, "outcome": "timed_out"}"#),
        JobState::TimedOut
    );
}

proptest! {
    #[test]
    fn no_bytes_make_a_reader_panic(bytes in vec(any::<u8>(), 0..300)) {
        let lines = bytes.split(|&byte| byte == b'\n').count();
        for answer in [parse_sacct(&bytes), parse_condor_q(&bytes)] {
            prop_assert!(answer.jobs.len() + usize::try_from(answer.skipped).unwrap() <= lines);
        }
        let _ = (parse_squeue(&bytes), is_slurm_outage(&bytes));
        let _ = (parse_slurm_json(&bytes), parse_htcondor_json(&bytes), parse_exit_record(&bytes));
    }

    #[test]
    fn no_text_that_looks_like_an_answer_makes_a_reader_panic(
        squeue in r"([0-9]{1,20}\|(N/A|[0-9,\[\]%:-]{0,9})\|(R|PD|CG|\PC{0,4})\|\PC{0,6}\|[0-9]{0,12}\|N/A\|N/A\|\PC{0,9}\n){0,4}",
        condor in r"([0-9]{1,12} [0-9]{1,12} -?[0-9] (undefined|-?[0-9]{1,25}) [0-9] 0 (true|x) 1 undefined [0-9]{1,12} ?\PC{0,5}\n){0,4}",
        json in r#"\{"jobs": ?\[\{"(job_id|job_state|exit_code|array_task_id|ClusterId)": ?([0-9e.-]{1,25}|"\PC{0,5}"|\[\]|\{"(set|number|signal)": ?(true|[0-9]{1,22}|\{\})\})\}\]\}"#
    ) {
        let read = parse_squeue(squeue.as_bytes());
        prop_assert_eq!(read.jobs.is_empty() && read.skipped == 0, squeue.trim().is_empty());
        let _ = parse_condor_q(condor.as_bytes());
        let _ = (parse_slurm_json(json.as_bytes()), parse_htcondor_json(json.as_bytes()));
        let _ = parse_exit_record(json.as_bytes());
    }

    #[test]
    fn a_real_answer_with_one_byte_changed_is_read_or_refused(at: usize, byte: u8) {
        for answer in [
            &include_bytes!("golden/schedulers/squeue-22.05.json")[..],
            include_bytes!("golden/schedulers/scontrol-24.11.json"),
            include_bytes!("golden/schedulers/condor_q-23.9.json"),
        ] {
            let mut bytes = answer.to_vec();
            let at = at % bytes.len();
            bytes[at] = byte;
            let _ = (parse_slurm_json(&bytes), parse_htcondor_json(&bytes));
        }
    }
}
