//! Answers of schedulers, read by `monitor-state`: each line or object is a job or is counted, and
//! no line changes how another one is read.
#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};
use monitor_fuzz::split_mode;
use monitor_state::{
    JobRef, SchedulerAnswer, is_slurm_outage, parse_condor_q, parse_exit_record,
    parse_htcondor_json, parse_sacct, parse_slurm_json, parse_squeue, slurm_state,
};

/// The most tasks that one line of squeue stands for.
const MOST_TASKS: usize = 65_536;

/// The most jobs of an input that is kept: the tasks of an array are all alike.
const MOST_JOBS: usize = 256;

fuzz_target!(|input: &[u8]| -> Corpus {
    match split_mode(input) {
        Some((b'q', text)) => return check_lines(text, MOST_TASKS, parse_squeue),
        Some((b's', text)) => return check_lines(text, 1, parse_sacct),
        Some((b'c', text)) => return check_lines(text, 1, parse_condor_q),
        Some((b'j', json)) => parse_slurm_json(json).iter().for_each(check_jobs),
        Some((b'h', json)) => parse_htcondor_json(json).iter().for_each(check_jobs),
        Some((b'x', json)) => drop(parse_exit_record(json)),
        Some((_, text)) => check_words(text),
        None => {}
    }
    Corpus::Keep
});

/// A text is read as each of its lines is by itself.
fn check_lines(text: &[u8], most_jobs: usize, parse: fn(&[u8]) -> SchedulerAnswer) -> Corpus {
    let answer = parse(text);
    let lines = text.split(|byte| *byte == b'\n').count();
    assert!(answer.jobs.len() <= lines * most_jobs);
    if answer.jobs.len() > MOST_JOBS {
        return Corpus::Reject;
    }
    check_jobs(&answer);
    let mut lines = SchedulerAnswer::default();
    for line in text.split(|byte| *byte == b'\n') {
        let read = parse(line);
        assert!(read.skipped <= 1);
        lines.jobs.extend(read.jobs);
        lines.skipped += read.skipped;
    }
    assert_eq!(answer, lines);
    Corpus::Keep
}

fn check_jobs(answer: &SchedulerAnswer) {
    for job in &answer.jobs {
        let number = job.job();
        assert_eq!(number.to_string().parse(), Ok(number));
        let json = serde_json::to_string(job).expect("an observation has a JSON form");
        assert_eq!(serde_json::from_str(&json).ok().as_ref(), Some(job), "{json}");
    }
}

fn check_words(text: &[u8]) {
    let _ = is_slurm_outage(text);
    let Ok(text) = std::str::from_utf8(text) else { return };
    let (word, reason) = text.split_once('\n').unwrap_or((text, ""));
    let _ = slurm_state(word, reason);
    if let Ok(job) = word.parse::<JobRef>() {
        assert_eq!(job.to_string().parse(), Ok(job));
    }
}
